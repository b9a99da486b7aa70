"""Runs Great Expectations over a profile. Of its results only the numbers of rule and combination are kept."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from expectations.rules import Rule, column, suite
from tasks.model.errors import StageError

# One frame, one batch, one suite: each further batch costs more than ten expectations. Of a failed expectation we ask
# the numbers of the combinations and nothing else, so that no result needs to be searched for values.
FORMAT = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["combination"],
    "return_unexpected_index_query": False,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule, by its position, and the combination that breaks it."""

    rule: int
    combination: str


def run_expectations(rules: Sequence[Rule], profile: Any) -> tuple[Failure, ...]:
    """Find the combinations of a profile that break a rule.

    Args:
        rules: the rules to check.
        profile: pandas frame with the columns ``combination``, ``profile``, ``field`` and ``text``.

    Raises:
        StageError: an expectation could not be evaluated.
    """
    asset = _context().data_sources.add_pandas("records").add_dataframe_asset("records")
    batch = asset.add_batch_definition_whole_dataframe("records").get_batch({"dataframe": _by_rule(rules, profile)})
    outcome = batch.validate(suite(rules), result_format=FORMAT)
    failures = [failure for result in outcome.results for failure in _failures(result, rules)]
    return tuple(sorted(failures, key=lambda failure: (failure.rule, int(failure.combination))))


def _by_rule(rules: Sequence[Rule], profile: Any) -> Any:
    """The profile with a column more for each rule: the texts that it is about."""
    about = {
        column(position): profile.text.where((profile.profile == rule.profile.value) & profile.field.isin(rule.fields))
        for position, rule in enumerate(rules)
    }
    return profile.assign(**about)


def _failures(result: Any, rules: Sequence[Rule]) -> list[Failure]:
    if result.success:
        return []
    position = result.expectation_config.meta["rule"]
    combinations = result.result.get("unexpected_index_list")
    if not combinations:
        raise StageError(
            f"The rule {rules[position].id} could not be evaluated.",
            where="validate",
            remedy="Report it with the program's version; no record was accepted.",
        )
    return [Failure(position, str(found["combination"])) for found in combinations]


def _context() -> Any:
    import great_expectations as gx

    # Its module raises its own level on import, and then logs every temporary folder.
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return context
