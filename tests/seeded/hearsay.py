"""What could be told beside an edition, and a rounding gone wrong: seeded into the audit, and into protect."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from tasks.disclosure.attacker import REQUIRED_VALUES, AttackerConstraints
from tasks.disclosure.relations import Number, Range, Relation
from tasks.model.shares import rounded_share
from tasks.protect.audit import audit
from tasks.protect.rounding import RoundingProblem, refuse_unsound
from tests.protect.test_rounding import number, table
from tests.seeded.looks import Seed
from tests.seeded.scene import Scene

Heard = tuple[Number, AttackerConstraints]
"""A number that is in danger, and what is known by whoever heard more than was published."""


def leaked(hear: Callable[[Scene], Heard]) -> Seed:
    """Something told beside the edition; the audit is asked for the number in danger alone."""

    def seed(scene: Scene) -> list[str]:
        hidden, known = hear(scene)
        return [
            f"exposed: {exposed}"
            for exposed in audit(replace(known, at_risk={hidden: REQUIRED_VALUES}, differences={})).exposed
        ]

    return seed


def heard(scene: Scene, hidden: Number, ranges: Mapping[Number, Range], *relations: Relation) -> Heard:
    """What is known, with ranges of numbers that were told, and how new ones are made up."""
    limit = (0, sum(scene.truth.values()))
    known = scene.known.ranges | {relation.whole: limit for relation in relations}
    for told, (low, high) in ranges.items():
        known[told] = max(known[told][0], low), min(known[told][1], high)
    return hidden, replace(scene.known, relations=(*scene.known.relations, *relations), ranges=known)


def small(scene: Scene) -> Number:
    """A small number of the edition that no other number makes up alone."""
    alone = {part for r in scene.known.relations if len(r.parts) == 1 for part in (r.whole, *r.parts)}
    return min((n for n in scene.known.at_risk if 0 < scene.truth[n] < REQUIRED_VALUES and n not in alone), key=str)


def nothing(scene: Scene) -> Heard:
    """Nothing but what is published."""
    return heard(scene, small(scene), {})


def the_number_itself(scene: Scene) -> Heard:
    """A small number, exactly."""
    return heard(scene, small(scene), exactly(scene, small(scene)))


def a_true_zero(scene: Scene) -> Heard:
    """That there is nobody."""
    nobody = min((n for n in scene.known.at_risk if not scene.truth[n]), key=str)
    return heard(scene, nobody, exactly(scene, nobody))


def all_the_rest(scene: Scene) -> Heard:
    """The whole and all other parts of it."""
    hidden = small(scene)
    relation = split_of(scene, hidden)
    return heard(scene, hidden, exactly(scene, relation.whole, *(part for part in relation.parts if part != hidden)))


def a_fine_share(scene: Scene) -> Heard:
    """A share with four digits, of a base that a headline tells: only one count gives it."""
    hidden = small(scene)
    cases = scene.truth[Number(hidden.base)]
    fits = [n for n in range(20) if rounded_share(n, cases) == rounded_share(scene.truth[hidden], cases)]
    return heard(scene, hidden, {hidden: (min(fits), max(fits))})


def rounded_to_three(scene: Scene) -> Heard:
    """A number that another table rounds to multiples of three."""
    hidden = small(scene)
    near = round(scene.truth[hidden] / 3) * 3
    return heard(scene, hidden, {hidden: (near - 1, near + 1)})


def rounded_twice(scene: Scene) -> Heard:
    """Once up and once down: 0 tells that it is 4 at most, and 5 that it is 1 at the least."""
    return heard(scene, small(scene), {small(scene): (1, 4)})


def a_merged_category(scene: Scene) -> Heard:
    """Two categories told together, and one of them apart."""
    hidden = small(scene)
    other = next(part for part in split_of(scene, hidden).parts if part != hidden)
    together = Number(hidden.base, frozenset({("told", "together")}))
    total = scene.truth[hidden] + scene.truth[other]
    told = {together: (total, total), **exactly(scene, other)}
    return heard(scene, hidden, told, Relation(together, (hidden, other)))


def exactly(scene: Scene, *numbers: Number) -> dict[Number, Range]:
    """The true values of numbers, as ranges."""
    return {n: (scene.truth[n], scene.truth[n]) for n in numbers}


def split_of(scene: Scene, hidden: Number) -> Relation:
    """A relation in which a number is one of several parts."""
    return next(r for r in scene.known.relations if hidden in r.parts and len(r.parts) > 2)


def rounding(*cells_: int, total: int | None = None) -> Seed:
    """A table of two by two, rounded by a solver that errs in its cells, or in the total."""

    def seed(_: Scene) -> None:
        cells, relations = table(2, 2, margins=1)

        def whole(counts: tuple[int, ...]) -> dict[Number, int]:
            found = dict(zip(cells, counts, strict=True))
            return found | {r.whole: sum(found[part] for part in r.parts) for r in relations}

        truth, values = whole((3, 4, 8, 11)), whole(cells_)
        problem = RoundingProblem(truth, relations, frozenset(truth), lambda _: pytest.fail("nothing is drawn"))
        refuse_unsound(problem, values if total is None else {**values, number(): total})

    return seed
