"""What is told, to whom, and in which words. No message carries more than counts, rules and places of files."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum


class Audience(StrEnum):
    """Who is told: ``staff`` mend records, the ``officer`` keeps the builds going, ``comms`` write and publish."""

    STAFF = "staff"
    OFFICER = "officer"
    COMMS = "comms"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong until it is mended: told once, again when it changes, and once more when it is gone.

    Attributes:
        key: names the problem over time, whatever it consists of at the moment.
        audience: who can mend it.
        what: in a line.
        to_do: what to do about it.
        where: where to look: a fix list, a folder, the page of a run.
        counts: how many, by words such as ``call logs, city: not in the gazetteer``; None where that is not told.
    """

    key: str
    audience: Audience
    what: str
    to_do: str
    where: str = ""
    counts: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Changes when there is something new to tell."""
        return _digest(asdict(self))


@dataclass(frozen=True, slots=True)
class Notice:
    """News that needs no mending, such as a draft that is ready: told once for each ``state`` of its subject."""

    key: str
    audience: Audience
    what: str
    to_do: str
    where: str
    state: str


@dataclass(frozen=True, slots=True)
class Words:
    """A message as it is sent."""

    subject: str
    body: str


def words_of_problem(problem: Problem, since: datetime, *, changed: bool) -> Words:
    """Tell a problem that is new, or that has changed."""
    lines = [
        "This has changed since the last message." if changed else "",
        problem.what,
        "\n".join(f"- {name}" if count is None else f"- {name}: {count:,}" for name, count in problem.counts.items()),
        f"Since: {_moment(since)}",
        f"What to do: {problem.to_do}",
        f"Where: {problem.where}" if problem.where else "",
    ]
    return Words(f"{'Changed' if changed else 'To do'}: {_first_sentence(problem.what)}", _paragraphs(lines))


def words_of_resolution(what: str, since: datetime, now: datetime) -> Words:
    """Tell that a problem is gone."""
    lines = ["This is mended, and nothing is left to do:", what, f"It stood from {_moment(since)} to {_moment(now)}."]
    return Words(f"Resolved: {_first_sentence(what)}", _paragraphs(lines))


def words_of_notice(notice: Notice) -> Words:
    """Tell news."""
    lines = [notice.what, f"What to do: {notice.to_do}", f"Where: {notice.where}"]
    return Words(_first_sentence(notice.what), _paragraphs(lines))


def words_of_test(audience: Audience) -> Words:
    """Tell that alerts arrive."""
    lines = [
        f"This is a test: alerts of the helpline report for {audience.value} arrive here.",
        "What to do: Nothing.",
    ]
    return Words(f"Test: alerts for {audience.value} arrive", _paragraphs(lines))


def _first_sentence(text: str) -> str:
    return text.partition("\n")[0].partition(". ")[0].rstrip(".")


def _paragraphs(lines: list[str]) -> str:
    return "\n\n".join(filter(None, lines)) + "\n"


def _moment(moment: datetime) -> str:
    return f"{moment:%-d %B %Y, %H:%M}"


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
