"""Compress what goes into a PDF, so that its end is clear."""

import zlib


def packed(content: bytes) -> bytes:
    """Content compressed for a stream.

    It never ends in a carriage return: with the line feed that follows a stream, its length would be in doubt, which
    PDF/A does not allow. The line feed that then comes behind it is read by nobody.
    """
    compressed = zlib.compress(content)
    return compressed + b"\n" if compressed.endswith(b"\r") else compressed
