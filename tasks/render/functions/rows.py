"""Rows of a figure: ranks, lists and labels; months, halves and groups; when it was highest, and in which group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.language.rendered_text import ValueKind
from tasks.model.errors import TextError
from tasks.model.figures import Cell, Disclosure, Key
from tasks.model.period import Period
from tasks.render.functions.lookup import Functions
from tasks.render.trace import Ranking, Stands, TracedText

CAPITAL = "\ue000"
"""Stands before a word that takes a capital letter where it begins a sentence; the text's renderer sees to it."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """One row as a text may speak of it."""

    key: TracedText
    label: TracedText
    text: TracedText
    count: TracedText
    share: TracedText

    @property
    def name(self) -> TracedText:
        """What a word of degree is said of."""
        return self.text


@dataclass(frozen=True, slots=True)
class MonthCount:
    """A month, what was counted in it, and whether it is the last of the period."""

    month: TracedText
    count: TracedText
    is_last: bool

    @property
    def name(self) -> TracedText:
        """What a word of degree is said of."""
        return self.month


@dataclass(frozen=True, slots=True)
class RowValue:
    """One value of a breakdown, with its records or its share."""

    label: TracedText
    count: TracedText
    share: TracedText

    @property
    def name(self) -> TracedText:
        """What a word of degree is said of."""
        return self.label


@dataclass(frozen=True, slots=True)
class PeriodPart:
    """A part of the period and what was counted in it."""

    words: TracedText
    count: TracedText


@dataclass(frozen=True, slots=True)
class Halves:
    """The period's two halves, equally long; of an odd number of months the middle one belongs to neither."""

    first: PeriodPart
    second: PeriodPart


class Rows(Functions):
    """Functions of several rows."""

    def label(self, dimension: str, key: str) -> TracedText:
        self._lookup.require(dimension, key)
        return self._traced(self._language.label(dimension, key), ValueKind.LABEL, dimension, [(key,)])

    def running_label(self, dimension: str, key: str) -> TracedText:
        self._lookup.require(dimension, key)
        return self._traced(self._language.running_label(dimension, key), ValueKind.LABEL, dimension, [(key,)])

    def ranked(
        self, figure_id: str, n: int, *, leave_out: Sequence[str] = (), window: str = "edition", **part: str
    ) -> list[TextRow]:
        cells = self._lookup.ranked(figure_id, window, part, leave_out)
        if len(cells) < n:
            raise TextError(f"The figure has no row of rank {n}.", f"{figure_id}, {window}", "Ask for fewer rows.")
        standings = (self._lookup.rank(figure_id, cell, cells, window) for cell in cells[:n])
        return [self._row(figure_id, cell, part, window, found) for cell, found in zip(cells, standings, strict=False)]

    def top(
        self, figure_id: str, n: int, *, leave_out: Sequence[str] = (), window: str = "edition", **part: str
    ) -> TracedText:
        rows = self.ranked(figure_id, n, leave_out=leave_out, window=window, **part)
        keys = [key for row in rows for key in row.text.source.keys]
        standing = self._lookup.first(figure_id, n, self._lookup.ranked(figure_id, window, part, leave_out), window)
        words = CAPITAL + self._language.listed([row.text for row in rows])
        published = all(row.text.is_published for row in rows)
        return self._traced(words, ValueKind.LABEL, figure_id, keys, window, standing, is_published=published)

    def top_keys(
        self, figure_id: str, n: int, *, leave_out: Sequence[str] = (), window: str = "edition", **part: str
    ) -> list[TracedText]:
        return [row.key for row in self.ranked(figure_id, n, leave_out=leave_out, window=window, **part)]

    def listed(
        self,
        figure_id: str,
        n: int | None = None,
        *,
        start: int = 1,
        order: str = "rank",
        window: str = "edition",
        **part: str,
    ) -> TracedText:
        by_rank = order == "rank"
        every = list((self._lookup.ranked if by_rank else self._lookup.rows)(figure_id, window, part))
        # Which of the rows that are too small to be counted comes first cannot be told.
        cells = [cell for cell in every[start - 1 :][:n] if not (by_rank and cell.below)]
        rows = [self._row(figure_id, cell, part, window) for cell in cells]
        forms = self._language.words["rows"]
        texts = [
            forms["row"].format(label=row.text, count=row.count, share=row.share)
            if row.share.is_published
            else forms["side"].format(count=row.text, share=row.count)
            for row in rows
        ]
        standing = Ranking(Stands.BETWEEN)
        if by_rank and start == 1:
            standing = self._lookup.first(figure_id, len(cells), every, window)
        words, keys = CAPITAL + self._language.listed(texts), [cell.key for cell in cells]
        return self._traced(words, ValueKind.LIST, figure_id, keys, window, standing, is_published=bool(cells))

    def several_services(self) -> list[str]:
        return [c.key[0] for c in self._lookup.window("service_combinations", "edition") if "+" in c.key[0]]

    def _row(
        self, figure_id: str, cell: Cell, part: Mapping[str, str], window: str, standing: Ranking | None = None
    ) -> TextRow:
        dimensions = self._lookup.figure(figure_id).spec.dimensions
        named = [(name, key) for name, key in zip(dimensions, cell.key, strict=True) if name not in part]

        def traced(kind: ValueKind, text: str) -> TracedText:
            has_rank = kind is not ValueKind.LABEL or standing is None or not cell.below
            return self._traced(text, kind, figure_id, [cell.key], window, standing, is_published=has_rank)

        return TextRow(
            key=traced(ValueKind.KEY, "/".join(key for _, key in named)),
            label=traced(ValueKind.LABEL, self._language.labels_of(named)),
            text=traced(ValueKind.LABEL, self._language.labels_of(named, running=True)),
            count=traced(ValueKind.COUNT, self._language.count(cell)),
            share=traced(ValueKind.SHARE, self._lookup.share(figure_id, cell, window)),
        )


class Time(Functions):
    """Functions of time and groups."""

    def months(self) -> TracedText:
        return self._traced(self._language.number(self._lookup.figures.edition.months), ValueKind.PERIOD)

    def period_words(self, window: str = "edition") -> TracedText:
        period = self._lookup.window("contacts", window).period
        return self._traced(self._language.period_or_none(period), ValueKind.PERIOD, window=window)

    def is_rounded(self) -> bool:
        return self._lookup.figures.disclosure is Disclosure.ROUND

    def has_previous(self) -> bool:
        return self._lookup.window("contacts", "previous").period is not None

    def peak(self, figure_id: str, window: str = "edition") -> MonthCount:
        return self._month(figure_id, window, Stands.HIGHEST)

    def trough(self, figure_id: str, window: str = "edition") -> MonthCount:
        return self._month(figure_id, window, Stands.LOWEST)

    def busiest(self, figure_id: str, dimension: str, window: str = "edition") -> RowValue:
        groups = self._lookup.groups(figure_id, dimension, window)
        labels = {key: self._language.label(dimension, key) for key in groups}
        return self._found(figure_id, groups, labels, window, Stands.HIGHEST)[1]

    def halves(self, figure_id: str, *key: str, window: str = "edition") -> Halves:
        period = self._lookup.window(figure_id, window).period
        if period is None or period.months < 2:
            raise TextError("The period has no halves.", figure_id, "Ask for halves under a condition.")
        dimension = self._lookup.figure(figure_id).spec.dimensions[0]
        groups = self._lookup.groups(figure_id, dimension, window, key)

        def span(part: Period) -> PeriodPart:
            times = [str(part)] if dimension == "year" else map(str, part)
            cells = [cell for time in times for cell in groups.get(time, ())]
            words = self._traced(self._language.period(part), ValueKind.PERIOD, figure_id, window=window)
            return PeriodPart(words, self._count(figure_id, window, cells))

        return Halves(*map(span, period.halves))

    def highest_group(self, figure_id: str, *key: str, window: str = "edition") -> RowValue:
        return self._group(figure_id, key, window, Stands.HIGHEST)

    def lowest_group(self, figure_id: str, *key: str, window: str = "edition") -> RowValue:
        return self._group(figure_id, key, window, Stands.LOWEST)

    def _month(self, figure_id: str, window: str, place: Stands) -> MonthCount:
        groups = self._lookup.groups(figure_id, "month", window)
        labels = {month: self._language.label("month", month) for month in groups}
        month, found = self._found(figure_id, groups, labels, window, place, nothing="no_month")
        return MonthCount(found.label, found.count, month is not None and month == max(groups))

    def _group(self, figure_id: str, key: Key, window: str, place: Stands) -> RowValue:
        spec = self._lookup.figure(figure_id).spec
        shown = self._lookup.window(figure_id, window)
        cells = [cell for cell in shown if cell.key[spec.share_within :] == key and cell.share is not None]
        groups = {"/".join(cell.key): [cell] for cell in cells}
        labels = {
            name: self._language.labels_of(zip(spec.dimensions, cell.key[: spec.share_within], strict=False))
            for name, (cell,) in groups.items()
        }
        return self._found(figure_id, groups, labels, window, place, by_share=True)[1]

    def _found(
        self,
        figure_id: str,
        groups: Mapping[str, Sequence[Cell]],
        labels: Mapping[str, str],
        window: str,
        place: Stands,
        *,
        by_share: bool = False,
        nothing: str = "none",
    ) -> tuple[str | None, RowValue]:
        """The group that has the most, or the least, as a text may speak of it; words for nothing where there is none.

        With ``by_share`` each group is one row, and its share is told.
        """
        name, standing = None, Ranking(place)
        if groups:
            name, standing = self._lookup.extreme(figure_id, groups, window, place, by_share=by_share)
        cells = groups[name] if name is not None else ()
        label = labels[name] if name is not None else self._language.words["rows"][nothing]
        keys = [cell.key for cell in cells]
        share = self._language.percent(cells[0].share if by_share and cells else None)
        return name, RowValue(
            self._traced(label, ValueKind.LABEL, figure_id, keys, window, standing),
            self._count(figure_id, window, cells),
            self._traced(share, ValueKind.SHARE, figure_id, keys, window),
        )

    def _count(self, figure_id: str, window: str, cells: Sequence[Cell]) -> TracedText:
        keys = [cell.key for cell in cells]
        return self._traced(self._language.together(cells), ValueKind.COUNT, figure_id, keys, window)
