"""The categories that the logs may hold, read from ``vocabulary.toml`` and the gazetteer."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from expectations.contract.spelling import is_formula, is_word_like, squash

HERE = Path(__file__).parent
PLACES = HERE.parents[1] / "assets" / "places"
OTHER = "other"


class ContractError(ValueError):
    """The contract's own files contradict themselves; a developer or an editor of the vocabulary must mend them."""


@dataclass(frozen=True, slots=True)
class Category:
    """One value of a vocabulary: its key in data, its label in print, and the spellings that stand for it.

    ``proper`` marks a name, which keeps its capital letter within a sentence. ``merge_into`` names the category of the
    same vocabulary under which this one may be counted where no disclosure control is possible else.
    """

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    since: str | None = None
    definition: str = ""
    harassment: bool = True
    ages: tuple[int, int] | None = None
    province: str | None = None
    proper: bool = False
    merge_into: str | None = None


@dataclass(frozen=True)
class Vocabulary:
    """An ordered list of categories, and the way from a spelling to a key."""

    name: str
    categories: tuple[Category, ...]
    spellings: Mapping[str, str]

    def __iter__(self) -> Iterator[Category]:
        return iter(self.categories)

    def __getitem__(self, key: str) -> Category:
        return next(category for category in self.categories if category.key == key)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in the order in which tables list them."""
        return tuple(category.key for category in self.categories)

    def label(self, key: str) -> str:
        """The label of a key, as it stands in print."""
        return self[key].label

    def find(self, text: str) -> str | None:
        """The key that a spelling stands for; None where the contract does not know it, which is never guessed."""
        if is_formula(text) or not is_word_like(text):
            return None
        return self.spellings.get(squash(text))


def _vocabulary(name: str, categories: list[Category]) -> Vocabulary:
    spellings: dict[str, str] = {}
    for category in categories:
        for text in (category.key, category.label, *category.aliases):
            known = spellings.setdefault(squash(text), category.key)
            if known != category.key:
                raise ContractError(f"vocabulary {name}: one spelling stands for both {known} and {category.key}")
    keys = {category.key for category in categories}
    for category in categories:
        if category.merge_into not in {None, *keys} - {category.key}:
            raise ContractError(f"vocabulary {name}: {category.key} cannot be merged into {category.merge_into}")
    return Vocabulary(name, tuple(categories), spellings)


def _category(key: str, entry: dict[str, object]) -> Category:
    entry = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    return Category(key=key, **entry)  # type: ignore[arg-type]


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """All vocabularies by name, the gazetteer among them as ``city``.

    Raises:
        ContractError: a spelling stands for two categories.
    """
    tables = tomllib.loads((HERE / "vocabulary.toml").read_text("utf-8"))
    found = {
        name: _vocabulary(name, [_category(key, entry) for key, entry in table.items()])
        for name, table in tables.items()
    }
    return found | {"city": _gazetteer()}


def vocabulary(name: str) -> Vocabulary:
    """One vocabulary by its name."""
    return vocabularies()[name]


def _gazetteer() -> Vocabulary:
    with (PLACES / "cities.csv").open(encoding="utf-8", newline="") as file:
        cities = [
            Category(
                key=row["key"],
                label=row["label"],
                aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
                province=row["province"],
                proper=True,
                merge_into=OTHER,
            )
            for row in csv.DictReader(file)
        ]
    return _vocabulary("city", [*cities, Category(OTHER, "Other places")])


def age_band(years: int) -> str | None:
    """The band's key for an age in whole years; None outside 5 to 110."""
    for band in vocabulary("age_band"):
        if band.ages and band.ages[0] <= years <= band.ages[1]:
            return band.key
    return None
