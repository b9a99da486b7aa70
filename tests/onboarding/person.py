"""Somebody who knows a log, and answers what is asked about it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from expectations.contract.fields import fields
from expectations.contract.vocabulary import vocabulary
from tests.onboarding.helplines import TOWN, Helpline


@dataclass
class Person:
    """What is asked and told is kept."""

    helpline: Helpline
    asked: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    _about: str = ""

    def say(self, *lines: str) -> None:
        """Hear something; the title of a field tells what the next spellings are of."""
        self.shown += lines
        titles = {f.title: name for name, f in fields().items()}
        self._about = next(
            (titles[t] for line in lines if (t := line.strip().partition(":")[0]) in titles), self._about
        )

    def answer(self, question: str, default: str) -> str:
        """Answer as the log is."""
        assert question not in self.asked, f"not understood: {question}"
        self.asked.append(question)
        self.answered.append(self._answer(question, default))
        return self.answered[-1]

    def _answer(self, question: str, default: str) -> str:
        if lacking := re.search(r"has it no column for\? (.*) ·", question):
            return " ".join({*lacking[1].split()} - self.helpline.recorded) or "-"
        if column := re.match(r"Which column holds .*? \((\w+)\)\? (.*)", question):
            offered = re.findall(r"(\d+) “(.*?)”", column[2])
            return next((n for n, heading in offered if self.helpline.columns.get(heading) == column[1]), "-")
        if "day_first, month_first" in question:
            return self.helpline.said
        if words := re.match(r"(“.*”): ", question):
            return self._meant(re.findall("“(.*?)”", words[1]))
        return default

    def _meant(self, words: Sequence[str]) -> str:
        """The answer that the words stand for; one by one where they stand for several."""
        known = {self.helpline.word(self._about, key): key for key in self._keys()} | {
            self.helpline.blank: "-",
            TOWN: "?",
        }
        meant = {known[word] for word in words}
        return meant.pop() if len(meant) == 1 else "*"

    def _keys(self) -> Sequence[str]:
        found = fields()[self._about]
        return tuple(self.helpline.words.get(self._about, vocabulary(found.vocabulary_name or self._about).keys))
