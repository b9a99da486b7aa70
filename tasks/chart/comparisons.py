"""Charts that compare: groups side by side in panels of bars, and two periods row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from tasks.chart.axes import levels
from tasks.chart.bars import RESIDUAL, standing_out
from tasks.chart.canvas import MARGIN, Canvas, Widths
from tasks.chart.typography import LABEL, SMALL, SMALL_VALUE, VALUE, Style, counted
from tasks.language.language import Language
from tasks.model.changes import Change
from tasks.model.declared import keeps_order
from tasks.model.figures import Base, Cell, Figure
from tasks.model.shares import SMALLEST_BASE

LABEL_WIDTH = 120.0
ROW = 16.0
BAR = 11.0
HEAD = 32.0
SPACE = 10.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One group: its name, its known records in words, its cells by category, and whether their shares are drawn."""

    name: str
    known: str
    cells: Mapping[str, Cell]
    large: bool


def draw_panels(figure: Figure, style: Style, widths: Widths) -> str:
    """A figure by group and category: a panel of bars for each large group, a column of counts for each small one.

    The panels stand side by side; on a phone below each other.
    """
    panels, keys = _panels(figure, style.language)
    labels = [style.wrap(style.language.label(figure.spec.dimensions[1], key), LABEL_WIDTH, LABEL) for key in keys]
    heights = [max(ROW, len(lines) * LABEL.line + 4) for lines in labels]
    note = 1.8 * SMALL.line if figure.edition.missing else 2.0
    deep = HEAD + sum(heights)
    below = deep + 2 * SPACE if widths.narrow else 0.0
    canvas = Canvas(style, deep + below * (len(panels) - 1) + note, widths.full)
    left = style.widest([line for lines in labels for line in lines], LABEL) + SPACE
    # One scale for all, so that panels compare.
    most = max((cell.share or 0.0 for panel in panels if panel.large for _, cell in _named(panel)), default=0.0)
    across = _panel_widths(style, panels, canvas.width - left)
    x = left
    for place, (panel, width) in enumerate(zip(panels, across, strict=True)):
        top = place * below
        ends = accumulate(heights, initial=top + HEAD)
        middles = [end + height / 2 for end, height in zip(ends, heights, strict=False)]
        if not place or widths.narrow:
            for lines, middle in zip(labels, middles, strict=True):
                canvas.lines_around((left - SPACE, middle), lines, LABEL, "ink", "right")
        canvas.text((x, top + VALUE.size), panel.name, VALUE)
        canvas.text((x, top + VALUE.size + SMALL.line), panel.known, SMALL, "muted")
        found = list(zip(keys, middles, strict=True))
        if panel.large:
            _draw_shares(canvas, panel, found, x, canvas.width - left if widths.narrow else width - 2 * SPACE, most)
        else:
            _draw_counts(canvas, panel, found, x)
        x += 0.0 if widths.narrow else width
    if figure.edition.missing:
        missing = counted(style.language, figure.edition.missing, figure.spec.base)
        words = style.words["one_or_other"].format(counted=missing)
        canvas.text((0, canvas.height - 0.4 * SMALL.line), words, SMALL, "muted")
    return canvas.svg()


def _named(panel: Panel) -> list[tuple[str, Cell]]:
    """The cells of categories of their own: what gathers the others has a number and no bar."""
    return [(key, cell) for key, cell in panel.cells.items() if key not in RESIDUAL]


def _panels(figure: Figure, language: Language) -> tuple[list[Panel], list[str]]:
    groups: dict[str, dict[str, Cell]] = {}
    totals: dict[str, int] = {}
    for cell in figure.edition.cells:
        group, key = cell.key
        groups.setdefault(group, {})[key] = cell
        totals[key] = totals.get(key, 0) + cell.count
    panels = []
    for group, cells in groups.items():
        known = sum(cell.count for cell in cells.values())
        words = _known(cells, known, figure.spec.base, language)
        panels.append(Panel(language.label(figure.spec.dimensions[0], group), words, cells, known >= SMALLEST_BASE))
    keys = list(totals)
    if not keeps_order(figure.spec.dimensions[1]):
        keys.sort(key=lambda key: (key in RESIDUAL, -totals[key]))
    return panels, keys


def _known(cells: Mapping[str, Cell], known: int, base: Base, language: Language) -> str:
    untold = not known and any(cell.below for cell in cells.values())
    return language.words["chart"]["too_few"] if untold else counted(language, known, base)


def _panel_widths(style: Style, panels: Sequence[Panel], available: float) -> list[float]:
    """Small groups take what their words need; the large ones share what is left."""
    needed = []
    for panel in panels:
        counts = [style.language.count(cell) for cell in panel.cells.values()]
        heads = max(style.width(panel.name, VALUE), style.width(panel.known, SMALL))
        needed.append(max(heads, style.widest(counts, SMALL)) + SPACE)
    large = [panel.large for panel in panels]
    small = sum(width for width, is_large in zip(needed, large, strict=True) if not is_large)
    share = (available - small) / max(1, sum(large))
    return [share if is_large else width for width, is_large in zip(needed, large, strict=True)]


def _draw_shares(
    canvas: Canvas, panel: Panel, found: Sequence[tuple[str, float]], left: float, width: float, most: float
) -> None:
    """Bars of shares, the longest ``most``."""
    values = {key: _value(cell, canvas.style.language) for key, cell in panel.cells.items()}
    unit = (width - canvas.style.widest(list(values.values()), SMALL_VALUE) - 6) / (most or 1.0)
    chosen = standing_out({key: cell.count for key, cell in _named(panel)}, canvas.style.highlight)
    for key, middle in found:
        cell = panel.cells[key]
        apart = key in RESIDUAL
        highlight = key in chosen
        length = 0.0 if apart else (cell.share or 0.0) * unit
        if length:
            canvas.box((left, middle - BAR / 2), length, BAR, "accent" if highlight else "primary")
        colour = "accent" if highlight else "muted" if apart else "ink"
        canvas.text((left + length + 5, SMALL_VALUE.below(middle)), values[key], SMALL_VALUE, colour)
    canvas.line([(left, found[0][1] - ROW / 2), (left, found[-1][1] + ROW / 2)], "muted", 0.6)


def _value(cell: Cell, language: Language) -> str:
    return language.count(cell) if cell.share is None or cell.below is not None else language.percent(cell.share)


def _draw_counts(canvas: Canvas, panel: Panel, found: Sequence[tuple[str, float]], left: float) -> None:
    for key, middle in found:
        canvas.text((left, SMALL.below(middle)), canvas.style.language.count(panel.cells[key]), SMALL)
    canvas.line([(left - 4, found[0][1] - ROW / 2), (left - 4, found[-1][1] + ROW / 2)], "line", 0.6)


NAME_WIDTH = 150.0
VALUE_WIDTH = 62.0
TOP = 38.0
GAP = 5.5
RADIUS = 4.0


def draw_changes(changes: Sequence[Change], names: Mapping[str, str], style: Style, widths: Widths) -> str:
    """The rows as a chart; on a phone each name stands above its row.

    Args:
        changes: rows with shares that are told, at least one.
        names: what the rows of each figure are called after, by its id.
        style: colours, type and language.
        widths: those of where it is shown.
    """
    language = style.language
    width = widths.full - 2 * MARGIN if widths.narrow else NAME_WIDTH
    rows = [style.wrap(language.labels_of(change.named), width, VALUE) for change in changes]
    below = [style.wrap(names[change.figure], width, SMALL) for change in changes]
    words = [len(row) * VALUE.line + len(title) * SMALL.line for row, title in zip(rows, below, strict=True)]
    own = 4 * RADIUS if widths.narrow else 0.0
    canvas = Canvas(style, TOP + sum(words) + (own + GAP) * len(changes), widths.full)
    left = RADIUS if widths.narrow else NAME_WIDTH + 16
    most = max(_percent(side.share) for change in changes for side in (change.now, change.before))
    unit = (canvas.width - left - VALUE_WIDTH) / max(float(most), 1.0)
    _draw_scale(canvas, left, unit, int(most))
    _draw_legend(canvas, changes[0], left)
    top = TOP
    for change, row, title, height in zip(changes, rows, below, words, strict=True):
        canvas.lines((0, top + LABEL.size), row, VALUE)
        canvas.lines((0, top + LABEL.size + len(row) * VALUE.line), title, SMALL, "muted")
        _draw_row(canvas, change, left, unit, top + (height + own / 2 if widths.narrow else height / 2))
        top += height + own + GAP
    return canvas.svg()


def _draw_scale(canvas: Canvas, left: float, unit: float, most: int) -> None:
    for level in levels(most):
        x = left + level * unit
        canvas.line([(x, TOP - 6), (x, canvas.height)], "line", 0.6)
        canvas.text((x, TOP - 9), canvas.style.language.percent(level / 100), SMALL, "muted", "center")


def _draw_legend(canvas: Canvas, change: Change, left: float) -> None:
    """The two periods, which all rows have in common."""
    x = left
    for period, hollow in ((change.before.period, True), (change.now.period, False)):
        words = canvas.style.language.period(period, short=True)
        canvas.dot((x + RADIUS, 7), RADIUS, "primary", hollow=hollow)
        canvas.text((x + 3 * RADIUS, SMALL.below(7)), words, SMALL)
        x += 3 * RADIUS + canvas.style.width(words, SMALL) + 16


def _draw_row(canvas: Canvas, change: Change, left: float, unit: float, middle: float) -> None:
    now, before = (left + float(_percent(side.share)) * unit for side in (change.now, change.before))
    amount = change.shares.amount if change.shares and change.shares.amount is not None else Decimal(0)
    colour = "accent" if amount > 0 else "primary"
    canvas.line([(before, middle), (now, middle)], colour, 2.0)
    canvas.dot((before, middle), RADIUS, colour, hollow=True)
    canvas.dot((now, middle), RADIUS, colour)
    words = canvas.style.words["points"].format(amount=canvas.style.language.signed(amount, 1))
    canvas.text((canvas.width, VALUE.below(middle)), words, VALUE, canvas.readable(colour), "right")


def _percent(share: float | None) -> Decimal:
    return Decimal(str(share or 0)) * 100
