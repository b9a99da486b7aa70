"""A second opinion on the audit: which published numbers may be of fewer than five people, and what is left of them.

Plain Python over finished files, ``figures.json`` and the alternative tables. It shares no code with the program: not
the structure of linked tables, not the ranges, not the reading of alternative tables.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

SMALL, NEAR, VALUES, HARDLY_ANY = 5, 4, 5, 30
"""What a reader is told of rounding: a number printed as 5 may be 4, none is further off than 4, five values remain,
unless a headline says that fewer than 30 records are behind it."""
OF_TWO_QUESTIONS = " or "
"""In the name of a number that is missing in a table of two questions: the difference of two rounded ones."""
ALWAYS_KNOWN = ("month", "quarter", "year")
RECORDED_SINCE = {
    ("gender", "transgender"): "2017-12",
    ("gender", "non_binary"): "2017-12",
    ("takeover_scam", "yes"): "2018-09",
}
NAMES = {
    "service_combination": lambda key: ("service", f"just {key}"),
    "office_access": lambda key: ("city", f"{key} office on the day"),
    "office_access_fixed": lambda key: ("city", f"{key} office on the first day"),
}
ASKED = {"service_combination": "service", "office_access": "city", "office_access_fixed": "city"}


@dataclass(frozen=True)
class AuditedSlice:
    """A time slice of an edition as published, with its alternative tables."""

    document: Mapping[str, Any]
    data: Mapping[str, Any]
    private: Path

    @property
    def period(self) -> str:
        return f"{self.data['from']}_{self.data['to']}"

    @cached_property
    def witnesses(self) -> Mapping[str, list[int]]:
        """From the name of each number to its value in each table."""
        digest = self.data["audit"]["witnesses"].removeprefix("sha256:")
        content = json.loads((self.private / f"witnesses-{self.period}-{digest[:12]}.json").read_text("utf-8"))
        return dict(zip(content["numbers"], zip(*content["tables"], strict=True), strict=True))

    @cached_property
    def published(self) -> Mapping[str, int]:
        """Every rounded number that is published of the slice, in a table or as the whole of a share, by its name."""
        return {name: count for figure in self._rounded() for name, count in self._told(figure)}

    def at_risk(self) -> Mapping[str, int]:
        """Those that may be small, each with how many values it must be able to have."""
        small = (name for name, count in self.published.items() if count <= SMALL)
        return {name: self._enough(name) for name in small if not self.before_it_was_recorded(name)}

    def before_it_was_recorded(self, name: str) -> bool:
        """Whether it is of months in which an answer that it is of was not recorded yet: nobody is behind it."""
        asked = dict(each.partition("=")[::2] for each in name.partition(": ")[2].split(", "))
        last = asked.get("month") or _last_month_of(asked.get("quarter", "")) or asked.get("year", "")[8:]
        last = min(last or self.data["to"], self.data["to"])
        since = [first for (question, answer), first in RECORDED_SINCE.items() if asked.get(question) == answer]
        return any(last < first for first in since) or any(not self._cases_since(first) for first in since)

    def _cases_since(self, first: str) -> int:
        """The most cases that headlines allow from a month on."""
        return sum(new for month, new in self._new_calls.items() if month >= first) + self._exact("new_emails")

    def values(self, name: str) -> int:
        """How many values the tables leave a number, from the least to the greatest."""
        return max(self.witnesses[name]) - min(self.witnesses[name]) + 1

    def name(self, figure: str, key: tuple[str, ...]) -> str:
        """The name of a cell's number."""
        spec = self.document["figures"][figure]
        asked = [(q, part) for q, part in _by_question(spec, key) if not (q == "year" and self._is_one_year)]
        return _name(spec, [condition for q, part in asked for condition in _answer(q, part)])

    @cached_property
    def _is_one_year(self) -> bool:
        """Whether the slice lies within one year of reporting: what is counted of the year is counted of all then."""
        return _year_of(self.data["from"]) == _year_of(self.data["to"])

    def contradictions(self) -> Iterator[str]:
        """Where a table is further from what is published than rounding goes, or does not add up to a table's total."""
        for name, count in self.published.items():
            near = NEAR * (2 if OF_TWO_QUESTIONS in name else 1)
            if any(abs(value - count) > near or value < 0 for value in self.witnesses[name]):
                yield f"{name} is too far from what is published"
        for figure in self._rounded():
            spec, counts = self.document["figures"][figure], self.data["figures"][figure]
            if spec["measure"] != "cells" or spec["multi_response"] or not counts["cells"]:
                continue
            parts = [self.name(figure, tuple(key)) for key, _ in counts["cells"]]
            parts += [] if set(spec["questions"]) <= set(ALWAYS_KNOWN) else [_missing(spec)]
            for place, whole in enumerate(self.witnesses[_name(spec, [])]):
                if whole != sum(self.witnesses[part][place] for part in parts):
                    yield f"{figure} does not add up in table {place + 1}"

    def _rounded(self) -> Iterator[str]:
        for figure, spec in self.document["figures"].items():
            counts = self.data["figures"][figure]
            asked = counts["cells"] or counts["total"]
            if not spec["exact"] and asked:
                yield figure

    def _told(self, figure: str) -> Iterator[tuple[str, int]]:
        spec, counts = self.document["figures"][figure], self.data["figures"][figure]
        yield _name(spec, []), counts["total"]
        if not set(spec["questions"]) <= set(ALWAYS_KNOWN):
            yield _missing(spec), counts["missing"]
        if spec["measure"] == "share":
            yield _name(spec, [(question, "(any)") for question in spec["questions"]]), counts["cells"][0][1]
            return
        for key, count in counts["cells"]:
            yield self.name(figure, tuple(key)), count
        for key, count in counts.get("groups", []):
            known = [(q, "(any)") for q in spec["questions"][len(key) :]]
            group = [
                (q, k) for q, k in zip(spec["questions"], key, strict=False) if q != "year" or not self._is_one_year
            ]
            yield _name(spec, [*group, *known]), count

    def _enough(self, name: str) -> int:
        most = self._most(name)
        return VALUES if most >= HARDLY_ANY else min(2, most + 1)

    def _most(self, name: str) -> int:
        """The most records that headlines let be behind a number: those of its base, in its months."""
        base, _, conditions = name.partition(": ")
        whole = self._exact("calls" if base == "calls" else "cases")
        months = [c.partition("=")[2] for c in conditions.split(", ") if c.startswith("month=")]
        quarters = [c.partition("=")[2] for c in conditions.split(", ") if c.startswith("quarter=")]
        years = [c.partition("=")[2] for c in conditions.split(", ") if c.startswith("year=")]
        if years:
            months = [m for m in self._new_calls if _year_of(m) in years]
        if quarters:
            months = [m for m in self._new_calls if f"{m[:4]}-Q{(int(m[5:]) + 2) // 3}" in quarters]
        if not months or base != "cases":
            return whole
        return min(whole, sum(self._new_calls[month] + self._exact("new_emails") for month in months))

    def _exact(self, figure: str) -> int:
        return int(self.data["figures"][figure]["cells"][0][1])

    @cached_property
    def _new_calls(self) -> Mapping[str, int]:
        cells = self.data["figures"]["calls_by_month"]["cells"]
        return {key[0]: count for key, count in cells if key[1] == "new"}


def _last_month_of(quarter: str) -> str:
    year, _, number = quarter.partition("-Q")
    return f"{year}-{int(number) * 3:02}" if number else ""


def _year_of(month: str) -> str:
    began = int(month[:4]) - (month[5:] != "12")
    return f"{began}-12_{began + 1}-11"


def audited_tiles(edition: Path, private: Path) -> list[AuditedSlice]:
    """The time slices of a finished edition."""
    document = json.loads((edition / "figures.json").read_text("utf-8"))
    return [AuditedSlice(document, time_slice, private) for time_slice in document["tiles"]]


def _by_question(spec: Mapping[str, Any], key: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    place = 0
    for question in spec["questions"]:
        length = 2 if question == "case_type_by_rank" else 1
        yield question, key[place : place + length]
        place += length


def _answer(question: str, part: tuple[str, ...]) -> list[tuple[str, str]]:
    if question == "case_type_by_rank":
        return [("case_type" if part[1] == "primary" else "secondary_case_type", part[0])]
    return [NAMES[question](part[0]) if question in NAMES else (question, part[0])]


def _missing(spec: Mapping[str, Any]) -> str:
    questions = [ASKED.get(q, q) for q in spec["questions"] if q not in ALWAYS_KNOWN]
    if spec["measure"] == "share":
        return _name(spec, [(questions[-1], "(missing)")])
    if questions == ["case_type_by_rank"]:
        return _name(spec, [("case_type", "(missing)"), ("secondary_case_type", "(missing)")])
    return _name(spec, [(" or ".join(sorted(questions)), "(missing)")])


def _name(spec: Mapping[str, Any], conditions: list[tuple[str, str]]) -> str:
    part = [tuple(spec["part"])] if spec["part"] else []
    return f"{spec['base']}: {', '.join(sorted({f'{q}={a}' for q, a in [*part, *conditions]}))}"
