"""Alert: tell the people who can do something, once for each problem, and again when it changes or is mended.

In the order in which it happens: ``messages`` (what is told, in which words), ``outbox`` (what was told already, and
what nobody has taken yet), ``delivery`` (by Apprise).
"""

from tasks.alert.delivery import VARIABLES, Addresses, addresses_in, send_test, understood
from tasks.alert.messages import Audience, Notice, Problem
from tasks.alert.outbox import Letter, Outbox, deliver

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
