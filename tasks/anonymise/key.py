"""The keys, and the pseudonyms made with them: one of the installation, one drawn for an edition until it is published.

Pseudonyms are made with both. So nobody who lacks either can make them, and once the edition's is gone nobody can,
whatever else they have. The draw of the rounding and the published digests of logs need the installation's: without it,
whoever knows nearly all records could try the rest until the edition comes out. So the first build of an installation
draws one, where none is configured.

A pseudonym is the HMAC-SHA-256 (RFC 2104) of a text, cut to 32 hex digits, and is made in the database engine.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from tasks.model.errors import UsageError
from tasks.storage.atomic_files import write_once
from tasks.storage.workspace import FILE_MODE, private_folder

KEY = "HELPLINE_REPORT_KEY"
KEY_FILE = "HELPLINE_REPORT_KEY_FILE"
KEY_BYTES = 32
INSTALLATION_KEY = "installation.key"
"""The file of the installation's key within the private folder, where no other is configured."""
KEYS = "keys"
"""The folder of the editions' keys within the private folder."""


def installation_key(private: Path, environment: Mapping[str, str] = os.environ) -> bytes:
    """The installation's key; empty where it has none yet.

    Args:
        private: the private folder, where it lies if the environment names no other.
        environment: where ``HELPLINE_REPORT_KEY`` (64 hex digits) or ``HELPLINE_REPORT_KEY_FILE`` (a file that holds
            them) may be set.

    Raises:
        UsageError: both are set, the file cannot be read or is open to others, or what is given is no key.
    """
    text, file = environment.get(KEY, ""), environment.get(KEY_FILE, "")
    if text and file:
        raise UsageError(f"Both {KEY} and {KEY_FILE} are set.", remedy="Set one of them.")
    if text:
        return _parse(text, KEY)
    path = Path(file) if file else private / INSTALLATION_KEY
    where = KEY_FILE if file else str(path)
    # A link that leads nowhere is a key that was lost, and no reason to draw another.
    return _parse(_read(path, where), where) if file or os.path.lexists(path) else b""


def make_installation_key(private: Path, environment: Mapping[str, str] = os.environ) -> Path | None:
    """Draw the installation's key into the private folder, where it has none yet.

    Returns:
        The file of the new key; None where there was one.

    Raises:
        UsageError: there is one that cannot be used.
    """
    if installation_key(private, environment):
        return None
    path = private_folder(private) / INSTALLATION_KEY
    write_once(path, f"{secrets.token_hex(KEY_BYTES)}\n".encode(), FILE_MODE)
    return path


def pseudonym_key(private: Path, edition: str | None, environment: Mapping[str, str] = os.environ) -> bytes:
    """The key of the pseudonyms of a run.

    Args:
        private: the private folder, where the edition's key is drawn if it is not there.
        edition: the edition's period; None for a run that is of none, which gets a key to throw away.
        environment: see :func:`installation_key`.

    Raises:
        UsageError: the installation's key cannot be used, or the edition's is broken.
    """
    own = installation_key(private, environment)
    if not own or edition is None:
        return secrets.token_bytes(KEY_BYTES)
    return hmac.digest(own, b"pseudonyms of an edition" + _drawn(_path(private, edition)), hashlib.sha256)


def destroy_edition_key(private: Path, edition: str) -> None:
    """Destroy the key of an edition: overwritten, then removed. Its pseudonyms cannot be made again.

    Raises:
        OSError: the key is there and cannot be written to.
    """
    path = _path(private, edition)
    if path.exists():
        with path.open("r+b") as file:
            file.write(bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


def _path(private: Path, edition: str) -> Path:
    return private / KEYS / f"{edition}.key"


def _drawn(path: Path) -> bytes:
    private_folder(private_folder(path.parent.parent) / KEYS)
    if not path.exists():
        write_once(path, secrets.token_bytes(KEY_BYTES), FILE_MODE)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise UsageError("The key of the edition is broken.", str(path), "Remove it; the next build draws another.")
    return key


def _read(path: Path, where: str) -> str:
    if not path.is_file() or not os.access(path, os.R_OK):
        raise UsageError(
            "The key file cannot be read.",
            where,
            "Put its copy back in its place, or give the path of a readable file.",
        )
    if path.stat().st_mode & 0o077:
        raise UsageError("The key file is open to other users.", where, "Take their rights away: chmod 600.")
    return path.read_text("ascii", errors="replace")


def _parse(text: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise UsageError(
            "The pseudonym key is not 64 hex digits.", where=where, remedy="Draw one with: openssl rand -hex 32"
        )
    return key


_BLOCK = 64
DIGITS = 32


def pads(key: bytes) -> dict[str, bytes]:
    """The two padded keys, to be bound as the parameters ``$inner`` and ``$outer``: no key stands in a query's text."""
    block = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    return {"inner": bytes(b ^ 0x36 for b in block), "outer": bytes(b ^ 0x5C for b in block)}


def pseudonym(text: str) -> str:
    """The SQL expression for the pseudonym of a text expression; null stays null."""
    digest = f"sha256($outer::BLOB || unhex(sha256($inner::BLOB || encode({text}))))"
    return f"left({digest}, {DIGITS})"
