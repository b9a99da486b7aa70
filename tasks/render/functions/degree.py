"""Words of degree, which a text gets where the figures bear them out, and what chance and rounding leave."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tasks.language.rendered_text import ValueKind, ValueSource
from tasks.language.texts import Texts
from tasks.model.changes import Comparison, Doubt, Side
from tasks.model.errors import TextError
from tasks.model.figures import Key, WindowName
from tasks.model.shares import difference, difference_of_counts, doubts_of_half, rows_together, share_range
from tasks.render.functions.lookup import Functions, Lookup, RowKey, as_key, records
from tasks.render.functions.numbers import Numbers
from tasks.render.functions.rows import CAPITAL, MonthCount, RowValue, TextRow
from tasks.render.trace import Ranking, Stands, TracedText

FEW = 30
"""Below this count a number is few; the methodology takes the same bound for groups too small to compare."""
STEADY = 0.75
"""The part of the months that must rise before a text may say that a figure rose steadily."""
NEAR = 0.025
"""How far a share may lie from the fraction that it is said to be about."""
NEARLY = 0.05
"""A share is known nearly where it lies within so much of what is printed, on either side."""
FRACTIONS = (
    (0.1, "a tenth"),
    (0.2, "a fifth"),
    (0.25, "a quarter"),
    (1 / 3, "a third"),
    (0.4, "two fifths"),
    (0.5, "half"),
    (0.6, "three fifths"),
    (2 / 3, "two thirds"),
    (0.75, "three quarters"),
    (0.8, "four fifths"),
    (0.9, "nine tenths"),
)

Subject = TextRow | MonthCount | RowValue | str


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a word is said of: rows of a figure, or the figure itself; ``part`` names the rows that they are among."""

    figure: str
    rows: tuple[Key, ...]
    window: str
    standing: Ranking | None
    part: Mapping[str, str]

    def __str__(self) -> str:
        return ", ".join([self.figure, *("/".join(row) for row in self.rows)])


class Degree(Functions):
    """Functions of words of degree, and of what holds up."""

    def __init__(self, lookup: Lookup, texts: Texts, comparison: Comparison) -> None:
        super().__init__(lookup, texts, comparison)
        self._numbers = Numbers(lookup, texts, comparison)
        self._rules: Mapping[str, Callable[[_Claim], bool]] = {
            **dict.fromkeys(MAJORITY, self._more_than_half),
            MINORITY: lambda claim: self._share(claim) < 0.5,
            "no majority": self._no_majority,
            **dict.fromkeys(HIGHEST, lambda claim: self._standing(claim).place is Stands.HIGHEST),
            **dict.fromkeys(LOWEST, lambda claim: self._standing(claim).place is Stands.LOWEST),
            "few": lambda claim: self._count(claim, claim.window) < FEW,
            **dict.fromkeys(ROSE, lambda claim: self._times(claim) > 1),
            **dict.fromkeys(FELL, lambda claim: self._times(claim) < 1),
            "doubled": lambda claim: self._times(claim) >= 2,
            "tripled": lambda claim: self._times(claim) >= 3,
            "halved": lambda claim: self._times(claim) <= 0.5,
            "rose steadily": lambda claim: self._steadily(claim, 1),
            "fell steadily": lambda claim: self._steadily(claim, -1),
        }

    def holds(self, word: str, subject: Subject, *key: RowKey, window: str = "edition", **part: str) -> bool:
        claim = self._claim(subject, key, window, part)
        return self._true(word, claim) and not self._doubts(word, claim)

    def word(self, word: str, subject: Subject, *key: RowKey, window: str = "edition", **part: str) -> TracedText:
        claim = self._claim(subject, key, window, part)
        if not self._true(word, claim):
            raise TextError(
                f'The figures do not bear out "{word}".',
                f"{claim}{self._share_in_words(claim)}",
                f"Give both wordings, under {{% if holds('{word}', …) %}} and {{% else %}}.",
            )
        return TracedText(
            CAPITAL + self._language.degree[word],
            ValueSource(ValueKind.WORD, claim.figure, claim.rows, WindowName(claim.window), self._doubts(word, claim)),
        )

    def about(self, figure_id: str, *key: RowKey, window: str = "edition") -> TracedText:
        claim = self._claim(figure_id, key, window, {})
        words = CAPITAL + _fraction(self._share(claim), self._language.fractions)
        return self._traced(words, ValueKind.WORD, figure_id, claim.rows, window)

    def margin(self, subject: TextRow | MonthCount | RowValue | TracedText) -> TracedText:
        named = subject if isinstance(subject, TracedText) else subject.name
        words, doubts = self._language.words["changes"], named.standing.doubts if named.standing else ()
        marks = words["doubt"].format(marks=words["or"].join(words[doubt] for doubt in doubts))
        printed = words["margin"].format(doubt=marks) if doubts else ""
        return self._traced(printed, ValueKind.WORD, named.source.subject, named.source.keys, named.source.window)

    def differ(self, figure_id: str, rows: Sequence[RowKey], others: Sequence[RowKey]) -> bool:
        one, other = self._side(figure_id, rows), self._side(figure_id, others)
        if one is None or other is None:
            return False
        by_share = self._lookup.figure(figure_id).spec.share_within > 0
        if by_share and (one.share is None or other.share is None):
            return False
        return not difference(one, other, by_share=by_share).doubts

    def near(self, figure_id: str, *rows: RowKey) -> bool:
        side = self._side(figure_id, rows)
        if side is None or side.share is None:
            return False
        low, high = share_range(side)
        return side.share - low <= NEARLY and high - side.share <= NEARLY

    def _claim(self, subject: Subject, key: tuple[RowKey, ...], window: str, part: Mapping[str, str]) -> _Claim:
        if isinstance(subject, TextRow | MonthCount | RowValue):
            subject = subject.name
        if isinstance(subject, TracedText):
            source = subject.source
            return _Claim(source.subject, source.keys, source.window, subject.standing, part)
        if not isinstance(subject, str):
            raise TextError("A word of degree is said of nothing.", str(subject), "Name a figure, or one of its rows.")
        return _Claim(subject, self._rows(subject, key), window, None, part)

    def _rows(self, figure_id: str, key: tuple[RowKey, ...]) -> tuple[Key, ...]:
        words = tuple(part for part in key if isinstance(part, str))
        if not words or len(words) < len(key) or len(self._lookup.figure(figure_id).spec.dimensions) == 1:
            return tuple(as_key(part) for part in key)
        return (words,)

    def _true(self, word: str, claim: _Claim) -> bool:
        """Whether a word is true by the published numbers."""
        if word not in self._rules:
            raise TextError(
                f'"{word}" is no word of degree that can be computed.', word, f"Use one of: {', '.join(self._rules)}."
            )
        return self._rules[word](claim)

    def _doubts(self, word: str, claim: _Claim) -> tuple[Doubt, ...]:
        """What could undo a true word; nothing is said of those that speak of many rows, or of a small count."""
        if word in (*HIGHEST, *LOWEST):
            return self._standing(claim).doubts
        figure = self._lookup.figure(claim.figure)
        now = rows_together(figure, WindowName(claim.window), claim.rows)
        if word in (*MAJORITY, MINORITY):
            return doubts_of_half(now) if now and now.base else ()
        before = rows_together(figure, WindowName.PREVIOUS, claim.rows)
        return difference_of_counts(now, before).doubts if word in CHANGED and now and before else ()

    def _more_than_half(self, claim: _Claim) -> bool:
        return self._share(claim) > 0.5

    def _no_majority(self, claim: _Claim) -> bool:
        keys = [cell.key for cell in self._lookup.window(claim.figure, claim.window)]
        return all(self._numbers.share_value(claim.figure, *key, window=claim.window) <= 0.5 for key in keys)

    def _share(self, claim: _Claim) -> float:
        return self._numbers.share_together_value(claim.figure, *claim.rows, window=claim.window)

    def _standing(self, claim: _Claim) -> Ranking:
        if claim.standing or len(claim.rows) != 1:
            return claim.standing or Ranking(Stands.BETWEEN)
        cell = self._lookup.cell(claim.figure, claim.rows[0], claim.window)
        cells = list(self._lookup.rows(claim.figure, claim.window, claim.part))
        return self._lookup.rank(claim.figure, cell, cells, claim.window)

    def _count(self, claim: _Claim, window: str) -> float:
        if claim.rows:
            return records(self._lookup.cells(claim.figure, claim.rows, window))
        return self._lookup.window(claim.figure, window).value or 0

    def _times(self, claim: _Claim) -> float:
        """How many times the period before this one is, and 1, which is no change, where there was none."""
        if self._lookup.window(claim.figure, "previous").period is None:
            return 1
        now, before = self._count(claim, "edition"), self._count(claim, "previous")
        return now / before if before else 1

    def _steadily(self, claim: _Claim, direction: int) -> bool:
        rest = claim.rows[0] if claim.rows else ()
        months = self._lookup.groups(claim.figure, "month", claim.window, rest).values()
        sums = [direction * records(cells) for cells in months]
        steps = [later > earlier for earlier, later in pairwise(sums)]
        half = len(sums) // 2
        return bool(steps) and sum(steps) / len(steps) >= STEADY and sum(sums[half:]) > sum(sums[:half])

    def _share_in_words(self, claim: _Claim) -> str:
        """The share of what a word was said of, for the refusal; nothing where there is none."""
        if len(claim.rows) != 1:
            return ""
        cell = self._lookup.cell(claim.figure, claim.rows[0], claim.window)
        return f": {self._language.count(cell)}, {self._language.percent(cell.share)}"

    def _side(self, figure_id: str, rows: Sequence[RowKey]) -> Side | None:
        return self._lookup.side(figure_id, self._lookup.cells(figure_id, rows, "edition"), "edition")


MAJORITY, MINORITY = ("majority", "most", "more than half"), "minority"
"""Words for a share above and below a half."""
ROSE, FELL = ("rose", "grew", "increased"), ("fell", "declined", "decreased")
"""Words for more, and for less, than in the period before."""
CHANGED = (*ROSE, *FELL, "doubled", "tripled", "halved")
HIGHEST = ("largest", "highest", "tallest", "busiest", "leading", "most frequent", "most often", "the most", "led")
"""Words for what no other row has more of."""
LOWEST = ("smallest", "lowest", "quietest", "least frequent", "least often")
"""Words for what no other row has less of."""


def _fraction(share: float, words: Mapping[str, str]) -> str:
    near, name = min(FRACTIONS, key=lambda fraction: abs(fraction[0] - share))
    if abs(near - share) <= NEAR:
        return words["about"].format(fraction=words[name])
    if share < FRACTIONS[0][0] or share > FRACTIONS[-1][0]:
        return words["under" if share < 0.5 else "over"].format(fraction=words[name])
    below, above = (name for pair in pairwise(FRACTIONS) if pair[0][0] < share < pair[1][0] for _, name in pair)
    return words["between"].format(below=words[below], above=words[above])
