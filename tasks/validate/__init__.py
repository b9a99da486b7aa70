"""Validate: judge profiles of the contacts, set aside what breaks a rule, and say where staff can mend it.

In the order in which it happens: ``profiles`` (what is counted), ``judge`` (Great Expectations), ``breaches`` (the
records behind), ``missing``, ``fix_list`` and ``page`` (for staff, in the private folder; ``fix_summary``
and ``fix_lines`` are what the list says, ``fix_workbook`` how it is written), ``gate``.
"""

from tasks.validate.fix_list import FIX_LIST, FIX_LIST_PAGE, read_fix_list
from tasks.validate.gate import enforce_gate
from tasks.validate.verdict import Verdict, validate

__all__ = ["FIX_LIST", "FIX_LIST_PAGE", "Verdict", "enforce_gate", "read_fix_list", "validate"]
