"""The draw: by how much a number would rather go up than down, fixed by a key, the months and the number's name.

It does not depend on the counts. Drawn anew for each count, the roundings of an edition and of its revisions would be
so many separate answers about the same people; drawn once, a number is printed differently only where a count changed.
Nobody without the installation's key can repeat it: whoever knows all but one person's answer could else try each and
see which leads to what was published. The sample is drawn without a key; its records are in the open.
"""

import hashlib
import hmac

from tasks.core.linked import Number
from tasks.core.period import Period


def draw_key(secret: bytes, period: Period, attempt: int = 0) -> bytes:
    """The key of the draws of a tile.

    Args:
        secret: the installation's key; empty for the sample. Never one that was drawn for a single run.
        period: the months of the tile.
        attempt: which draw of the tile this is, where the audit did not pass the one before.
    """
    return hmac.digest(secret, f"draw {attempt} of {period}".encode(), hashlib.sha256)


def draw(key: bytes, number: Number) -> float:
    """The draw of one number, in [0, 1): the lower, the rather it goes up."""
    return int.from_bytes(hmac.digest(key, str(number).encode(), hashlib.sha256)[:8]) / 2**64
