"""Provenance: the inputs, code, texts and libraries that an edition was made from; no machine, user or clock."""

import hashlib
import hmac
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from expectations.contract.content import BUNDLED, PROGRAM, content
from tasks.model.figures import ProtectedFigures
from tasks.model.figures_json import figures_json
from tasks.model.records import Source
from tasks.storage.workspace import write_private

SHAPING = (
    "helpline-report",
    "duckdb",
    "great-expectations",
    "ibis-framework",
    "jinja2",
    "markdown-it-py",
    "matplotlib",
    "pandas",
    "pyarrow",
    "pydyf",
    "weasyprint",
    "xlsxwriter",
)
"""The packages whose version can change what an edition says or how it looks."""
CODE = ("flows", "tasks", "expectations", "report_templates", "assets", "pyproject.toml", "uv.lock")
"""What the code revision covers: sources, page templates, and the lock of all libraries."""
NOT_CODE = (BUNDLED.texts, BUNDLED.brand, BUNDLED.places, PROGRAM / "assets" / "sample")
"""Texts, contract, places and brand have revisions of their own; the sample logs are an input as any other."""


def versions() -> Mapping[str, str]:
    """The versions of Python and of the libraries that shape the output."""
    return {"python": platform.python_version()} | {name: version(name) for name in SHAPING}


def code_revision() -> str:
    """A digest of the project's sources, as they are on disk, with or without version control."""
    roots = [PROGRAM / name for name in CODE]
    return _digest_of_files((PROGRAM, file) for root in roots for file in _files(root) if not _is_left_out(file))


def content_revision() -> str:
    """A digest of the content in use, but for its texts: contract, places, brand and fonts."""
    parts = [part for name, part in content().parts.items() if name != "text"]
    return _digest_of_files((part, file) for part in parts for file in _files(part) if file.suffix != ".py")


def text_revision(*folders: Path) -> str:
    """A digest of all texts of some languages, each in its folder."""
    return _digest_of_files((folder.parent, file) for folder in folders for file in _files(folder))


def input_digests(sources: Iterable[Source]) -> Mapping[str, str]:
    """From each input's name, such as ``calls/2018.xlsx``, to its SHA-256; files of one name are numbered."""
    named: dict[str, str] = {}
    for source in {(source.path, source.table): source for source in sources}.values():
        name = f"{source.log}/{source.name}"
        same = sum(1 for other in named if other.partition(" (")[0] == name)
        named[f"{name} ({same + 1})" if same else name] = source.sha256
    return named


def public_digests(digests: Mapping[str, str], key: bytes) -> Mapping[str, str]:
    """The digests of :func:`input_digests` as an edition may tell them.

    They are made again under the installation's key, ``hmac-sha256:…``: with a plain one, whoever has an old copy of a
    log could try what was added to it. Those of the sample, which has no key, are told as they are.
    """
    return {name: _keyed(f"log {digest}", key) for name, digest in digests.items()} if key else dict(digests)


def built_from(digests: Iterable[str], key: bytes = b"") -> str:
    """One digest for all inputs, whatever their order: ``hmac-sha256:…``, or without a key ``sha256:…``."""
    lines = "\n".join(sorted(digest.removeprefix("sha256:") for digest in digests))
    return _keyed(f"logs {lines}", key) if key else f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"


def _keyed(text: str, key: bytes) -> str:
    return f"hmac-sha256:{hmac.digest(key, text.encode(), hashlib.sha256).hex()}"


def build_id(*parts: str) -> str:
    """The name of a build: a digest of all that it was made from, 16 hex digits."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _is_left_out(file: Path) -> bool:
    is_contract = file.is_relative_to(BUNDLED.contract) and file.suffix == ".toml"
    return is_contract or any(file.is_relative_to(folder) for folder in NOT_CODE)


def _files(root: Path) -> Iterator[Path]:
    """The files at or under a path, but for caches, hidden files and editors' backups."""
    for file in [root] if root.is_file() else root.rglob("*"):
        parts = file.relative_to(root.parent).parts
        if file.is_file() and not any(part[0] == "." or part == "__pycache__" or part[-1] == "~" for part in parts):
            yield file


def _digest_of_files(files: Iterable[tuple[Path, Path]]) -> str:
    """Of files, each named by its place within the folder beside it."""
    found = {file.relative_to(base).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for base, file in files}
    lines = "\n".join(f"{digest}  {name}" for name, digest in sorted(found.items()))
    return f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"


def record_build(private: Path, figures: ProtectedFigures, inputs: Mapping[str, str]) -> None:
    """Keep which figures were built from which logs.

    Args:
        private: the private folder.
        figures: the figures as the draft holds them.
        inputs: the SHA-256 of each log by its name.

    Raises:
        OSError: it cannot be written.
    """
    content = {"figures": _digest(figures), "inputs": dict(inputs)}
    write_private(_path(private, figures), (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def was_built(private: Path, figures: ProtectedFigures) -> bool | None:
    """Whether just these figures were built here; None where nothing is known of any build of their edition."""
    path = _path(private, figures)
    if not path.is_file():
        return False if any(private.glob(f"built-{figures.edition}-*.json")) else None
    try:
        return bool(json.loads(path.read_bytes())["figures"] == _digest(figures))
    except (ValueError, KeyError, TypeError):
        return False


def _path(private: Path, figures: ProtectedFigures) -> Path:
    # Two drafts of one period may lie in two folders: each has a file of its own.
    return private / f"built-{figures.edition}-{_digest(figures)[:12]}.json"


def _digest(figures: ProtectedFigures) -> str:
    """SHA-256 of all numbers and what is said of them; not of words, which may change, nor of the file's version."""
    content = figures_json(figures, {figure.spec.id: "" for figure in figures})
    numbers = {name: content[name] for name in ("edition", "figures", "tiles")}
    return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()
