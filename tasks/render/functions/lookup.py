"""How a text's figures, windows and rows are found, or refused with what to write instead."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from expectations.contract.vocabulary import vocabularies as of_today
from tasks.language.language import Language
from tasks.language.rendered_text import ValueKind, ValueSource
from tasks.language.texts import Texts
from tasks.model.asked import asked_cells, not_asked
from tasks.model.changes import Comparison, Side
from tasks.model.declared import vocabularies
from tasks.model.errors import NotInEditionError, TextError
from tasks.model.figures import Cell, Figure, Key, ProtectedFigures, Window, WindowName
from tasks.model.shares import difference, rows_together
from tasks.render.trace import Ranking, Stands, TracedText

RowKey = str | Sequence[str]
"""A row's key as a text writes it: one word, or a list of them."""


def as_key(key: RowKey) -> Key:
    """A row's key, which a text may write as one word."""
    return (key,) if isinstance(key, str) else tuple(key)


class Lookup:
    """The figures of an edition, asked by the names that texts use, and the language in which they are told.

    What there is by the contract of today and not in an older edition is refused by an error of its own: figures, whose
    ids ``absent`` has, and answers.
    """

    def __init__(self, figures: ProtectedFigures, language: Language, absent: Collection[str] = ()) -> None:
        self.figures, self.language, self._absent = figures, language.in_text, absent

    def figure(self, figure_id: str) -> Figure:
        """A figure by its id.

        Raises:
            NotInEditionError: the edition has no such figure.
            TextError: the catalogue has none.
        """
        if figure_id in self._absent:
            raise NotInEditionError("The edition does not have the figure.", figure_id)
        if figure_id not in self.figures.figures:
            raise TextError("A text names a figure that does not exist.", figure_id, "Use an id of the catalogue.")
        return self.figures[figure_id]

    def window(self, figure_id: str, window: str) -> Window:
        """A figure in one window.

        Raises:
            TextError: there is no such figure or window.
        """
        if window not in list(WindowName):
            raise TextError("A text names a window that does not exist.", figure_id, f"Use {', '.join(WindowName)}.")
        return self.figure(figure_id).windows[WindowName(window)]

    def cell(self, figure_id: str, key: Key, window: str) -> Cell:
        """One row of a figure; one without any record where it was not asked.

        Raises:
            TextError: the figure has no such row.
        """
        cell = self.window(figure_id, window).get(*key)
        if cell is None and self.unasked(figure_id, key, window):
            return Cell(key, 0)
        if cell is None:
            for dimension, part in zip(self.figure(figure_id).spec.dimensions, key, strict=False):
                self.require(dimension, part)
            raise TextError(
                "A text names a row that the figure does not have.",
                f"{figure_id}, {' / '.join(key)}, {window}",
                "Use keys of the vocabulary, in the order of the figure's breakdowns.",
            )
        return cell

    def require(self, dimension: str, key: str) -> None:
        """Refuse an answer that is possible today and was not when the edition was made.

        Raises:
            NotInEditionError: it is one.
        """
        today, then = (known[dimension].keys if dimension in known else () for known in (of_today(), vocabularies()))
        if key in today and key not in then:
            raise NotInEditionError("The edition does not have the answer.", f"{dimension}, {key}")

    def unasked(self, figure_id: str, key: Key, window: str) -> str:
        """That a row, or with an empty key the figure, was not asked in a window, in words; empty where it was."""
        why = not_asked(self.figure(figure_id).spec, key, self.window(figure_id, window))
        return self.language.not_asked(why) if why else ""

    def cells(self, figure_id: str, keys: Sequence[RowKey], window: str) -> list[Cell]:
        """Several rows of a figure, each named by its key or by a list of keys."""
        return [self.cell(figure_id, as_key(key), window) for key in keys]

    def ranked(self, figure_id: str, window: str, part: Mapping[str, str], leave_out: Sequence[str] = ()) -> list[Cell]:
        """The same as :meth:`rows`, those of most records first."""
        return sorted(self.rows(figure_id, window, part, leave_out), key=lambda cell: -cell.count)

    def rows(
        self, figure_id: str, window: str, part: Mapping[str, str], leave_out: Sequence[str] = ()
    ) -> Iterator[Cell]:
        """The rows of a part, such as ``{"gender": "woman"}``, without those that are left out.

        Raises:
            TextError: the figure has no such breakdown.
        """
        dimensions = self.figure(figure_id).spec.dimensions
        if unknown := set(part) - set(dimensions):
            raise TextError(f"The figure has no breakdown {sorted(unknown)[0]}.", figure_id, "Name one that it has.")
        for cell in self._asked(figure_id, window):
            parts = dict(zip(dimensions, cell.key, strict=True))
            if all(parts[name] == key for name, key in part.items()) and not set(cell.key) & set(leave_out):
                yield cell

    def groups(self, figure_id: str, dimension: str, window: str, rest: Key = ()) -> dict[str, list[Cell]]:
        """The cells of each value of a breakdown; with ``rest``, those that have it as the other part of their key.

        Raises:
            TextError: the figure has no such breakdown.
        """
        dimensions = self.figure(figure_id).spec.dimensions
        if dimension not in dimensions:
            raise TextError(f"The figure has no breakdown {dimension}.", figure_id, f"It has {', '.join(dimensions)}.")
        place = dimensions.index(dimension)
        groups: dict[str, list[Cell]] = {}
        for cell in self._asked(figure_id, window):
            if not rest or cell.key[:place] + cell.key[place + 1 :] == rest:
                groups.setdefault(cell.key[place], []).append(cell)
        return groups

    def _asked(self, figure_id: str, window: str) -> Sequence[Cell]:
        return asked_cells(self.figure(figure_id).spec, self.window(figure_id, window))

    def side(self, figure_id: str, cells: Sequence[Cell], window: str) -> Side | None:
        """Some rows of a figure as one side of a comparison."""
        return rows_together(self.figure(figure_id), WindowName(window), [cell.key for cell in cells])

    def share(self, figure_id: str, cell: Cell, window: str, digits: int = 0) -> str:
        """The share of a row in words; where its count is withheld, the bound below which its share lies."""
        if not cell.below:
            return self.language.percent(cell.share, digits)
        spec, shown = self.figure(figure_id).spec, self.window(figure_id, window)
        if not spec.share_within:
            return self.language.share_or_bound(0, shown.known, cell.below, digits)
        if spec.multi_response:
            return self.language.no_share
        group = cell.key[: spec.share_within]
        whole = sum(other.count for other in shown if other.key[: spec.share_within] == group)
        return self.language.share_or_bound(0, whole, cell.below, digits)

    def rank(self, figure_id: str, cell: Cell, cells: Sequence[Cell], window: str) -> Ranking:
        """Where a row stands among all that it is asked with."""
        others = sorted((other for other in cells if other.key != cell.key), key=lambda other: -other.count)
        place = Stands.of(cell.count, [other.count for other in cells])
        rival = {Stands.HIGHEST: others[:1], Stands.LOWEST: others[-1:]}.get(place, [])
        return self._standing(figure_id, window, place, [cell], rival)

    def first(self, figure_id: str, n: int, ranked: Sequence[Cell], window: str) -> Ranking:
        """The first so many rows, the last of which stands before all others."""
        return self._standing(figure_id, window, Stands.HIGHEST, ranked[n - 1 : n], ranked[n : n + 1])

    def extreme(
        self, figure_id: str, groups: Mapping[str, Sequence[Cell]], window: str, place: Stands, *, by_share: bool
    ) -> tuple[str, Ranking]:
        """The group of rows with the most records, or the least; or that of one row with such a share."""
        choose = max if place is Stands.HIGHEST else min

        def size(name: str) -> float:
            return groups[name][0].share or 0.0 if by_share else records(groups[name])

        found = choose(groups, key=size)
        rival = choose((name for name in groups if name != found), key=size, default="")
        row, other = groups[found], groups.get(rival, ())
        return found, self._standing(figure_id, window, place, row, other, by_share=by_share)

    def _standing(
        self,
        figure_id: str,
        window: str,
        place: Stands,
        row: Sequence[Cell],
        rival: Sequence[Cell],
        *,
        by_share: bool = False,
    ) -> Ranking:
        one, other = (self.side(figure_id, cells, window) if cells else None for cells in (row, rival))
        return Ranking(place, difference(one, other, by_share=by_share).doubts if one and other else ())


def records(cells: Sequence[Cell]) -> int:
    """The records of several rows together."""
    return sum(cell.count for cell in cells)


class Functions:
    """Functions that texts may call: the public methods, by their names."""

    def __init__(self, lookup: Lookup, texts: Texts, comparison: Comparison) -> None:
        self._lookup, self._language = lookup, lookup.language
        self._texts, self._comparison = texts, comparison

    def _traced(
        self,
        text: str,
        kind: ValueKind,
        subject: str = "",
        keys: Sequence[Key] = (),
        window: str = WindowName.EDITION,
        standing: Ranking | None = None,
        *,
        is_published: bool = True,
    ) -> TracedText:
        """What a function prints, with where it comes from."""
        source = ValueSource(kind, subject, tuple(keys), WindowName(window))
        is_published = is_published and text != self._language.no_share
        return TracedText(text, source, standing, is_published=is_published)
