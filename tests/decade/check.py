"""The newest months of an edition against a second count: ``python -m tests.decade.check FOLDER EDITION``."""

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import make_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests import oracle

ROUNDED_TO = 5


def contacts(file: Path) -> Iterator[Any]:
    """The clean records of a half-year that were entered in time; what was not asked yet is None."""
    found = json.loads(file.read_text("utf-8"))
    names = [*dict.fromkeys([*oracle.Contact.__annotations__, *found[0]])]
    kind = make_dataclass("Clean", names)
    for record in found:
        if not record["late"]:
            yield kind(
                **{**dict.fromkeys(names), **record, "received_at": datetime.fromisoformat(record["received_at"])}
            )


def in_places_of(content: Path, first: str) -> None:
    """Have the second count know provinces and offices as they were in a month; they change between half-years only."""
    with (content / "places" / "cities.csv").open(encoding="utf-8") as file:
        cities = [row for row in csv.DictReader(file) if (row["since"] or "") <= first]
    oracle.GAZETTEER = {row["key"]: row["province"] for row in cities}
    offices = content / "places" / "cybercrime_offices.csv"
    oracle.OFFICES = content.with_name("offices.csv")
    heading, *rows = offices.read_text("utf-8").splitlines()
    there = [row for row in rows if (row.rsplit(",", 1)[1] or "9999") >= first]
    oracle.OFFICES.write_text("\n".join([heading, *there]), "utf-8")


def faults(folder: Path, edition: Path) -> list[str]:
    """Every count of the edition's own months that is no multiple of five beside the true one."""
    first, last = edition.name.split("_")
    in_places_of(folder / "content", first)
    truth = oracle.count(contacts(folder / "clean" / f"{edition.name}.json"), first, last)
    document = json.loads((edition / "figures.json").read_text("utf-8"))
    found = [f"{name}: the second count lacks it" for name in document["figures"].keys() - truth.keys()]
    for name, figure in document["tiles"][-1]["figures"].items():
        answer, further = truth[name]["edition"], 0 if document["figures"][name]["exact"] else ROUNDED_TO - 1
        # Of a mean and of a share, a time slice has the numbers that they are made from: their total is enough.
        printed = {("total",): figure["total"], **{tuple(key): count for key, count in figure["cells"]}}
        expected = {("total",): answer.total, **answer.cells}
        found += [f"{name} {key}: it has no row" for key, n in answer.cells.items() if n and key not in printed]
        for key in expected.keys() & printed.keys():
            if abs(printed[key] - expected[key]) > further or (further and printed[key] % ROUNDED_TO):
                found.append(f"{name} {key}: {printed[key]} for {expected[key]}")
    return found


if __name__ == "__main__":
    if found := faults(*map(Path, sys.argv[1:])):
        sys.exit("\n".join(found))
