"""What SQL makes of the records as read: usual references and times normalised, and rows that are no records told.

Of references and times there are nearly as many as records. The statements know only their usual spellings, such as
``C-000123``. What they leave null is normalised in Python, which knows them all; a test checks that the two agree.
Blank rows, totals, comments, and headings that stand there again are told from the texts as they stand.
"""

from collections.abc import Mapping, Sequence

from expectations.contract.fields import REFERENCE_PATTERN, FieldKind, Problem, fields
from expectations.contract.helpline import helpline
from tasks.anonymise.normalise import MAX_LENGTH
from tasks.anonymise.times import fixed_offset
from tasks.model.records import RowKind, Source
from tasks.storage.sql import named, quoted

BLANKS = " \u00a0"
"""What stands around a value and is no part of it."""
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
    return f"[{BLANKS}]*{pattern}[{BLANKS}]*"


def _trimmed(text: str) -> str:
    return f"trim({text}, {quoted(BLANKS)})"


_BY_FIELD = {"contact_id": _reference, "case_ref": _case, "received_at": _time}
NUMEROUS = tuple(_BY_FIELD)
"""The fields that have nearly as many values as there are records."""


def western(text: str) -> str:
    """The SQL expression for a text that, where it begins with an Urdu digit, has western ones in their place."""
    turned = f"translate({text}, {quoted(_URDU_DIGITS)}, '0123456789')"
    return f"CASE WHEN ascii({text}) >= {_FIRST_URDU_DIGIT} THEN {turned} ELSE {text} END"


def normalised_in_sql(field: str) -> str:
    """The SQL expression for a value of a numerous field, normalised where SQL can; else null.

    Its digits must be western ones; see :func:`western`.
    """
    return _BY_FIELD[field](field)


def sql_column(field: str) -> str:
    """The column of what SQL makes of a numerous field."""
    return named(f"sql_{field}")


def needs_mapping(field: str) -> str:
    """The SQL condition under which a field's value has to be normalised in Python."""
    given = f"{named(field)} IS NOT NULL AND {ROW_KIND} IS NULL"
    return f"{given} AND {sql_column(field)} IS NULL" if field in NUMEROUS else given


RAW, SQL_NORMALISED, ROW_KIND = "raw", "sql_normalised", "row_kind"
"""The view of the records as read; that of :func:`sql_normalised`; its column of what a row is that is no record."""


def sql_normalised() -> str:
    """The query for the view ``sql_normalised``: ``raw`` with what SQL makes of each numerous field, and ``row_kind``.

    In place of a value longer than any can be stands :attr:`Problem.TOO_LONG`, so that no engine has to hold it.
    """
    texts = ", ".join(f"{_short(f.name, f.kind)} AS {named(f.name)}" for f in fields().values())
    in_sql = ", ".join(f"{normalised_in_sql(name)} AS {sql_column(name)}" for name in NUMEROUS)
    read = f"SELECT *, {in_sql} FROM (SELECT log, source, row, {texts} FROM {RAW}) AS texts"
    return f"SELECT *, {_row_kind()} AS {ROW_KIND} FROM (SELECT *, {_cells()} AS cells FROM ({read}) AS in_sql) AS rows"


def _short(name: str, kind: FieldKind) -> str:
    text = western(name) if kind is FieldKind.TIMESTAMP else named(name)
    return f"CASE WHEN length({named(name)}) > {MAX_LENGTH} THEN '{Problem.TOO_LONG}' ELSE {text} END"


# Between the cells of a row: no cell has it.
_CELL = "\x1e"
# A label such as "Total", "Sub-total:" or "Total calls 302"; no category begins so.
_TOTALS = (
    f"(^|{_CELL})[^a-z0-9{_CELL}]*((grand|sub)[ -]?)?(totals?|sum)([^a-z{_CELL}][^{_CELL}]*)?({_CELL}|$)"
    f"|(^|{_CELL}) *(کل|میزان)[^{_CELL}]*({_CELL}|$)"
)
_NUMBERS = f"[0-9 .,%{_CELL}]*"


def _cells() -> str:
    """All that a row holds, where it may be no record.

    A row with a date and a kind is a record, and is not looked at further: that keeps large logs as quick as they were.
    Where no log records kinds, a date alone makes a record.
    """
    record = "sql_received_at IS NOT NULL" + (" AND kind IS NOT NULL" if fields()["kind"].recorded else "")
    cells = ", ".join(f"nullif(trim({named(name)}, {quoted(BLANKS)}), '')" for name in fields())
    return f"CASE WHEN {record} THEN NULL ELSE lower(concat_ws('{_CELL}', {cells})) END"


def _row_kind() -> str:
    """The SQL expression, over the records as read with ``sql_received_at`` and ``cells`` beside them."""
    date = fields()["received_at"]
    headings = ", ".join(quoted(text.lower()) for text in (date.name, date.title, *date.headings))
    # A form of date that SQL does not read has digits all the same.
    dated = "false" if fields()["kind"].recorded else "regexp_matches(coalesce(received_at, ''), '[0-9]')"
    return f"""CASE WHEN cells IS NULL THEN NULL
        WHEN cells = '' THEN '{RowKind.BLANK}'
        WHEN lower(trim(received_at)) IN ({headings}) THEN '{RowKind.HEADINGS}'
        WHEN regexp_full_match(coalesce(kind, ''), '{_NUMBERS}') AND regexp_matches(cells, {quoted(_TOTALS)})
            THEN '{RowKind.TOTALS}'
        WHEN NOT contains(cells, '{_CELL}') AND NOT {dated} THEN '{RowKind.COMMENT}'
        WHEN NOT {dated} AND kind IS NULL AND sql_received_at IS NULL AND regexp_full_match(cells, '{_NUMBERS}')
            THEN '{RowKind.TOTALS}' END"""


def by_source(sources: Sequence[Source], counted: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """What of each source is no record, with how many rows; hidden sheets, which are no rows, with none.

    Args:
        sources: all sources, in their order.
        counted: from the position of a source and a :class:`RowKind`, with a blank between, to how many rows there are.
    """
    found: dict[str, dict[str, int]] = {}
    seen: set[object] = set()
    for index, source in enumerate(sources):
        rows = {k.value: source.passed_over.get(k, 0) + counted.get(f"{index} {k}", 0) for k in RowKind}
        about = {kind: number for kind, number in rows.items() if number}
        if source.hidden:
            about["a hidden sheet, read like the others"] = 0
        if source.passed_sheets and source.path not in seen:
            seen.add(source.path)
            about[f"sheets of the workbook that are no logs: {', '.join(source.passed_sheets)}"] = 0
        if about:
            found[source.where] = about
    return found
