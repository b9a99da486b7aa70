"""The categories that the logs may hold, read from ``vocabulary.toml`` and the gazetteer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

from expectations.contract.content import content
from expectations.contract.errors import ContractError
from expectations.contract.forms import REMEDY, STRICT, choice, is_month, place, read_form, read_rows, row_of
from expectations.contract.span import END, Dated, Span, month_before
from expectations.contract.spelling import is_formula, is_word_like, squash

FILE, CITIES = "vocabulary.toml", "cities.csv"
OTHER = "other"
NONE = "none"
"""The key that says of a field with several values that there is none; it contradicts any other."""


@dataclass(frozen=True, slots=True)
class Category(Dated):
    """One value of a vocabulary: its key in data, its label in print, and the spellings that stand for it.

    ``proper`` marks a name, which keeps its capital letter within a sentence. ``merge_into`` names the category of the
    same vocabulary under which this one may be counted where no disclosure control is possible else; ``merged_into``
    one under which it is counted from the month after ``until`` on. A city has ``homes``, its province by span.
    """

    __pydantic_config__ = STRICT

    label: str
    key: str = ""
    aliases: tuple[str, ...] = ()
    definition: str = ""
    harassment: bool = True
    ages: tuple[int, int] | None = None
    homes: tuple[tuple[Span, str], ...] = ()
    proper: bool = False
    merge_into: str | None = None
    merged_into: str | None = None


@dataclass(frozen=True)
class Vocabulary:
    """An ordered list of categories, and the way from a spelling to a key."""

    name: str
    categories: tuple[Category, ...]
    spellings: Mapping[str, str]

    def __iter__(self) -> Iterator[Category]:
        return iter(self.categories)

    def __getitem__(self, key: str) -> Category:
        return self._by_key[key]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys in the order in which tables list them."""
        return tuple(self._by_key)

    @cached_property
    def _by_key(self) -> Mapping[str, Category]:
        return {category.key: category for category in self.categories}

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
    by_key = {category.key: category for category in categories}
    for category in categories:
        if problem := next(_problems(category, by_key), ""):
            raise _refusal(problem, name, category.key)
    return Vocabulary(name, tuple(categories), spellings)


def _problems(category: Category, known: Mapping[str, Category]) -> Iterator[str]:
    """What contradicts itself or the other categories."""
    if category.backwards:
        yield category.backwards
    for into in filter(None, (category.merge_into, category.merged_into)):
        if into not in known or into == category.key:
            yield f"{category.key} cannot be merged into {into}.{choice(into, known)}"
    if category.merged_into and not category.until:
        yield f"{category.key} is merged_into another and does not say until when it stands for itself."
    elif category.merged_into == NONE:
        yield f"{category.key} cannot be merged into {NONE}, which says that there is no answer to give."
    elif category.merged_into and known[category.merged_into].until:
        yield f"{category.key} is merged into {category.merged_into}, which ends itself. Name one that stays."


def _refusal(problem: str, name: str, key: str) -> ContractError:
    gazetteer = content().places / CITIES
    where = row_of(gazetteer, key) if name == "city" else place(content().contract / FILE, [name, key])
    return ContractError(problem, where, REMEDY)


_YES_AND_NO = {"yes": ("yes", "y", "true", "1", "x", "✓", "✔"), "no": ("no", "n", "false", "0", "")}
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
    rows: dict[str, list[Mapping[str, str]]] = {}
    for row in read_rows(content().places / CITIES, ("key", "label", "aliases", "province")):
        rows.setdefault(row["key"], []).append(row)
    cities = [
        Category(
            key=key,
            label=found[0]["label"],
            aliases=tuple(alias for alias in found[0]["aliases"].split(";") if alias),
            homes=_homes(found, provinces),
            proper=True,
            merge_into=OTHER,
        )
        for key, found in rows.items()
    ]
    return _vocabulary("city", [*cities, Category("Other places", OTHER)])


def _homes(rows: list[Mapping[str, str]], provinces: tuple[str, ...]) -> tuple[tuple[Span, str], ...]:
    """The provinces of a city, each from its row's ``since`` on; a list of cities need not have that column."""
    key, since = rows[0]["key"], [row.get("since") or "" for row in rows]
    if since[0] or len({*since}) < len(since) or since != sorted(since):
        problem = f"The city {key} is listed twice: each row after its first needs a later since, the first has none."
        raise _refusal(problem, "city", key)
    for first, row in zip(since, rows, strict=True):
        if first and not is_month(first):
            raise _refusal(f"'{first}' is no month. Write it like 2018-11.", "city", key)
        if row["province"] and row["province"] not in provinces:
            problem = f"There is no province {row['province']}.{choice(row['province'], provinces)}"
            raise _refusal(problem, "city", key)
    ends = [*map(month_before, since[1:]), END]
    return tuple(
        (Span(first, last), row["province"])
        for first, last, row in zip(since, ends, rows, strict=True)
        if row["province"]
    )


def words_of_yes_and_no() -> Mapping[str, frozenset[str]]:
    """How a column that is for one answer of several says that it was given, ``yes``, or was not, ``no``."""
    own = vocabularies()["yes_no"].spellings if "yes_no" in vocabularies() else {}
    return {
        answer: frozenset({*words, *(text for text, key in own.items() if key == answer)})
        for answer, words in _YES_AND_NO.items()
    }


def age_band(years: int) -> str | None:
    """The band's key for an age in whole years; None outside 5 to 110."""
    for band in vocabulary("age_band"):
        if band.ages and band.ages[0] <= years <= band.ages[1]:
            return band.key
    return None
