"""Columns that must never be read: in the sample they hold placeholders that nobody can take for a person's data."""

from expectations.sample.draw import Draw

PLACEHOLDER = "PLACEHOLDER-"
"""Every cell of a column that must not be read begins so; to find one anywhere outside a log is a leak."""

UNKNOWN_HEADING = "Desk colour"
"""A heading that the contract does not know."""
COLUMNS = {
    "calls": ("name", "phone", "address", "cnic", "social_handle", "staff_name", "notes"),
    "emails": ("name", "email_address", "subject", "body", "staff_name"),
}
"""The identifying columns of each log, all of them among the contract's ``NEVER_READ``."""
FILLED = 0.45
_WORDS = {
    "name": "NAME",
    "phone": "PHONE",
    "email_address": "EMAIL",
    "address": "ADDRESS",
    "cnic": "CNIC",
    "social_handle": "HANDLE",
    "subject": "SUBJECT",
    "body": "BODY",
    "notes": "NOTE",
    "staff_name": "STAFF",
    UNKNOWN_HEADING: "UNKNOWN",
}


def placeholder(column: str, number: int, draw: Draw) -> str | None:
    """The cell of a column in the row of that number; often empty, as in real logs."""
    return f"{PLACEHOLDER}{_WORDS[column]}-{number:06d}" if draw.chance(FILLED) else None
