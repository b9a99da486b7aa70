"""What to write instead of a number that was typed: the function that prints just this number, if there is one."""

from collections.abc import Iterator
from functools import cached_property

from tasks.core.figures import Figure, Measure, ProtectedFigures, rounded_share
from tasks.core.language import Language
from tasks.core.texts import Texts
from tasks.proofread.patterns import NUMBERS

SHOWN = 2
"""How many functions are named: more would be a guess."""


class Suggestions:
    """The functions that print a number, found by the number."""

    def __init__(self, figures: ProtectedFigures, texts: Texts) -> None:
        self._figures, self._texts = figures, texts

    def instead_of(self, number: str) -> str:
        """What to write in place of a typed number."""
        calls = list(dict.fromkeys(self._by_number.get(number, [])))
        if calls:
            return " or ".join(f"{{{{ {call} }}}}" for call in calls[:SHOWN])
        return f"a function of docs/writing.md; if no figure can ever change it, declare it in {NUMBERS}"

    @cached_property
    def _by_number(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for figure in self._figures:
            for number, call in _calls(figure, self._texts.language):
                found.setdefault(number, []).append(call)
        for key, fact in self._texts.facts.items():
            found.setdefault(fact.value, []).append(f"fact('{key}')")
        return found


def _calls(figure: Figure, language: Language) -> Iterator[tuple[str, str]]:
    name, window = figure.spec.id, figure.edition
    if figure.spec.measure is Measure.SHARE:
        yield language.percent(window.value), f"value('{name}')"
        return
    if figure.spec.measure is not Measure.CELLS:
        digits = 1 if figure.spec.measure is Measure.PER_MONTH else 0
        yield language.number(window.value or 0, digits), f"value('{name}'{', digits=1' if digits else ''})"
        return
    for cell in window:
        row = ", ".join(f"'{part}'" for part in (name, *cell.key))
        yield language.count(cell), f"count({row})"
        yield language.percent(cell.share), f"share({row})"
        if figure.spec.share_of_all:
            yield language.percent(cell.share_of_all), f"share_of_all({row})"
    for number, function in ((window.total, "total"), (window.known, "known"), (window.missing, "missing")):
        yield language.told(number, window.bound), f"{function}('{name}')"
    yield language.percent(rounded_share(window.missing, window.total)), f"missing_share('{name}')"
