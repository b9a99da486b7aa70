"""Values that SQL normalises, because there are nearly as many of them as records: references and times.

The statements know only the usual spellings, such as ``C-000123``. What they leave null is normalised in Python, which
knows them all; a test checks that the two agree.
"""

from expectations.contract.fields import REFERENCE_PATTERN
from expectations.contract.helpline import helpline
from tasks.anonymise.times import fixed_offset
from tasks.storage.sql import quoted

_BLANKS = " \u00a0"
_CASE = "[A-Z0-9]([A-Z0-9/_-]{0,38}[A-Z0-9])?"
_USUAL_CASE = "[A-Z]{1,12}-[0-9]{1,9}"
_LONG_NUMBER = "[0-9](-?[0-9]){12}|[A-Z]{2}[0-9]{2}[A-Z0-9]{11}"

_MINUTE = "([01][0-9]|2[0-3]):[0-5][0-9]"
_CLOCK = f"{_MINUTE}(:[0-5][0-9](\\.[0-9]{{1,9}})?)?"
_ISO = "[12][0-9]{3}-[0-9]{2}-[0-9]{2}"
_DAY_FIRST = "([0-9]{1,2}-[0-9]{1,2}-|[0-9]{1,2}/[0-9]{1,2}/)[12][0-9]{3}"
_FIRST_URDU_DIGIT, _URDU_DIGITS = ord("۰"), "۰۱۲۳۴۵۶۷۸۹"


def _reference(text: str) -> str:
    return f"""CASE WHEN {_is(REFERENCE_PATTERN, text)} THEN {text}
        WHEN {_is(_padded(REFERENCE_PATTERN.strip("^$")), text)} THEN {_trimmed(text)} END"""


def _case(text: str) -> str:
    # One without digits may be a word for "not recorded", which is none.
    trimmed = _trimmed(text)
    return f"""CASE WHEN {_is(_USUAL_CASE, text)} THEN {text}
        WHEN {_is(_padded(_CASE), text)} AND regexp_matches({trimmed}, '[0-9]')
            AND NOT regexp_matches({trimmed}, {quoted(_no_case())}) THEN {trimmed} END"""


def _no_case() -> str:
    """Wider than the identifier detector, which has the last word on what this holds back."""
    return "|".join(filter(None, (helpline().mobile_number, _LONG_NUMBER)))


def _time(text: str) -> str:
    """The day and the minute, or the day alone; null where there is no such day."""
    day = f"replace(split_part({text}, ' ', 1), '/', '-')"
    turned = f"split_part({day}, '-', 3) || '-' || split_part({day}, '-', 2) || '-' || split_part({day}, '-', 1)"
    iso, first = _date(f"left({text}, 10)"), _date(turned)
    return f"""CASE
        WHEN {_is(f"{_ISO} {_MINUTE}", text)} THEN CASE WHEN {iso} IS NOT NULL THEN {text} END
        WHEN {_is(f"{_ISO}[ T]{_CLOCK}", text)} THEN {iso}::VARCHAR || ' ' || substr({text}, 12, 5)
        WHEN {_is(f"{_DAY_FIRST} {_CLOCK}", text)} THEN {first}::VARCHAR || ' ' || left(split_part({text}, ' ', 2), 5)
        WHEN {_is(_ISO, text)} THEN {iso}::VARCHAR
        WHEN {_is(_DAY_FIRST, text)} THEN {first}::VARCHAR
        {_from_utc(text)}
        END"""


def _from_utc(text: str) -> str:
    """Only where the difference is always the same; Python knows the others."""
    ahead = fixed_offset()
    if ahead is None:
        return ""
    moment = f"try_cast(left({text}, 10) || ' ' || substr({text}, 12, 5) || ':00' AS TIMESTAMP)"
    local = f"{moment} + INTERVAL '{int(ahead.total_seconds() // 60)}' MINUTE"
    return f"""WHEN {_is(f"{_ISO}[ T]{_CLOCK}Z", text)} THEN left(({local})::VARCHAR, 16)"""


def _date(text: str) -> str:
    return f"try_cast({text} AS DATE)"


def _is(pattern: str, text: str) -> str:
    return f"regexp_full_match({text}, {quoted(pattern)})"


def _padded(pattern: str) -> str:
    return f"[{_BLANKS}]*{pattern}[{_BLANKS}]*"


def _trimmed(text: str) -> str:
    return f"trim({text}, {quoted(_BLANKS)})"


_BY_FIELD = {"contact_id": _reference, "case_ref": _case, "received_at": _time}
NUMEROUS = tuple(_BY_FIELD)
"""The fields that have nearly as many values as there are records."""


def normalised_in_sql(field: str) -> str:
    """The SQL expression for a value of a numerous field, normalised where SQL can; else null.

    Its digits must be western ones; see :func:`western`.
    """
    return _BY_FIELD[field](field)


def western(text: str) -> str:
    """The SQL expression for a text that, where it begins with an Urdu digit, has western ones in their place."""
    turned = f"translate({text}, {quoted(_URDU_DIGITS)}, '0123456789')"
    return f"CASE WHEN ascii({text}) >= {_FIRST_URDU_DIGIT} THEN {turned} ELSE {text} END"
