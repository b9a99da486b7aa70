"""The share of one category by quarter, incomplete quarters marked."""

from collections.abc import Sequence
from itertools import pairwise

from tasks.chart.largest import largest_keys
from tasks.chart.lettering import SMALL, VALUE, Lettering
from tasks.chart.scale import TOP, Scale
from tasks.chart.sheet import MARGIN, Room, Sheet
from tasks.chart.style import Style
from tasks.chart.time_axis import every_nth
from tasks.chart.words import label, missing_note
from tasks.core.figures import Figure
from tasks.core.language import Language
from tasks.core.period import Period

HEIGHT = 120.0
NEAR_TOP, NEAR_BASE = 0.85, 0.15
"""Where a share reaches the one, all are told below their points, save those under the other."""


def draw_share_line(figure: Figure, style: Style, room: Room) -> str:
    """A figure by quarter and category: the share of the largest category, from 0 to 100 %.

    Quarters without a share that may be told leave a gap in the line; those that the period has in part have a ring for
    a dot.
    """
    window = figure.edition
    key = largest_keys(window.cells, 1)[0]
    cells = [cell for cell in window.cells if cell.key[1] == key]
    shares = [None if cell.below else cell.share for cell in cells]
    quarters = [cell.key[0] for cell in cells]
    language = style.language
    name, missing = label(language, figure.spec.dimensions[1], key), missing_note(language, figure)
    words = style.words["share_of_quarter"].format(name=name, missing=missing)
    heading = Lettering(style).wrap(words, room.beside - 2 * MARGIN, SMALL)
    base = TOP + (len(heading) - 1) * SMALL.line + HEIGHT
    sheet = Sheet(style, base + 3.2 * SMALL.line, room.beside)
    left = sheet.lettering.width(language.percent(1), SMALL) + 6
    scale = Scale((sheet.width - left) / len(quarters), HEIGHT, base, left)
    sheet.lines((0, SMALL.size), heading, SMALL, "muted")
    _draw_levels(sheet, scale)
    _draw_stretches(sheet, shares, scale)
    _draw_points(sheet, shares, [part_of(quarter, window.period, language) for quarter in quarters], scale)
    _draw_quarters(sheet, quarters, window.period, scale)
    return sheet.svg()


def part_of(quarter: str, period: Period | None, language: Language) -> str:
    """The months of a quarter that the period has, where it has not all three: ``Dec only``, ``Oct to Nov``."""
    months = [month for month in period or () if month.quarter == quarter]
    if len(months) in (0, 3):
        return ""
    first, last = (language.short_months[month.number - 1] for month in (months[0], months[-1]))
    words = language.words["chart"]
    return (
        words["month_only"].format(month=first) if len(months) == 1 else words["months"].format(first=first, last=last)
    )


def _draw_levels(sheet: Sheet, scale: Scale) -> None:
    for level in (0.0, 0.5, 1.0):
        y = scale.point(0, level)[1]
        sheet.line([(scale.left, y), (sheet.width, y)], "line" if level else "muted", 0.6)
        sheet.text((scale.left - 5, SMALL.below(y)), sheet.style.language.percent(level), SMALL, "muted", "right")


def _draw_stretches(sheet: Sheet, shares: Sequence[float | None], scale: Scale) -> None:
    for place, (one, following) in enumerate(pairwise(shares)):
        if one is not None and following is not None:
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
        sheet.dot((x, y), 3.0, "primary", hollow=bool(partial[place]))
        if (len(shares) - 1 - place) % every == 0:
            sheet.centred(x, y + 14 if below and share > NEAR_BASE else y - 7, percent(share), VALUE)


def _draw_quarters(sheet: Sheet, quarters: Sequence[str], period: Period | None, scale: Scale) -> None:
    language = sheet.style.language
    names = [label(language, "quarter", quarter) for quarter in quarters]
    parts = [part_of(quarter, period, language) for quarter in quarters]
    every = every_nth(sheet.lettering, [*names, *parts], scale.step)
    for place, (name, part) in enumerate(zip(names, parts, strict=True)):
        if (len(names) - 1 - place) % every == 0:
            x = scale.point(place, 0)[0]
            sheet.centred(x, scale.base + SMALL.line + 1, name, SMALL)
            if part:
                sheet.centred(x, scale.base + 2 * SMALL.line + 1, part, SMALL, "muted")
