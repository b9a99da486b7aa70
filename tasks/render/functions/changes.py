"""What changed since an earlier period, as texts may tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from tasks.language.rendered_text import ValueKind, ValueSource
from tasks.language.texts import Texts
from tasks.model.changes import CHANCE, CHART, Basis, Change, Comparison, Reliability
from tasks.model.errors import TextError
from tasks.model.figures import Key, WindowName
from tasks.model.period import Period
from tasks.render.change_words import ChangeWords
from tasks.render.functions.lookup import Functions, Lookup
from tasks.render.trace import TracedMarkup, TracedText

KINDS = {"numbers": False, "shares": True}


@dataclass(frozen=True, slots=True)
class ChangeInText:
    """A change as a text may tell it: the row's name, what it is now, and what became of it."""

    name: TracedText
    now: TracedText
    words: TracedText


class Changes(Functions):
    """Functions of comparisons."""

    def __init__(self, lookup: Lookup, texts: Texts, comparison: Comparison) -> None:
        super().__init__(lookup, texts, comparison)
        self._words = ChangeWords(lookup.figures, texts)

    def has_comparison(self, figure_id: str = "") -> bool:
        return bool(self._comparison.of(figure_id)) if figure_id else self._comparison.basis is not Basis.NOTHING

    def compared_period(self) -> TracedText:
        return self._period(self._comparison.now, WindowName.EDITION)

    def compared_with(self) -> TracedText:
        previous = self._comparison.basis is Basis.PREVIOUS
        return self._period(self._comparison.before, WindowName.PREVIOUS if previous else WindowName.EDITION)

    def changed(self, figure_id: str, *key: str) -> bool:
        self._lookup.figure(figure_id)
        found = [change for change in self._comparison.of(figure_id) if change.key == key]
        if not found and key:
            self._lookup.cell(figure_id, key, "edition")
        return any(change.verdict is Reliability.HOLDS for change in found)

    def compared(self) -> TracedText:
        return self._rows_in_words(Decimal(self._compared))

    def compared_by_chance(self) -> TracedText:
        return self._rows_in_words(self._compared * Decimal(str(CHANCE)))

    def how_many_changes(self, verdict: str, kind: str = "") -> TracedText:
        return self._rows_in_words(Decimal(len(self._rows(verdict, kind))))

    def changes(self, verdict: str, kind: str = "", n: int | None = None) -> list[ChangeInText]:
        rows = self._rows(verdict, kind)[:n]
        # Rows of one figure that cannot be compared for one reason are told together.
        alike = groupby(rows, lambda c: (c.figure, c.obstacle, c.asked) if c.obstacle else (c.figure, c.key))
        return [self._change_in_text(list(group)) for _, group in alike]

    def changes_table(self, verdict: str) -> TracedMarkup:
        self._rows(verdict)
        if verdict == Reliability.INCOMPARABLE:
            raise TextError("There is no table of what cannot be compared.", verdict, "List it with changes(…).")
        return TracedMarkup(f"\n\n@changes[{verdict}]\n\n", ValueSource(ValueKind.BLOCK, verdict))

    def changes_chart(self) -> TracedMarkup:
        mark = f"\n\n@changes[{CHART}]\n\n" if self._comparison.drawn else ""
        return TracedMarkup(mark, ValueSource(ValueKind.BLOCK, CHART))

    def against_previous(self, figure_id: str, *key: str) -> TracedText:
        change = self._change(figure_id, key)
        rows = self._words.against(change)
        return self._traced(rows, ValueKind.CHANGE, change.figure, [change.key], WindowName.PREVIOUS)

    @property
    def _compared(self) -> int:
        return sum(len(self._rows(verdict)) for verdict in (Reliability.HOLDS, Reliability.DOUBTFUL))

    def _rows_in_words(self, rows: Decimal) -> TracedText:
        return self._traced(self._language.number(rows), ValueKind.COMPARED)

    def _period(self, period: Period | None, window: WindowName) -> TracedText:
        return self._traced(self._language.period_or_none(period), ValueKind.PERIOD, window=window)

    def _rows(self, verdict: str, kind: str = "") -> Sequence[Change]:
        if verdict not in list(Reliability) or kind not in ("", *KINDS):
            raise TextError(
                "A text asks for changes of a kind that there is not.",
                f"{verdict} {kind}".strip(),
                f"Use {', '.join(Reliability)}, and {' or '.join(KINDS)} for a part of them.",
            )
        return self._comparison.rows(Reliability(verdict), shares=KINDS.get(kind))

    def _change_in_text(self, changes: Sequence[Change]) -> ChangeInText:
        # A list of changes names its periods once, above the list, and not again in each row.
        change, keys = changes[0], [change.key for change in changes]
        return ChangeInText(
            self._traced(self._words.name(*changes), ValueKind.LABEL, change.figure, keys),
            self._traced(self._words.now(change), ValueKind.CHANGE, change.figure, keys),
            self._traced(self._words.sentence(change), ValueKind.CHANGE, change.figure, keys),
        )

    def _change(self, figure_id: str, key: Key) -> Change:
        self._lookup.figure(figure_id)
        found = [c for c in self._comparison.of(figure_id) if c.key[: len(key)] == key and len(key) == len(c.named)]
        if self._comparison.basis is not Basis.PREVIOUS or not found:
            raise TextError(
                "A text compares what is not compared.",
                ", ".join((figure_id, *key)),
                "Ask for it under {% if has_previous() %}, for a single number or the row of a table by one question.",
            )
        return found[0]
