"""The categories that the logs may hold, read from ``vocabulary.toml`` and the gazetteer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from expectations.contract.errors import ContractError
from expectations.contract.files import REMEDY, read_rows, read_toml
from expectations.contract.spelling import is_formula, is_word_like, squash

HERE = Path(__file__).parent
PLACES = HERE.parents[1] / "assets" / "places"
OTHER = "other"


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
                raise _refusal(f"One spelling stands for both {known} and {category.key}.", name)
    keys = {category.key for category in categories}
    for category in categories:
        if category.merge_into not in {None, *keys} - {category.key}:
            raise _refusal(f"{category.key} cannot be merged into {category.merge_into}.", name)
    return Vocabulary(name, tuple(categories), spellings)


def _from_table(name: str, table: Any) -> Vocabulary:
    if not isinstance(table, dict):
        raise _refusal(f"{name} is no table of categories.", name)
    categories = [_category(name, key, entry) for key, entry in table.items()]
    return _vocabulary(name, categories)


def _category(name: str, key: str, entry: Any) -> Category:
    known = {each.name for each in fields(Category)} - {"key"}
    if not isinstance(entry, dict) or not {"label"} <= entry.keys() <= known:
        raise _refusal(f"The category {key} has not the form that the head comment of the file describes.", name)
    parts: dict[str, Any] = {part: tuple(v) if isinstance(v, list) else v for part, v in entry.items()}
    return Category(key=key, **parts)


def _refusal(problem: str, name: str) -> ContractError:
    place = PLACES / "cities.csv" if name == "city" else HERE / "vocabulary.toml"
    return ContractError(problem, f"{place}, {name}", REMEDY)


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """All vocabularies by name, the gazetteer among them as ``city``.

    Raises:
        ContractError: a file cannot be read, a category has another form, or a spelling stands for two of them.
    """
    tables = read_toml(HERE / "vocabulary.toml")
    found = {name: _from_table(name, table) for name, table in tables.items()}
    return found | {"city": _gazetteer()}


def vocabulary(name: str) -> Vocabulary:
    """One vocabulary by its name."""
    return vocabularies()[name]


def _gazetteer() -> Vocabulary:
    cities = [
        Category(
            key=row["key"],
            label=row["label"],
            aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
            province=row["province"],
            proper=True,
            merge_into=OTHER,
        )
        for row in read_rows(PLACES / "cities.csv", ("key", "label", "aliases", "province"))
    ]
    return _vocabulary("city", [*cities, Category(OTHER, "Other places")])


def age_band(years: int) -> str | None:
    """The band's key for an age in whole years; None outside 5 to 110."""
    for band in vocabulary("age_band"):
        if band.ages and band.ages[0] <= years <= band.ages[1]:
            return band.key
    return None
