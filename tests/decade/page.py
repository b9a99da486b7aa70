"""``docs/series.md``: the table of a series of ten years."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PAGE = Path("docs/series.md")
OPENING = """# Ten years in one go

Written by `make decade`. Twenty half-years of random logs, each built, verified and published into one ledger by a
program that starts anew each time; the contract changes as the table says, spellings drift further from the contract's
own each half-year, and two records of a hundred are entered after their edition is out. Every count of every edition
was held against a second count in plain Python: each is one of the two multiples of five around it.

Time and memory are those of a build with the PDF, on {cores} cores.

| edition | contacts | changes | seconds | MB | s per 1,000 contacts | numbers at risk | fewest values left | pages |
|---|---|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One edition of the series."""

    edition: str
    contacts: int
    events: tuple[str, ...]
    seconds: float
    megabytes: int
    at_risk: int
    least: int
    pages: int

    @property
    def markdown(self) -> str:
        each = self.seconds / self.contacts * 1000
        cells = (
            *(self.edition.replace("_", " to "), f"{self.contacts:,}", "; ".join(self.events)),
            *(f"{self.seconds:.1f}", f"{self.megabytes:,}", f"{each:.1f}"),
            *(f"{self.at_risk:,}", self.least, self.pages),
        )
        return f"| {' | '.join(map(str, cells))} |"


def write_page(rows: Sequence[Row]) -> None:
    """Write the page."""
    text = OPENING.format(cores=os.cpu_count()) + "\n".join(row.markdown for row in rows) + "\n"
    PAGE.write_text(text, "utf-8")
