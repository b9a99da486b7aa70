"""Alert: tell the people who can do something, once for each problem, and again when it changes or is mended.

``messages`` is what is told, in which words; ``outbox`` keeps what was told already and what nobody has taken yet, and
delivers it.
"""

from tasks.alert.messages import Audience, Notice, Problem
from tasks.alert.outbox import VARIABLES, Addresses, Letter, Outbox, addresses_in, deliver, send_test, understood

__all__ = [
    "VARIABLES",
    "Addresses",
    "Audience",
    "Letter",
    "Notice",
    "Outbox",
    "Problem",
    "addresses_in",
    "deliver",
    "send_test",
    "understood",
]
