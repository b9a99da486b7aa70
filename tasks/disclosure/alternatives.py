"""Witnesses: tables that differ from one another and yet agree with everything that is published of a tile.

Each number that may be small has two of them whose values are so far apart that nobody can tell it. They are found with
a solver and confirmed without one, by adding up.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tasks.core.period import Period
from tasks.disclosure.attacker import CANDIDATES, Knowledge
from tasks.disclosure.invariants import unequal
from tasks.disclosure.relations import Number

Table = Mapping[Number, int]
"""A value for each number of a tile."""


@dataclass(frozen=True, slots=True)
class Witnesses:
    """The tables of one tile. They lie in the private folder and are never published."""

    period: Period
    tables: tuple[Table, ...]


def witness_file(period: Period, digest: str) -> str:
    """The name of a tile's witness file in the private folder, by its digest: a revised tile has another file."""
    return f"witnesses-{period}-{digest.removeprefix('sha256:')[:12]}.json"


def candidates(tables: Sequence[Table], number: Number) -> int:
    """How many values a number can have, as far as the tables show: from the least to the greatest."""
    values = [table[number] for table in tables]
    return max(values) - min(values) + 1 if values else 0


def fewest(tables: Sequence[Table], known: Knowledge) -> int:
    """The fewest values that any number which may be small can have, as far as the tables show."""
    return min((candidates(tables, number) for number in known.questioned), default=CANDIDATES)


def witness_faults(witnesses: Witnesses, known: Knowledge) -> Iterator[str]:
    """What is wrong with the tables of a tile, in words: each must add up and agree with what is known of it."""
    for place, table in enumerate(witnesses.tables, start=1):
        if table.keys() != known.ranges.keys():
            yield f"table {place} is of other numbers"
            return
        for relation in unequal(known.relations, table):
            yield f"table {place} does not add up at {relation.whole}"
        for number, (low, high) in known.ranges.items():
            if not low <= table[number] <= high:
                yield f"table {place} contradicts what is published of {number}"
    for number, enough in known.questioned.items():
        if candidates(witnesses.tables, number) < enough:
            yield f"{number} can have fewer than {enough} values"


def witness_bytes(witnesses: Witnesses) -> bytes:
    """The content of a witness file: JSON with the numbers' names, and a list of values for each table."""
    numbers = sorted(witnesses.tables[0], key=str) if witnesses.tables else []
    content = {
        "from": str(witnesses.period.first),
        "to": str(witnesses.period.last),
        "numbers": [str(number) for number in numbers],
        "tables": [[table[number] for number in numbers] for table in witnesses.tables],
    }
    return json.dumps(content, separators=(",", ":")).encode()


def read_witnesses(content: bytes, period: Period, numbers: Sequence[Number]) -> Witnesses:
    """The tables of a witness file.

    Args:
        numbers: the numbers of the tile, which the file names by their words.

    Raises:
        ValueError: the file is not one, or is of another tile.
    """
    names = {str(number): number for number in numbers}
    data = json.loads(content)
    if (data["from"], data["to"]) != (str(period.first), str(period.last)) or set(data["numbers"]) != names.keys():
        raise ValueError("the file is of another tile")
    keys = [names[name] for name in data["numbers"]]
    return Witnesses(period, tuple(dict(zip(keys, map(int, values), strict=True)) for values in data["tables"]))
