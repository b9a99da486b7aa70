"""The outbox: which problems stand, what was told of them, and the messages that nobody has taken yet.

It is one small file, ``outbox.json``, replaced whole under a lock. A message leaves it only after every address of its
audience took it; so a failed delivery is never lost, and what was delivered is not sent again.

Messages are sent by Apprise: e-mail, Slack, Teams, a webhook, and whatever else it has an address for. An address holds
a password or a token. It is read from the environment where it is used, and never shown: not in a log, an error, a form
or the outbox, which knows an address by a mark only.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from tasks.alert.messages import (
    Audience,
    Notice,
    Problem,
    Words,
    words_of_notice,
    words_of_problem,
    words_of_resolution,
    words_of_test,
)
from tasks.model.errors import DeliveryError
from tasks.storage.atomic_files import write_file, writing_in
from tasks.storage.workspace import private_folder

VARIABLES = {
    Audience.STAFF: "HELPLINE_REPORT_ALERTS_STAFF",
    Audience.OFFICER: "HELPLINE_REPORT_ALERTS_OFFICER",
    Audience.COMMS: "HELPLINE_REPORT_ALERTS_COMMS",
}
"""Environment variables with the addresses of each audience, several with a space between."""

Send = Callable[[str, Words], bool]
"""Sends a message to an address; False where it was not taken. Raises nothing."""


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


def send_by_apprise(address: str, words: Words) -> bool:
    """Send a message to an address; see :data:`Send`."""
    from apprise import NotifyFormat

    try:
        # No address at all and a failed delivery are both falsy.
        return bool(_apprise(address).notify(words.body, title=words.subject, body_format=NotifyFormat.TEXT))
    except Exception:  # noqa: BLE001 - whatever it was, it may name the address
        return False


def send_test(addresses: Addresses, send: Send = send_by_apprise) -> Mapping[Audience, tuple[bool, ...]]:
    """Send a test alert to each address, past the outbox; gives whether each took it, in the order of the addresses."""
    return {
        audience: tuple(send(address, words_of_test(audience)) for address in own)
        for audience, own in addresses.by_audience.items()
        if own
    }


def _apprise(address: str) -> "apprise.Apprise":  # type: ignore[name-defined]  # noqa: F821 - imported late
    import apprise

    # It writes addresses that it does not understand into its log, with their passwords.
    logging.getLogger("apprise").disabled = True
    found = apprise.Apprise()
    found.add(address)
    return found


OUTBOX = "outbox.json"
REMEMBERED = 50
"""Runs that explained themselves; a server tells of a run's end within moments."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A problem that was told and is not mended: how it was told last, and since when it stands."""

    fingerprint: str
    since: datetime
    audience: Audience
    what: str


@dataclass(slots=True)
class Letter:
    """A message on its way.

    Attributes:
        taken_by: marks of the addresses that took it already; see :meth:`Addresses.of`.
        attempts: how often delivery was tried.
    """

    audience: Audience
    words: Words
    written: datetime
    taken_by: list[str] = field(default_factory=list)
    attempts: int = 0


@dataclass(slots=True)
class State:
    """All that the outbox remembers.

    Attributes:
        standing: problems by key.
        told: the state in which a notice was told last, by key.
        letters: those that wait, in their order.
        explained: the last runs that said themselves why they failed.
    """

    standing: dict[str, Standing] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    explained: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outbox:
    """The outbox of an installation. What changes it raises a DeliveryError where it cannot be written.

    Attributes:
        folder: where it lies; made where it is missing, open to its owner alone.
        addresses: who receives what; without any, nothing is recorded, since nobody would ever be told.
        send: how a message gets to an address.
    """

    folder: Path
    addresses: Addresses
    send: Send = send_by_apprise

    def report(self, problem: Problem, now: datetime) -> None:
        """A problem stands: write a letter if it is new or has changed."""
        with self._changing() as state:
            known = state.standing.get(problem.key)
            since = known.since if known else now
            if known is None or known.fingerprint != problem.fingerprint:
                words = words_of_problem(problem, since, changed=known is not None)
                state.letters.append(Letter(problem.audience, words, now))
            state.standing[problem.key] = Standing(problem.fingerprint, since, problem.audience, problem.what)

    def resolve(self, key: str, now: datetime) -> None:
        """A problem is mended, or never stood: write a letter if it did."""
        with self._changing() as state:
            known = state.standing.pop(key, None)
            if known:
                letter = Letter(known.audience, words_of_resolution(known.what, known.since, now), now)
                state.letters.append(letter)

    def tell(self, notice: Notice, now: datetime) -> None:
        """There is news: write a letter unless it was told already."""
        with self._changing() as state:
            if state.told.get(notice.key) != notice.state:
                state.letters.append(Letter(notice.audience, words_of_notice(notice), now))
            state.told[notice.key] = notice.state

    def explain(self, run: str) -> None:
        """A run has said why it fails, to whom it concerns; nobody has to say it for the run."""
        with self._changing() as state:
            state.explained = [*state.explained, run][-REMEMBERED:]

    def was_explained(self, run: str) -> bool:
        """Whether a run has said itself why it failed."""
        return run in self.state().explained

    def state(self) -> State:
        """What the outbox remembers now.

        Raises:
            DeliveryError: its file was damaged.
        """
        path = self.folder / OUTBOX
        if not path.exists():
            return State()
        try:
            return _STATE.validate_json(path.read_bytes(), extra="forbid")
        except ValidationError:
            pass
        raise DeliveryError(
            "The outbox of alerts is damaged.",
            str(path),
            "Move the file away. What stands then is told anew; letters that were not delivered are lost.",
        )

    def deliver(self) -> tuple[Letter, ...]:
        """Send every letter to the addresses that have not taken it yet.

        An address that fails is left alone until the next delivery, so that letters reach it in their order.

        Returns:
            The letters that are left: an address did not take them, or their audience has none.
        """
        failing: set[str] = set()
        with self._changing() as state:
            for letter in list(state.letters):
                addresses = self.addresses.of(letter.audience)
                letter.attempts += 1
                for mark in [m for m in addresses if m not in letter.taken_by and m not in failing]:
                    if not self.send(addresses[mark], letter.words):
                        failing.add(mark)
                        continue
                    letter.taken_by.append(mark)
                    self._save(state)
                if addresses and set(addresses) <= set(letter.taken_by):
                    state.letters.remove(letter)
                    self._save(state)
            return tuple(replace(letter) for letter in state.letters)

    @contextmanager
    def _changing(self) -> Iterator[State]:
        if not self.addresses:
            yield State()
            return
        try:
            with writing_in(private_folder(self.folder)):
                state = self.state()
                yield state
                self._save(state)
        except OSError as error:
            problem = error.strerror or "the disk refused"
        else:
            return
        raise DeliveryError(
            f"The outbox of alerts cannot be written: {problem}.",
            str(self.folder),
            "See that the folder may be written to and that the disk has room, then run again.",
        )

    def _save(self, state: State) -> None:
        if state != self.state():
            write_file(self.folder / OUTBOX, _STATE.dump_json(state, indent=1))


def deliver(outbox: Outbox) -> None:
    """Send every letter of an outbox.

    Raises:
        DeliveryError: some are left; they are kept, and sent with the next delivery.
    """
    left = outbox.deliver()
    if left:
        audiences = ", ".join(sorted({letter.audience.value for letter in left}))
        raise DeliveryError(
            f"The work is done, but {len(left)} alert(s) for {audiences} could not be delivered. They are kept.",
            str(outbox.folder / OUTBOX),
            "See with .venv/bin/helpline-report doctor whether the addresses are right; the next run delivers them.",
        )


_STATE = TypeAdapter(State)
