"""Sources whose days of numbers contradict the habit of the logs: what may be misread is refused, not guessed."""

from collections.abc import Sequence

from expectations.contract.fields import Problem
from tasks.anonymise.mapping import SQL_NORMALISED, table_name
from tasks.model.errors import LogError
from tasks.model.records import Source
from tasks.storage.sql import named, quoted

_LOW, _DAY, _YEAR = "(0?[1-9]|1[0-2])", "(1[3-9]|2[0-9]|3[01])", "[-/.][12][0-9]{3}( .*)?"
_MONTH_FIRST, _DAY_FIRST, _EITHER = (
    f"{one}[-/.]{two}{_YEAR}" for one, two in ((_LOW, _DAY), (_DAY, _LOW), (_LOW, _LOW))
)


def unread_days() -> str:
    """The query for whether any day that could not be read would be one if its month stood first."""
    times = named(table_name("received_at"))
    unread = f"value = {quoted(Problem.INVALID)} AND regexp_full_match(raw, {quoted(_MONTH_FIRST)})"
    return f"SELECT count(*) FROM {times} WHERE {unread}"


def contradicting() -> str:
    """The query for the sources with days of month first and days of either order, and none that is day first."""
    day, month, either = (
        f"max(CASE WHEN regexp_full_match(received_at, {quoted(form)}) THEN 1 ELSE 0 END)"
        for form in (_DAY_FIRST, _MONTH_FIRST, _EITHER)
    )
    return f"SELECT source FROM {SQL_NORMALISED} GROUP BY source HAVING {day} = 0 AND {month} = 1 AND {either} = 1"


def refusal(sources: Sequence[Source], found: Sequence[int]) -> LogError:
    """The refusal that names those sources."""
    return LogError(
        "Some dates can only be read with the month first, none only with the day first, and others as either.",
        where=", ".join(sources[index].where for index in sorted(found)),
        remedy="Say in contract/logs.toml, under dates, how they are written (docs/onboarding.md).",
    )
