"""What an outsider reads: figures.json of each edition, the vocabulary, the gazetteer, the list of offices.

Written from the published files and the documentation alone; nothing of the program is imported.
"""

import csv
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
Key = tuple[str, ...]
UNKNOWN = "(unknown)"


@dataclass(frozen=True)
class Counts:
    """A figure's printed counts in one slice of time; ``groups`` are the bases of shares within a group."""

    total: int
    missing: int
    cells: Mapping[Key, int]
    groups: Mapping[Key, int]


@dataclass(frozen=True)
class Slice:
    """A stretch of time that was counted once: what was printed of it, and which answers were counted under others."""

    first: str
    last: str
    figures: Mapping[str, Counts]
    merged: Mapping[str, Mapping[str, str]]

    @property
    def months(self) -> tuple[str, ...]:
        return tuple(key[0] for key in self.figures["platform_by_month"].groups)

    def headline(self, figure: str) -> int:
        """A total that is printed exactly."""
        return self.figures[figure].cells[()]

    def counted_under(self, question: str, answer: str) -> str:
        """The printed answer that this one was counted under."""
        pairs = self.merged.get(question, {})
        while answer in pairs:
            answer = pairs[answer]
        return answer


@dataclass(frozen=True)
class City:
    key: str
    provinces: tuple[str, ...]
    office: str | None


def slices(edition: Path) -> tuple[Slice, ...]:
    """The slices that an edition prints, in the order of time."""
    return tuple(_slice(data) for data in _document(edition)["tiles"])


def windows(edition: Path) -> Mapping[str, Mapping[str, Any]]:
    """Each figure with its windows, as printed."""
    figures: Mapping[str, Mapping[str, Any]] = _document(edition)["figures"]
    return figures


def tables(edition: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Each figure with the rows of its CSV."""
    for path in sorted((edition / "tables").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield path.stem, list(csv.DictReader(file))


@cache
def answers(vocabulary: str) -> tuple[str, ...]:
    """The answers to a question, in the order in which tables list them."""
    return (*(city.key for city in cities()), "other") if vocabulary == "city" else tuple(_vocabulary()[vocabulary])


def asked_since(vocabulary: str, answer: str) -> str:
    """The first month in which an answer could be given; empty for those that always could."""
    return str(_vocabulary()[vocabulary][answer].get("since", "")) if vocabulary != "city" else ""


@cache
def cities() -> tuple[City, ...]:
    """The gazetteer. Those of the former tribal areas may be recorded under Khyber Pakhtunkhwa too."""
    places = ROOT / "assets" / "places"
    with (places / "cybercrime_offices.csv").open(encoding="utf-8", newline="") as file:
        offices = {row["city"]: row["opened"] for row in csv.DictReader(file)}
    with (places / "cities.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            City(
                row["key"],
                ("ex_fata", "khyber_pakhtunkhwa") if row["province"] == "ex_fata" else (row["province"],),
                offices.get(row["key"]),
            )
            for row in csv.DictReader(file)
        )


@cache
def _vocabulary() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((ROOT / "expectations" / "contract" / "vocabulary.toml").read_text("utf-8"))


@cache
def _document(edition: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((edition / "figures.json").read_text("utf-8"))
    return found


def _slice(data: Mapping[str, Any]) -> Slice:
    figures = {name: _counts(found) for name, found in data["figures"].items()}
    return Slice(data["from"], data["to"], figures, data["merged"])


def _counts(data: Mapping[str, Any]) -> Counts:
    cells, groups = ({tuple(key): count for key, count in data.get(part, ())} for part in ("cells", "groups"))
    return Counts(data["total"], data["missing"], cells, groups)
