"""One tile: its figures rounded together and audited; drawn again, or with categories merged, where that fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256

from tasks.core.errors import DisclosureError
from tasks.core.figures import Audit, FigureCounts, FigureSpec, RawTile, Tile
from tasks.core.linked import (
    Before,
    Knowledge,
    Layout,
    LinkedTables,
    Number,
    Published,
    knowledge,
    known_before,
    link,
    published,
)
from tasks.core.linked.knowledge import REACH
from tasks.core.merges import Merges
from tasks.core.period import Period
from tasks.core.printed import Printed
from tasks.core.witnesses import Witnesses, fewest, witness_bytes
from tasks.protect.audit import Finding, audit
from tasks.protect.draw import Draw, draw, draw_key
from tasks.protect.merging import merged, next_merge
from tasks.protect.printed import fitting
from tasks.protect.revision import with_earlier
from tasks.protect.rounding import RoundingProblem
from tasks.protect.soundness import refuse_unsound
from tasks.protect.truth import true_values

DOWN = Draw(chance=1, weight=1000)
"""A draw that is against going up, and outweighs those of hundreds of numbers and unprinted ones moved further."""
DRAWS = 3
"""How often a tile is drawn before categories are merged: the audit nearly always passes the first draw."""


@dataclass(frozen=True, slots=True)
class ProtectedTile:
    """A tile that may be published, and the content of the witness file that shows it."""

    tile: Tile
    witnesses: bytes


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is out already, of any months: values printed before the ledger began, tiles published before a revision."""

    printed: tuple[Printed, ...] = ()
    tiles: tuple[Tile, ...] = ()


def protect_tile(
    specs: Mapping[str, FigureSpec], raw: RawTile, secret: bytes, earlier: Earlier | None = None
) -> ProtectedTile:
    """Round a tile so that the attacker's audit passes.

    Categories are merged, as the contract allows and one at a time, until it does.

    Args:
        specs: what each figure is.
        raw: the tile as counted.
        secret: the installation's key, which the draw depends on; empty where none is configured.
        earlier: what is out already.

    Raises:
        DisclosureError: no rounding passes, and there is nothing left to merge.
        UsageError: a printed value names no figure or cell, or contradicts the logs.
    """
    out = earlier or Earlier()
    out = Earlier(fitting(out.printed, specs, raw), tuple(tile for tile in out.tiles if tile.period == raw.period))
    merges: Merges = {}
    while True:
        figures = merged(specs, raw.figures, merges)
        counted = _Counted(specs, raw.period, figures, merges, out)
        outcome = counted.protected(secret)
        if isinstance(outcome, ProtectedTile):
            return outcome
        further = next_merge(specs, figures, outcome, merges)
        if further is None:
            raise counted.refusal(outcome)
        merges = further


@dataclass(frozen=True)
class _Counted:
    """A tile as counted, with some categories merged."""

    specs: Mapping[str, FigureSpec]
    period: Period
    figures: Mapping[str, FigureCounts]
    merges: Merges
    earlier: Earlier

    @cached_property
    def tables(self) -> LinkedTables:
        return link(self.specs, self.period, self.figures)

    @cached_property
    def truth(self) -> Mapping[Number, int]:
        return true_values(self.tables, self.figures)

    @cached_property
    def printed(self) -> frozenset[Number]:
        layouts = self.tables.layouts.items()
        return frozenset(n for figure_id, layout in layouts if not self.specs[figure_id].exact for n in layout.rounded)

    @cached_property
    def headlines(self) -> frozenset[Number]:
        """The numbers that are published exactly."""
        return frozenset(published(self.specs, self.tables, self.figures).exact)

    @cached_property
    def _before(self) -> Before:
        return known_before(self.earlier.printed, self.specs, self.tables, self.period, self.merges)

    @cached_property
    def _told_earlier(self) -> tuple[Published, ...]:
        tiles = self.earlier.tiles
        return tuple(published(self.specs, link(self.specs, t.period, t.figures), t.figures) for t in tiles)

    def protected(self, secret: bytes) -> "ProtectedTile | tuple[Number, ...]":
        """The tile, or the numbers that stand in the way."""
        exposed: tuple[Number, ...] = ()
        for attempt in range(DRAWS):
            drawn = partial(self._draw, draw_key(secret, self.truth, attempt))
            problem = RoundingProblem(self.truth, self.tables.relations, self.printed, drawn)
            values = problem.solve()
            if values is None:
                return problem.blocking()
            refuse_unsound(problem, values)
            figures = {i: self._counts(i, self.tables.layouts[i], values) for i in self.figures}
            known = self._known(figures, values)
            found, twice = audit(known), self._with_earlier(known)
            if not found.exposed and not twice.exposed:
                return self._audited(figures, known, found, twice)
            exposed = found.exposed or twice.exposed
        return exposed

    def _draw(self, key: bytes, number: Number) -> Draw:
        """The draw of a number; one that is told exactly elsewhere goes down if it can.

        Else whatever makes up the difference to it would be known too well: of 109 calls, 110 with a known hour would
        leave three at most without.
        """
        return DOWN if number in self.headlines else draw(key, number)

    def _known(self, figures: Mapping[str, FigureCounts], values: Mapping[Number, int]) -> Knowledge:
        off = (abs(value - self.truth[number]) for number, value in values.items() if not number.auxiliary)
        reach = max(REACH, *off)
        return knowledge(self.tables, published(self.specs, self.tables, figures), values, reach, self._before)

    def _with_earlier(self, known: Knowledge) -> Finding:
        """The audit of a revision together with what it revises; for a tile that is new there is nothing to find."""
        if not self.earlier.tiles:
            return Finding((), ())
        return audit(with_earlier(known, self._told_earlier, self.truth))

    def _audited(
        self, figures: Mapping[str, FigureCounts], known: Knowledge, found: Finding, twice: Finding
    ) -> ProtectedTile:
        tables = (*found.tables, *twice.tables)
        content = witness_bytes(Witnesses(self.period, tables))
        summary = Audit(
            covered=known.covered,
            least=fewest(tables, known),
            tables=len(tables),
            witnesses=f"sha256:{sha256(content).hexdigest()}",
            few=known.few,
            printed=len(self.earlier.printed),
            told_before=len(known.told_before),
            with_earlier=fewest(twice.tables, known) if self.earlier.tiles else 0,
            relations=self.tables.digest,
        )
        return ProtectedTile(Tile(self.period, figures, self.merges, summary), content)

    def _counts(self, figure_id: str, layout: Layout, values: Mapping[Number, int]) -> FigureCounts:
        raw = self.figures[figure_id]
        if self.specs[figure_id].exact:
            return FigureCounts(raw.total, raw.missing, raw.cells, raw.groups)
        return FigureCounts(
            values[layout.total],
            values[layout.missing] if layout.missing else 0,
            {key: values[number] for key, number in layout.cells.items()},
            {key: values[number] for key, number in layout.groups.items()},
        )

    def refusal(self, numbers: tuple[Number, ...]) -> DisclosureError:
        layouts = self.tables.layouts.items()
        figures = sorted(i for i, layout in layouts if layout.rounded.intersection(numbers))
        return DisclosureError(
            "No way was found to round the figures so that nobody can be told from them and they still add up.",
            where=f"{self.period.words}: {', '.join(figures) or 'between the figures'}",
            remedy="Name in the vocabulary, with merge_into, categories of these figures that may be counted together.",
        )
