"""Cells: values as staff write them. Every spelling comes from the contract, so the reader must find the key again."""

from datetime import UTC, date, datetime
from pathlib import Path

from expectations.contract.fields import Field, FieldKind
from expectations.contract.forms import read_toml
from expectations.contract.helpline import helpline
from expectations.contract.vocabulary import OTHER, Vocabulary, vocabulary
from tests.sample_logs.draw import Draw
from tests.sample_logs.record import Record

Cell = str | int | float | date | datetime | None
"""What a cell of a log holds; text alone in a CSV."""

NBSP, RIGHT_TO_LEFT = "\u00a0", "\u200f"
URDU_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
OTHER_PLACES = tuple(read_toml(Path(__file__).with_name("design.toml"))["other_places"])
"""Real places that the gazetteer leaves out, none of them spelled nearly like one that it has."""
USUAL_AGES = {"under_18": (14, 17), "over_50": (51, 66)}
"""Narrower than the band, since few callers are five years old or a hundred."""
DATE_FORMS = {"cell": 0.4, "iso": 0.2, "dashes": 0.16, "slashes": 0.14, "urdu": 0.06, "utc": 0.04}


class CellWriter:
    """Writes the cells of a log.

    Args:
        draw: where its choices come from.
        variation: how often a value is written otherwise than in the contract's own form, from 0 to 1.
    """

    def __init__(self, draw: Draw, variation: float) -> None:
        self._draw = draw
        self._variation = variation

    def write(self, field: Field, record: Record) -> Cell:
        """The cell of a field in a record's row."""
        value = getattr(record, field.name)
        if field.kind is FieldKind.TIMESTAMP:
            return self._time(record)
        if not value:
            return self._nothing()
        match field.kind:
            case FieldKind.REFERENCE | FieldKind.CASE:
                return self._padded(value) if self._draw.chance(self._variation * 0.05) else str(value)
            case FieldKind.AGE:
                return self._age(value)
            case FieldKind.CATEGORIES:
                return self._several(field.vocabulary, value)
            case _:
                return self._one(field.vocabulary, value, OTHER_PLACES if field.kind is FieldKind.CITY else ())

    def _nothing(self) -> Cell:
        return self._draw.one(("", " ", NBSP)) if self._draw.chance(self._variation * 0.05) else None

    def _one(self, known: Vocabulary, key: str, places: tuple[str, ...] = ()) -> str:
        if not self._draw.chance(self._variation):
            return key
        spellings = (key, known.label(key), *known[key].aliases, *(places if key == OTHER else ()))
        return self._spaced(self._cased(self._draw.one(spellings)))

    def _several(self, known: Vocabulary, keys: tuple[str, ...]) -> str:
        if not self._draw.chance(self._variation):
            return ";".join(keys)
        return self._draw.one((";", "; ", " ; ")).join(self._one(known, key) for key in self._draw.shuffled(keys))

    def _cased(self, text: str) -> str:
        return self._draw.one((text, text, text.capitalize(), text.upper(), text.lower(), text.title()))

    def _spaced(self, text: str) -> str:
        if text.isascii() and self._draw.chance(0.12):
            return self._padded(text.replace("_", " "))
        if not text.isascii() and self._draw.chance(0.3):
            return text + RIGHT_TO_LEFT
        return text

    def _padded(self, text: str) -> str:
        return self._draw.one(
            (f" {text}", f"{text} ", f"{text}{NBSP}", text.replace(" ", NBSP), text.replace(" ", "  "))
        )

    def _age(self, band: str) -> Cell:
        entry = vocabulary("age_band")[band]
        if self._draw.chance(0.2) or not entry.ages:
            return self._one(vocabulary("age_band"), band)
        years = self._draw.between(*USUAL_AGES.get(band, entry.ages))
        if not self._draw.chance(self._variation * 0.4):
            return years
        return self._draw.one((str(years).translate(URDU_DIGITS), f"{years} ", f"{NBSP}{years}", str(years)))

    def _time(self, record: Record) -> Cell:
        form = "iso"
        if self._draw.chance(self._variation):
            form = self._draw.weighted(tuple(DATE_FORMS), tuple(DATE_FORMS.values()))
        return _written(record.received_at, form, record.has_time)


def _written(at: datetime, form: str, has_time: bool) -> Cell:
    clock = f" {at:%H:%M}" if has_time else ""
    if form == "cell" and clock != " 00:00":  # at midnight a date cell cannot be told from a day without a time
        return at if has_time else at.date()
    if form == "utc" and has_time:
        return f"{at.replace(tzinfo=helpline().zone).astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
    in_numbers = f"{at:%d-%m-%Y}"
    days = {"dashes": in_numbers, "urdu": in_numbers, "slashes": f"{at.day}/{at.month}/{at.year}"}
    text = f"{days.get(form, f'{at:%Y-%m-%d}')}{clock}"
    return text.translate(URDU_DIGITS) if form == "urdu" else text
