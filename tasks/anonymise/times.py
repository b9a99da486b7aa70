"""Times as staff write them, and the days on which a contact can have been received.

Day before month is the habit of the logs; nothing else is guessed.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

import duckdb

from expectations.contract.helpline import helpline
from expectations.contract.vocabulary import vocabulary

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = (
    r"(?:(?:[T ]|, )(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?"
    r" ?(?P<half>[ap]\.?m\.?)? ?(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)?)?"
)
_FORMS = tuple(
    re.compile(day + _CLOCK, re.IGNORECASE)
    for day in (
        r"(?P<year>\d{4})([-/])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})([-/.])(?P<month>\d{1,2})\2(?P<year>\d{4})",
        r"(?P<day>\d{1,2})[ -](?P<name>[a-z]{3,9})\.?,?[ -](?P<year>\d{4})",
    )
)


def read_time(text: str) -> str | None:
    """The time of the helpline as ``2018-11-02 10:15``, or ``2018-11-02`` where only a day was recorded.

    Accepted are ISO 8601 with a blank or ``T`` before the time, ``2-11-2018`` with ``-``, ``/`` or ``.``, and
    ``2 Nov 2018``; seconds, ``am``/``pm`` and an offset may follow the time.

    Args:
        text: normalised by :func:`expectations.contract.spelling.plain`.

    Returns:
        None where the text has no such form, or names a day or an hour that does not exist.
    """
    match = next((found for form in _FORMS if (found := form.fullmatch(text))), None)
    if match is None:
        return None
    parts = match.groupdict()
    try:
        day = date(int(parts["year"]), _month(parts), int(parts["day"]))
        return day.isoformat() if parts["hour"] is None else _local(day, parts)
    except (ValueError, OverflowError):
        return None


def _month(parts: dict[str, str]) -> int:
    if name := parts.get("name"):
        return _MONTHS.index(name[:3].lower()) + 1
    return int(parts["month"])


def _local(day: date, parts: dict[str, str]) -> str:
    hour = _hour(int(parts["hour"]), parts["half"])
    moment = datetime(day.year, day.month, day.day, hour, int(parts["minute"]), int(parts["second"] or 0))
    if parts["offset"]:
        moment = moment.replace(tzinfo=_zone(parts["offset"])).astimezone(_own_zone())
    return moment.strftime("%Y-%m-%d %H:%M")


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError
    return hour % 12 + (12 if half[0].lower() == "p" else 0)


@cache
def _own_zone() -> ZoneInfo:
    return helpline().zone


@cache
def fixed_offset() -> timedelta | None:
    """How far the helpline's time is ahead of UTC, where that is the same all year since its first day; else None."""
    first = start()
    days = (datetime(first.year + year, month, 1) for year in range(LOOKED_AHEAD) for month in range(1, 13))
    offsets = {_own_zone().utcoffset(day) for day in days}
    return offsets.pop() if len(offsets) == 1 else None


LOOKED_AHEAD = 30
"""Years from the first day for which the offset is looked at."""


def _zone(offset: str) -> timezone:
    if offset.upper() == "Z":
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-shift if offset[0] == "-" else shift)


DAYS = "days"

_FILL = f"""CREATE TEMP TABLE {DAYS} AS
    SELECT unnest($day::DATE[]) AS day, unnest($month::VARCHAR[]) AS month, unnest($weekday::VARCHAR[]) AS weekday"""


def start() -> date:
    """The day on which the helpline began."""
    return date.fromisoformat(f"{helpline().first_month}-01")


def create_days(connection: duckdb.DuckDBPyConnection, today: date) -> None:
    """Make the table ``days`` of :func:`days`."""
    connection.execute(_FILL, days(today))


def days(today: date) -> dict[str, list[object]]:
    """From the day on which the helpline began to today: ``day``, ``month``, ``weekday``, as columns."""
    first = start()
    span = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    weekdays = vocabulary("weekday").keys
    return {
        "day": [*span],
        "month": [f"{day:%Y-%m}" for day in span],
        "weekday": [weekdays[day.weekday()] for day in span],
    }
