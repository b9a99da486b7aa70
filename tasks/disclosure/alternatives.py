"""Alternative tables: full tables of counts that differ, and yet agree with everything published of a time slice.

They prove that an attacker cannot narrow a small number down: where one alternative table has 0 women of some age and
another has 4, both are feasible, and so is every value between. They are found with a solver and confirmed without one,
by adding up. Their files, ``witnesses-….json``, lie in the private folder and are never published.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from tasks.disclosure.attacker import REQUIRED_VALUES, AttackerConstraints
from tasks.disclosure.invariants import unequal
from tasks.disclosure.relations import Number
from tasks.model.period import Period

AlternativeTable = Mapping[Number, int]
"""A value for each number of a time slice."""


def alternatives_file(period: Period, digest: str) -> str:
    """The name of a slice's file in the private folder, by its digest: a revised slice has another file."""
    return f"witnesses-{period}-{digest.removeprefix('sha256:')[:12]}.json"


def feasible_values(tables: Sequence[AlternativeTable], number: Number) -> int:
    """The width of a number's feasibility interval, as far as the tables show it: how many values it can have."""
    values = [table[number] for table in tables]
    return max(values) - min(values) + 1 if values else 0


def fewest_values(tables: Sequence[AlternativeTable], known: AttackerConstraints) -> int:
    """The fewest values that any number which may be small can have, as far as the tables show."""
    return min((feasible_values(tables, number) for number in known.at_risk), default=REQUIRED_VALUES)


def numbers_with_few_values(tables: Sequence[AlternativeTable], known: AttackerConstraints) -> set[Number]:
    """Return the numbers that are left with fewer values than the rule, but for those that earlier prints disclosed."""
    small = known.at_risk.keys() - known.previously_disclosed
    return {number for number in small if feasible_values(tables, number) < REQUIRED_VALUES}


def alternative_faults(tables: Sequence[AlternativeTable], known: AttackerConstraints) -> Iterator[str]:
    """What is wrong with the tables of a time slice, in words: each must add up and agree with what is known of it."""
    for place, table in enumerate(tables, start=1):
        if table.keys() != known.ranges.keys():
            yield f"table {place} is of other numbers"
            return
        for relation in unequal(known.relations, table):
            yield f"table {place} does not add up at {relation.whole}"
        for number, (low, high) in known.ranges.items():
            if not low <= table[number] <= high:
                yield f"table {place} contradicts what is published of {number}"
    for number, required in known.required.items():
        if feasible_values(tables, number) < required:
            yield f"{number} can have fewer than {required} values"


def alternatives_bytes(period: Period, tables: Sequence[AlternativeTable]) -> bytes:
    """The content of a time slice's file: JSON with the names of the numbers, and a list of values for each table."""
    numbers = sorted(tables[0], key=str) if tables else []
    content = {
        "from": str(period.first),
        "to": str(period.last),
        "numbers": [str(number) for number in numbers],
        "tables": [[table[number] for number in numbers] for table in tables],
    }
    return json.dumps(content, separators=(",", ":")).encode()


def read_alternatives(content: bytes, period: Period, numbers: Sequence[Number]) -> tuple[AlternativeTable, ...]:
    """The tables of a file of alternative tables.

    Args:
        numbers: the numbers of the time slice, which the file names by their words.

    Raises:
        ValueError: the file is not one, or is of another time slice.
    """
    names = {str(number): number for number in numbers}
    data = json.loads(content)
    # Where no number may be small, as in months without a record, no table is needed, and the file names no numbers.
    expected = names.keys() if data["tables"] else set()
    if (data["from"], data["to"]) != (str(period.first), str(period.last)) or set(data["numbers"]) != expected:
        raise ValueError("the file is of another time slice")
    keys = [names[name] for name in data["numbers"]]
    return tuple(dict(zip(keys, map(int, values), strict=True)) for values in data["tables"])
