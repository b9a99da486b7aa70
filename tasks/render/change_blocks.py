"""Comparisons on the page: the tables of the chapter on changes, and what stands beside each figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tasks.language.texts import Texts
from tasks.model.changes import Basis, Change, Comparison, Reliability
from tasks.model.declared import keeps_order
from tasks.model.errors import TextError
from tasks.model.figures import Figure, Measure, ProtectedFigures
from tasks.model.period import Month
from tasks.render.change_words import ChangeWords
from tasks.render.model import Medium, page_template
from tasks.render.tables import TableCell, TableRow


@dataclass(frozen=True)
class ChangeBlocks:
    """Sets the comparisons of one document."""

    figures: ProtectedFigures
    comparison: Comparison
    texts: Texts
    medium: Medium

    def table(self, verdict: str) -> str:
        """The main rows of one verdict as a table; nothing where there are none.

        In print list and chart tell those that hold up, and those in doubt are left to the web page.

        Raises:
            TextError: no table is of such a verdict.
        """
        if verdict not in (Reliability.HOLDS, Reliability.DOUBTFUL):
            raise TextError("A text prints a table of changes that there is not.", verdict, "Use changes_table(…).")
        if self.medium is Medium.PRINT:
            return ""
        words, holds, since = self._words, verdict == Reliability.HOLDS, self._first(self.comparison.changes)
        rows = []
        for change in self.comparison.rows(Reliability(verdict)):
            last = TableCell(words.range(change) if holds else words.doubts(change.deciding))
            entries = (*self._sides(change), words.difference(change), last, *self._whole(change, since))
            rows.append(TableRow(words.name(change), entries, change.figure))
        differences = [self._small["change"], self._small["between" if holds else "why_doubtful"]]
        columns = [self._small["what"], *self._columns(), *differences, *self._since(since)]
        return self._set(self._small[f"caption_{verdict}"], columns, rows)

    def of_figure(self, figure: Figure) -> str:
        """All compared rows of a table, with both differences of each; nothing where none is compared."""
        changes = self._beside(figure)
        if figure.spec.measure is not Measure.CELLS or not changes:
            return ""
        rows, since = [], self._first(changes)
        for change in _in_order(changes):
            both = self._marked(change, shares=False), self._marked(change, shares=True)
            entries = (*self._sides(change), *both, *self._whole(change, since))
            rows.append(TableRow(self._words.label(change), entries, figure.spec.id))
        stub = self.texts.language.heading(figure.spec.dimensions[0])
        differences = [self._small["change_counts"], self._small["change_shares"]]
        caption = self._small["caption_figure"].format(title=self.texts.figures[figure.spec.id].title)
        return self._set(caption, [stub, *self._columns(), *differences, *self._since(since)], rows)

    def line(self, figure: Figure) -> str:
        """What stands below a figure: its number, or its largest row, before and since the first call."""
        words, changes = self._words, self._beside(figure)
        if figure.spec.measure is not Measure.CELLS:
            return words.below_number(figure, next(iter(changes), None))
        largest = max(changes, key=lambda change: change.now.count, default=None)
        return words.below_table(largest) if largest and largest.now.count else ""

    def row(self, change: Change, form: str) -> str:
        """A row in a form with its name and both shares."""
        return form.format(
            name=self._words.name(change), now=self._words.share(change.now), before=self._words.share(change.before)
        )

    @property
    def _words(self) -> ChangeWords:
        return ChangeWords(self.figures, self.texts)

    @property
    def _small(self) -> Mapping[str, str]:
        return self.texts.words["changes"]

    def _beside(self, figure: Figure) -> Sequence[Change]:
        # The halves of an edition stand beside each other, not beside the whole.
        return self.comparison.of(figure.spec.id) if self.comparison.basis is Basis.PREVIOUS else ()

    def _columns(self) -> tuple[str, str]:
        names = ("second_half", "first_half") if self.comparison.basis is Basis.HALVES else ("now", "before")
        return self._small[names[0]], self._small[names[1]]

    def _first(self, changes: Sequence[Change]) -> Month | None:
        """The month since which a table's last column counts: the earliest of its rows."""
        return min((c.since_launch.period.first for c in changes if c.since_launch), default=None)

    def _since(self, first: Month | None) -> list[str]:
        return [self._small["since_launch"].format(month=self.texts.language.month(first))] if first else []

    def _sides(self, change: Change) -> tuple[TableCell, TableCell]:
        return self._words.side(change.now), self._words.side(change.before)

    def _whole(self, change: Change, first: Month | None) -> list[TableCell]:
        if first is None:
            return []
        entry, own = self._words.side(change.since_launch), change.since_launch
        if own and own.asked and own.period.first > first:
            month = self.texts.language.month(own.period.first)
            return [replace(entry, count=self._small["line_since"].format(value=entry.count, month=month))]
        return [entry]

    def _marked(self, change: Change, *, shares: bool) -> TableCell:
        found = change.shares if shares else change.counts
        mark = self._words.doubts(found) if found else self._words.obstacle(change)
        return TableCell(self._words.amount(change, shares=shares).count, mark)

    def _set(self, caption: str, columns: Sequence[str], rows: Sequence[TableRow]) -> str:
        if not rows:
            return ""
        return page_template("comparison").render(caption=caption, columns=columns, rows=rows)


def _in_order(changes: Sequence[Change]) -> Sequence[Change]:
    """Rows as the figure's own table prints them: by size, unless their order carries meaning."""
    if changes[0].named and keeps_order(changes[0].named[0][0]):
        return changes
    return sorted(changes, key=lambda change: -change.now.count)
