"""The services of this checkout that run on this machine, as the system lists its processes."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from flows.settings import PROJECT

LISTED = Path("/proc")
"""Where Linux lists processes; on another system none is listed."""


class Service(NamedTuple):
    """A running service: since when, its command, such as ``worker logs``, and its process."""

    since: datetime
    command: str
    pid: int

    def __str__(self) -> str:
        return f"{self.command} (process {self.pid}, since {self.since:%-d %B %Y, %H:%M:%S})"


def services() -> list[Service]:
    """Return the services of this checkout, the oldest first, without this process and servers of single commands."""
    return sorted(service for folder in LISTED.glob("[0-9]*") if (service := _service(folder)))


def superseded_services() -> list[Service]:
    """Return the services beside which a newer one of the same command runs."""
    running = services()
    newest = {service.command: service for service in running}
    return [service for service in running if service is not newest[service.command]]


def _service(folder: Path) -> Service | None:
    try:
        words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
        single = b"PREFECT__SERVER_EPHEMERAL=1" in (folder / "environ").read_bytes()
        here = (folder / "cwd").samefile(PROJECT)
        ticks = int((folder / "stat").read_text().rpartition(")")[2].split()[19])
        seconds = float((LISTED / "uptime").read_text().split()[0]) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError):  # it has ended, or is another user's
        return None
    verb = next((n for n, word in enumerate(words) if word in ("serve", "worker")), 0)
    ours = here and any(Path(word).name in ("flows.cli", "helpline-report") for word in words[:verb])
    if not ours or single or int(folder.name) == os.getpid():
        return None
    since = datetime.now().astimezone() - timedelta(seconds=seconds)
    return Service(since, " ".join(words[verb : verb + 2]), int(folder.name))
