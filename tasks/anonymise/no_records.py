"""Rows of a log that are no records: blank rows, totals, comments, and headings that stand there again.

Told in SQL from the texts as they stand, so that each engine does it in the scan that it makes anyway.
"""

from collections.abc import Mapping, Sequence

from expectations.contract.fields import fields
from tasks.model.records import RowKind, Source
from tasks.storage.sql import named, quoted

ROW_KIND = "row_kind"
"""The column of the view ``sql_normalised``: what a row is that is no record; null for a record."""

_BLANKS = " \u00a0"
# A label such as "Total", "Sub-total:" or "Total calls 302"; no category begins so.
_TOTALS = r"(^|\|)[^a-z0-9|]*((grand|sub)[ -]?)?(totals?|sum)([^a-z|][^|]*)?(\||$)|(^|\|) *(کل|میزان)[^|]*(\||$)"
_NUMBERS = "[0-9 .,%|]*"


def row_kind() -> str:
    """The SQL expression, over the records as read with ``sql_received_at`` beside them.

    A row with a date and a kind is a record, and is not looked at further: that keeps large logs as quick as they were.
    Where no log records kinds, a date alone makes a record.
    """
    cells = [f"nullif(trim({named(name)}, {quoted(_BLANKS)}), '')" for name in fields()]
    filled = " + ".join(f"CASE WHEN {cell} IS NULL THEN 0 ELSE 1 END" for cell in cells)
    texts = f"lower(concat_ws('|', {', '.join(cells)}))"
    date = fields()["received_at"]
    headings = ", ".join(quoted(text.lower()) for text in (date.name, date.title, *date.headings))
    kinds = fields()["kind"].recorded
    # A form of date that SQL does not read has digits all the same.
    dated = "false" if kinds else "regexp_matches(coalesce(received_at, ''), '[0-9]')"
    return f"""CASE WHEN sql_received_at IS NOT NULL AND {"kind IS NOT NULL" if kinds else "true"} THEN NULL
        WHEN coalesce({", ".join(cells)}) IS NULL THEN '{RowKind.BLANK}'
        WHEN lower(trim(received_at)) IN ({headings}) THEN '{RowKind.HEADINGS}'
        WHEN regexp_full_match(coalesce(kind, ''), '{_NUMBERS}') AND regexp_matches({texts}, {quoted(_TOTALS)})
            THEN '{RowKind.TOTALS}'
        WHEN {filled} = 1 AND NOT {dated} THEN '{RowKind.COMMENT}'
        WHEN NOT {dated} AND kind IS NULL AND sql_received_at IS NULL AND regexp_full_match({texts}, '{_NUMBERS}')
            THEN '{RowKind.TOTALS}' END"""


def by_source(sources: Sequence[Source], counted: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """What of each source is no record, with how many rows; hidden sheets, which are no rows, with none.

    Args:
        sources: all sources, in their order.
        counted: from the position of a source and a :class:`RowKind`, with a blank between, to how many rows there are.
    """
    found: dict[str, dict[str, int]] = {}
    told: set[object] = set()
    for index, source in enumerate(sources):
        rows = {k.value: source.passed_over.get(k, 0) + counted.get(f"{index} {k}", 0) for k in RowKind}
        about = {kind: number for kind, number in rows.items() if number}
        if source.hidden:
            about["a hidden sheet, read like the others"] = 0
        if source.passed_sheets and source.path not in told:
            told.add(source.path)
            about[f"sheets of the workbook that are no logs: {', '.join(source.passed_sheets)}"] = 0
        if about:
            found[source.where] = about
    return found
