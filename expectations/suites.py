"""Suites of Great Expectations, made from the rules. The library takes seconds to import, so it is imported late."""

from collections.abc import Sequence
from typing import Any

from expectations.rules import Rule


def suite(name: str, rules: Sequence[Rule]) -> Any:
    """A suite with an expectation for each rule, after one that refuses an empty profile.

    A rule on numbers checks the column ``share``, any other the column that :func:`column` names. Each expectation's
    ``meta`` holds ``rule``, the rule's position in ``rules``, since results come in no fixed order.
    """
    import great_expectations as gx
    import great_expectations.expectations as gxe

    rows = gxe.ExpectTableRowCountToBeBetween(min_value=1, severity="critical", meta={"rule": None})
    expectations = [_expectation(position, rule) for position, rule in enumerate(rules)]
    return gx.ExpectationSuite(name, expectations=[rows, *expectations])


def column(position: int) -> str:
    """The column of the texts that a rule is about, by its position: null in the rows of others."""
    return f"rule {position}"


def _expectation(position: int, rule: Rule) -> Any:
    import great_expectations.expectations as gxe

    common = {"severity": rule.severity, "notes": rule.title, "meta": {"rule": position}}
    if rule.at_most is not None:
        return gxe.ExpectColumnValuesToBeBetween(column="share", max_value=rule.at_most, **common)
    if rule.allowed:
        return gxe.ExpectColumnValuesToBeInSet(column=column(position), value_set=list(rule.allowed), **common)
    return gxe.ExpectColumnValuesToNotBeInSet(column=column(position), value_set=list(rule.refused), **common)
