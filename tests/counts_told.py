"""Which numbers a refusal tells: beside months, and records read and set aside, there may be none."""

import re

from expectations.rules import missing_rule, record_rules
from tasks.disclosure.figure_checks import CHECKS

_RULES = (*(check.rule for check in CHECKS), *(rule.title for rule in (*record_rules(), missing_rule())))
_HARMLESS = (
    r"\d{4}-\d{2}|[A-Z][a-z]+ \d{4}",  # a month
    r"sheet \d{4}",
    r"[\d,]+ of [\d,]+ records",  # set aside, and read
    r"(calls|emails) [\d,]+ of [\d,]+",
    r"[\d,]+ records read",
    r"\([\d,]+\)",  # set aside for a rule
    r"rows? \d+",
    r"value \d+",  # the place in a file that people write
    r"\d+\.\d%",  # the gate
)


def counts_told(text: str) -> list[str]:
    """The numbers in a message that may be the count of a cell."""
    for rule in _RULES:
        text = text.replace(rule, "")
    return re.findall(r"\d+", re.sub("|".join(_HARMLESS), "", text))
