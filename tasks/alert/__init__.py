"""Alert: tell the people who can do something, once for each problem, and again when it changes or is mended.

The outbox knows which problems stand, what was told of them, and the messages that nobody has taken yet. It is one
small file, ``outbox.json``, replaced whole under a lock. A message leaves it only after every address of its audience
took it; so a failed delivery is never lost, and what was delivered is not sent again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from tasks.alert.messages import (
    Addresses,
    Audience,
    Message,
    SentMessage,
    send,
    words_of_news,
    words_of_problem,
    words_of_resolution,
)
from tasks.model.errors import DeliveryError
from tasks.storage.atomic_files import write_file, writing_in
from tasks.storage.workspace import private_folder

OUTBOX = "outbox.json"
REMEMBERED = 50
"""Runs that explained themselves; a server tells of a run's end within moments."""


@dataclass(frozen=True, slots=True)
class OpenProblem:
    """A problem that was told and is not mended: how it was told last, and since when it stands."""

    fingerprint: str
    since: datetime
    audience: Audience
    what: str


@dataclass(slots=True)
class Letter:
    """A message on its way.

    Attributes:
        taken_by: marks of the addresses that took it already.
        attempts: how often delivery was tried.
    """

    audience: Audience
    words: SentMessage
    written: datetime
    taken_by: list[str] = field(default_factory=list)
    attempts: int = 0


@dataclass(slots=True)
class State:
    """All that the outbox remembers.

    Attributes:
        standing: problems by key.
        told: the state of which news was told last, by key.
        letters: those that wait, in their order.
        explained: the last runs that said themselves why they failed.
    """

    standing: dict[str, OpenProblem] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    explained: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outbox:
    """The outbox of an installation. What changes it raises a DeliveryError where it cannot be written.

    Attributes:
        folder: where it lies; made where it is missing, open to its owner alone.
        addresses: who receives what; without any, nothing is recorded, since nobody would ever be told.
    """

    folder: Path
    addresses: Addresses

    def report(self, problem: Message, now: datetime) -> None:
        """A problem stands: write a letter if it is new or has changed."""
        with self._changing() as state:
            known = state.standing.get(problem.key)
            since = known.since if known else now
            if known is None or known.fingerprint != problem.fingerprint:
                words = words_of_problem(problem, since, changed=known is not None)
                state.letters.append(Letter(problem.audience, words, now))
            state.standing[problem.key] = OpenProblem(problem.fingerprint, since, problem.audience, problem.what)

    def resolve(self, key: str, now: datetime) -> None:
        """A problem is mended, or never stood: write a letter if it did."""
        with self._changing() as state:
            known = state.standing.pop(key, None)
            if known:
                words = words_of_resolution(known.what, known.since, now)
                state.letters.append(Letter(known.audience, words, now))

    def tell(self, news: Message, of: str, now: datetime) -> None:
        """There is news: write a letter unless it was told already of this state of its subject."""
        with self._changing() as state:
            if state.told.get(news.key) != of:
                state.letters.append(Letter(news.audience, words_of_news(news), now))
            state.told[news.key] = of

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
                    if not send(addresses[mark], letter.words):
                        failing.add(mark)
                        continue
                    letter.taken_by.append(mark)
                    self._save(state)
                if addresses and set(addresses) <= set(letter.taken_by):
                    state.letters.remove(letter)
                    self._save(state)
            return tuple(state.letters)

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


_STATE = TypeAdapter(State)
