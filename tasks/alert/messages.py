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
class Message:
    """Something to tell: a problem that stands until it is mended, or news, such as a draft that is ready.

    Attributes:
        key: names its subject over time, whatever there is to tell of it at the moment.
        audience: who can do something about it.
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
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Words:
    """A message as it is sent."""

    subject: str
    body: str


def words_of_problem(problem: Message, since: datetime, *, changed: bool) -> Words:
    """Tell a problem that is new, or that has changed."""
    first = ("This has changed since the last message.",) if changed else ()
    return _words("Changed: " if changed else "To do: ", problem, *first, since=since)


def words_of_news(news: Message) -> Words:
    """Tell news."""
    return _words("", news)


def words_of_resolution(what: str, since: datetime, now: datetime) -> Words:
    """Tell that a problem is gone."""
    lines = ["This is mended, and nothing is left to do:", what, f"It stood from {_moment(since)} to {_moment(now)}."]
    return Words(f"Resolved: {_first_sentence(what)}", _paragraphs(lines))


def words_of_test(audience: Audience) -> Words:
    """Tell that alerts arrive."""
    what = f"Test: alerts for {audience.value} arrive. They are those of the helpline report."
    return _words("", Message("test", audience, what, "Nothing."))


def _words(prefix: str, message: Message, *first: str, since: datetime | None = None) -> Words:
    lines = [
        *first,
        message.what,
        "\n".join(f"- {name}" if count is None else f"- {name}: {count:,}" for name, count in message.counts.items()),
        f"Since: {_moment(since)}" if since else "",
        f"What to do: {message.to_do}",
        f"Where: {message.where}" if message.where else "",
    ]
    return Words(f"{prefix}{_first_sentence(message.what)}", _paragraphs(lines))


def _first_sentence(text: str) -> str:
    return text.partition("\n")[0].partition(". ")[0].rstrip(".")


def _paragraphs(lines: list[str]) -> str:
    return "\n\n".join(filter(None, lines)) + "\n"


def _moment(moment: datetime) -> str:
    return f"{moment:%-d %B %Y, %H:%M}"
