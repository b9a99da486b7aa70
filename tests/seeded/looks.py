"""Who looks at a seeded defect: for each stage a way to seed one, and to run what has to catch it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tasks.disclosure.alternatives import alternatives_file
from tasks.language.texts_loader import load_texts
from tasks.model.figures import ProtectedFigures
from tasks.model.figures_json import figures_json, parse_figures
from tasks.proofread import proofread_texts
from tasks.reconcile import reconcile_published
from tasks.verify import verify
from tasks.verify.documents import audit_faults
from tasks.verify.figures import disclosure_faults, figure_faults
from tests.figures_factory import random_titles
from tests.proofread import texts as spoiled
from tests.seeded.scene import Scene
from tests.verify.test_verify import seal

Seed = Callable[[Scene], object]
"""Seeds a defect and runs the stage that has to catch it; gives what that says, unless it refuses."""


def reconciled(change: Callable[[ProtectedFigures], ProtectedFigures]) -> Seed:
    return lambda scene: reconcile_published(change(scene.figures))


def series(change: Callable[[ProtectedFigures], ProtectedFigures]) -> Seed:
    """The second edition of a series, held against what the first one froze."""
    return lambda scene: reconcile_published(change(scene.two), scene.figures.slices)


def frozen(change: Callable[[Any], Any], of: str = "figures") -> Seed:
    """A change to ``figures.json``, looked at by all that verification holds against figures alone."""

    def seed(scene: Scene) -> list[str]:
        original: ProtectedFigures = getattr(scene, of)
        document = json.loads(json.dumps(figures_json(original, random_titles(original))))
        change(document)
        figures = parse_figures(json.dumps(document).encode())
        found = [*figure_faults(figures).items()]
        found += [
            ("disclosure", disclosure_faults(figures)),
            ("audit", audit_faults(figures, scene.private)[0]),
        ]
        return [f"{name}: {fault}" for name, faults in found for fault in faults]

    return seed


def in_folder(change: Callable[[Path], Any], sealed: bool = True) -> Seed:
    """A change to a draft's folder."""

    def seed(scene: Scene) -> None:
        edition = scene.copy(scene.edition)
        change(edition)
        if sealed:
            seal(edition)
        verify(edition, scene.folder / "none")

    return seed


def in_publication(change: Callable[[Path], Any]) -> Seed:
    """A change to a published revision, sealed anew."""

    def seed(scene: Scene) -> None:
        publications = scene.copy(scene.publications)
        revision = publications / scene.edition.name / "r1"
        change(revision)
        seal(revision)
        verify(revision, scene.folder / "none", publications / "ledger.jsonl", published=True)

    return seed


def in_ledger(change: Callable[[Path], Any]) -> Seed:
    """A change to the ledger that a published revision is held against."""

    def seed(scene: Scene) -> None:
        publications = scene.copy(scene.publications)
        change(publications / "ledger.jsonl")
        verify(
            publications / scene.edition.name / "r1",
            scene.folder / "none",
            publications / "ledger.jsonl",
            published=True,
        )

    return seed


def on_page(old: str, new: str) -> Seed:
    """Something on the finished page that the program did not put there."""

    def seed(scene: Scene) -> None:
        page = re.sub(old, new, scene.page[0], count=1)
        assert page != scene.page[0], old
        scene.proofread(page)

    return seed


def in_text(words: str) -> Seed:
    def seed(scene: Scene) -> None:
        scene.number += 1
        texts = spoiled.copied(scene.folder / f"texts {scene.number}")
        spoiled.add(texts, "numbers/l_at_risk.md", words)
        proofread_texts(scene.figures, load_texts(texts, scene.figures.edition))

    return seed


def witnessed(change: Callable[[dict], Any], resealed: bool) -> Seed:
    """A change to the file of alternative tables, with its digest in the edition made anew or not."""

    def seed(scene: Scene) -> list[str]:
        figures, folder = scene.figures, scene.copy(scene.private)
        [time_slice] = figures.slices
        assert time_slice.audit
        path = folder / alternatives_file(time_slice.period, time_slice.audit.witnesses)
        content = json.loads(path.read_text())
        change(content)
        path.write_text(json.dumps(content, separators=(",", ":")))
        if resealed:
            import hashlib

            forged = replace(time_slice.audit, witnesses=f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}")
            path.rename(folder / alternatives_file(time_slice.period, forged.witnesses))
            figures = replace(figures, slices=(replace(time_slice, audit=forged),))
        return audit_faults(figures, folder)[0]

    return seed
