"""Validate: judge profiles of the contacts, set aside what breaks a rule, and say where staff can mend it.

In the order in which it happens: ``profiles`` (what is counted), ``judge`` (Great Expectations), ``breaches`` (the
records behind), ``missing``, ``fix_list`` and ``page`` (for staff, in the private folder), ``gate``.
"""

from tasks.validate.gate import enforce_gate
from tasks.validate.verdict import Verdict, validate

__all__ = ["Verdict", "enforce_gate", "validate"]
