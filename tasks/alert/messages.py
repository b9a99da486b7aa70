"""What is told, in which words, to whom, and how it gets there: by Apprise, which sends e-mail and much else.

No message carries more than counts, rules and places of files. An address holds a password or a token. It is read from
the environment where it is used, and never shown: not in a log, an error, a form or the outbox, which knows an address
by a mark only.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apprise import Apprise


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
class SentMessage:
    """A message as it is sent."""

    subject: str
    body: str


def words_of_problem(problem: Message, since: datetime, *, changed: bool) -> SentMessage:
    """Tell a problem that is new, or that has changed."""
    first = ("This has changed since the last message.",) if changed else ()
    return _words("Changed: " if changed else "To do: ", problem, *first, since=since)


def words_of_news(news: Message) -> SentMessage:
    """Tell news."""
    return _words("", news)


def words_of_resolution(what: str, since: datetime, now: datetime) -> SentMessage:
    """Tell that a problem is gone."""
    lines = ["This is mended, and nothing is left to do:", what, f"It stood from {_moment(since)} to {_moment(now)}."]
    return SentMessage(f"Resolved: {_first_sentence(what)}", _paragraphs(lines))


def words_of_test(audience: Audience) -> SentMessage:
    """Tell that alerts arrive."""
    what = f"Test: alerts for {audience.value} arrive. They are those of the helpline report."
    return _words("", Message("test", audience, what, "Nothing."))


def _words(prefix: str, message: Message, *first: str, since: datetime | None = None) -> SentMessage:
    lines = [
        *first,
        message.what,
        "\n".join(f"- {name}" if count is None else f"- {name}: {count:,}" for name, count in message.counts.items()),
        f"Since: {_moment(since)}" if since else "",
        f"What to do: {message.to_do}",
        f"Where: {message.where}" if message.where else "",
    ]
    return SentMessage(f"{prefix}{_first_sentence(message.what)}", _paragraphs(lines))


def _first_sentence(text: str) -> str:
    return text.partition("\n")[0].partition(". ")[0].rstrip(".")


def _paragraphs(lines: list[str]) -> str:
    return "\n\n".join(filter(None, lines)) + "\n"


def _moment(moment: datetime) -> str:
    return f"{moment:%-d %B %Y, %H:%M}"


VARIABLES = {
    Audience.STAFF: "HELPLINE_REPORT_ALERTS_STAFF",
    Audience.OFFICER: "HELPLINE_REPORT_ALERTS_OFFICER",
    Audience.COMMS: "HELPLINE_REPORT_ALERTS_COMMS",
}
"""Environment variables with the addresses of each audience, several with a space between."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Who receives what. Whose audience has no address of its own is told to the data officer."""

    by_audience: Mapping[Audience, tuple[str, ...]] = field(repr=False)

    def of(self, audience: Audience) -> Mapping[str, str]:
        """The addresses for an audience, by marks that tell them apart without showing them."""
        own = self.by_audience.get(audience, ()) or self.by_audience.get(Audience.OFFICER, ())
        return {hashlib.sha256(address.encode()).hexdigest()[:12]: address for address in own}

    def __bool__(self) -> bool:
        return any(self.by_audience.values())


def addresses_in(environment: Mapping[str, str]) -> Addresses:
    """The addresses that the environment names."""
    return Addresses({audience: tuple(environment.get(name, "").split()) for audience, name in VARIABLES.items()})


def understood(address: str) -> bool:
    """Whether Apprise knows what to do with an address; nothing is sent."""
    return bool(_apprise(address))


def send(address: str, words: SentMessage) -> bool:
    """Send a message to an address; False where it was not taken."""
    from apprise import NotifyFormat

    try:
        # No address at all and a failed delivery are both falsy.
        return bool(_apprise(address).notify(words.body, title=words.subject, body_format=NotifyFormat.TEXT))
    except Exception:  # noqa: BLE001 - whatever it was, it may name the address
        return False


def send_test(addresses: Addresses) -> Mapping[Audience, tuple[bool, ...]]:
    """Send a test alert to each address, past the outbox; gives whether each took it, in the order of the addresses."""
    return {
        audience: tuple(send(address, words_of_test(audience)) for address in own)
        for audience, own in addresses.by_audience.items()
    }


def _apprise(address: str) -> "Apprise":
    import apprise

    # It writes addresses that it does not understand into its log, with their passwords.
    logging.getLogger("apprise").disabled = True
    found = apprise.Apprise()
    found.add(address)
    return found
