"""Times as staff write them.

Day before month is the habit of the logs; a source of another habit says so, and nothing is guessed.
"""

import re
from datetime import date, datetime, timedelta
from functools import cache

from expectations.contract.helpline import helpline
from expectations.contract.logs import SourceForm
from tasks.storage.sql import quoted

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_URDU = ("جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر")
_WEEKDAYS = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("mon", "tues?", "wed", "thu(?:rs?)?", "fri", "sat", "sun"),
    *("پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ", "اتوار"),
)
_CLOCK = (
    r"(?:(?:[T ]|, | at )(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?"
    r" ?(?P<half>[ap]\.?m\.?)? ?(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)?)?"
)
_DAY, _NAME = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<name>[^\W\d_]{3,9})\.?"
_YEAR = r"(?P<year>\d{4}|'?\d{2})"
_YEAR_LAST = r"(?P<{}>\d{{1,2}})([-/. ])(?P<{}>\d{{1,2}})\2(?P<year>\d{{4}}|\d{{2}})"


def _form(day: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{'|'.join(_WEEKDAYS)})\.?,? )?{day}{_CLOCK}", re.IGNORECASE)


_ONE_READING = tuple(
    _form(day)
    for day in (
        r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",
        rf"{_DAY}[ -]+(?:of )?{_NAME},?[ -]+{_YEAR}",
        rf"{_NAME}[ -]+{_DAY},?[ -]+{_YEAR}",
    )
)
_HABIT = _form(r"(?P<day>\d{1,2})([-/.])(?P<month>\d{1,2})\2(?P<year>\d{4})")
"""Of a source that declares no form. Years of two digits need one: 03/04/18 may be of three days."""
_DECLARED = {
    "day_first": _form(_YEAR_LAST.format("day", "month")),
    "month_first": _form(_YEAR_LAST.format("month", "day")),
    "year_first": _form(r"(?P<year>\d{4}|\d{2})([-/. ])(?P<month>\d{1,2})\2(?P<day>\d{1,2})"),
}
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")
_FIRST_DAY = {1900: datetime(1899, 12, 30), 1904: datetime(1904, 1, 1)}
_MARK = "\x1f"
_NEEDS_FORM = "[ \u00a0]*[0-9۰-۹٠-٩].*"
_ISO = "[12][0-9]{3}-[0-9]{2}-[0-9]{2}.*"


def tagged(form: SourceForm, text: str) -> str:
    """The SQL expression for a time as written, with the form of its source before it where the text needs that."""
    if not (form.dates or form.serials):
        return text
    mark = f"{form.dates or ''},{form.serials or ''}{_MARK}"
    needs = f"regexp_full_match({text}, {quoted(_NEEDS_FORM)}) AND NOT regexp_full_match({text}, {quoted(_ISO)})"
    return f"CASE WHEN {needs} THEN {quoted(mark)} || {text} ELSE {text} END"


def untagged(text: str) -> tuple[SourceForm, str]:
    """What :func:`tagged` put together."""
    mark, found, written = text.partition(_MARK)
    dates, comma, serials = mark.partition(",")
    if not (found and comma and (dates in _DECLARED or not dates)):
        return SourceForm(), text
    number = next((year for year in _FIRST_DAY if str(year) == serials), None)
    return SourceForm(dates=dates or None, serials=number), written  # type: ignore[arg-type]  # looked up above


def read_time(text: str, form: SourceForm = SourceForm()) -> str | None:  # noqa: B008 - it is frozen
    """The time of the helpline as ``2018-11-02 10:15``, or ``2018-11-02`` where only a day was recorded.

    Accepted are ISO 8601 with a blank or ``T`` before the time, ``2-11-2018`` with ``-``, ``/`` or ``.``, and days with
    the name of the month, such as ``2nd Nov 2018``; seconds, ``am``/``pm`` and an offset may follow the time.

    Args:
        text: normalised by :func:`expectations.contract.spelling.plain`.
        form: how the source is written; one that declares its days of numbers may write years with two digits.

    Returns:
        None where the text has no such form, or names a day or an hour that does not exist.
    """
    serial = _SERIAL.fullmatch(text)
    if serial and form.serials:
        return _from_serial(form.serials, *serial.groups())
    numbers = _DECLARED[form.dates] if form.dates else _HABIT
    match = next((found for each in (*_ONE_READING, numbers) if (found := each.fullmatch(text))), None)
    if match is None:
        return None
    parts = match.groupdict()
    try:
        day = date(_year(parts["year"]), _month(parts), int(parts["day"]))
        return day.isoformat() if parts["hour"] is None else _local(day, parts)
    except (ValueError, OverflowError, StopIteration):
        return None


def _from_serial(first: int, days: str, fraction: str | None) -> str:
    minutes = round(float(fraction or 0) * 24 * 60)
    moment = _FIRST_DAY[first] + timedelta(days=int(days), minutes=minutes)
    return moment.strftime("%Y-%m-%d %H:%M") if fraction else moment.date().isoformat()


def _year(text: str) -> int:
    digits = text.removeprefix("'")
    return int(digits) if len(digits) > 2 else 2000 + int(digits)


def _month(parts: dict[str, str]) -> int:
    name = parts.get("name")
    if not name:
        return int(parts["month"])
    # Keyboards of Arabic write two letters of Urdu otherwise.
    urdu = name.replace("ي", "ی").replace("ك", "ک")
    if urdu in _URDU:
        return _URDU.index(urdu) + 1
    return next(number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name.lower()))


def _local(day: date, parts: dict[str, str]) -> str:
    hour = _hour(int(parts["hour"]), parts["half"])
    moment = datetime(day.year, day.month, day.day, hour, int(parts["minute"]), int(parts["second"] or 0))
    if parts["offset"]:
        moment = datetime.fromisoformat(f"{moment}{parts['offset'].upper()}").astimezone(helpline().zone)
    return moment.strftime("%Y-%m-%d %H:%M")


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError
    return hour % 12 + (12 if half[0].lower() == "p" else 0)


@cache
def fixed_offset() -> timedelta | None:
    """How far the helpline's time is ahead of UTC, where that is the same all year since its first day; else None."""
    first = start()
    days = (datetime(first.year + year, month, 1) for year in range(LOOKED_AHEAD) for month in range(1, 13))
    offsets = {helpline().zone.utcoffset(day) for day in days}
    return offsets.pop() if len(offsets) == 1 else None


LOOKED_AHEAD = 30
"""Years from the first day for which the offset is looked at."""


def start() -> date:
    """Return the first day on which a contact can have been received."""
    return date.fromisoformat(f"{helpline().first_month or EARLIEST_MONTH}-01")


EARLIEST_MONTH = "2000-01"
"""Where the contract does not say when the helpline began: no log of a helpline that is kept today is older."""
