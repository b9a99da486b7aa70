"""What an edition keeps for the next render: its figures, its quality statement, and what it was made from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tasks.core.errors import EditionError
from tasks.core.figures import ProtectedFigures
from tasks.core.figures_reader import parse_figures
from tasks.core.manifest import REMEDY, read_files, read_manifest
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
        EditionError: the folder is no edition, or a file in it is not what its manifest says: figures that were edited
            by hand must not become a new draft with a fresh manifest.
    """
    manifest = read_manifest(folder)
    files, wrong = read_files(folder, manifest)
    if wrong:
        raise EditionError(f"The edition was altered: {'; '.join(wrong)}.", where=str(folder), remedy=REMEDY)
    lacking = [name for name in ("figures.json", "quality.json") if name not in files]
    if lacking:
        raise EditionError(f"The edition has no {lacking[0]}.", where=str(folder), remedy=REMEDY)
    figures, quality = parse_figures(files["figures.json"]), quality_from_json(json.loads(files["quality.json"]))
    if str(figures.edition) != manifest.edition:
        raise EditionError("The manifest and the figures are of different editions.", str(folder), REMEDY)
    return FrozenEdition(figures, quality, manifest.inputs, manifest.settings)
