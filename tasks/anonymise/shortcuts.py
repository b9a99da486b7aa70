"""Values that the engine settles by itself, because there are as many of them as records: references and times.

A shortcut only knows the spellings that need no thought. What it leaves null is folded in Python, which knows them all;
a test holds the two to agree.
"""

from expectations.contract.fields import REFERENCE_PATTERN
from tasks.anonymise.engine import quoted

_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?"
_ISO = f"[12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}[ T]{_CLOCK}"
_DAY_FIRST = f"[0-9]{{2}}(-[0-9]{{2}}-|/[0-9]{{2}}/)[12][0-9]{{3}} {_CLOCK}"
_CASE = "[A-Z0-9]([A-Z0-9/_-]{0,38}[A-Z0-9])?"
# Wider than the tripwire, which has the last word on what this holds back.
_NO_CASE = "3[0-9]{2}-?[0-9]{3}-?[0-9]{4}|[0-9](-?[0-9]){12}|[A-Z]{2}[0-9]{2}[A-Z0-9]{11}"

_SHORTCUTS = {
    "contact_id": f"CASE WHEN regexp_full_match(contact_id, {quoted(REFERENCE_PATTERN)}) THEN contact_id END",
    "case_ref": f"""CASE WHEN regexp_full_match(case_ref, {quoted(_CASE)})
        AND NOT regexp_matches(case_ref, {quoted(_NO_CASE)}) THEN case_ref END""",
    "received_at": f"""CASE
        WHEN regexp_full_match(received_at, {quoted(_ISO)}) AND try_cast(left(received_at, 10) AS DATE) IS NOT NULL
            THEN left(received_at, 10) || ' ' || substr(received_at, 12, 5)
        WHEN regexp_full_match(received_at, {quoted(_DAY_FIRST)}) AND try_cast(
            substr(received_at, 7, 4) || '-' || substr(received_at, 4, 2) || '-' || left(received_at, 2) AS DATE
        ) IS NOT NULL
            THEN substr(received_at, 7, 4) || '-' || substr(received_at, 4, 2) || '-' || left(received_at, 2)
                || ' ' || substr(received_at, 12, 5)
        END""",
}


def shortcut(field: str) -> str:
    """The SQL expression for what the engine can settle of a field, given as a column of that name; else null."""
    return _SHORTCUTS.get(field, "NULL::VARCHAR")
