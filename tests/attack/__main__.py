"""`python -m tests.attack [CONTACTS…]`: the attack over sizes of logs and habits of recording cities, as a table."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tasks.model.errors import ReportError
from tests.attack.attack import Found, attack_all, holds
from tests.attack.editions import Cities, publish_series, records
from tests.attack.public import slices

SIZES = (150, 300, 600, 1500, 3000)
"""Contacts in each half-year."""


def main(sizes: list[int]) -> None:
    print("contacts | city recorded | at risk | least values | too few | differences | model holds | seconds")
    for contacts in sizes:
        for cities in Cities:
            with TemporaryDirectory() as folder:
                try:
                    series = publish_series(Path(folder), records(contacts, cities))
                except ReportError as refusal:
                    print(f"{contacts} | {cities} | refused: {refusal.problem} {refusal.where}", flush=True)
                    continue
                so = all(holds(truth) for truth in slices(series.truth))
                _row(f"{contacts} | {cities}", attack_all(series.editions[-1]), so)


def _row(name: str, found: Found, so: bool) -> None:
    counts = (len(found.printed), found.least, len(found.exposed), len(found.differences), so)
    print(f"{name} | {' | '.join(map(str, counts))} | {found.seconds:.0f}", flush=True)
    for line in found.summary():
        print(f"    {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or list(SIZES))
