"""The witness tables of the audit, confirmed without a solver: by adding up, and against what is published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tasks.core.figures import Disclosure, FigureSpec, ProtectedFigures, Tile
from tasks.core.linked import knowledge, link, published
from tasks.core.witnesses import read_witnesses, witness_faults, witness_file


@dataclass(frozen=True, slots=True)
class WitnessCheck:
    """What was found, and in words what was looked at."""

    faults: list[str]
    words: str


def check_witnesses(figures: ProtectedFigures, private: Path) -> WitnessCheck:
    """Confirm that no number of fewer than five people can be told from the edition.

    Args:
        figures: an edition's figures.
        private: the folder of whoever built it, where the tables lie. Where a tile has none there, that is said, and is
            no fault: whoever received the edition does not have them.
    """
    if figures.disclosure is Disclosure.NONE:
        return WitnessCheck([], "no disclosure control; internal draft")
    specs = {figure.spec.id: figure.spec for figure in figures}
    faults = [fault for tile in figures.tiles for fault in _tile_faults(specs, tile, private)]
    covered = sum(tile.audit.covered for tile in figures.tiles if tile.audit)
    absent = [tile.period.words for tile in figures.tiles if not (private / witness_file(tile.period)).exists()]
    seen = f"{covered} numbers that may be small can have five values or more each"
    return WitnessCheck(faults, f"not looked at for {', '.join(absent)}: no tables in {private}" if absent else seen)


def _tile_faults(specs: Mapping[str, FigureSpec], tile: Tile, private: Path) -> Iterator[str]:
    path = private / witness_file(tile.period)
    if tile.audit is None:
        yield f"{tile.period.words} was not audited"
    elif path.exists():
        content = path.read_bytes()
        if f"sha256:{sha256(content).hexdigest()}" != tile.audit.witnesses:
            yield f"{path.name} is not the file that the edition names"
            return
        tables = link(specs, tile.period, tile.figures)
        known = knowledge(tables, published(specs, tables, tile.figures))
        yield from witness_faults(read_witnesses(content, tile.period, tables.numbers), known)
