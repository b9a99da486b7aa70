"""What a check finds wrong in a text: where it stands, what is wrong, and what to write instead."""

from dataclasses import dataclass

from tasks.core.passages import Place


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault in a text. ``write`` says what to write instead."""

    place: Place
    problem: str
    write: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem} Write instead: {self.write}"
