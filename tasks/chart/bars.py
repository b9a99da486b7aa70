"""Horizontal bars: one a category by its count, or one a band of ages, as thick as the band has years.

What has no category of its own, and what is not recorded, stands below a line as a number: it has no part in the scale.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from tasks.chart.canvas import KEY_HEIGHT, Canvas, Widths, draw_key
from tasks.chart.typography import LABEL, VALUE, Face, Style, count_and_share
from tasks.language.language import Language
from tasks.model.declared import keeps_order
from tasks.model.figures import MISSING, Cell, Figure, FigureSpec, Window
from tasks.model.shares import published_share

RESIDUAL = ("other", "unknown")
"""Keys that gather what has no category of its own; they stand after the named ones."""
MOST = 10
"""Named categories that a chart shows at most; the rest are folded into one row."""


class BarKind(Enum):
    """What a row stands for, and with it how it is drawn."""

    NAMED = "named"
    HIGHLIGHT = "highlight"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class BarRow:
    """One row: the counts of its bars, the words beside them, and the key of its category, if it has one."""

    label: str
    parts: tuple[int, ...]
    value: str
    kind: BarKind = BarKind.NAMED
    key: str = ""

    @property
    def face(self) -> Face:
        """The face of its label: the highlighted one is bold, so that it stands out in grey too."""
        return VALUE if self.kind is BarKind.HIGHLIGHT else LABEL


def rows(spec: FigureSpec, window: Window, language: Language, highlight: Sequence[str] = ()) -> list[BarRow]:
    """The rows of a figure by one dimension, or by type and rank, ready to draw.

    The named categories of ``highlight``, or else the largest, stand out. Ordinal categories keep their order; others
    are sorted by count (by that of the first rank, where there are two), at most :data:`MOST` of them named and the
    rest counted together.
    """
    groups: dict[str, list[Cell]] = {}
    for cell in window.cells:
        groups.setdefault(cell.key[0], []).append(cell)
    named = [key for key in groups if key not in RESIDUAL]
    residual = [key for key in RESIDUAL if key in groups]
    folded: list[str] = []
    if not keeps_order(spec.dimensions[0]):
        named.sort(key=lambda key: -groups[key][0].count)
        named, folded = named[:MOST], named[MOST:]
    chosen = standing_out({key: groups[key][0].count for key in named}, highlight)
    kinds = {key: BarKind.HIGHLIGHT if key in chosen else BarKind.NAMED for key in named}
    found = [_row(spec, language, groups[key], kind) for key, kind in kinds.items()]
    if folded:
        gathered = [*folded, *(key for key in residual if key == "other")]
        found.append(_folded_row(spec, window, [groups[key] for key in gathered], language))
        residual = [key for key in residual if key not in gathered]
    found += [_row(spec, language, groups[key], BarKind.APART) for key in residual]
    if window.missing:
        words = language.number(window.missing)
        found.append(BarRow(language.label("", MISSING), (window.missing,), words, BarKind.APART))
    return found


def standing_out(counts: Mapping[str, int], highlight: Sequence[str]) -> list[str]:
    """The categories that a chart sets off: those of ``highlight``, which its headline names, or else the largest."""
    largest = max(counts.values(), default=0)
    return [key for key in counts if key in highlight] or [key for key, n in counts.items() if n == largest > 0]


def _row(spec: FigureSpec, language: Language, cells: Sequence[Cell], kind: BarKind) -> BarRow:
    # A second rank is told only where it exists, so that most rows stay short.
    value = count_and_share(language, cells[0]) + _others(language, [cell.count for cell in cells[1:]])
    key = cells[0].key[0]
    return BarRow(
        language.label(spec.dimensions[0], key, short=True), tuple(cell.count for cell in cells), value, kind, key
    )


def _folded_row(spec: FigureSpec, window: Window, groups: Sequence[Sequence[Cell]], language: Language) -> BarRow:
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
    words += _others(language, parts[1:])
    name = forms.get(f"other_{spec.dimensions[0]}", forms["other"])
    return BarRow(forms["folded"].format(name=name, number=language.number(len(groups))), parts, words, BarKind.APART)


def _others(language: Language, counts: Sequence[int]) -> str:
    second = language.words["chart"]["second"]
    return "".join(second.format(number=language.number(count)) for count in counts if count)


LABEL_WIDTH = 140.0
"""Widest a label may run before it is wrapped, in points."""
BAR, YEAR = 11.0, 3.6
"""How thick bars of counts are, and bars of ages for each year, in points."""
GAP, SEAM = 4.5, 1.0
"""Space between bars of counts, and between those of ages."""
APART = 11.0
"""Space around the line below which stands what is not part of the scale."""
SPACE = 8.0
ABOVE = 2.0
"""Space between a bar and the label above it."""
COLOURS = {BarKind.NAMED: ("primary", "primary_soft"), BarKind.HIGHLIGHT: ("accent", "accent_soft")}


@dataclass(frozen=True, slots=True)
class Bar:
    """A row with the lines of its label, and the lengths of its bars in counts, of so many points together across."""

    row: BarRow
    lines: Sequence[str]
    lengths: tuple[float, ...]
    thickness: float

    @property
    def words(self) -> float:
        """The height of its label."""
        return len(self.lines) * LABEL.line


def draw_bars(figure: Figure, style: Style, widths: Widths) -> str:
    """A figure by one dimension, or by type and rank, as horizontal bars.

    Where a category has two ranks, each has a bar of its own, the second below the first and paler, since the two must
    not be added. On a phone each label stands above its bar.
    """
    found = rows(figure.spec, figure.edition, style.language, style.highlight)
    bars = [
        Bar(row, style.wrap(row.label, width, row.face), row.parts, BAR)
        for row in found
        for width in [widths.beside if widths.narrow and row.kind is not BarKind.APART else LABEL_WIDTH]
    ]
    key = _ranks(figure, style) if "rank" in figure.spec.dimensions else []
    return _drawn(bars, style, widths, GAP, above=widths.narrow, key=key)


def draw_ages(figure: Figure, style: Style, widths: Widths) -> str:
    """A figure by bands of ages: a bar is as thick as its band has years, and its area is the count."""
    found = rows(figure.spec, figure.edition, style.language, style.highlight)
    years = dict(zip([row.key for row in found if row.key], _years([row.key for row in found if row.key]), strict=True))
    year = max(YEAR, LABEL.line / min(years.values()))
    bars = [
        Bar(row, [row.label], tuple(part / wide for part in row.parts), wide * year)
        for row in found
        for wide in [years.get(row.key, 1)]
    ]
    return _drawn(bars, style, widths, SEAM)


def _years(bands: Sequence[str]) -> list[int]:
    """How many years each band has; one without an end has as many as its neighbour, and where none has an end, one."""
    ends = [re.fullmatch(r"(\d+)-(\d+)", band) for band in bands]
    known = [int(end[2]) - int(end[1]) + 1 if end else 0 for end in ends]
    for one, other in [*pairwise(range(len(known))), *pairwise(reversed(range(len(known))))]:
        known[one] = known[one] or known[other]
    return [years or 1 for years in known]


def _ranks(figure: Figure, style: Style) -> list[tuple[str, str]]:
    ranks = dict.fromkeys(cell.key[1] for cell in figure.edition.cells)
    names = [style.language.label("rank", rank) for rank in ranks]
    labels = [names[0], *(style.words["in_brackets"].format(name=name) for name in names[1:])]
    return list(zip(labels, COLOURS[BarKind.NAMED], strict=True))


def _drawn(
    bars: Sequence[Bar],
    style: Style,
    widths: Widths,
    gap: float,
    *,
    above: bool = False,
    key: Sequence[tuple[str, str]] = (),
) -> str:
    left = 0.0 if above else SPACE + max(style.widest(list(bar.lines), bar.row.face) for bar in bars)
    drawn = [bar for bar in bars if bar.row.kind is not BarKind.APART]
    apart = [bar for bar in bars if bar.row.kind is BarKind.APART]
    heights = [bar.words + ABOVE + BAR if above else max(bar.thickness, bar.words) for bar in drawn]
    top = KEY_HEIGHT if key else 2.0
    line = top + sum(heights) + gap * (len(drawn) - 1) + APART / 2
    bottom = line + APART / 2 + sum(bar.words for bar in apart) + 1.0 if apart else line - APART / 2 + 2.0
    canvas = Canvas(style, bottom, widths.beside)
    draw_key(canvas, key)
    unit = min(_units(drawn, canvas, left), default=0.0)
    for bar, height in zip(drawn, heights, strict=True):
        _draw_bar(canvas, bar, (left, top), height, unit, above=above)
        top += height + gap
    if apart:
        canvas.line([(0, line), (canvas.width, line)], "line", 0.6)
    top = line + APART / 2
    for bar in apart:
        _draw_apart(canvas, bar, (left, top), above=above)
        top += bar.words
    return canvas.svg()


def _units(bars: Sequence[Bar], canvas: Canvas, left: float) -> Iterator[float]:
    """For each bar the points a record with which the bar and its words just fit."""
    for bar in bars:
        available = canvas.width - left - SPACE - canvas.style.width(bar.row.value, VALUE)
        if longest := max(bar.lengths):
            yield available / longest


def _draw_bar(
    canvas: Canvas, bar: Bar, corner: tuple[float, float], height: float, unit: float, *, above: bool
) -> None:
    (left, top), row = corner, bar.row
    middle = top + (height - bar.thickness / 2 if above else height / 2)
    if above:
        canvas.lines((left, top + LABEL.size), bar.lines, row.face)
    else:
        canvas.lines_around((left - SPACE, middle), bar.lines, row.face, align="right")
    thickness, start = bar.thickness / len(bar.lengths), middle - bar.thickness / 2
    for number, length in enumerate(bar.lengths):
        if length:
            canvas.box((left, start + number * thickness), length * unit, thickness, COLOURS[row.kind][number])
    canvas.line([(left, start - 1), (left, start + bar.thickness + 1)], "muted", 0.6)
    at = (left + max(bar.lengths) * unit + SPACE / 1.6, VALUE.below(middle))
    canvas.text(at, row.value, VALUE, "accent" if row.kind is BarKind.HIGHLIGHT else "ink")


def _draw_apart(canvas: Canvas, bar: Bar, corner: tuple[float, float], *, above: bool) -> None:
    """Label and number in one line: beside where bars begin, or on a phone at both its sides."""
    left, top = corner
    baseline = top + LABEL.size
    if above:
        canvas.lines((left, baseline), bar.lines, LABEL, "muted")
        canvas.text((canvas.width, baseline), bar.row.value, VALUE, "muted", "right")
    else:
        canvas.lines((left - SPACE, baseline), bar.lines, LABEL, "muted", "right")
        canvas.text((left + SPACE / 1.6, baseline), bar.row.value, VALUE, "muted")
