"""Seconds a stage for the sample edition: `make bench`. Each run is a process of its own, as a person starts it."""

import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 3


class Collector(logging.Handler):
    """Keeps the seconds that the stages report."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        name, seconds = record.args
        self.seconds[name] = seconds


def build(folder: Path) -> int:
    """One build of the sample edition in this process; prints the seconds of each stage as JSON."""
    from flows.cli import main as command
    from flows.progress import SECONDS

    collector = Collector()
    SECONDS.addHandler(collector)
    SECONDS.setLevel(logging.INFO)
    period = ["--from", "2016-12", "--to", "2018-11"]
    code = command(
        ["build", "--sample", *period, "--out", str(folder / "editions"), "--private", str(folder / "private")]
    )
    print(json.dumps(collector.seconds))
    return code


def measure() -> dict[str, float]:
    """Seconds of each stage and of the whole process, in one run."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.sample", folder], capture_output=True, text=True, check=True
        )
        whole = time.perf_counter() - start
    return json.loads(done.stdout.splitlines()[-1]) | {"whole process": whole}


def report() -> None:
    """Run the build several times; print the median seconds of each stage and of the whole."""
    measure()  # the first run fills caches and makes Prefect's database
    runs = [measure() for _ in range(RUNS)]
    print(f"sample edition, median of {RUNS} runs after a first one, {os.cpu_count()} cores")
    for name in runs[0]:
        print(f"{name:28} {statistics.median(run[name] for run in runs):7.2f} s")


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1])) if len(sys.argv) > 1 else report())
