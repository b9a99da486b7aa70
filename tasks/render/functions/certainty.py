"""What chance and rounding leave of a finding: whether rows differ, whether one changed, how near a share is."""

from collections.abc import Sequence

from tasks.language.rendered_text import Source, ValueKind
from tasks.model.changes import Comparison, Reliability, Side
from tasks.model.differences import difference_of_counts, difference_of_shares, share_range
from tasks.render.functions.lookup import Lookup
from tasks.render.functions.numbers import RowKey
from tasks.render.functions.rows import Row
from tasks.render.functions.time import MonthCount, Value
from tasks.render.traced_text import TracedText

NEAR = 0.05
"""A share is known nearly where it lies within so much of what is printed, on either side."""


class Certainty:
    """Functions of what holds up. The table of what each prints is in :mod:`tasks.render.functions`."""

    def __init__(self, lookup: Lookup, comparison: Comparison) -> None:
        self._lookup, self._comparison = lookup, comparison

    def margin(self, subject: Row | MonthCount | Value | TracedText) -> TracedText:
        said = subject if isinstance(subject, TracedText) else subject.name
        words, doubts = self._lookup.language.words["changes"], said.standing.doubts if said.standing else ()
        marks = words["doubt"].format(marks=words["or"].join(words[doubt] for doubt in doubts))
        printed = words["margin"].format(doubt=marks) if doubts else ""
        return TracedText(printed, Source(ValueKind.WORD, said.source.subject, said.source.keys, said.source.window))

    def differ(self, figure_id: str, rows: Sequence[RowKey], others: Sequence[RowKey]) -> bool:
        one, other = self._side(figure_id, rows), self._side(figure_id, others)
        if one is None or other is None:
            return False
        if not self._lookup.figure(figure_id).spec.share_within:
            return not difference_of_counts(one, other).doubts
        return one.share is not None and other.share is not None and not difference_of_shares(one, other).doubts

    def near(self, figure_id: str, *rows: RowKey) -> bool:
        side = self._side(figure_id, rows)
        if side is None or side.share is None:
            return False
        low, high = share_range(side)
        return side.share - low <= NEAR and high - side.share <= NEAR

    def changed(self, figure_id: str, *key: str) -> bool:
        self._lookup.figure(figure_id)
        found = [change for change in self._comparison.of(figure_id) if change.key == key]
        if not found and key:
            self._lookup.cell(figure_id, key, "edition")
        return any(change.verdict is Reliability.HOLDS for change in found)

    def _side(self, figure_id: str, rows: Sequence[RowKey]) -> Side | None:
        return self._lookup.side(figure_id, self._lookup.cells(figure_id, rows, "edition"), "edition")
