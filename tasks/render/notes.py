"""Notes, numbered by the machine in the order in which they are first anchored."""

from dataclasses import dataclass, field

from tasks.language.texts import Citation, Fact, Texts
from tasks.model.errors import TextError


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it is printed: its number, its text, its address, and the anchors that lead to it."""

    number: int
    text: str
    url: str
    anchors: tuple[str, ...]


@dataclass
class Notes:
    """The notes of one document. ``fact.<key>`` and ``note.<key>`` name an entry of facts.toml and notes.toml."""

    texts: Texts
    _anchors: dict[str, list[str]] = field(default_factory=dict)

    def anchor(self, name: str) -> tuple[int, str]:
        """The number of a note, and the id of one more place that refers to it.

        Raises:
            TextError: no such note.
        """
        self._entry(name)
        places = self._anchors.setdefault(name, [])
        number = list(self._anchors).index(name) + 1
        places.append(f"ref-{number}-{len(places) + 1}")
        return number, places[-1]

    def printed(self) -> tuple[Note, ...]:
        """All notes that were anchored, in order."""
        return tuple(self._note(number, name) for number, name in enumerate(self._anchors, 1))

    def _note(self, number: int, name: str) -> Note:
        entry = self._entry(name)
        return Note(number, self._text(entry), entry.url, tuple(self._anchors[name]))

    def _text(self, entry: Fact | Citation) -> str:
        if isinstance(entry, Citation):
            return entry.text
        form = self.texts.words["notes"]["fact"]
        return form.format(
            source=entry.source, year=entry.year, population=entry.population, n=entry.n, statement=entry.statement
        )

    def _entry(self, name: str) -> Fact | Citation:
        kind, _, key = name.partition(".")
        entry = self.texts.facts.get(key) if kind == "fact" else self.texts.citations.get(key)
        if entry is None:
            raise TextError("A text refers to a note that does not exist.", name, "Add it to notes.toml or facts.toml.")
        return entry
