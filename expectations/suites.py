"""Suites of Great Expectations, made from the rules. The library takes seconds to import, so it is imported late."""

from collections.abc import Iterator, Sequence
from typing import Any

from expectations.rules import Rule


def suite(name: str, rules: Sequence[Rule]) -> Any:
    """A suite with an expectation for each rule and field, after one that refuses an empty profile.

    A rule that is the same for every field checks the column ``value``, one on numbers the column ``share``, any other
    the column that :func:`column` names. Each expectation's ``meta`` holds ``rule``, the rule's position in
    ``rules``, since results come in no fixed order.
    """
    import great_expectations as gx
    import great_expectations.expectations as gxe

    rows = gxe.ExpectTableRowCountToBeBetween(min_value=1, severity="critical", meta={"rule": None})
    expectations = [each for position, rule in enumerate(rules) for each in _expectations(position, rule)]
    return gx.ExpectationSuite(name, expectations=[rows, *expectations])


def column(profile: str, name: str) -> str:
    """The column of the profiles' frame for one profile and field."""
    return f"{profile}.{name}"


def _expectations(position: int, rule: Rule) -> Iterator[Any]:
    import great_expectations.expectations as gxe

    common = {"severity": rule.severity, "notes": rule.title, "meta": {"rule": position}}
    if rule.at_most is not None:
        yield gxe.ExpectColumnValuesToBeBetween(column="share", max_value=rule.at_most, **common)
        return
    columns = ["value"] if rule.everywhere else [column(rule.profile, name) for name in rule.fields]
    for each in columns:
        if rule.allowed:
            yield gxe.ExpectColumnValuesToBeInSet(column=each, value_set=list(rule.allowed), **common)
        else:
            yield gxe.ExpectColumnValuesToNotBeInSet(column=each, value_set=list(rule.refused), **common)
