"""The draw: which of its two multiples a number would rather become, fixed by a key and the number's name.

The key comes from the tile's own raw counts, together with the installation's key. So the same inputs give the same
bytes wherever that key is, nothing else has to be kept, and nobody without it can draw again to see which counts would
have led to what was published: with a draw from the counts alone, whoever knows all but one person's answer could try
each. The sample is drawn without a key; its records are in the open.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from tasks.core.linked import Number


@dataclass(frozen=True, slots=True)
class Draw:
    """Two numbers for one cell, both in [0, 1): the chance to go up, and the weight that settles ties."""

    chance: float
    weight: float


def draw_key(secret: bytes, values: Mapping[Number, int], attempt: int = 0) -> bytes:
    """The key of a tile's draw.

    Args:
        secret: the installation's key; empty for the sample. Never one that was drawn for a single run.
        values: the true value of each number of the tile.
        attempt: which draw of the tile this is, where the audit did not pass the one before.
    """
    lines = [f"draw {attempt}", *sorted(f"{number} is {count}" for number, count in values.items())]
    return hmac.digest(secret, "\n".join(lines).encode(), hashlib.sha256)


def draw(key: bytes, number: Number) -> Draw:
    """The draw of one number."""
    digest = hmac.digest(key, str(number).encode(), hashlib.sha256)
    return Draw(*(int.from_bytes(part) / 2**64 for part in (digest[:8], digest[8:16])))
