"""Keyed pseudonyms in the database engine: HMAC-SHA-256 (RFC 2104) of a text, cut to 32 hex digits."""

import hashlib

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
