"""A rounding, held against the truth by adding up: a solver works in fractions, and is not taken at its word."""

from collections.abc import Iterator, Mapping

from tasks.core.errors import StageError
from tasks.core.figures import ROUNDED_TO
from tasks.core.linked import Number
from tasks.protect.rounding import RoundingProblem


def refuse_unsound(problem: RoundingProblem, values: Mapping[Number, int]) -> None:
    """Refuse a rounding that does not add up, or moves a printed number too far.

    Raises:
        StageError: it is not what was asked for; says of how many numbers, and names none.
    """
    wrong = len(list(_unsound(problem, values)))
    if wrong:
        raise StageError(
            f"The rounding is not sound: {wrong} numbers are not where they have to be.",
            where="protect",
            remedy="Nothing was published. Report it with the program's version.",
        )


def _unsound(problem: RoundingProblem, values: Mapping[Number, int]) -> Iterator[Number]:
    for number, truth in problem.truth.items():
        if number not in values or (number.auxiliary and not number.strict):
            continue
        too_far = number in problem.printed and abs(values[number] - truth) >= ROUNDED_TO
        if values[number] % ROUNDED_TO or values[number] < 0 or too_far:
            yield number
    for relation in problem.relations:
        if values[relation.whole] != sum(values[part] for part in relation.parts):
            yield relation.whole
