"""Deal the design's values out to cases, so that every count comes out exactly and what is left open is plausible."""

from math import prod
from zlib import crc32

from expectations.sample.design import Deal, Design, has_trait
from expectations.sample.draw import Draw
from expectations.sample.record import CASE_FIELDS, Case, Value
from expectations.sample.rules import allowed, answer, ordered, several

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
    for deal in design.deals:
        _deal(cases, deal, design, draw)
    for name in CASE_FIELDS:
        if name not in {deal.field for deal in design.deals}:
            _answer(cases, name, design)
    return cases


def _time(place: int) -> Case:
    # The helpline's own years run from December to November, its half-years from December and from June.
    return {"year": "first" if place < 12 else "second", "half": str(place // 6 + 1)}


def _deal(cases: list[Case], deal: Deal, design: Design, draw: Draw) -> None:
    scope = [case for case in cases if all(has_trait(case, trait) for trait in deal.within)]
    for key, count in deal.quota.items():
        chosen = draw.some(scope, count, lambda case: _weight(case, deal.field, key, design))  # noqa: B023 - used at once
        if len(chosen) < count:
            raise DesignError(f"{deal.field}: {key} for {count} cases, but only {len(chosen)} may have it")
        for case in chosen:
            case[deal.field] = _with(case, deal.field, key)


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
    leaning = design.leaning.get(field, {}).get(key, {})
    crowded = design.crowding[field] if present else 1.0
    return crowded * prod(factor for trait, factor in leaning.items() if has_trait(case, trait))


def _with(case: Case, field: str, key: str) -> Value:
    present = case[field]
    return ordered(field, (*present, key)) if isinstance(present, tuple) else key
