"""Lines over months or quarters: counts, the share of one category, or those of several.

They break where a count is not told, and where a question changed or was not asked.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tasks.chart.axes import AXIS_HEIGHT, Scale, draw_times, levels, part_of, spread
from tasks.chart.bars import RESIDUAL
from tasks.chart.canvas import MARGIN, Canvas, Point, Widths
from tasks.chart.typography import SMALL, SMALL_VALUE, VALUE, Style
from tasks.language.language import Language
from tasks.model.asked import not_asked
from tasks.model.figures import Cell, Chart, Figure, Key, ProtectedFigures, Window, WindowName
from tasks.model.period import Month
from tasks.model.shares import published_share

LONG = 36
"""Months that lines can have at most."""
MOST_UNTOLD = 0.1
"""Of the points of all lines, the part that may lack a share; where more do, months are too small."""
SERIES = 4
"""How many lines are drawn at most: the largest named categories."""


def in_quarters(figure: Figure, figures: ProtectedFigures) -> Figure:
    """A figure as it is drawn: lines by quarter where their months are too many or too small, all else as it is.

    A quarter is the sum of its months as they are published, so that nothing is counted or rounded again. One in whose
    months a category was not always asked, or none of whose months tells its count, has no count of it.
    """
    window = figure.edition
    if figure.spec.chart is not Chart.LINES or not _needs_quarters(window):
        return figure
    known, months, counts, bounds = Counter[str](), Counter[Key](), Counter[Key](), dict[Key, int | None]()
    for time_slice in figures.slices_in(figure.spec.id, window):
        for (month, *_), count in time_slice.figures[figure.spec.id].groups.items():
            known[Month.parse(month).quarter] += count
    for cell in window:
        key: Key = (Month.parse(cell.key[0]).quarter, cell.key[1])
        months[key] += 1
        counts[key] += cell.count
        bounds[key] = max(filter(None, (bounds.get(key), cell.below)), default=None)
    lengths = Counter(month.quarter for month in window.period or ())
    cells = tuple(
        Cell(key, count, published_share(count, known[key[0]]), below=None if count else bounds[key])
        for key, count in counts.items()
        if months[key] == lengths[key[0]]
    )
    spec = replace(figure.spec, dimensions=("quarter", *figure.spec.dimensions[1:]))
    return Figure(spec, {**figure.windows, WindowName.EDITION: replace(window, cells=cells)})


def _needs_quarters(window: Window) -> bool:
    if window.period and window.period.months > LONG:
        return True
    drawn = _largest(window.cells, SERIES)
    points = [cell for cell in window if cell.key[1] in drawn]
    return sum(cell.below is not None or cell.share is None for cell in points) > MOST_UNTOLD * len(points)


def _largest(cells: Sequence[Cell], most: int) -> list[str]:
    """The keys of the second dimension with most records, largest first, at most so many; only named categories."""
    totals = Counter[str]()
    for cell in cells:
        totals[cell.key[1]] += cell.count
    named = [key for key in totals if key not in (*RESIDUAL, "none")]
    return sorted(named, key=lambda key: -totals[key])[:most]


@dataclass(frozen=True)
class Plot:
    """What is drawn of a figure: its months or quarters, and by category the cells of a line.

    A cell is None where the category was not asked. Without a category the lines are of counts, else of shares.
    """

    figure: Figure
    language: Language
    times: Sequence[str]
    lines: Mapping[str, Sequence[Cell | None]]

    @property
    def shares(self) -> bool:
        """Whether values are shares within a month or quarter, and not counts."""
        return len(self.figure.spec.dimensions) > 1

    @property
    def at(self) -> int | None:
        """The place of the first at which the question has its present meaning; None where it has it all along."""
        redefined = self.figure.spec.redefined
        if redefined and "Q" in self.times[0]:
            redefined = Month.parse(redefined).quarter
        place = sum(time < redefined for time in self.times)
        return place if 0 < place < len(self.times) else None

    @property
    def partial(self) -> frozenset[int]:
        """The places of the quarters that the period has in part."""
        period = self.figure.edition.period
        return frozenset(n for n, time in enumerate(self.times) if part_of(time, period, self.language))

    def values(self, key: str) -> list[float | None]:
        """The values of a line; None where none is told."""
        published = (None if cell is None or cell.below else cell for cell in self.lines[key])
        return [None if cell is None else cell.share if self.shares else cell.count for cell in published]

    def words(self, value: float) -> str:
        """A value as it is printed."""
        return self.language.percent(value) if self.shares else self.language.number(int(value))

    def stretches(self, key: str) -> Iterator[list[tuple[int, float]]]:
        """What is drawn without a break: places with their values, up to one without a value, or to the break."""
        stretch: list[tuple[int, float]] = []
        for place, value in enumerate((*self.values(key), None)):
            if stretch and (value is None or place == self.at):
                yield stretch
                stretch = []
            if value is not None:
                stretch.append((place, value))

    def heading(self, form: str) -> str:
        """What shares are of, in the words of a form, and why lines do not run from end to end."""
        spec, language, words = self.figure.spec, self.language, self.language.words["chart"]
        missing, notes = self.figure.edition.missing, list[str]()
        if self.shares:
            missed = words["not_recorded_for"].format(number=language.number(missing)) if missing else ""
            name = language.label(spec.dimensions[1], next(iter(self.lines)))
            notes.append(words[form].format(name=name, many=language.words["many"][spec.base], missing=missed))
        if any(cell and value is None for key in self.lines for cell, value in self._cells_and_values(key)):
            notes.append(words["untold"])
        if self.partial and len(self.lines) > 1:
            notes.append(words["ring"])
        for key, line in self.lines.items():
            gaps = [time for time, cell in zip(self.times, line, strict=True) if cell is None]
            whys = dict.fromkeys(not_asked(spec, (time, key), self.figure.edition) for time in gaps)
            for why in filter(None, whys):
                name = language.label(spec.dimensions[1], key)
                notes.append(words["gap"].format(name=name, why=language.not_asked(why)))
        if self.at:
            notes.append(language.words["changes"]["break"].format(month=language.month(Month.parse(spec.redefined))))
        whole = language.lists["semicolon"].join(notes)
        return whole[:1].upper() + whole[1:]

    def _cells_and_values(self, key: str) -> Iterator[tuple[Cell | None, float | None]]:
        return zip(self.lines[key], self.values(key), strict=True)


def _plot(figure: Figure, language: Language, most: int) -> Plot:
    cells = {cell.key: cell for cell in figure.edition.cells}
    times = list(dict.fromkeys(key[0] for key in cells))
    if len(figure.spec.dimensions) == 1:
        return Plot(figure, language, times, {"": list(cells.values())})
    keys = _largest(figure.edition.cells, most)
    return Plot(figure, language, times, {key: [cells.get((time, key)) for time in times] for key in keys})


TOP = 26.0
HEIGHT, LOW = 104.0, 75.0
"""How high several lines are, and one by itself."""
DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2), (1.5, 1.5), (7, 2, 1.5, 2))
"""Each colour has its own dashes, so that lines are told apart in grey; the highlighted one is whole."""
LEADER = 8.0
DOTTED = 8.0
"""Where points lie closer to each other, only the highest has a dot."""


def draw_line(figure: Figure, style: Style, widths: Widths) -> str:
    """A figure by month as one line of counts, its highest points highlighted; or the share of its largest category."""
    plot = _plot(figure, style.language, 1)
    [(key, values)] = ((key, plot.values(key)) for key in plot.lines)
    most = 1.0 if plot.shares else max(1.0, *(value or 0.0 for value in values))
    canvas, scale = _canvas(plot, most, plot.heading("share_of_quarter"), style, (widths.beside, LOW))
    for stretch in plot.stretches(key):
        _draw_stretch(canvas, stretch, scale, "primary")
    words = ["" if value is None else plot.words(value) for value in values]
    every = max(1, -(-int(canvas.style.widest(words, VALUE) + 5) // int(scale.step)))
    peaks = [place for place, value in enumerate(values) if value == most and not plot.shares]
    for place, value in enumerate(values):
        if value is None:
            continue
        x, y = scale.point(place, value)
        peak = place in peaks
        if peak or scale.step >= DOTTED:
            canvas.dot((x, y), 3.0, "accent" if peak else "primary", hollow=place in plot.partial)
        if every == 1 or (peaks == [place] if peaks else (len(values) - 1 - place) % every == 0):
            canvas.centred(x, y - 7, words[place], VALUE, "accent" if peak else "ink")
    return canvas.svg()


def draw_lines(figure: Figure, style: Style, widths: Widths) -> str:
    """A figure by month or quarter and category, its shares within each, as lines for the largest categories.

    What is not told leaves a gap, and the heading says so; a quarter that the period has in part has a ring.
    """
    plot = _plot(figure, style.language, SERIES)
    most = max((value or 0.0 for key in plot.lines for value in plot.values(key)), default=0.0) or 0.01
    names = [_name(plot, key) for key in plot.lines]
    right = style.widest(names, SMALL_VALUE) + LEADER
    heading = plot.heading(f"share_of_each_{figure.spec.dimensions[0]}")
    canvas, scale = _canvas(plot, most, heading, style, (widths.full, HEIGHT), right)
    # The one that stands out is drawn last, so that no other line covers it.
    for key, (colour, dashes) in reversed(list(_pens(style, plot.lines).items())):
        for stretch in plot.stretches(key):
            _draw_stretch(canvas, stretch, scale, colour, dashes)
            for place, share in stretch:
                if place in plot.partial or place == stretch[-1][0]:
                    canvas.dot(scale.point(place, share), 2.2, colour, hollow=place in plot.partial)
    _draw_names(canvas, plot, names, scale, canvas.width - right)
    return canvas.svg()


def _name(plot: Plot, key: str) -> str:
    """The name of a line, with its last share."""
    last, name = plot.values(key)[-1], plot.language.label(plot.figure.spec.dimensions[1], key)
    return name if last is None else f"{name} {plot.words(last)}"


def _pens(style: Style, keys: Iterable[str]) -> Mapping[str, tuple[str, tuple[float, ...]]]:
    """Colour and dashes by line: the accent for the one that the headline names, other series colours for the rest."""
    accent = style.brand.colours["accent"]
    colours = [accent, *(colour for colour in style.brand.series if colour != accent)]
    ordered = sorted(keys, key=lambda key: key not in style.highlight)
    return dict(zip(ordered, zip(colours, DASHES, strict=False), strict=False))


def _canvas(
    plot: Plot, most: float, heading: str, style: Style, size: Point, right: float = 0.0
) -> tuple[Canvas, Scale]:
    """A canvas with all but the lines: heading, levels up to ``most``, the break and the months or quarters."""
    width, height = size
    words = style.wrap(heading, width - 2 * MARGIN, SMALL)
    top = TOP + max(0, len(words) - 1) * SMALL.line
    canvas = Canvas(style, top + height + AXIS_HEIGHT + 2, width)
    canvas.lines((0, SMALL.size), words, SMALL, "muted")
    per = 100 if plot.shares else 1
    finest = 1 if plot.shares else plot.figure.edition.bound or 1
    values = [level / per for level in levels(max(1, int(most * per)), finest)]
    left = canvas.style.widest([plot.words(value) for value in values], SMALL) + 6
    scale = Scale((canvas.width - right - left) / len(plot.times), height / most, top + height, left)
    for value in values:
        y = scale.point(0, value)[1]
        canvas.line([(left, y), (canvas.width - right, y)], "line" if value else "muted", 0.6)
        canvas.tick((left - 5, SMALL.below(y)), plot.words(value), SMALL)
    if plot.at:
        x = left + plot.at * scale.step
        canvas.line([(x, top), (x, scale.base)], "muted", 0.8, (2, 2))
    draw_times(canvas, plot.times, plot.figure.edition.period, scale)
    return canvas, scale


def _draw_stretch(
    canvas: Canvas, stretch: Sequence[tuple[int, float]], scale: Scale, colour: str, dashes: tuple[float, ...] = ()
) -> None:
    if len(stretch) > 1:
        canvas.line([scale.point(*point) for point in stretch], colour, 1.8, dashes)
    else:
        canvas.dot(scale.point(*stretch[0]), 1.8, colour)


def _draw_names(canvas: Canvas, plot: Plot, names: Sequence[str], scale: Scale, right: float) -> None:
    """The names of lines at their right, kept apart, each with a leader from the last point that is drawn."""
    points = []
    for key in plot.lines:
        stretches = list(plot.stretches(key))
        points.append(scale.point(*(stretches[-1][-1] if stretches else (len(plot.times) - 1, 0.0))))
    sizes = [canvas.style.apart(SMALL_VALUE)] * len(names)
    heights = spread([y for _, y in points], sizes, SMALL.line / 2, scale.base + SMALL.line / 2)
    pens = _pens(canvas.style, plot.lines)
    for key, name, (x, y), height in zip(plot.lines, names, points, heights, strict=True):
        colour = pens[key][0]
        canvas.line([(x + 3, y), (right + LEADER - 2, height)], colour, 0.5)
        canvas.text((right + LEADER, SMALL.below(height)), name, SMALL_VALUE, canvas.readable(colour))
