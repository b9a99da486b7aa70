"""``make bench``: time and memory of each stage by the size of the logs, beside hand-written SQL and plain pandas.

Each measurement is a process of its own; the medians of several are written to ``docs/benchmarks.md``, with a plot.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.bench.page import write_page

LOGS = Path("state/bench")
"""The generated logs stay here: they take longer to write than to count."""
MOST_FOR_PANDAS = 1_000_000
"""Contacts; ten times as many take plain pandas ten minutes a run and more memory than a small machine has."""
LIBRARIES = ("duckdb", "ibis-framework", "great-expectations", "pandas", "pyarrow", "prefect", "weasyprint")

Measured = Mapping[str, tuple[float, float]]


def main() -> None:
    """Measure all sizes, print as it goes, and write the page."""
    options = _options()
    found: dict[tuple[str, int, str], Measured] = {}
    for contacts in options.sizes:
        suffixes = ["parquet", "csv"] if contacts == max(options.sizes) else ["parquet"]
        ways = ["ours", "sql", "pandas"] if contacts <= MOST_FOR_PANDAS else ["ours", "sql"]
        for suffix in suffixes:
            for way in ways:
                found[way, contacts, suffix] = _median([_once(way, contacts, suffix) for _ in range(options.runs)])
                seconds, gigabytes = found[way, contacts, suffix]["logs to protected figures"]
                print(f"{contacts:>10,} {suffix:8}{way:8}{seconds:8.1f} s {gigabytes:6.2f} GB", flush=True)
    write_page(found, options.runs, _machine())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000, 1_000_000, 10_000_000])
    parser.add_argument("--runs", type=int, default=3)
    return parser.parse_args()


def _once(way: str, contacts: int, suffix: str) -> Measured:
    command = [sys.executable, "-m", "tests.bench.once", way, str(contacts), suffix, str(LOGS)]
    home = {"PREFECT_HOME": str(Path.cwd() / "state" / "bench_prefect")}
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | home, check=False)
    if done.returncode:
        raise SystemExit(f"{way} could not count {contacts:,} contacts:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _median(runs: list[Measured]) -> Measured:
    return {
        name: (statistics.median(run[name][0] for run in runs), max(run[name][1] for run in runs)) for name in runs[0]
    }


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    models = [
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"Measured on {date.today():%d %B %Y}: {os.cpu_count()} cores ({models[0] if models else platform.machine()}), "
        f"{memory:.0f} GB, Linux {platform.release().split('-')[0]}, Python {platform.python_version()}, {libraries}."
    )


if __name__ == "__main__":
    main()
