"""When people make contact: days of the week, hours, and how often only the day was written down."""

from calendar import monthrange
from datetime import datetime

from expectations.sample.draw import Draw

OPENS, CLOSES = 9, 17
WEEKDAY_WEIGHTS = (1.25, 1.2, 1.15, 1.1, 0.85, 0.75, 0.6)
OPEN_WEIGHTS = (0.6, 0.9, 1.2, 1.3, 0.9, 1.2, 1.2, 0.9)
"""The hours from opening to closing; the dip is the midday break."""
LATE_HOURS = (8, 17, 18, 19, 20, 21, 22)
OUTSIDE = {"calls": 0.05, "emails": 0.55}
"""How often a contact falls outside the hours: the e-mail desk is there for that."""
DAY_ONLY = {"calls": 0.05, "emails": 0.02}


def moment(draw: Draw, month: str, log: str) -> datetime:
    """A likely time for a contact in a month."""
    year, number = (int(part) for part in month.split("-"))
    days = range(1, monthrange(year, number)[1] + 1)
    day = draw.weighted(days, [WEEKDAY_WEIGHTS[datetime(year, number, day).weekday()] for day in days])
    return datetime(year, number, day, _hour(draw, log), draw.index(60))


def has_time(draw: Draw, log: str) -> bool:
    """Whether the hour was written down too."""
    return not draw.chance(DAY_ONLY[log])


def _hour(draw: Draw, log: str) -> int:
    if draw.chance(OUTSIDE[log]):
        return draw.one(LATE_HOURS)
    return draw.weighted(range(OPENS, CLOSES), OPEN_WEIGHTS)
