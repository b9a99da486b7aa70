"""The sample edition: seconds of each stage, of a whole build and of rendering again, each a process of its own.

A Prefect server runs, as in an installation. The same stages as plain functions tell what Prefect costs. Rendering
again comes after a change of text, as when comms wait for it.
"""

import json
import logging
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.command_line import prefect_server

RUNS = 3
PERIOD = ("--from", "2016-12", "--to", "2018-11")
EDITION = "2016-12_2018-11"
REWORDED = "text/en/numbers/a_contacts.md"
"""The text that is changed."""


class Collector(logging.Handler):
    """Keeps the seconds that the stages report."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        name, seconds = record.args
        self.seconds[name] = seconds


def command(*arguments: str) -> int:
    """A command in this process; prints the seconds of each stage as JSON."""
    from flows.cli import main
    from flows.progress import SECONDS

    collector = Collector()
    SECONDS.addHandler(collector)
    SECONDS.setLevel(logging.INFO)
    code = main(arguments)
    print(json.dumps(collector.seconds))
    return code


def plain(folder: Path) -> int:
    """A build of the same edition by the stages as plain functions."""
    from flows.operate.server import prepare_environment

    prepare_environment()
    from flows.requests import BuildRequest
    from tests.bench.plain import build_plainly

    build_plainly(
        BuildRequest(
            first_month=PERIOD[1],
            last_month=PERIOD[3],
            sample=True,
            out=folder / "plain",
            private=folder / "private",
            ledger=folder / "ledger.jsonl",
        )
    )
    return 0


def report() -> None:
    """Run everything several times; print medians and ratios."""
    with TemporaryDirectory() as name, prefect_server(Path(name)):
        folder = Path(name)
        content, out = folder / "content", folder / "editions"
        _once("command", "init", str(content))
        own = ("command", "--content", str(content))
        render = (*own, "render", str(out / EDITION))
        new = partial(
            _once, *own, "build", "--sample", *PERIOD, "--out", str(out), "--private", str(folder / "private")
        )
        new()  # the first run fills caches
        stages, built = _median(new)
        again, rendered = _median(partial(_reworded, content, *render))
        _, pages = _median(partial(_reworded, content, *render, "--no-pdf"))
        _, plainly = _median(partial(_once, "plain", name))
    print(f"\nsample edition, medians of {RUNS} runs against a running server, {os.cpu_count()} cores")
    for title, seconds in (("build", stages), ("render", again)):
        print(f"\n{title}")
        for stage, each in seconds.items():
            print(f"  {stage:26}{each:7.2f} s")
    print(f"\nwhole build {built:.2f} s, × {built / plainly:.2f} of the plain functions' {plainly:.2f} s")
    print(f"rendered again after a change of {REWORDED} in {rendered:.2f} s; the web pages alone in {pages:.2f} s")


def _reworded(content: Path, *arguments: str) -> tuple[dict[str, float], float]:
    """A command after a sentence was added to a text."""
    with (content / REWORDED).open("a", encoding="utf-8") as text:
        text.write("\nWhoever calls is heard, and helped on.\n")
    return _once(*arguments)


def _once(*arguments: str) -> tuple[dict[str, float], float]:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.sample", *arguments], capture_output=True, text=True, check=True
    )
    whole = time.perf_counter() - start
    last = done.stdout.splitlines()[-1:]
    return (json.loads(last[0]) if last else {}), whole


def _median(measure: Callable[[], tuple[dict[str, float], float]]) -> tuple[dict[str, float], float]:
    runs = [measure() for _ in range(RUNS)]
    stages = {name: statistics.median(seconds[name] for seconds, _ in runs) for name in runs[0][0]}
    return stages, statistics.median(whole for _, whole in runs)


if __name__ == "__main__":
    if sys.argv[1:2] == ["command"]:
        sys.exit(command(*sys.argv[2:]))
    sys.exit(plain(Path(sys.argv[2])) if sys.argv[1:] else report())
