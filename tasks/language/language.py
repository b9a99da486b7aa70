"""A language of the report: how it writes numbers, months, hours, lists and categories, and its small words.

All of it stands in the language's folder of texts, as ``language.toml``, ``words.toml``, ``degree.toml`` and, for a
language that is translated from another, the labels of the contract. Nothing here is typed in one language.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_UP, Decimal
from pathlib import Path

from expectations.contract.fields import unrecorded
from tasks.language.bidi import foreign
from tasks.model.asked import NotAsked
from tasks.model.declared import fields, vocabularies
from tasks.model.errors import EditionError
from tasks.model.figures import MISSING, Cell
from tasks.model.period import TIME, Month, Period
from tasks.model.shares import SMALLEST_BASE, published_share, rounded

LabelEntry = Mapping[str, str]


@dataclass(frozen=True)
class Labels:
    """Labels by dimension and key. The contract's own are those of the source language, which has no others.

    Attributes:
        categories: dimension → key → ``label`` and, where there is one, ``definition``.
        fields: field → ``title`` and ``help``.
        rules: rule → ``title``.
        translated: whether what these lack stands out as foreign.
    """

    categories: Mapping[str, Mapping[str, LabelEntry]] = field(default_factory=dict)
    fields: Mapping[str, LabelEntry] = field(default_factory=dict)
    rules: Mapping[str, LabelEntry] = field(default_factory=dict)
    translated: bool = False

    def of(self, dimension: str, key: str) -> str | None:
        """The label of a category; None where the contract does not know it."""
        known = vocabularies().get(dimension)
        if known is None or key not in known.keys:
            return None
        return self._own(self._category(dimension, key), "label", known.label(key))

    def definition(self, dimension: str, key: str) -> str:
        """What a category means; empty where the contract does not say."""
        return self._own(self._category(dimension, key), "definition", vocabularies()[dimension][key].definition)

    def is_name(self, dimension: str, key: str) -> bool:
        """Whether a label keeps its capital letter within a sentence."""
        known = vocabularies().get(dimension)
        return known is not None and known[key].proper

    def field(self, name: str) -> str:
        """The title of a field of the logs."""
        found = fields().get(name) or next((field for field in unrecorded() if field.name == name), None)
        title = found.title if found else name.replace("_", " ").capitalize()
        return self._own(self.fields.get(name, {}), "title", title)

    def field_help(self, name: str) -> str:
        """What a field of the logs holds."""
        return self._own(self.fields.get(name, {}), "help", fields()[name].help)

    def rule(self, rule: str, title: str) -> str:
        """What is wrong where a rule is broken; ``title`` is what the contract says."""
        return self._own(self.rules.get(rule, {}), "title", title)

    def _category(self, dimension: str, key: str) -> LabelEntry:
        return self.categories.get(dimension, {}).get(key, {})

    def _own(self, entry: LabelEntry, part: str, of_contract: str) -> str:
        return entry.get(part) or (foreign(of_contract) if self.translated else of_contract)


WordTable = Mapping[str, str]


@dataclass(frozen=True)
class Language:
    """One form of numbers and words for text, charts and tables alike.

    Attributes:
        code: as in HTML, ``en``.
        name: in its own script.
        direction: ``ltr`` or ``rtl``.
        folder: where its texts lie.
        numbers, dates, weekdays, lists, joints: the tables of ``language.toml``; ``joints`` is ``[labels]`` there.
        clock: from which hour on an hour of the day is said how.
        months, short_months: their names, from January on.
        words: the small words of captions, tables, charts and navigation, by table and key.
        degree, fractions: words of degree by the names that texts ask for.
        labels: what the categories, fields and rules of the contract are called.
    """

    code: str
    name: str
    direction: str
    folder: Path
    numbers: WordTable
    dates: WordTable
    weekdays: WordTable
    clock: tuple[tuple[int, str], ...]
    lists: WordTable
    joints: WordTable
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    words: Mapping[str, WordTable]
    degree: WordTable
    fractions: WordTable
    labels: Labels

    @property
    def in_text(self) -> "Language":
        """The same, with shares as sentences write them."""
        return replace(self, numbers={**self.numbers, "percent": self.numbers["percent_in_text"]})

    @property
    def runs_left(self) -> bool:
        """Whether it is written from right to left."""
        return self.direction == "rtl"

    def number(self, value: Decimal | float, digits: int = 0) -> str:
        """A number with so many decimal places: ``2,781``, ``115.9``."""
        return self.digits(f"{rounded(value, digits):,}")

    def digits(self, text: str) -> str:
        """A number as Python prints it, in the digits and signs of the language."""
        signs = (*self.numbers["digits"], self.numbers["thousands"], self.numbers["point"])
        return text.translate(dict(zip(map(ord, "0123456789,."), signs, strict=True)))

    def signed(self, amount: Decimal, digits: int = 0) -> str:
        """A difference with its sign: +158, −0.3, ±0."""
        return self.with_sign(amount, self.number(abs(amount), digits))

    def with_sign(self, amount: Decimal, words: str) -> str:
        """Words for the size of a difference, with its sign."""
        sign = "+" if amount > 0 else "−" if amount < 0 else "±"
        return self.numbers["signed"].format(sign=sign, number=words)

    def percent(self, share: float | None, digits: int = 0) -> str:
        """A share between 0 and 1 as ``59%``; below one percent with one decimal, since ``0%`` would deny it."""
        if share is None:
            return self.no_share
        if 0 < share < 0.0005:
            return self._under(Decimal("0.1"))
        places = max(digits, 1) if 0 < share < 0.0095 else digits
        return self._percent(rounded(Decimal(str(share)) * 100, places))

    @property
    def no_share(self) -> str:
        """Printed where there are too few records to take a share of."""
        return self.numbers["no_share"]

    def not_asked(self, why: NotAsked) -> str:
        """That something was not asked: ``not asked before June 2019``."""
        return self.words["asked"][why.when].format(month=self.month(why.month))

    def fewer_than(self, bound: int) -> str:
        """The bound below which a count lies that is not told."""
        return self.numbers["fewer_than"].format(number=self.number(bound))

    def count_or_bound(self, value: int, bound: int | None) -> str:
        """A count; where it was rounded to 0, the bound below which it lies."""
        return self.fewer_than(bound) if bound and not value else self.number(value)

    def count(self, cell: Cell) -> str:
        """A cell's count; where it is withheld, the bound below which it lies."""
        return self.fewer_than(cell.below) if cell.below else self.number(cell.count)

    def together(self, cells: Collection[Cell]) -> str:
        """The counts of several cells, added; where all were rounded to 0, the bound below which their sum lies."""
        bounds = [cell.below - 1 for cell in cells if cell.below]
        return self.count_or_bound(sum(cell.count for cell in cells), sum(bounds) + 1 if bounds else None)

    def share_or_bound(self, part: int, whole: int, bound: int | None, digits: int = 0) -> str:
        """Part of the whole as ``59%``; where the part was rounded to 0, the bound below which its share lies."""
        if part or not bound:
            return self.percent(published_share(part, whole), digits)
        if bound >= whole or whole < SMALLEST_BASE:
            return self.no_share
        highest = Decimal(bound) / Decimal(whole) * 100
        return self._under(highest.quantize(Decimal(1).scaleb(-max(digits, 1 if highest < 1 else 0)), ROUND_UP))

    def label(self, dimension: str, key: str, *, short: bool = False) -> str:
        """A category's label, as it stands at the head of a row or an axis; ``short`` is one of a month or a quarter.

        Raises:
            EditionError: the vocabulary does not know the key, which figures of an old edition may still have.
        """
        if key == MISSING:
            return self.joints["missing"]
        if dimension in TIME:
            return self._part_of_time(dimension, key, short=short)
        if dimension == "services":
            first, *others = key.split("+")
            words = [self.label("service", first), *(self.running_label("service", other) for other in others)]
            return self.joints["joined"].join(words)
        label = self.labels.of(dimension, key)
        if label is None:
            raise EditionError(
                f"The vocabulary has no category {key} for {dimension}.",
                remedy="Put the category back into the vocabulary, so that editions which count it can be printed.",
            )
        return label

    def _part_of_time(self, dimension: str, key: str, *, short: bool) -> str:
        match dimension:
            case "month":
                return self.month(Month.parse(key), short=short)
            case "quarter":
                return self.quarter(key, short=short)
            case "year":
                return self.period(Period.parse(key))
        return self.digits(key)

    def heading(self, dimension: str) -> str:
        """What stands above the answers to a question: the word of ``words.toml``, else the title of the field."""
        named = (f.name for f in fields().values() if dimension == f.question)
        return self.words["table"].get(dimension) or self.labels.field(next(named))

    def running_label(self, dimension: str, key: str) -> str:
        """A category's label within a sentence: in lower case, unless it is a name."""
        text = self.label(dimension, key)
        if key == MISSING:
            return self.joints["running_missing"]
        if dimension in (*TIME, "weekday") or self.labels.is_name(dimension, key):
            return text
        abbreviation = text[1:2].isupper()
        return text if abbreviation else text[:1].lower() + text[1:]

    def labels_of(self, named: Iterable[tuple[str, str]], *, running: bool = False) -> str:
        """The labels of a row, one after the other, given the breakdowns and keys by which it is named.

        ``running`` gives them as they stand within a sentence.
        """
        label = self.running_label if running else self.label
        return self.joints["each"].join(label(*pair) for pair in named)

    def month(self, month: Month, *, short: bool = False) -> str:
        """A month in words: ``November 2018``, in short ``Nov 2018``."""
        names = self.short_months if short else self.months
        return self.dates["month"].format(month=names[month.number - 1], year=self.digits(str(month.year)))

    def period(self, period: Period, *, short: bool = False) -> str:
        """A period in words: ``December 2016 to November 2018``, in short ``Dec 2016 to Nov 2018``."""
        first, last = (self.month(month, short=short) for month in (period.first, period.last))
        return self.dates["period"].format(first=first, last=last)

    def period_or_none(self, period: Period | None) -> str:
        """The same, and what stands in the place of a period that there was not."""
        return self.period(period) if period else self.dates["no_period"]

    def quarter(self, key: str, *, short: bool = False) -> str:
        """``2018-Q4`` as ``October to December 2018``, in short ``Q4 2018``."""
        if short:
            return self.dates["short_quarter"].format(quarter=self.digits(key[-1]), year=self.digits(key[:4]))
        year, last = int(key[:4]), 3 * int(key[-1])
        return self.dates["quarter"].format(first=self.months[last - 3], last=self.month(Month(year, last)))

    def hour(self, hour: int) -> str:
        """An hour of the day as it is said: ``9 am``, ``5 pm``, ``noon``."""
        form = next(words for first, words in reversed(self.clock) if hour >= first)
        return form.format(hour=self.number(hour % 12 or 12))

    def listed(self, words: Sequence[str]) -> str:
        """Words one after the other: ``a, b and c``."""
        if len(words) < 2:
            return "".join(words)
        return self.lists["last"].join([self.lists["comma"].join(words[:-1]), words[-1]])

    def _percent(self, value: Decimal) -> str:
        return self.numbers["percent"].format(number=self.digits(str(value)))

    def _under(self, value: Decimal) -> str:
        return self.numbers["under"].format(share=self._percent(value))
