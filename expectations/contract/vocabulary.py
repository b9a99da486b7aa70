"""The categories that the logs may hold, read from ``vocabulary.toml`` and the gazetteer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from expectations.contract.content import content
from expectations.contract.errors import ContractError
from expectations.contract.files import REMEDY, read_rows, row_of
from expectations.contract.forms import STRICT, MonthText, choice, place, read_form
from expectations.contract.spelling import is_formula, is_word_like, squash

FILE, CITIES = "vocabulary.toml", "cities.csv"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Category:
    """One value of a vocabulary: its key in data, its label in print, and the spellings that stand for it.

    ``proper`` marks a name, which keeps its capital letter within a sentence. ``merge_into`` names the category of the
    same vocabulary under which this one may be counted where no disclosure control is possible else.
    """

    __pydantic_config__ = STRICT

    label: str
    key: str = ""
    aliases: tuple[str, ...] = ()
    since: MonthText | None = None
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
                raise _refusal(f"One spelling stands for both {known} and {category.key}.", name, category.key)
    keys = [category.key for category in categories]
    for category in categories:
        into = category.merge_into
        if into is not None and into not in {*keys} - {category.key}:
            problem = f"{category.key} cannot be merged into {into}.{choice(into, keys)}"
            raise _refusal(problem, name, category.key)
    return Vocabulary(name, tuple(categories), spellings)


def _refusal(problem: str, name: str, key: str) -> ContractError:
    gazetteer = content().places / CITIES
    where = row_of(gazetteer, key) if name == "city" else place(content().contract / FILE, [name, key])
    return ContractError(problem, where, REMEDY)


OWN = {
    "log": ("calls", "emails"),
    "kind": ("new", "follow_up"),
    "office_access": ("with", "without"),
    "rank": ("primary", "secondary"),
    "weekday": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
}
"""The vocabularies whose keys the program gives by itself: their labels may be others, their keys may not."""


def _hold(name: str, keys: tuple[str, ...], tables: Mapping[str, Mapping[str, Category]]) -> None:
    if name not in tables:
        raise ContractError(f"The vocabulary lacks the table {name}.", str(content().contract / FILE), REMEDY)
    if tuple(tables[name]) != keys:
        surplus = [key for key in tables[name] if key not in keys]
        wrong = surplus[0] if surplus else next((key for key in keys if key not in tables[name]), name)
        problem = f"The keys of {name} must be these and in this order: {', '.join(keys)}."
        raise _refusal(problem, name, wrong)


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """All vocabularies by name, the gazetteer among them as ``city``.

    Raises:
        ContractError: a file cannot be read, a category has another form, or a spelling stands for two of them.
    """
    tables: dict[str, dict[str, Category]] = read_form(content().contract / FILE, dict[str, dict[str, Category]])
    for name, keys in OWN.items():
        _hold(name, keys, tables)
    found = {
        name: _vocabulary(name, [replace(category, key=key) for key, category in table.items()])
        for name, table in tables.items()
    }
    return found | {"city": _gazetteer(found["province"].keys if "province" in found else ())}


def vocabulary(name: str) -> Vocabulary:
    """One vocabulary by its name."""
    return vocabularies()[name]


def _gazetteer(provinces: tuple[str, ...]) -> Vocabulary:
    cities = [
        Category(
            key=row["key"],
            label=row["label"],
            aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
            province=row["province"],
            proper=True,
            merge_into=OTHER,
        )
        for row in read_rows(content().places / CITIES, ("key", "label", "aliases", "province"))
    ]
    for city in cities:
        if sum(other.key == city.key for other in cities) > 1:
            raise _refusal(f"The city {city.key} is listed twice.", "city", city.key)
        if city.province and city.province not in provinces:
            problem = f"There is no province {city.province}.{choice(city.province, provinces)}"
            raise _refusal(problem, "city", city.key)
    return _vocabulary("city", [*cities, Category("Other places", OTHER)])


def age_band(years: int) -> str | None:
    """The band's key for an age in whole years; None outside 5 to 110."""
    for band in vocabulary("age_band"):
        if band.ages and band.ages[0] <= years <= band.ages[1]:
            return band.key
    return None
