"""The shares that changed: for each row a ring where it stood before and a dot where it stands now."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tasks.chart.axes import levels
from tasks.chart.lettering import LABEL, SMALL, VALUE, Lettering, Style
from tasks.chart.sheet import MARGIN, Room, Sheet
from tasks.language.language import Language
from tasks.model.changes import Change

LABEL_WIDTH = 150.0
VALUE_WIDTH = 62.0
TOP = 38.0
GAP = 5.5
RADIUS = 4.0


def draw_changes(changes: Sequence[Change], names: Mapping[str, str], style: Style, room: Room) -> str:
    """The rows as a chart; in a narrow room each name stands above its row.

    Args:
        changes: rows with shares that are told, at least one.
        names: what the rows of each figure are called after, by its id.
        style: colours, type and language.
        room: what the medium offers.
    """
    language = style.language
    lettering, width = Lettering(style), room.full - 2 * MARGIN if room.narrow else LABEL_WIDTH
    labels = [lettering.wrap(_name(change, language), width, VALUE) for change in changes]
    below = [lettering.wrap(names[change.figure], width, SMALL) for change in changes]
    words = [len(label) * VALUE.line + len(title) * SMALL.line for label, title in zip(labels, below, strict=True)]
    row = 4 * RADIUS if room.narrow else 0.0
    sheet = Sheet(style, TOP + sum(words) + (row + GAP) * len(changes), room.full)
    left = RADIUS if room.narrow else LABEL_WIDTH + 16
    most = max(_percent(side.share) for change in changes for side in (change.now, change.before))
    unit = (sheet.width - left - VALUE_WIDTH) / max(float(most), 1.0)
    _draw_scale(sheet, left, unit, int(most))
    _draw_legend(sheet, changes[0], left)
    top = TOP
    for change, label, title, height in zip(changes, labels, below, words, strict=True):
        sheet.lines((0, top + LABEL.size), label, VALUE)
        sheet.lines((0, top + LABEL.size + len(label) * VALUE.line), title, SMALL, "muted")
        _draw_row(sheet, change, left, unit, top + (height + row / 2 if room.narrow else height / 2))
        top += height + row + GAP
    return sheet.svg()


def _draw_scale(sheet: Sheet, left: float, unit: float, most: int) -> None:
    for level in levels(most):
        x = left + level * unit
        sheet.line([(x, TOP - 6), (x, sheet.height)], "line", 0.6)
        sheet.text((x, TOP - 9), sheet.style.language.percent(level / 100), SMALL, "muted", "center")


def _draw_legend(sheet: Sheet, change: Change, left: float) -> None:
    """The two periods, which all rows have in common."""
    x = left
    for period, hollow in ((change.before.period, True), (change.now.period, False)):
        words = sheet.style.language.short_period(period)
        sheet.dot((x + RADIUS, 7), RADIUS, "primary", hollow=hollow)
        sheet.text((x + 3 * RADIUS, SMALL.below(7)), words, SMALL)
        x += 3 * RADIUS + sheet.lettering.width(words, SMALL) + 16


def _draw_row(sheet: Sheet, change: Change, left: float, unit: float, middle: float) -> None:
    now, before = (left + float(_percent(side.share)) * unit for side in (change.now, change.before))
    amount = change.shares.amount if change.shares and change.shares.amount is not None else Decimal(0)
    colour = "accent" if amount > 0 else "primary"
    sheet.line([(before, middle), (now, middle)], colour, 2.0)
    sheet.dot((before, middle), RADIUS, colour, hollow=True)
    sheet.dot((now, middle), RADIUS, colour)
    words = sheet.style.words["points"].format(amount=sheet.style.language.signed(amount, 1))
    sheet.text((sheet.width, VALUE.below(middle)), words, VALUE, sheet.readable(colour), "right")


def _name(change: Change, language: Language) -> str:
    return language.joints["each"].join(language.label(*pair) for pair in change.named)


def _percent(share: float | None) -> Decimal:
    return Decimal(str(share or 0)) * 100
