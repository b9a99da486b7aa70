"""What defects are seeded into: the sample edition at every stage, made once."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from tasks.aggregate import aggregate
from tasks.chart import draw
from tasks.compare import compare
from tasks.disclosure.attacker import AttackerConstraints, attacker_constraints, published_numbers
from tasks.disclosure.relations import Number
from tasks.disclosure.tables import link
from tasks.disclosure.windows import windows
from tasks.language.languages import texts_folder
from tasks.language.texts_loader import load_texts
from tasks.model.brand import load_brand
from tasks.model.figures import Disclosure, FigureCounts, ProtectedFigures, TimeSlice
from tasks.model.manifest import digest
from tasks.model.period import Month, Period
from tasks.model.records import Counts
from tasks.proofread import proofread_report
from tasks.protect import protect
from tasks.protect.rounding import true_values
from tasks.publish import publish
from tests.edition_factory import make_edition
from tests.figures_factory import only
from tests.records_parquet import write_records
from tests.render.conftest import build
from tests.sample_logs.bundled import sample_records
from tests.verify.test_verify import FEW

TWO_YEARS = Period(Month(2016, 12), Month(2018, 11))
NEXT = Period(Month(2018, 12), Month(2020, 11))


class Scene:
    """The sample edition at every stage, made once; each defect gets what it asks for, and a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.private = folder / "private"
        self.number = 0

    @cached_property
    def counts(self) -> Counts:
        return aggregate(write_records(sample_records(), self.folder / "accepted.parquet"), TWO_YEARS)

    @cached_property
    def figures(self) -> ProtectedFigures:
        return protect(self.counts, Disclosure.ROUND, "sha256:" + "0" * 64, sample=True, private=self.private)

    @cached_property
    def exact(self) -> ProtectedFigures:
        return protect(self.counts, Disclosure.NONE, "sha256:" + "0" * 64, sample=True)

    @cached_property
    def truth(self) -> Mapping[Number, int]:
        [raw] = self.counts.slices
        return true_values(link(self.counts.specs, raw.period, raw.figures), raw.figures)

    @cached_property
    def known(self) -> AttackerConstraints:
        [time_slice] = self.figures.slices
        tables = link(self.counts.specs, time_slice.period, time_slice.figures)
        return attacker_constraints(tables, published_numbers(self.counts.specs, tables, time_slice.figures))

    @cached_property
    def two(self) -> ProtectedFigures:
        """Two editions in a row: the sample's, and one of the same counts two years later."""
        [time_slice] = self.figures.slices
        slices = (
            time_slice,
            TimeSlice(NEXT, {i: _later(counts) for i, counts in time_slice.figures.items()}, audit=time_slice.audit),
        )
        specs = self.counts.specs
        figures = {i: windows(spec, NEXT, slices, Disclosure.ROUND) for i, spec in specs.items()}
        return replace(self.figures, edition=NEXT, figures=figures, slices=slices)

    @cached_property
    def page(self) -> tuple[str, tuple]:
        """The web page of the edition, with charts."""
        return self.page_of(self.figures, self.figures)

    def page_of(self, figures: ProtectedFigures, drawn: ProtectedFigures) -> tuple[str, tuple]:
        charts = draw(drawn, compare(drawn), load_texts(texts_folder(), drawn.edition), load_brand())
        report = build(figures, dict(charts))
        return report.html, report.rendered

    def proofread(self, page: str) -> None:
        proofread_report(page, self.page[1], self.figures, load_texts(texts_folder(), self.figures.edition))

    @cached_property
    def edition(self) -> Path:
        """A folder of a few figures of the edition, as draft and published."""
        return make_edition(self.folder / "editions", only(self.figures, *FEW))

    @cached_property
    def publications(self) -> Path:
        publish(self.edition, digest(self.edition), self.folder / "published")
        return self.folder / "published"

    def copy(self, source: Path) -> Path:
        self.number += 1
        target = self.folder / f"copy {self.number}" / source.name
        shutil.copytree(source, target)
        for path in target.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        return target


def _later(counts: FigureCounts) -> FigureCounts:
    def key(parts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(re.sub(r"(?:^|(?<=_))(20\d\d)(?=-)", lambda m: str(int(m[1]) + 2), part) for part in parts)

    cells, groups = ({key(k): n for k, n in found.items()} for found in (counts.cells, counts.groups))
    return FigureCounts(counts.total, counts.missing, cells, groups)
