"""Suites of Great Expectations, made from the rules. The library takes seconds to import, so it is imported late."""

from collections.abc import Sequence
from typing import Any

from expectations.rules import Rule


def suite(name: str, rules: Sequence[Rule]) -> Any:
    """A suite with one expectation a rule, after one that refuses an empty profile (which would pass all others).

    Each expectation's ``meta`` holds ``rule``, the rule's position in ``rules``, since results come in no fixed order.
    """
    import great_expectations as gx
    import great_expectations.expectations as gxe

    rows = gxe.ExpectTableRowCountToBeBetween(min_value=1, severity="critical", meta={"rule": None})
    return gx.ExpectationSuite(name, expectations=[rows, *(_expectation(i, rule) for i, rule in enumerate(rules))])


def _expectation(position: int, rule: Rule) -> Any:
    import great_expectations.expectations as gxe

    return getattr(gxe, rule.expectation)(
        **rule.arguments,
        row_condition=_condition(rule),
        severity=rule.severity,
        notes=rule.title,
        meta={"rule": position},
    )


def _condition(rule: Rule) -> Any:
    from great_expectations.expectations.row_conditions import Column

    about = Column("about").is_in([f"{rule.profile}.{name}" for name in rule.fields])
    if rule.beside is not None:
        return about & (Column("beside") == rule.beside)
    if rule.before is not None:
        return about & (Column("beside") < rule.before)
    return about
