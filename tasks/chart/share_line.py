"""A line over quarters: the share of the largest category."""

from collections.abc import Sequence
from itertools import pairwise

from tasks.chart.axes import TOP, Scale
from tasks.chart.lettering import SMALL, VALUE, Lettering, Style, label, missing_note
from tasks.chart.lines import DOTTED, break_at, draw_break, why_not_whole
from tasks.chart.quarters import draw_quarters, part_of, share_told
from tasks.chart.rows import largest_keys
from tasks.chart.sheet import MARGIN, Room, Sheet
from tasks.model.figures import Figure

SHARE_HEIGHT = 120.0
NEAR_TOP, NEAR_BASE = 0.85, 0.15
"""Where a share reaches the one, all are told below their points, save those under the other."""


def draw_share_line(figure: Figure, style: Style, room: Room) -> str:
    """A figure by quarter and category: the share of the largest category, from 0 to 100 %.

    Quarters without a share that may be told leave a gap in the line; those that the period has in part have a ring for
    a dot.
    """
    window = figure.edition
    key = largest_keys(window.cells, 1)[0]
    cells = {cell.key[0]: cell for cell in window.cells if cell.key[1] == key}
    quarters = list(dict.fromkeys(cell.key[0] for cell in window.cells))
    line = [cells.get(quarter) for quarter in quarters]
    shares = [share_told(cell) for cell in line]
    language, at = style.language, break_at(figure.spec, quarters)
    name, missing = label(language, figure.spec.dimensions[1], key), missing_note(language, figure)
    words = style.words["share_of_quarter"].format(name=name, missing=missing)
    words += "".join(why_not_whole(figure, {key: line}, quarters, at, language))
    heading = Lettering(style).wrap(words, room.beside - 2 * MARGIN, SMALL)
    base = TOP + (len(heading) - 1) * SMALL.line + SHARE_HEIGHT
    sheet = Sheet(style, base + 3.2 * SMALL.line, room.beside)
    left = sheet.lettering.width(language.percent(1), SMALL) + 6
    scale = Scale((sheet.width - left) / len(quarters), SHARE_HEIGHT, base, left)
    sheet.lines((0, SMALL.size), heading, SMALL, "muted")
    _draw_halves(sheet, scale)
    if at:
        draw_break(sheet, scale, at)
    _draw_stretches(sheet, shares, scale, at)
    _draw_points(sheet, shares, [part_of(quarter, window.period, language) for quarter in quarters], scale)
    draw_quarters(sheet, quarters, window.period, base, left, sheet.width - left)
    return sheet.svg()


def _draw_halves(sheet: Sheet, scale: Scale) -> None:
    for level in (0.0, 0.5, 1.0):
        y = scale.point(0, level)[1]
        sheet.line([(scale.left, y), (sheet.width, y)], "line" if level else "muted", 0.6)
        sheet.text((scale.left - 5, SMALL.below(y)), sheet.style.language.percent(level), SMALL, "muted", "right")


def _draw_stretches(sheet: Sheet, shares: Sequence[float | None], scale: Scale, at: int | None) -> None:
    for place, (one, following) in enumerate(pairwise(shares)):
        if one is not None and following is not None and place + 1 != at:
            sheet.line([scale.point(place, one), scale.point(place + 1, following)], "primary", 1.8)


def _draw_points(sheet: Sheet, shares: Sequence[float | None], partial: Sequence[str], scale: Scale) -> None:
    percent = sheet.style.language.percent
    words = [percent(share) for share in shares if share is not None]
    below = max((share for share in shares if share is not None), default=0) > NEAR_TOP
    every = max(1, -(-int(sheet.lettering.widest(words, VALUE) + 5) // int(scale.step)))
    for place, share in enumerate(shares):
        if share is None:
            continue
        x, y = scale.point(place, share)
        sheet.dot((x, y), 3.0 if scale.step >= DOTTED else 1.8, "primary", hollow=bool(partial[place]))
        if (len(shares) - 1 - place) % every == 0:
            sheet.centred(x, y + 14 if below and share > NEAR_BASE else y - 7, percent(share), VALUE)
