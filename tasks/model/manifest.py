"""The manifest of an edition: the digest of every file in its folder, and what the edition was made from."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tasks.model import schema
from tasks.model.errors import EditionError
from tasks.model.figures import Disclosure
from tasks.model.period import EDITION_NAME

MANIFEST = "manifest.json"
REMEDY = "Build the edition again, or take an unaltered copy of it."
REVISION = re.compile(r"r([1-9][0-9]{0,5})")
"""The name of a published revision's folder within that of its edition."""
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an edition consists of.

    Attributes:
        edition: its period, as in its folder's name.
        files: the SHA-256 of each file by its path within the folder, the manifest itself left out.
        inputs: the SHA-256 of each log by its name.
        settings: the settings that it was built with.
        versions: of Python and the libraries that shape the output.
        revisions: digests of ``text`` and ``code``.
        ways: the way that each condition of the texts went, by its words; see :mod:`tasks.language.rendered_text`.
        untranslated: by the code of a language, the texts that its page has in English, or in a translation of another
            English; see :mod:`tasks.language.translation`.
        omitted: what the report leaves out: blocks that the edition has no text or no figure for, by their titles, and
            paragraphs that name what it has not, by their lines.
        schema_version: of the form of this file.
    """

    edition: str
    files: Mapping[str, str]
    inputs: Mapping[str, str]
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    revisions: Mapping[str, str]
    ways: Mapping[str, str] = field(default_factory=dict)
    untranslated: Mapping[str, list[str]] = field(default_factory=dict)
    omitted: list[str] = field(default_factory=list)
    schema_version: int = schema.present(schema.MANIFEST)

    def as_bytes(self) -> bytes:
        """The content of ``manifest.json``."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


_READER = TypeAdapter(Manifest)


def digest_of(content: bytes) -> str:
    """SHA-256, as 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def digest(edition: Path) -> str:
    """The digest that stands for an edition: the SHA-256 of its manifest.

    Raises:
        EditionError: the folder has no manifest.
    """
    return digest_of(manifest_bytes(edition))


def manifest_bytes(edition: Path) -> bytes:
    """The manifest's content, unread.

    Raises:
        EditionError: the folder has no manifest.
    """
    path = edition / MANIFEST
    if not path.is_file() or path.is_symlink():
        raise EditionError(
            "This is no edition: it has no manifest.",
            str(edition),
            "Name the folder of an edition, as build prints it.",
        )
    return path.read_bytes()


def edition_name(folder: Path) -> str:
    """The edition that a folder is named after; a published revision, ``rN``, by the folder that it lies in."""
    path = folder.resolve()
    return path.parent.name if REVISION.fullmatch(path.name) else path.name


def read_manifest(edition: Path) -> Manifest:
    """The manifest of an edition.

    Raises:
        EditionError: there is none, it does not have the form of one, or it is that of another edition than the folder
            is named after.
    """
    return parse_manifest(manifest_bytes(edition), edition)


def parse_manifest(content: bytes, edition: Path) -> Manifest:
    """The manifest in these bytes, which were read from an edition's folder.

    Raises:
        LaterVersionError: a later release wrote them.
        EditionError: they do not have the form of one, or are of another edition than the folder is named after: what
            was copied or renamed must not pass for that.
    """
    try:
        present, _ = schema.upgraded(content, schema.MANIFEST, str(edition / MANIFEST))
        manifest = _READER.validate_json(present, strict=True, extra="forbid")
    except ValidationError as error:
        place, _ = schema.first_fault(error)
    except ValueError:
        place = "the whole file"
    else:
        strange = [name for name in manifest.files if not _NAME.fullmatch(name) or name == MANIFEST]
        if not strange and manifest.edition == edition_name(edition):
            return manifest
        if not strange and re.fullmatch(EDITION_NAME, manifest.edition):
            raise EditionError(
                f"The folder is named {edition_name(edition)}, and what lies in it is the edition {manifest.edition}.",
                str(edition),
                "Give it back the name that it was built with; if another edition was to be in it, build that.",
            )
        place = "files" if strange else "edition"
    raise EditionError(f"The manifest is broken at {place}.", str(edition / MANIFEST), REMEDY)


def is_internal(manifest: Manifest) -> bool:
    """Whether the edition has exact counts: it is not to be published, nor to be read by others."""
    return manifest.settings.get("disclosure") == Disclosure.NONE


def is_sample(manifest: Manifest) -> bool:
    """Whether the edition's records are made up, so that pages that lead to it must say so."""
    return manifest.settings.get("sample") is True


def read_files(edition: Path, manifest: Manifest) -> tuple[Mapping[str, bytes], tuple[str, ...]]:
    """The files of an edition that are what the manifest says, and what is wrong with the others, a phrase each."""
    files: dict[str, bytes] = {}
    wrong: list[str] = []
    for name, expected in manifest.files.items():
        path = edition / name
        if not path.is_file() or path.is_symlink():
            wrong.append(f"{name} is missing")
        elif digest_of(content := path.read_bytes()) != expected:
            wrong.append(f"{name} was altered")
        else:
            files[name] = content
    known = {MANIFEST, *manifest.files, *(p.as_posix() for name in manifest.files for p in Path(name).parents)}
    present = (path.relative_to(edition).as_posix() for path in edition.rglob("*"))
    return files, (*wrong, *sorted(f"{name} does not belong to it" for name in present if name not in known))
