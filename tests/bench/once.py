"""One measurement in a process of its own: ``python -m tests.bench.once ours|sql|pandas CONTACTS parquet|csv``.

Prints, as JSON, seconds and peak in gigabytes by what was measured.
"""

import json
import logging
import os
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tasks.model.period import Period
from tests.bench.logs import write_logs

EDITION = Period.parse("2018-06_2018-11")
"""A half-year with a period before it: three windows, of three time slices."""


def main(way: str, contacts: int, suffix: str, logs: Path) -> Mapping[str, tuple[float, float]]:
    """Measure one way of counting the logs of so many contacts."""
    paths = write_logs(logs, contacts, suffix)
    with TemporaryDirectory() as folder:
        if way == "ours":
            return _ours(paths, Path(folder))
        return _other(way, paths, Path(folder))


def _ours(paths: Mapping[str, Path], folder: Path) -> Mapping[str, tuple[float, float]]:
    from flows.operate.server import prepare_environment

    prepare_environment()
    from flows.requests import BuildRequest
    from flows.settings import SETTINGS_VARIABLE
    from tests.bench.plain import build_plainly

    # A state of its own.
    settings = folder / "settings.toml"
    settings.write_text(f"[folders]\nstate = {str(folder / 'state')!r}\n")
    os.environ[SETTINGS_VARIABLE] = str(settings)
    request = BuildRequest(
        first_month=str(EDITION.first),
        last_month=str(EDITION.last),
        calls=(str(paths["calls"]),),
        emails=(str(paths["emails"]),),
        out=folder / "editions",
        private=folder / "private",
        ledger=folder / "ledger.jsonl",
    )
    return build_plainly(request)


def _other(way: str, paths: Mapping[str, Path], folder: Path) -> Mapping[str, tuple[float, float]]:
    from tests.bench.pandas_way import count_with_pandas
    from tests.bench.plain import WHOLE, Meter
    from tests.bench.reference import count_by_hand

    meter = Meter()
    with meter.measure(WHOLE):
        if way == "sql":
            count_by_hand(paths, folder, EDITION).close()
        else:
            count_with_pandas(paths, EDITION)
    return meter.found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable()
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))))
