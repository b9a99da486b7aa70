"""What the generated tables may show: quality, methodology, terms, colophon. Each row is held against its data."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from expectations.contract.fields import Field, fields
from expectations.contract.vocabulary import Category, vocabularies
from expectations.places import offices, opening_hours
from tests.printed_numbers import Published, label, month_words, numerals, percent, rounded, whole
from tests.tracing.constants import REPORT, WORDS

Row = Sequence[str]


@dataclass(frozen=True)
class Tables:
    """The rules for the rows of generated tables."""

    figures: Published
    quality: Mapping[str, Any]
    manifest: Mapping[str, Any]

    def has(self, caption: str, row: Row) -> bool:
        """Whether the table of this caption may have this row."""
        rules: Mapping[str, Callable[[Row], bool]] = {
            WORDS["quality"]["caption_logs"]: self._logs,
            WORDS["quality"]["caption_rules"]: self._rules,
            WORDS["quality"]["caption_missing"]: self._missing,
            WORDS["methodology"]["caption_scope"]: self._scope,
            WORDS["methodology"]["caption_bases"]: self._bases,
            WORDS["methodology"]["caption_since"]: self._since,
            WORDS["methodology"]["caption_hours"]: self._hours,
            WORDS["methodology"]["caption_offices"]: self._offices,
            WORDS["methodology"]["caption_audit"]: self._audits,
            WORDS["types"]["caption"]: self._terms,
            WORDS["dictionary"]["caption"]: self._terms,
            WORDS["colophon"]["caption"]: self._colophon,
        }
        return caption in rules and rules[caption](row)

    def _logs(self, row: Row) -> bool:
        [log] = [log for log in self.quality["read"] if WORDS["quality"][log] == row[0]]
        counts = [self.quality[name][log] for name in ("read", "accepted", "set_aside")]
        return row[1:] == [*map(whole, counts), percent(rounded(counts[2], counts[0]), 1)]

    def _rules(self, row: Row) -> bool:
        rules = self.quality["rules"]
        expected = [[rule["title"], WORDS["quality"].get(rule["log"], ""), whole(rule["records"])] for rule in rules]
        return [row[0], row[2], row[4]] in expected

    def _missing(self, row: Row) -> bool:
        entries = [entry for entry in self.quality["missing"] if fields()[entry["field"]].title == row[0]]
        asked, missing = (sum(entry[name] for entry in entries) for name in ("asked", "missing"))
        bounds = [entry["below"] for entry in entries if entry.get("below")]
        if bounds and not missing:
            return row[1] == whole(asked) and row[2] == f"fewer than {min(bounds)}"
        return row[1:] == [whole(asked), whole(missing), percent(rounded(missing, asked), 1)]

    def _scope(self, row: Row) -> bool:
        return [row[0], row[2]] in [[channel["name"], channel.get("why", "–")] for channel in REPORT["channel"]]

    def _bases(self, row: Row) -> bool:
        window = self.figures.window(self.figures.titled(row[1]))
        return row[3:5] == [window.words_of(window.total), window.words_of(window.missing)]

    def _since(self, row: Row) -> bool:
        asked = {field.since for field in fields().values()} | {c.since for v in vocabularies().values() for c in v}
        return row[1] in {month_words(month) for month in asked if month}

    def _hours(self, row: Row) -> bool:
        clock = {hour: f"{hour % 12 or 12} {'am' if hour < 12 else 'pm'}" for hour in range(24)}
        form = WORDS["methodology"]["every_day"]
        expected = [
            [month_words(str(h.since)), form.format(opens=clock[h.opens], closes=clock[h.closes])]
            for h in opening_hours()
        ]
        return row in expected

    def _audits(self, row: Row) -> bool:
        expected = []
        for time_slice in self.figures.document["tiles"]:
            audit, period = time_slice["audit"], f"{month_words(time_slice['from'])} to {month_words(time_slice['to'])}"
            counts = [audit["covered"], audit["covered"] - audit["few"], audit["few"], audit["told_before"]]
            expected.append([period, *map(whole, counts)])
        return list(row) in expected

    def _offices(self, row: Row) -> bool:
        return row in [[label("city", office.city), office.opened] for office in offices()]

    def _terms(self, row: Row) -> bool:
        terms = {c.label: (c.definition, "", "") for c in vocabularies()["case_type"]}
        for field in fields().values():
            answers = "; ".join(category.label for category in _answers(field))
            terms[field.title] = (field.help, answers, month_words(field.since) if field.since else "")
        meaning, answers, since = terms[row[0]]
        rest = row[1].removeprefix(meaning)
        return row[1].startswith(meaning) and set(numerals(rest)) <= set(numerals(f"{answers} {since}"))

    def _colophon(self, row: Row) -> bool:
        built_from = self.figures.document["edition"]["built_from"]
        known = {self.figures.window("contacts").period, built_from, self.manifest["revisions"]["text"]}
        programs = [f"{name} {version}" for name, version in self.manifest["versions"].items()]
        is_build = row[0] == WORDS["colophon"]["build"] and bool(re.fullmatch(r"[0-9a-f]{16}", row[1]))
        return row[1] in known or is_build or Counter(row[1].split("; ")) == Counter(programs)


def _answers(field: Field) -> Sequence[Category]:
    return tuple(field.vocabulary) if field.kind.value in ("category", "categories", "age") else ()
