"""Spellings that the vocabulary does not know: those of one word together, with the answer that may be meant."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from expectations.conditions import has_categories
from expectations.contract.fields import Field, FieldKind, Problem
from expectations.contract.logs import says_not_recorded
from expectations.contract.spelling import is_formula, is_word_like, squash
from expectations.contract.vocabulary import OTHER
from tasks.anonymise.normalise import answers, normalise

_SAME_WORD, _MEANT = 82, 75


@dataclass(frozen=True, slots=True)
class Cluster:
    """Spellings of one word, each with how many cells have it, the most frequent first.

    ``meant`` is the key that is proposed; empty where none is near.
    """

    cells: Mapping[str, int] = field(repr=False)
    meant: str = ""

    def each(self) -> Iterable["Cluster"]:
        """Its spellings one by one, where they are words of their own after all."""
        return (Cluster({word: cells}) for word, cells in self.cells.items())


@dataclass(frozen=True, slots=True)
class Unread:
    """What of a field could not be read: clusters that a person can name, and cells that the fix list has instead.

    ``doubtful`` are short codes that are read, beside others that are not: N is New, but beside a Y it is No.
    """

    clusters: tuple[Cluster, ...]
    cells_to_mend: int
    doubtful: tuple[Cluster, ...] = ()


def unread(found: Field, values: Mapping[str, int]) -> Unread:
    """The spellings of a field's column that stand for no answer yet, those of most cells first."""
    if not has_categories(found):
        return Unread((), 0)
    spelt: Counter[str] = Counter()
    read: Counter[str] = Counter()
    to_mend = 0
    for value, cells in _parts(found, values):
        outcome = normalise(found, value)
        if not _is_unread(found, outcome.value, outcome.hint):
            read[value] += cells
            continue
        if _may_be_shown(outcome.value, value):
            spelt[value] += cells
        else:
            to_mend += cells
    clusters = [Cluster({word: spelt[word] for word in words}, _meant(found, words[0])) for words in _alike(spelt)]
    clusters.sort(key=lambda cluster: -sum(cluster.cells.values()))
    return Unread(tuple(clusters), to_mend, tuple(_doubtful(found, read)) if any(map(_is_code, spelt)) else ())


def _doubtful(found: Field, read: Mapping[str, int]) -> Iterable[Cluster]:
    for value, cells in read.items():
        key = found.vocabulary.find(value)
        is_label = key is not None and squash(value) in map(squash, (key, found.vocabulary.label(key)))
        if _is_code(value) and not is_label and (key or says_not_recorded(value)) and found.kind is not FieldKind.CITY:
            yield Cluster({value: cells}, key or "")


def _is_code(value: str) -> bool:
    return 0 < len(squash(value)) <= CODE


CODE = 2
"""Letters of a code, which means one thing in one log and another in the next."""


def _parts(found: Field, values: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    for value, cells in values.items():
        parts = answers(found, value, parted=True) if found.kind is FieldKind.CATEGORIES else (value,)
        yield from ((part.strip(), cells) for part in parts)


def _is_unread(found: Field, value: str | None, hint: str | None) -> bool:
    if found.kind is FieldKind.CITY and value == OTHER:
        return hint is not None
    return value is not None and value.startswith("!")


def _may_be_shown(problem: str | None, value: str) -> bool:
    """Whether the spelling may be shown and kept: never what may identify somebody, nor a sentence."""
    readable = (problem or "").partition(":")[0] in (Problem.UNKNOWN, Problem.INVALID, OTHER)
    return readable and is_word_like(value) and not is_formula(value) and len(value) <= LONGEST


LONGEST = 60


def _alike(spelt: Counter[str]) -> list[list[str]]:
    groups: list[list[str]] = []
    for value, _ in sorted(spelt.items(), key=lambda item: (-item[1], item[0])):
        near = next((g for g in groups if fuzz.ratio(squash(g[0]), squash(value)) >= _SAME_WORD), None)
        if near is None:
            groups.append([value])
        else:
            near.append(value)
    return groups


def _meant(found: Field, value: str) -> str:
    spellings = found.vocabulary.spellings
    best = process.extractOne(squash(value), list(spellings), scorer=fuzz.WRatio, score_cutoff=_MEANT)
    return spellings[best[0]] if best else ""
