"""The key of the pseudonyms: from the environment or a key file, else drawn for one run and thrown away."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from tasks.core.errors import UsageError

KEY = "HELPLINE_REPORT_KEY"
KEY_FILE = "HELPLINE_REPORT_KEY_FILE"
KEY_BYTES = 32


def pseudonym_key(environment: Mapping[str, str] = os.environ) -> tuple[bytes, bool]:
    """The key of the pseudonyms, and whether it was drawn for this run only.

    With a throw-away key the pseudonyms of two runs cannot be compared, which no figure of one edition needs.

    Args:
        environment: where ``HELPLINE_REPORT_KEY`` (64 hex digits) or ``HELPLINE_REPORT_KEY_FILE`` (a file that holds
            them) may be set.

    Raises:
        UsageError: both are set, the file cannot be read or is open to others, or what is given is no key.
    """
    text, file = environment.get(KEY, ""), environment.get(KEY_FILE, "")
    if text and file:
        raise UsageError(f"Both {KEY} and {KEY_FILE} are set.", remedy="Set one of them.")
    if not text and not file:
        return secrets.token_bytes(KEY_BYTES), True
    return _parse(text or _read(Path(file)), KEY if text else KEY_FILE), False


def key_is_configured(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether an installation has a key of its own, so that pseudonyms of two runs are the same."""
    return bool(environment.get(KEY) or environment.get(KEY_FILE))


def _read(path: Path) -> str:
    if not path.is_file() or not os.access(path, os.R_OK):
        raise UsageError("The key file cannot be read.", where=KEY_FILE, remedy="Give the path of a readable file.")
    if path.stat().st_mode & 0o077:
        raise UsageError(
            "The key file is open to other users.", where=KEY_FILE, remedy="Take their rights away: chmod 600."
        )
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
