"""What the fix list says before it names records: which values could not be read, and which rules were broken."""

from collections.abc import Mapping
from dataclasses import dataclass

from expectations.contract.fields import LOGS, fields
from expectations.rules import record_rules
from tasks.core.engine import Database
from tasks.core.problems import Problem
from tasks.core.quality import Quality
from tasks.core.records import Intake


@dataclass(frozen=True, slots=True)
class Unread:
    """The values of a field that could not be read.

    Attributes:
        field: its title.
        values: how many different ones there are, as written; 0 where only their length told.
        records: how many records hold one, by log.
        nearest: labels of allowed values that are near to some of them, with how many records; the most first.
    """

    field: str
    values: int
    records: Mapping[str, int]
    nearest: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that records break in a field: titles, severity, what to do, and how many records, by log."""

    field: str
    title: str
    severity: str
    remedy: str
    records: Mapping[str, int]


def unread_values(database: Database, intake: Intake) -> tuple[Unread, ...]:
    """The fields with values that could not be read, over ``failing_records``, those of most records first."""
    problems = "SELECT DISTINCT field, value, log, source, row FROM failing_records WHERE starts_with(value, '!')"
    counts = (
        f"SELECT field, log, count(*) FROM (SELECT DISTINCT field, log, source, row FROM ({problems})) GROUP BY ALL"
    )
    near = (
        f"SELECT field, value, count(*) FROM ({problems}) WHERE starts_with(value, '{Problem.UNKNOWN}:') GROUP BY ALL"
    )
    records: dict[str, dict[str, int]] = {}
    for name, log, count in database.rows(counts):
        records.setdefault(name, dict.fromkeys(LOGS, 0))[log] = int(count)
    nearest: dict[str, list[tuple[str, int]]] = {name: [] for name in records}
    for name, value, count in database.rows(near):
        nearest[name].append((fields()[name].vocabulary.label(value.partition(":")[2]), int(count)))
    order = list(fields())
    return tuple(
        Unread(
            fields()[name].title,
            intake.unread.get(name, 0),
            records[name],
            tuple(sorted(nearest[name], key=lambda pair: (-pair[1], pair[0]))),
        )
        for name in sorted(records, key=lambda name: (-sum(records[name].values()), order.index(name)))
    )


def broken_rules(quality: Quality) -> tuple[Broken, ...]:
    """The rules on records that were broken, a line a rule and field, in the order of the contract."""
    remedies = {rule.id: rule.remedy for rule in record_rules()}
    records: dict[tuple[str, str], dict[str, int]] = {}
    said = {}
    for result in (result for result in quality.rules if result.rule in remedies):
        key = (result.rule, result.field)
        records.setdefault(key, dict.fromkeys(LOGS, 0))[result.log] += result.records
        said[key] = result
    return tuple(
        Broken(fields()[name].title, said[rule, name].title, said[rule, name].severity.value, remedies[rule], counts)
        for (rule, name), counts in records.items()
    )
