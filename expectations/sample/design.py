"""The design of the bundled logs, from ``design.toml``: how many contacts a month, how many cases of each value."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from expectations.contract.files import read_toml
from expectations.sample.record import Case


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """How many contacts of each kind a month has."""

    month: str
    new_calls: int
    follow_up_calls: int
    new_emails: int
    follow_up_emails: int


@dataclass(frozen=True, slots=True)
class Deal:
    """Hand out values of a field: to exactly so many cases each, among the cases that have all the traits."""

    field: str
    quota: Mapping[str, int]
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Design:
    """The whole design.

    Attributes:
        seed: of every choice that the design leaves open.
        months: in order of time.
        deals: in the order in which they are dealt; later ones may lean on what earlier ones gave.
        leaning: field → value → trait → factor: cases with the trait are so many times as likely to get the value.
        crowding: field → factor for cases that already have a value in a field that allows several.
    """

    seed: int
    months: tuple[MonthPlan, ...]
    deals: tuple[Deal, ...]
    leaning: Mapping[str, Mapping[str, Mapping[str, float]]]
    crowding: Mapping[str, float]


@cache
def design() -> Design:
    """The design of the bundled logs."""
    table = read_toml(Path(__file__).with_name("design.toml"))
    return Design(
        seed=table["seed"],
        months=tuple(MonthPlan(*row) for row in table["months"]),
        deals=tuple(Deal(d["field"], d["quota"], tuple(d.get("within", ()))) for d in table["deal"]),
        leaning=table["leaning"],
        crowding=table["crowding"],
    )


def has_trait(case: Case, trait: str) -> bool:
    """Whether a case has a trait: ``gender:woman``, ``platforms:facebook``; ``age:`` is for an unknown age."""
    field, _, wanted = trait.partition(":")
    value = case.get(field) or ""
    if isinstance(value, tuple):
        return wanted in value
    return value == wanted
