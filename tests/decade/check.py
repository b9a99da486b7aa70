"""The newest months of an edition against a second count: ``python -m tests.decade.check FOLDER EDITION``."""

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
    """The clean records of a half-year that were entered in time."""
    found = json.loads(file.read_text("utf-8"))
    kind = make_dataclass("Clean", dict.fromkeys(found[0], Any))
    for record in found:
        if not record["late"]:
            yield kind(**record | {"received_at": datetime.fromisoformat(record["received_at"])})


def faults(folder: Path, edition: Path) -> list[str]:
    """Every count of the edition's own months that is no multiple of five beside the true one."""
    first, last = edition.name.split("_")
    truth = oracle.count(contacts(folder / "clean" / f"{edition.name}.json"), first, last)
    document = json.loads((edition / "figures.json").read_text("utf-8"))
    found = [f"{name}: the second count lacks it" for name in document["figures"].keys() - truth.keys()]
    for name, figure in document["tiles"][-1]["figures"].items():
        answer, further = truth[name]["edition"], 0 if document["figures"][name]["exact"] else ROUNDED_TO - 1
        printed = {tuple(key): count for key, count in figure["cells"]} | {"total": figure["total"]}
        # Of a mean and of a share, a time slice has the numbers that they are made from.
        expected = {**answer.cells, "total": answer.total} if answer.cells else {"total": answer.total}
        found += [f"{name} {key}: only one has it" for key in answer.cells.keys() - printed.keys()]
        for key in expected.keys() & printed.keys():
            if abs(printed[key] - expected[key]) > further or (further and printed[key] % ROUNDED_TO):
                found.append(f"{name} {key}: {printed[key]} for {expected[key]}")
    return found


if __name__ == "__main__":
    if found := faults(*map(Path, sys.argv[1:])):
        sys.exit("\n".join(found))
