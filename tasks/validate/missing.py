"""Missing values: how many accepted cases have none in a field that they were asked for."""

from collections.abc import Sequence
from typing import Any

from expectations.conditions import FilterQuestion, city_in_province, conditions
from expectations.contract.fields import LOGS, Field
from expectations.contract.span import ALWAYS
from expectations.rules import asked_fields, missing_rule
from tasks.model.quality import FieldMissing, RuleResult, Severity
from tasks.storage.contacts import column
from tasks.storage.engine import Database
from tasks.storage.sql import quoted
from tasks.validate.profiles import has
from tasks.validate.run_expectations import run_expectations


def count_missing(database: Database) -> tuple[FieldMissing, ...]:
    """Count over the new contacts of the table ``accepted``, by field and log, while each field was asked."""
    asked = [_asked(f) for f in asked_fields()]
    counts = [f"{_records(where)}, {_records(f'{where} AND {missing}')}" for where, missing in asked]
    rows = database.rows(f"SELECT log, {', '.join(counts)} FROM accepted WHERE kind = 'new' GROUP BY log")
    found = {log: list(map(int, numbers)) for log, *numbers in rows}
    nothing = [0] * 2 * len(asked)
    return tuple(
        FieldMissing(f.name, log, *found.get(log, nothing)[2 * place : 2 * place + 2])
        for place, f in enumerate(asked_fields())
        for log in LOGS
    )


def warn_of_missing(missing: Sequence[FieldMissing]) -> tuple[RuleResult, ...]:
    """The fields that are empty too often, as warnings that concern no single record."""
    rule = missing_rule()
    failures = run_expectations("missing", [rule], _frame(missing))
    empty = [missing[int(failure.combination)] for failure in failures]
    return tuple(
        RuleResult(rule.id, each.field, each.log, Severity(rule.severity), rule.title, each.missing) for each in empty
    )


def _asked(f: Field) -> tuple[str, str]:
    """The condition under which a field was asked, and that under which its answer is missing."""
    beside = [
        c for found in conditions().values() for c in found if isinstance(c, FilterQuestion) and c.field == f.name
    ]
    asked = "true" if f.asked == ALWAYS else f"month BETWEEN {quoted(f.asked.first)} AND {quoted(f.asked.last)}"
    missing, place = f"{column(f.name)} IS NULL", city_in_province()
    if f.name == place.other:
        known = ", ".join(quoted(key) for key in place.within)
        missing += f" AND coalesce({column(place.field)} NOT IN ({known}), true)"
    return " AND ".join((asked, *(has(c.other, c.key) for c in beside))), missing


def _records(where: str) -> str:
    return f"count(*) FILTER (WHERE {where})"


def _frame(missing: Sequence[FieldMissing]) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {
            "combination": [str(i) for i in range(len(missing))],
            "share": [each.share for each in missing],
        }
    )
