"""A machine of its own in namespaces of this one, with systemd as its first process, for what the manual has typed.

Its disk is this machine's below a layer that goes when it stops, or a folder that holds a whole system; its network is
a loopback of its own. It takes root, and the programs of Debian's util-linux and systemd.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flows.settings import PROJECT
from tests.operate.running_trial import wait_until

CHECKOUT = "/opt/helpline-report"
NAMESPACES = ("--pid", "--mount", "--ipc", "--uts", "--cgroup", "--net")
LAYER = f"""
mkdir disk layer && mount -t tmpfs tmpfs layer && mkdir layer/upper layer/work
mount -t overlay overlay -o lowerdir=/,upperdir=layer/upper,workdir=layer/work disk
mkdir -p disk{CHECKOUT} && mount --bind {PROJECT} disk{CHECKOUT} && mount -o remount,bind,ro disk{CHECKOUT}
"""
START = """
ip link set lo up && cd disk
mount -t proc proc proc && mount --bind proc/sys proc/sys && mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys && mount -t cgroup2 cgroup2 sys/fs/cgroup
mount --rbind /dev dev && mount -t tmpfs tmpfs run && mount -t tmpfs tmpfs tmp
mkdir -p run/before && pivot_root . run/before && umount -l run/before
exec env -i container=namespaces /lib/systemd/systemd --unit=basic.target --log-target=null
"""
SUDO = """#!/bin/bash
if [ "$1" = -u ]; then exec runuser -u "$2" -- "${@:3}"; fi
exec "$@"
"""
"""Where the machine has none: who types here is root already."""


@dataclass(frozen=True)
class Machine:
    """A running machine: the id of its first process, seen from here."""

    first: int
    environment: Mapping[str, str] = field(default_factory=dict)

    def enter(self, *, online: bool = False) -> list[str]:
        """What comes before a command that is to run there; online for what is fetched from elsewhere."""
        spaces = ["-m", "-p", "-i", "-u", "-C", *([] if online else ["-n"])]
        return ["nsenter", "-t", str(self.first), *spaces, "--wdns=/"]

    def type(self, lines: str, answer: str = "", *, online: bool = False) -> str:
        """Type lines into a shell, in the folder of the checkout where there is one; gives what is printed.

        Args:
            lines: what is typed.
            answer: what is given to a program that asks.
            online: the lines fetch something from elsewhere.
        """
        home = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "HOME": "/root", "LANG": "C.UTF-8"}
        done = subprocess.run(
            [*self.enter(online=online), "bash", "-e", "-o", "pipefail", "-c", f"cd {CHECKOUT} 2>&-||:\n{lines}"],
            env={**home, **self.environment},
            input=answer,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{lines}\n{done.stdout}{done.stderr}"
        return done.stdout


@contextmanager
def machine(folder: Path, disk: Path | None = None) -> Iterator[Machine]:
    """Start a machine, and stop it with everything in it after the block.

    Args:
        folder: an empty one, for what it needs.
        disk: a folder that holds a whole system, to be changed; else it is this machine's, which stays as it is.
    """
    own = f"mkdir disk && mount --bind {disk} disk" if disk else LAYER
    command = ["unshare", *NAMESPACES, "--fork", "--kill-child", "bash", "-e", "-c", own + START]
    starter = subprocess.Popen(command, cwd=folder)
    children = Path(f"/proc/{starter.pid}/task/{starter.pid}/children")
    try:
        wait_until(lambda: starter.poll() is not None or children.read_text())
        found = Machine(int(children.read_text()), _ways_to_registries() if disk else {})
        wait_until(lambda: starter.poll() is not None or _is_up(found))
        if not found.type("command -v sudo || true"):
            found.type("cat > /usr/local/bin/sudo && chmod +x /usr/local/bin/sudo", SUDO)
        yield found
    finally:
        starter.send_signal(signal.SIGKILL)
        starter.wait()


def _is_up(found: Machine) -> bool:
    ask = [*found.enter(), "systemctl", "is-active", "basic.target"]
    return subprocess.run(ask, capture_output=True, check=False).returncode == 0


def _ways_to_registries() -> Mapping[str, str]:
    ways = re.compile("(PIP|UV|SSL|REQUESTS)_|.*_proxy$", re.I)
    return {name: value for name, value in os.environ.items() if ways.match(name)}


def lacking() -> list[str]:
    """What a machine needs and is not here."""
    programs = ("unshare", "nsenter", "pivot_root", "ip", "/lib/systemd/systemd", "pg_ctlcluster")
    # Its Python is reached by the path it has here, and the services see none of these folders.
    hidden = any(PROJECT.is_relative_to(folder) for folder in ("/tmp", "/home", "/root"))
    away = ["a checkout outside /tmp, /home and /root"] * hidden
    return [name for name in programs if not shutil.which(name)] + ["root"] * (os.geteuid() != 0) + away
