"""Missing: how often accepted cases have no value in a field that they were asked for."""

from collections.abc import Sequence
from typing import Any

from expectations.contract.fields import LOGS, Field
from expectations.rules import asked_fields, missing_rule
from tasks.core.engine import Database
from tasks.core.quality import FieldMissing, RuleResult, Severity
from tasks.validate.judge import judge
from tasks.validate.profiles import column

# The extent of a referral is asked only where there is one.
ASKED_WHERE = {"fia_referral": "list_contains(string_split(referrals, ';'), 'fia')"}


def count_missing(database: Database) -> tuple[FieldMissing, ...]:
    """Count over the new contacts of the table ``accepted``, by field and log, since each field was asked."""
    counts = " UNION ALL ".join(_count(f) for f in asked_fields())
    rows = database.rows(counts)
    found = {(name, log): (int(asked), int(missing)) for name, log, asked, missing in rows}
    return tuple(FieldMissing(f.name, log, *found.get((f.name, log), (0, 0))) for f in asked_fields() for log in LOGS)


def warn_of_missing(missing: Sequence[FieldMissing]) -> tuple[RuleResult, ...]:
    """The fields that are empty too often, as warnings that concern no single record."""
    rule = missing_rule()
    failures = judge("missing", [rule], _frame(missing))
    empty = [missing[int(failure.combination)] for failure in failures]
    return tuple(
        RuleResult(rule.id, each.field, each.log, Severity(rule.severity), rule.title, each.missing) for each in empty
    )


def _count(f: Field) -> str:
    since = f" AND month >= '{f.since}'" if f.since else ""
    where = f" AND {ASKED_WHERE[f.name]}" if f.name in ASKED_WHERE else ""
    return (
        f"SELECT '{f.name}', log, count(*), count(*) - count({column(f.name)}) FROM accepted "
        f"WHERE kind = 'new'{since}{where} GROUP BY log"
    )


def _frame(missing: Sequence[FieldMissing]) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {
            "combination": [str(i) for i in range(len(missing))],
            "share": [each.share for each in missing],
        }
    )
