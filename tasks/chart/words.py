"""Words and numbers in charts: as everywhere in the report, only shorter where a chart has less room."""

from tasks.core.figures import Base, Cell, Figure
from tasks.core.language import Language
from tasks.core.period import Month


def label(language: Language, dimension: str, key: str) -> str:
    """A key as it stands in print; a month as ``Nov 2018`` and a quarter as ``Q4 2018``."""
    if dimension == "month":
        return language.short_month(Month.parse(key))
    if dimension == "quarter":
        return language.short_quarter(key)
    return language.label(dimension, key)


def counted(language: Language, count: int, base: Base) -> str:
    """A count with the noun of its base: ``1 case``, ``2,302 cases``."""
    noun = language.words["one" if count == 1 else "many"][base]
    return language.words["chart"]["counted"].format(number=language.number(count), noun=noun)


def missing_note(language: Language, figure: Figure) -> str:
    """What a heading adds where records have no known value: ``; not recorded for 212``."""
    missing = figure.edition.missing
    return language.words["chart"]["not_recorded_for"].format(number=language.number(missing)) if missing else ""


def count_and_share(language: Language, cell: Cell) -> str:
    """What stands beside a bar: the count, and the share where one is published."""
    if cell.below is not None or cell.share is None:
        return language.count(cell)
    return language.count(cell) + language.words["chart"]["between"] + language.percent(cell.share)


def plus(language: Language, count: int) -> str:
    """What follows the words of a bar for its second part."""
    return language.words["chart"]["plus"].format(number=language.number(count))
