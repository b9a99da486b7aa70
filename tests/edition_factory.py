"""A whole edition folder over random figures, without the report itself, for tests of what happens to editions."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tasks.draft import write_edition
from tasks.model.figures import ProtectedFigures
from tasks.model.manifest import Manifest, digest_of
from tasks.model.quality import Quality, quality_json
from tasks.tabulate import json_bytes, tabulate, workbook
from tests.figures_factory import random_titles

NOTHING_READ = json_bytes(quality_json(Quality({}, {}, {}, (), (), {}, 0.02)))
"""A quality statement of empty logs."""


def make_edition(
    out: Path,
    figures: ProtectedFigures,
    report: bytes = b"<!DOCTYPE html>",
    quality: bytes = NOTHING_READ,
    untranslated: Sequence[str] = (),
    omitted: Sequence[str] = (),
    ways: Mapping[str, str] | None = None,
) -> Path:
    """Write a draft of the figures into ``out``, with a stand-in for the printed report."""
    files = {
        "report.html": report,
        "report.ur.html": report,
        "report.pdf": b"%PDF-1.7",
        "quality.json": quality,
        **tabulate(figures, random_titles(figures)),
        "tables.xlsx": workbook(figures, random_titles(figures)),
    }
    manifest = Manifest(
        edition=str(figures.edition),
        files={name: digest_of(content) for name, content in files.items()},
        inputs={"calls.xlsx": "0" * 64},
        settings={"disclosure": figures.disclosure.value},
        versions={"python": "3.11"},
        revisions={"text": "sha256:0", "code": "sha256:1"},
        ways=ways or {},
        untranslated={"ur": list(untranslated)},
        omitted=list(omitted),
    )
    return write_edition(out, manifest, files)
