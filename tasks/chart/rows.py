"""Rows of a chart: the cells of a window, sorted, the long tail folded, what is not recorded at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tasks.chart.lettering import LABEL, VALUE, Face, count_and_share, label, second_part
from tasks.language.language import Language
from tasks.model.declared import keeps_order
from tasks.model.figures import MISSING, Cell, FigureSpec, Window
from tasks.model.shares import published_share

RESIDUAL = ("other", "unknown")
"""Keys that gather what has no category of its own; they stand after the named ones."""
MOST = 10
"""Named categories that a chart shows at most; the rest are folded into one row."""


SERIES = 4
"""How many lines are drawn at most: the largest named categories."""


class RowKind(Enum):
    """What a row stands for, and with it how it is drawn."""

    NAMED = "named"
    HIGHLIGHT = "highlight"
    RESIDUAL = "residual"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a bar for each of its parts, and the words beside them."""

    label: str
    parts: tuple[int, ...]
    value: str
    kind: RowKind = RowKind.NAMED

    @property
    def face(self) -> Face:
        """The face of its label: the highlighted one is bold, so that it stands out in grey too."""
        return VALUE if self.kind is RowKind.HIGHLIGHT else LABEL

    @property
    def count(self) -> int:
        """Length of its longest bar."""
        return max(self.parts)


def rows(spec: FigureSpec, window: Window, language: Language) -> list[Row]:
    """The rows of a figure by one dimension, or by type and rank, ready to draw.

    The largest named categories are highlighted. Ordinal categories keep their order; others are sorted by count (by
    that of the first rank, where there are two), at most :data:`MOST` of them named and the rest counted together.
    """
    groups = _by_category(window)
    named = [key for key in groups if key not in RESIDUAL]
    residual = [key for key in RESIDUAL if key in groups]
    folded: list[str] = []
    if not keeps_order(spec.dimensions[0]):
        named.sort(key=lambda key: -groups[key][0].count)
        named, folded = named[:MOST], named[MOST:]
    largest = max((groups[key][0].count for key in named), default=0)
    found = [_row(spec, language, groups[key], largest) for key in named]
    if folded:
        gathered = [*folded, *(key for key in residual if key == "other")]
        found.append(_folded_row(spec, window, [groups[key] for key in gathered], language))
        residual = [key for key in residual if key not in gathered]
    found += [_row(spec, language, groups[key], None) for key in residual]
    return found + missing_rows(window, language)


def missing_rows(window: Window, language: Language) -> list[Row]:
    """A row for the records without a known value; none where every record has one."""
    if not window.missing:
        return []
    return [Row(language.label("", MISSING), (window.missing,), language.number(window.missing), RowKind.MISSING)]


def _by_category(window: Window) -> dict[str, list[Cell]]:
    groups: dict[str, list[Cell]] = {}
    for cell in window.cells:
        groups.setdefault(cell.key[0], []).append(cell)
    return groups


def _row(spec: FigureSpec, language: Language, cells: Sequence[Cell], largest: int | None) -> Row:
    kind = RowKind.RESIDUAL if largest is None else RowKind.NAMED
    if largest and cells[0].count == largest:
        kind = RowKind.HIGHLIGHT
    parts = tuple(cell.count for cell in cells)
    return Row(label(language, spec.dimensions[0], cells[0].key[0]), parts, _value(cells, language), kind)


def _value(cells: Sequence[Cell], language: Language) -> str:
    main, *others = cells
    # A second rank is told only where it exists, so that most rows stay short.
    return count_and_share(language, main) + "".join(second_part(language, cell.count) for cell in others if cell.count)


def _folded_row(spec: FigureSpec, window: Window, groups: Sequence[Sequence[Cell]], language: Language) -> Row:
    forms = language.words["chart"]
    parts = tuple(sum(column) for column in zip(*([c.count for c in cells] for cells in groups), strict=True))
    words = language.number(parts[0])
    bound = next((cell.below for cells in groups for cell in cells if cell.below), None)
    if not parts[0] and bound:
        words = forms["each"].format(bound=language.fewer_than(bound))
    elif not spec.multi_response or len(parts) > 1:
        share = published_share(parts[0], window.known)
        words += forms["between"] + language.percent(share) if share is not None else ""
    else:
        words = forms["mentions"].format(number=words)
    words += "".join(second_part(language, part) for part in parts[1:] if part)
    name = forms.get(f"other_{spec.dimensions[0]}", forms["other"])
    return Row(forms["folded"].format(name=name, number=language.number(len(groups))), parts, words, RowKind.RESIDUAL)


def largest_keys(cells: Sequence[Cell], most: int) -> list[str]:
    """The keys of the second dimension with most records, largest first, at most so many; only named categories."""
    totals: dict[str, int] = {}
    for cell in cells:
        totals[cell.key[1]] = totals.get(cell.key[1], 0) + cell.count
    named = [key for key in totals if key not in (*RESIDUAL, "none")]
    return sorted(named, key=lambda key: -totals[key])[:most]
