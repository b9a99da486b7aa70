"""Validate: hold profiles of the contacts against the rules, set aside what breaks one, and say where to mend it.

In the order in which it happens: ``profiles`` (what is counted), ``run_expectations`` (Great Expectations),
``failing_records``, ``missing``, ``fix_list`` and ``page`` (for staff, in the private folder; ``fix_summary``
and ``fix_lines`` are what the list says, ``fix_workbook`` how it is written), ``result``.
"""

from tasks.validate.fix_list import FIX_LIST, FIX_LIST_PAGE, read_fix_list
from tasks.validate.result import ValidationResult, enforce_gate, validate

__all__ = ["FIX_LIST", "FIX_LIST_PAGE", "ValidationResult", "enforce_gate", "read_fix_list", "validate"]
