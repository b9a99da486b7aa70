"""How a figure is declared: base, filter, breakdown. Nothing here counts."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

from expectations.contract.fields import fields, kinds_are_told, times_are_recorded
from expectations.contract.span import ALWAYS
from expectations.contract.vocabulary import vocabulary
from expectations.places import offices
from tasks.model.asked import asked_of, redefined_of
from tasks.model.figures import ANY, MISSING, Base, Chart, FigureSpec, Key, Measure
from tasks.model.period import Month, Period, reporting_year, reporting_years
from tasks.storage.sql import column

Keys = tuple[Key, ...]
DERIVED = ("log", "month", "weekday")
"""Columns that every log has, whatever fields the contract lists."""
OF_OFFICES = ("office_access", "office_access_fixed")
"""Columns that tell whether the city of a case has a cybercrime office."""
RecordFilter = Callable[[Any], Any]
"""From an Ibis table to a boolean Ibis column."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A breakdown: the columns it reads, the keys it can give, and how values of those columns become keys.

    Attributes:
        question: the question whose answers it shows; see :class:`FigureSpec`.
        names: one name a part of the key, mostly one.
        columns: columns of the base table, as they are grouped by.
        keys: the keys to fill with zero where nothing was counted, given the period.
        to_keys: from the columns' values to keys: none where it is missing, several where a field allows several.
        several: whether it can give several.
        always: whether every record has one, as it has a month.
    """

    question: str
    names: tuple[str, ...]
    columns: tuple[str, ...]
    keys: Callable[[Period], Keys]
    to_keys: Callable[..., Keys]
    several: bool = False
    always: bool = False

    def all_keys(self, period: Period) -> Keys:
        """The keys, and those that complete a table: not known, and, where several are allowed, known at all."""
        missing = () if self.always else ((MISSING,) * len(self.names),)
        return (*self.keys(period), *missing, *(((ANY,) * len(self.names),) if self.several else ()))


@dataclass(frozen=True, slots=True)
class Declaration:
    """A figure with its breakdowns and, where it counts a part of its base, the condition.

    ``known`` selects, for a share, the records of the base whose answer is known.
    """

    spec: FigureSpec
    by: tuple[Dimension, ...] = ()
    where: RecordFilter | None = None
    known: RecordFilter | None = None

    @property
    def can_be_asked(self) -> bool:
        """Whether the contract has all that the figure asks, and the list of offices one, where it is of these."""
        asked = {*self.columns, *(self.spec.part or ())[:1], *(self.spec.questions if not self.by else ())}
        # A case begins with a new contact.
        asked |= {"kind"} if self.spec.base in (Base.CASES, Base.HARASSMENT_CASES) else set()
        recorded = [f for f in fields().values() if f.recorded]
        known = {name for f in recorded for name in (f.name, f.question, column(f.name))}
        known |= {*DERIVED, *(("kind",) if kinds_are_told() else ()), *(("hour",) if times_are_recorded() else ())}
        return asked <= {*known, *(OF_OFFICES if offices() and "city" in known else ())}

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that the figure is grouped by."""
        return tuple(dict.fromkeys(column for dimension in self.by for column in dimension.columns))

    def keys(self, period: Period) -> Keys:
        """Every key of the figure in a period, in the order of its table."""
        parts = product(*(dimension.keys(period) for dimension in self.by))
        return tuple(sum(part, ()) for part in parts) if self.by else ()


def declare(
    figure_id: str,
    section: str,
    base: Base,
    *by: Dimension,
    measure: Measure = Measure.CELLS,
    chart: Chart = Chart.BAR,
    where: RecordFilter | None = None,
    known: RecordFilter | None = None,
    share_within: int = 0,
    share_of_all: bool = False,
    questions: tuple[str, ...] = (),
    part: tuple[str, str] | None = None,
    exact: bool = False,
) -> Declaration:
    """Declare a figure; the arguments are those of :class:`FigureSpec` and :class:`Declaration`.

    It was asked when the fields behind it were, as the contract says. Its breakdowns tell whether one case can stand in
    several cells.
    """
    questions = questions or tuple(dimension.question for dimension in by)
    spec = FigureSpec(
        id=figure_id,
        section=section,
        base=base,
        dimensions=tuple(name for dimension in by for name in dimension.names),
        measure=measure,
        multi_response=any(dimension.several for dimension in by),
        share_within=share_within,
        share_of_all=share_of_all,
        chart=chart,
        asked=asked_of({*questions, *(part or ())[:1]}),
        redefined=redefined_of({*questions, *(part or ())[:1]}),
        questions=questions,
        part=part,
        exact=exact,
    )
    return Declaration(spec, by, where, known)


def category(column: str, vocabulary_name: str | None = None) -> Dimension:
    """One category a record."""
    name = vocabulary_name or column
    return Dimension(column, (name,), (column,), _all_of(name), lambda value: ((value,),) if value else ())


def categories(column: str, vocabulary_name: str) -> Dimension:
    """Several categories a record, joined by semicolons in the column."""
    return Dimension(
        vocabulary_name,
        (vocabulary_name,),
        (column,),
        _all_of(vocabulary_name),
        lambda value: tuple((key,) for key in dict.fromkeys(value.split(";"))) if value else (),
        several=True,
    )


def _all_of(vocabulary_name: str) -> Callable[[Period], Keys]:
    """Not looked up before they are asked for: the contract need not have what no figure asks."""
    return lambda _: tuple((key,) for key in vocabulary(vocabulary_name).keys)


def months(field: str = "") -> Dimension:
    """The month of the contact; months in which a field was not asked have no cell."""

    def keys(period: Period) -> Keys:
        asked = fields()[field].asked if field else ALWAYS
        return tuple((str(month),) for month in period if str(month) in asked)

    return Dimension("month", ("month",), ("month",), keys, lambda value: ((value,),), always=True)


QUARTER = Dimension(
    "quarter",
    ("quarter",),
    ("month",),
    lambda period: tuple((quarter,) for quarter in period.quarters),
    lambda value: ((Month.parse(value).quarter,),),
    always=True,
)
YEAR = Dimension(
    "year",
    ("year",),
    ("month",),
    lambda period: tuple((year,) for year in reporting_years(period)),
    lambda value: ((str(reporting_year(Month.parse(value))),),),
    always=True,
)
HOUR = Dimension(
    "hour",
    ("hour",),
    ("hour",),
    lambda _: tuple((f"{hour:02d}",) for hour in range(24)),
    lambda value: () if value is None else ((f"{int(value):02d}",),),
)
