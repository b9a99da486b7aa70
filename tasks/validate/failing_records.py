"""Great Expectations over a profile; the records that break a rule, and how many; how many cases lack an answer.

Of the results of the expectations only the numbers of rule and profile row are kept.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expectations.conditions import FilterQuestion, city_in_province, of_kind
from expectations.contract.fields import LOGS, Field
from expectations.contract.span import ALWAYS
from expectations.rules import Rule, asked_fields, rule_column, suite
from tasks.model.errors import StageError
from tasks.model.quality import FieldMissing, RuleResult, Severity
from tasks.storage.engine import Database, count_by_log
from tasks.storage.sql import column, name_accepted, quoted
from tasks.validate.profiles import ProfileQuery, has, profile_queries

# One frame, one batch, one suite: each further batch costs more than ten expectations. Of a failed expectation we ask
# the numbers of rows of the profile and nothing else, so that no result needs to be searched for values.
FORMAT = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["profile_row"],
    "return_unexpected_index_query": False,
}


@dataclass(frozen=True, slots=True)
class BrokenProfileRow:
    """A rule, by its position, and the row of the profile that breaks it."""

    rule: int
    profile_row: str


def run_expectations(rules: Sequence[Rule], profile: Any) -> tuple[BrokenProfileRow, ...]:
    """Find the rows of a profile that break a rule.

    Args:
        rules: the rules to check.
        profile: pandas frame with the columns ``profile_row``, ``profile``, ``field`` and ``text``.

    Raises:
        StageError: an expectation could not be evaluated.
    """
    asset = _context().data_sources.add_pandas("records").add_dataframe_asset("records")
    batch = asset.add_batch_definition_whole_dataframe("records").get_batch({"dataframe": _by_rule(rules, profile)})
    outcome = batch.validate(suite(rules), result_format=FORMAT)
    failures = [failure for result in outcome.results for failure in _failures(result, rules)]
    return tuple(sorted(failures, key=lambda failure: (failure.rule, int(failure.profile_row))))


def _by_rule(rules: Sequence[Rule], profile: Any) -> Any:
    """The profile with a column more for each rule: the texts that it is about."""
    about = {
        rule_column(position): profile.text.where(
            (profile.profile == rule.profile.value) & profile.field.isin(rule.fields)
        )
        for position, rule in enumerate(rules)
    }
    return profile.assign(**about)


def _failures(result: Any, rules: Sequence[Rule]) -> list[BrokenProfileRow]:
    if result.success:
        return []
    position = result.expectation_config.meta["rule"]
    found = result.result.get("unexpected_index_list")
    if not found:
        raise StageError(
            f"The rule {rules[position].id} could not be evaluated.",
            where="validate",
            remedy="Report it with the program's version; no record was accepted.",
        )
    return [BrokenProfileRow(position, str(row["profile_row"])) for row in found]


def _context() -> Any:
    import great_expectations as gx

    # Its module raises its own level on import, and then logs every temporary folder.
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return context


def find_failing_records(
    database: Database, rules: Sequence[Rule], failures: Sequence[BrokenProfileRow], profile: Any
) -> None:
    """Keep a table ``failing_records``: a row a record, rule, field and row of the profile.

    Columns: ``rule`` (position), ``severity``, ``log``, ``source``, ``row``, ``contact_id``, ``field``, ``value``,
    ``other_value``.
    """
    failing = _failing(rules, failures, profile)
    database.take("failing", failing)
    broken = set(zip(failing["profile"].to_pylist(), failing["field"].to_pylist(), strict=True))
    queries = [query for query in profile_queries() if (query.profile.value, query.field) in broken]
    records = [_records(database, query, f"broken_{number}") for number, query in enumerate(queries)]
    database.keep("failing_records", " UNION ALL ".join((_NONE, *records)))


def _failing(rules: Sequence[Rule], failures: Sequence[BrokenProfileRow], profile: Any) -> Any:
    """A row a failure, as an Arrow table: the rule, its severity, and the row of the profile that broke it."""
    import pyarrow as pa

    found = profile.set_index("profile_row").loc[[failure.profile_row for failure in failures]]
    texts = {name: pa.array(found[name], pa.string(), from_pandas=True) for name in _COMBINATION}
    severity = pa.array([rules[failure.rule].severity for failure in failures], pa.string())
    return pa.table({"rule": pa.array([f.rule for f in failures], pa.int32()), "severity": severity, **texts})


_COMBINATION = ("profile", "log", "field", "value", "other_value")
_NONE = """SELECT NULL::INTEGER AS rule, NULL::VARCHAR AS severity, NULL::VARCHAR AS log, NULL::INTEGER AS source,
    NULL::BIGINT AS row, NULL::VARCHAR AS contact_id, NULL::VARCHAR AS field, NULL::VARCHAR AS value,
    NULL::VARCHAR AS other_value WHERE false"""


def _records(database: Database, query: ProfileQuery, name: str) -> str:
    """The query for the records that broke a rule; ``name`` is for the table of combinations that it may need."""
    same = "f.log = s.log AND f.value IS NOT DISTINCT FROM s.value AND f.other_value IS NOT DISTINCT FROM s.other_value"
    source = query.combinations if query.columns else query.sql
    broken = (
        f"SELECT s.*, f.rule, f.severity, f.field FROM ({source}) s JOIN failing f "
        f"ON f.profile = {quoted(query.profile)} AND f.field = {quoted(query.field)} AND {same}"
    )
    if query.columns:
        database.keep(name, broken)
        alike = " AND ".join(f"r.{name} IS NOT DISTINCT FROM b.{name}" for name in query.columns)
        broken = f"SELECT r.source, r.row, r.contact_id, b.* FROM contacts r JOIN {name} b ON r.log = b.log AND {alike}"
    return f"SELECT DISTINCT rule, severity, log, source, row, contact_id, field, value, other_value FROM ({broken})"


def write_set_aside(database: Database, path: Path) -> None:
    """Write the ``source`` and ``row`` of each contact that breaks a critical rule, and name the others ``accepted``.

    To write those again would take longer than to count them.
    """
    database.write("SELECT DISTINCT source, row FROM failing_records WHERE severity = 'critical'", path)
    name_accepted(database, path)


def count_set_aside(database: Database) -> Mapping[str, int]:
    """Records that break a critical rule, by log, each once."""
    return count_by_log(database, "(SELECT DISTINCT log, source, row FROM failing_records WHERE severity = 'critical')")


def count_by_rule(database: Database, rules: Sequence[Rule]) -> tuple[RuleResult, ...]:
    """Records that break each rule, by field and log; a record stands under each of its rules."""
    rows = database.rows(
        "SELECT rule, field, log, count(*) FROM (SELECT DISTINCT rule, field, log, source, row FROM failing_records) "
        "GROUP BY ALL"
    )
    # Several rules of one id and field are one line.
    counts: Counter[tuple[str, str, str]] = Counter()
    for position, name, log, records in rows:
        counts[rules[position].id, name, log] += int(records)
    by_id = {rule.id: rule for rule in rules}
    order = list(by_id)
    return tuple(
        RuleResult(rule_id, name, log, Severity(by_id[rule_id].severity), by_id[rule_id].title, records)
        for (rule_id, name, log), records in sorted(counts.items(), key=lambda item: (order.index(item[0][0]), item[0]))
    )


def count_missing(database: Database) -> tuple[FieldMissing, ...]:
    """Count over the new contacts of the table ``accepted``, by field and log, while each field was asked."""
    asked = [_asked(f) for f in asked_fields()]
    wanted = [condition for where, missing in asked for condition in (where, f"{where} AND {missing}")]
    counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in wanted)
    rows = database.rows(f"SELECT log, {counts} FROM accepted WHERE kind = 'new' GROUP BY log")
    found = {log: list(map(int, numbers)) for log, *numbers in rows}
    nothing = [0] * len(wanted)
    return tuple(
        FieldMissing(f.name, log, *found.get(log, nothing)[2 * place : 2 * place + 2])
        for place, f in enumerate(asked_fields())
        for log in LOGS
    )


def _asked(f: Field) -> tuple[str, str]:
    """The condition under which a field was asked, and that under which its answer is missing."""
    filters = [condition for condition in of_kind(FilterQuestion) if condition.field == f.name]
    asked = "true" if f.asked == ALWAYS else f"month BETWEEN {quoted(f.asked.first)} AND {quoted(f.asked.last)}"
    missing, place = f"{column(f.name)} IS NULL", city_in_province()
    if f.name == place.other:
        known = ", ".join(quoted(key) for key in place.within)
        # Not by AND, of which the engine works out both sides for every record.
        elsewhere = f"coalesce({column(place.field)} NOT IN ({known}), true)"
        missing = f"CASE WHEN {missing} THEN {elsewhere} ELSE false END"
    return " AND ".join((asked, *(has(c.other, c.key) for c in filters))), missing
