"""Content within an address, so that a page needs no other file."""

from base64 import b64encode


def data_uri(kind: str, content: bytes) -> str:
    """A data address; ``kind`` is the media type, as ``font/woff2``."""
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"
