"""Side-by-side panels of bars, one a group, that share their rows; small groups give counts alone."""

from dataclasses import dataclass

from tasks.chart.lettering import LABEL, SMALL, SMALL_VALUE, VALUE, Lettering, Style, counted, label
from tasks.chart.rows import RESIDUAL
from tasks.chart.sheet import Point, Room, Sheet
from tasks.language.language import Language
from tasks.model.declared import keeps_order
from tasks.model.figures import Base, Cell, Figure
from tasks.model.shares import SMALLEST_BASE

LABEL_WIDTH = 120.0
ROW = 19.0
BAR = 12.0
HEAD = 32.0
SPACE = 10.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One group: its name, its known records, its cells by category."""

    name: str
    known: int
    cells: dict[str, Cell]

    @property
    def large(self) -> bool:
        """Whether shares are drawn."""
        return self.known >= SMALLEST_BASE


def draw_panels(figure: Figure, style: Style, room: Room) -> str:
    """A figure by group and category: a panel of bars for each large group, a column of counts for each small one.

    The panels stand side by side; in a narrow room below each other.
    """
    panels, keys = _panels(figure, style.language)
    lettering = Lettering(style)
    labels = [lettering.wrap(label(style.language, figure.spec.dimensions[1], key), LABEL_WIDTH, LABEL) for key in keys]
    heights = [max(ROW, len(lines) * LABEL.line + 4) for lines in labels]
    note = 1.8 * SMALL.line if figure.edition.missing else 2.0
    deep = HEAD + sum(heights)
    below = deep + 2 * SPACE if room.narrow else 0.0
    sheet = Sheet(style, deep + below * (len(panels) - 1) + note, room.full)
    left = lettering.widest([line for lines in labels for line in lines], LABEL) + SPACE
    largest = max((cell.share or 0.0 for panel in panels if panel.large for cell in panel.cells.values()), default=0.0)
    widths = _widths(style, panels, figure.spec.base, sheet.width - left)
    x = left
    for place, (panel, width) in enumerate(zip(panels, widths, strict=True)):
        top = place * below
        rows = list(zip(keys, _middles(top + HEAD, heights), strict=True))
        if not place or room.narrow:
            _draw_labels(sheet, labels, rows, left)
        _draw_head(sheet, panel, figure.spec.base, (x, top))
        if panel.large:
            _draw_bars(
                sheet, panel, rows, (x, (sheet.width - left if room.narrow else width - 2 * SPACE)), largest or 1.0
            )
        else:
            _draw_counts(sheet, panel, rows, x)
        x += 0.0 if room.narrow else width
    if figure.edition.missing:
        missing = counted(style.language, figure.edition.missing, figure.spec.base)
        words = style.words["one_or_other"].format(counted=missing)
        sheet.text((0, sheet.height - 0.4 * SMALL.line), words, SMALL, "muted")
    return sheet.svg()


def _panels(figure: Figure, language: Language) -> tuple[list[Panel], list[str]]:
    groups: dict[str, dict[str, Cell]] = {}
    totals: dict[str, int] = {}
    for cell in figure.edition.cells:
        group, key = cell.key
        groups.setdefault(group, {})[key] = cell
        totals[key] = totals.get(key, 0) + cell.count
    panels = [
        Panel(label(language, figure.spec.dimensions[0], group), sum(cell.count for cell in cells.values()), cells)
        for group, cells in groups.items()
    ]
    keys = list(totals)
    if not keeps_order(figure.spec.dimensions[1]):
        keys.sort(key=lambda key: (key in RESIDUAL, -totals[key]))
    return panels, keys


def _widths(style: Style, panels: list[Panel], base: Base, room: float) -> list[float]:
    """Small groups take what their words need; the large ones share what is left."""
    needed = [_words_width(style, panel, base) + SPACE for panel in panels]
    large = [panel.large for panel in panels]
    small_room = sum(width for width, is_large in zip(needed, large, strict=True) if not is_large)
    share = (room - small_room) / max(1, sum(large))
    return [share if is_large else width for width, is_large in zip(needed, large, strict=True)]


def _words_width(style: Style, panel: Panel, base: Base) -> float:
    lettering, language = Lettering(style), style.language
    heads = max(lettering.width(panel.name, VALUE), lettering.width(_known(panel, base, language), SMALL))
    return max(heads, lettering.widest([language.count(cell) for cell in panel.cells.values()], SMALL))


def _known(panel: Panel, base: Base, language: Language) -> str:
    untold = not panel.known and any(cell.below for cell in panel.cells.values())
    return language.words["chart"]["too_few"] if untold else counted(language, panel.known, base)


def _middles(top: float, heights: list[float]) -> list[float]:
    return [top + sum(heights[:place]) + height / 2 for place, height in enumerate(heights)]


def _draw_labels(sheet: Sheet, labels: list[list[str]], rows: list[tuple[str, float]], left: float) -> None:
    for lines, (_, middle) in zip(labels, rows, strict=True):
        sheet.lines_around((left - SPACE, middle), lines, LABEL, "ink", "right")


def _draw_head(sheet: Sheet, panel: Panel, base: Base, place: Point) -> None:
    left, top = place
    sheet.text((left, top + VALUE.size), panel.name, VALUE)
    sheet.text((left, top + VALUE.size + SMALL.line), _known(panel, base, sheet.style.language), SMALL, "muted")


def _draw_bars(
    sheet: Sheet, panel: Panel, rows: list[tuple[str, float]], place: tuple[float, float], scale: float
) -> None:
    """Bars of shares; ``scale`` is the largest share of any panel, so that panels compare."""
    left, width = place
    values = [_value(cell, sheet.style.language) for cell in panel.cells.values()]
    unit = (width - sheet.lettering.widest(values, SMALL_VALUE) - 6) / scale
    largest = max(cell.count for key, cell in panel.cells.items() if key not in RESIDUAL)
    for key, middle in rows:
        cell = panel.cells[key]
        length = (cell.share or 0.0) * unit
        residual = key in RESIDUAL
        highlight = not residual and cell.count == largest > 0
        if length:
            shade = "accent" if highlight else "muted" if residual else "primary"
            sheet.box((left, middle - BAR / 2), length, BAR, shade)
        colour = "accent" if highlight else "ink"
        sheet.text(
            (left + length + 5, SMALL_VALUE.below(middle)), _value(cell, sheet.style.language), SMALL_VALUE, colour
        )
    sheet.line([(left, rows[0][1] - ROW / 2), (left, rows[-1][1] + ROW / 2)], "muted", 0.6)


def _value(cell: Cell, language: Language) -> str:
    return language.count(cell) if cell.share is None or cell.below is not None else language.percent(cell.share)


def _draw_counts(sheet: Sheet, panel: Panel, rows: list[tuple[str, float]], left: float) -> None:
    for key, middle in rows:
        sheet.text((left, SMALL.below(middle)), sheet.style.language.count(panel.cells[key]), SMALL)
    sheet.line([(left - 4, rows[0][1] - ROW / 2), (left - 4, rows[-1][1] + ROW / 2)], "line", 0.6)
