"""What an edition keeps for the next render: its figures, its quality statement, and what it was made from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tasks.core.errors import EditionError
from tasks.core.figures import ProtectedFigures
from tasks.core.frozen import read_figures
from tasks.core.manifest import read_manifest
from tasks.core.quality import Quality, quality_from_json


@dataclass(frozen=True, slots=True)
class FrozenEdition:
    """An edition as it can be read back from its folder."""

    figures: ProtectedFigures
    quality: Quality
    inputs: Mapping[str, str]
    settings: Mapping[str, object]


def read_edition(folder: Path) -> FrozenEdition:
    """Read an edition back.

    Raises:
        EditionError: the folder is no edition, or one of its files is broken.
    """
    manifest = read_manifest(folder)
    figures = read_figures(folder / "figures.json")
    return FrozenEdition(figures, _quality(folder / "quality.json"), manifest.inputs, manifest.settings)


def _quality(path: Path) -> Quality:
    try:
        return quality_from_json(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        broken = EditionError(
            "The edition's quality statement cannot be read.",
            where=str(path),
            remedy="Build the edition again, or take an unaltered copy of it.",
        )
    raise broken
