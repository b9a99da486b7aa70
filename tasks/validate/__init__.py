"""Validate: check the contacts against the rules, set aside what breaks a critical one, and list what to mend.

In the order in which it happens: ``profiles`` (what is counted), ``failing_records`` (Great Expectations),
``fix_list`` with its files (for staff, in the private folder), ``result``.
"""

from tasks.validate.fix_list_files import FIX_LIST, FIX_LIST_PAGE, read_fix_list
from tasks.validate.result import ValidationResult, enforce_gate, validate

__all__ = ["FIX_LIST", "FIX_LIST_PAGE", "ValidationResult", "enforce_gate", "read_fix_list", "validate"]
