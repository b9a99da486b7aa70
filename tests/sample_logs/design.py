"""The design of the bundled logs, from ``design.toml``: contacts a month and cases of each value; and cases made by it.

Every count comes out exactly; what the design leaves open is plausible.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import prod
from pathlib import Path
from zlib import crc32

from expectations.contract.forms import read_toml
from tests.sample_logs.draw import Draw
from tests.sample_logs.record import CASE_FIELDS, Case, Value, allowed, answer, ordered, several


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """How many contacts of each kind a month has."""

    month: str
    new_calls: int
    follow_up_calls: int
    new_emails: int
    follow_up_emails: int


@dataclass(frozen=True, slots=True)
class Quota:
    """How many cases get each value of a field, among the cases that have all the traits."""

    field: str
    counts: Mapping[str, int]
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Design:
    """The whole design.

    Attributes:
        seed: of every choice that the design leaves open.
        months: in order of time.
        quotas: in the order in which they are filled; weights of later ones may depend on what earlier ones gave.
        weights: field → value → trait → factor: cases with the trait are so many times as likely to get the value.
        repeat_weights: field → factor for cases that already have a value in a field that allows several.
    """

    seed: int
    months: tuple[MonthPlan, ...]
    quotas: tuple[Quota, ...]
    weights: Mapping[str, Mapping[str, Mapping[str, float]]]
    repeat_weights: Mapping[str, float]


@cache
def design() -> Design:
    """The design of the bundled logs."""
    table = read_toml(Path(__file__).with_name("design.toml"))
    return Design(
        seed=table["seed"],
        months=tuple(MonthPlan(*row) for row in table["months"]),
        quotas=tuple(Quota(q["field"], q["counts"], tuple(q.get("within", ()))) for q in table["quota"]),
        weights=table["weights"],
        repeat_weights=table["repeat_weights"],
    )


def has_trait(case: Case, trait: str) -> bool:
    """Whether a case has a trait: ``gender:woman``, ``platforms:facebook``; ``age:`` is for an unknown age."""
    field, _, wanted = trait.partition(":")
    value = case.get(field) or ""
    if isinstance(value, tuple):
        return wanted in value
    return value == wanted


ANSWERED = 0.85
"""How often a question is answered of which the design says nothing."""


class DesignError(ValueError):
    """The design asks for more cases of a value than there are cases that may have it."""


def new_cases(design: Design, draw: Draw) -> list[Case]:
    """All cases with their month, the log they came in by and their attributes, in order of month."""
    empty: Case = {name: () if several(name) else None for name in CASE_FIELDS}
    cases: list[Case] = [
        {**empty, "month": plan.month, **_time(place), "log": log}
        for place, plan in enumerate(design.months)
        for log, count in (("calls", plan.new_calls), ("emails", plan.new_emails))
        for _ in range(count)
    ]
    for quota in design.quotas:
        _fill(cases, quota, design, draw)
    for name in CASE_FIELDS:
        if name not in {quota.field for quota in design.quotas}:
            _answer(cases, name, design)
    return cases


def _time(place: int) -> Case:
    # The helpline's own years run from December to November, its half-years from December and from June.
    return {"year": "first" if place < 12 else "second", "half": str(place // 6 + 1)}


def _fill(cases: list[Case], quota: Quota, design: Design, draw: Draw) -> None:
    scope = [case for case in cases if all(has_trait(case, trait) for trait in quota.within)]
    for key, count in quota.counts.items():
        chosen = draw.some(scope, count, lambda case: _weight(case, quota.field, key, design))  # noqa: B023 - used at once
        if len(chosen) < count:
            raise DesignError(f"{quota.field}: {key} for {count} cases, but only {len(chosen)} may have it")
        for case in chosen:
            case[quota.field] = _with(case, quota.field, key)


def _answer(cases: list[Case], name: str, design: Design) -> None:
    """Answer a question that the design says nothing of, the first values of its vocabulary most often.

    It has a draw of its own, so that a new question changes no answer to another.
    """
    draw = Draw(design.seed + crc32(name.encode()))
    for case in cases:
        if draw.chance(ANSWERED):
            case[name] = answer(case, name, draw)


def _weight(case: Case, field: str, key: str, design: Design) -> float:
    present = case[field]
    if present is not None and (not isinstance(present, tuple) or key in present):
        return 0.0
    if not allowed(case, field, key):
        return 0.0
    factors = design.weights.get(field, {}).get(key, {})
    repeat = design.repeat_weights[field] if present else 1.0
    return repeat * prod(factor for trait, factor in factors.items() if has_trait(case, trait))


def _with(case: Case, field: str, key: str) -> Value:
    present = case[field]
    return ordered(field, (*present, key)) if isinstance(present, tuple) else key
