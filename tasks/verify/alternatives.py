"""The witness tables of the audit, confirmed without a solver: by adding up, and against what is published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tasks.core.figures import Disclosure, FigureSpec, ProtectedFigures, Tile
from tasks.disclosure.alternatives import fewest, read_witnesses, witness_faults, witness_file
from tasks.disclosure.attacker import Knowledge, knowledge, published
from tasks.disclosure.printed import Printed, known_before
from tasks.disclosure.tables import LinkedTables, link


@dataclass(frozen=True, slots=True)
class WitnessCheck:
    """What was found, and in words what was looked at."""

    faults: list[str]
    words: str


def check_witnesses(
    figures: ProtectedFigures, private: Path, printed: Sequence[Printed] = (), needed: Sequence[Tile] = ()
) -> WitnessCheck:
    """Confirm that no number of fewer than five people can be told from the edition.

    Args:
        figures: an edition's figures.
        private: the folder of whoever built it, where the tables lie. Where a tile has none there, that is said, and is
            no fault: whoever received the edition does not have them. The same holds for a tile that was published when
            other relations between numbers were taken as known than are now: its tables answer to those.
        printed: values that were printed before the ledger began.
        needed: the tiles whose tables must be there.
    """
    if figures.disclosure is Disclosure.NONE:
        return WitnessCheck([], "no disclosure control; internal draft")
    specs = {figure.spec.id: figure.spec for figure in figures}
    faults = [fault for tile in figures.tiles for fault in _tile_faults(specs, tile, private, printed)]
    unseen = [(tile, why) for tile in figures.tiles if (why := _unseen(specs, tile, private))]
    faults += [f"{tile.period.words}: {why}" for tile, why in unseen if tile in needed]
    return WitnessCheck(faults, "; ".join(_not_looked_at(unseen)) or _words(figures))


def _unseen(specs: Mapping[str, FigureSpec], tile: Tile, private: Path) -> str:
    """Why a tile is not looked at; empty where it is."""
    if not _as_now(tile, link(specs, tile.period, tile.figures)):
        return "audited when fewer or other relations between numbers were taken as known"
    return "" if _path(tile, private).exists() else f"no tables in {private}"


def _not_looked_at(unseen: Sequence[tuple[Tile, str]]) -> Iterator[str]:
    for reason in dict.fromkeys(why for _, why in unseen):
        periods = ", ".join(tile.period.words for tile, why in unseen if why == reason)
        yield f"not looked at for {periods}: {reason}"


def _as_now(tile: Tile, tables: LinkedTables) -> bool:
    """Whether the audit took the same relations as known that are now; else its tables cannot be held against them."""
    return tile.audit is None or tile.audit.relations == tables.digest


def _words(figures: ProtectedFigures) -> str:
    audits = [tile.audit for tile in figures.tiles if tile.audit]
    covered, few, before = (sum(getattr(a, name) for a in audits) for name in ("covered", "few", "told_before"))
    words = f"{covered - few} numbers that may be small can have five values or more each"
    words += f"; of {few}, headlines say that there are hardly any" if few else ""
    return words + (f"; {before} were told by values printed before" if before else "")


def _path(tile: Tile, private: Path) -> Path:
    return private / witness_file(tile.period, tile.audit.witnesses if tile.audit else "")


def _tile_faults(
    specs: Mapping[str, FigureSpec], tile: Tile, private: Path, printed: Sequence[Printed]
) -> Iterator[str]:
    if tile.audit is None:
        yield f"{tile.period.words} was not audited"
        return
    tables = link(specs, tile.period, tile.figures)
    if not _as_now(tile, tables):
        return
    known = _known(specs, tile, tables, printed)
    told = {"covered": known.covered, "few": known.few, "told_before": len(known.told_before)}
    for name, count in told.items():
        if getattr(tile.audit, name) != count:
            yield f"{tile.period.words}: of the numbers that may be small, not {count} are said to be {name}"
    path = _path(tile, private)
    if not path.exists():
        return
    content = path.read_bytes()
    if f"sha256:{sha256(content).hexdigest()}" != tile.audit.witnesses:
        yield f"{path.name} is not the file that the edition names"
        return
    try:
        witnesses = read_witnesses(content, tile.period, list(known.ranges))
    except (ValueError, KeyError, TypeError):
        yield f"{path.name} has no tables of this edition"
        return
    yield from witness_faults(witnesses, known)
    least = fewest(witnesses.tables, known)
    if least != tile.audit.least:
        yield f"{tile.period.words}: the tables leave {least} values, not {tile.audit.least} as is said"


def _known(specs: Mapping[str, FigureSpec], tile: Tile, tables: LinkedTables, printed: Sequence[Printed]) -> Knowledge:
    before = known_before(printed, specs, tables, tile.period, tile.merged)
    return knowledge(tables, published(specs, tables, tile.figures), before=before)
