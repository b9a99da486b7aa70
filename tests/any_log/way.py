"""The way of shapes from log to publication: contents, orders, processes, outcomes."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.operate.own_content import write_content
from tests.any_log.shapes import Shape, write_shape

PROJECT = Path(__file__).parents[2]
REFUSALS = (4, 5)
"""Exit codes with which a log may be refused: by the quality gate, and by disclosure control."""
_OTHER_PLATFORM = 'other = { label = "Other", aliases = ["others"] }\nnone = { label = "Not online"'
"""Where another platform is put into the vocabulary of a contract that changes."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the way of an edition ended: with which command, which exit code and which words."""

    shape: Shape
    edition: str
    command: str
    code: int
    words: str
    left: bool

    @property
    def published(self) -> bool:
        return self.command == "publish" and self.code == 0

    @property
    def refused(self) -> bool:
        """Whether the gate or the audit refused, said what to do, and left no folder."""
        return self.code in REFUSALS and self.command == "build" and "To do:" in self.words and not self.left

    @property
    def line(self) -> str:
        """Return the outcome in a line, with the words of what did not end well."""
        end = "published" if self.published else f"{self.command} ended with {self.code}"
        return f"{self.edition}: {end}. {self.shape.words}" + ("" if self.published else f"\n{self.words}")


def outcomes(shapes: Sequence[Shape], folder: Path, *, every_pdf: int = 0) -> list[Outcome]:
    """Take shapes all the way.

    Args:
        shapes: the shapes.
        folder: where their files lie.
        every_pdf: which of them get a PDF: each n-th; 0 for none.
    """
    found: list[Outcome] = []
    refused: set[int] = set()
    for turn in range(max(len(shape.editions) for shape in shapes)):
        queued: dict[Path, list[tuple[Shape, dict[str, Any]]]] = {}
        for place, shape in enumerate(shapes):
            if turn < len(shape.editions) and shape.seed not in refused:
                pdf = bool(every_pdf) and place % every_pdf == 0
                content = _content(shape, turn, folder)
                queued.setdefault(content, []).append((shape, _order(shape, turn, folder, pdf)))
        found += _run_all(queued, folder)
        refused |= {outcome.shape.seed for outcome in found if not outcome.published}
    return found


def _order(shape: Shape, turn: int, folder: Path, pdf: bool) -> dict[str, Any]:
    own = folder / f"seed-{shape.seed}"
    logs = own / "logs"
    if not logs.exists():
        logs.mkdir(parents=True)
        write_shape(shape, logs)
    return {
        **{name: str(logs / f"{name} *.csv") for name in ("calls", "emails")},
        "edition": str(shape.editions[turn]),
        "out": str(own / "editions"),
        "private": str(own / "private"),
        "ledger": str(own / "published" / "ledger.jsonl"),
        "pdf": pdf,
    }


def _content(shape: Shape, turn: int, folder: Path) -> Path:
    """The content of a shape; that of its second edition has another platform where the contract changes."""
    changed = turn > 0 and shape.history == "contract changed between"
    since = str(shape.editions[turn].first) if changed else ""
    content = folder / "-".join(("content", shape.first_month or "open", *shape.columns_dropped, since))
    if not content.exists():
        write_content(content, first_month=shape.first_month)
        logs = content / "contract" / "logs.toml"
        line = f"not_recorded = {json.dumps(shape.columns_dropped)}"
        logs.write_text(logs.read_text("utf-8").replace("not_recorded = []", line), "utf-8")
        if changed:
            vocabulary = content / "contract" / "vocabulary.toml"
            line = f'signal = {{ label = "Signal", since = "{since}" }}\n'
            text = vocabulary.read_text("utf-8")
            assert _OTHER_PLATFORM in text
            vocabulary.write_text(text.replace(_OTHER_PLATFORM, line + _OTHER_PLATFORM), "utf-8")
    return content


def _run_all(queued: Mapping[Path, Iterable[tuple[Shape, dict[str, Any]]]], folder: Path) -> Iterator[Outcome]:
    for content, orders in queued.items():
        given, result = folder / "orders.json", folder / "outcomes.json"
        given.write_text(json.dumps([order for _, order in orders]))
        result.unlink(missing_ok=True)
        done = subprocess.run(
            [sys.executable, "-m", "tests.any_log.run", content, given, result],
            cwd=PROJECT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert result.exists(), done.stdout + done.stderr
        for (shape, order), outcome in zip(orders, json.loads(result.read_text()), strict=True):
            yield Outcome(
                shape,
                order["edition"],
                outcome["command"],
                outcome["code"],
                outcome["words"],
                outcome.get("left", False),
            )
