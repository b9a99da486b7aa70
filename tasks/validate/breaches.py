"""Breaches: the records behind the combinations that break a rule, found by a semi-join, and what is left without."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from duckdb import DuckDBPyConnection

from expectations.contract.fields import LOGS
from expectations.rules import Rule
from tasks.core.quality import RuleResult, Severity
from tasks.validate.judge import Failure
from tasks.validate.profiles import literal, views


def find_breaches(connection: DuckDBPyConnection, rules: Sequence[Rule], failures: Sequence[Failure]) -> None:
    """Fill a temporary table ``breaches``: a row a record, rule, field and combination.

    Columns: ``rule`` (position), ``severity``, ``log``, ``source``, ``row``, ``contact_id``, ``field``, ``value``,
    ``beside``.
    """
    import pyarrow as pa

    failed = pa.table(
        {
            "rule": pa.array([f.rule for f in failures], pa.int32()),
            "severity": pa.array([rules[f.rule].severity for f in failures], pa.string()),
            "combination": pa.array([f.combination for f in failures], pa.string()),
        }
    )
    connection.register("failed", failed)
    connection.execute("CREATE TEMP TABLE failing AS FROM failed JOIN profile USING (combination)")
    connection.unregister("failed")
    connection.execute(
        "CREATE TEMP TABLE breaches (rule INTEGER, severity VARCHAR, log VARCHAR, source INTEGER, row BIGINT, "
        "contact_id VARCHAR, field VARCHAR, value VARCHAR, beside VARCHAR)"
    )
    broken = set(connection.sql("SELECT DISTINCT profile, field FROM failing").fetchall())
    for view in views():
        if (view.profile.value, view.field) in broken:
            connection.execute(
                "INSERT INTO breaches SELECT DISTINCT f.rule, f.severity, r.log, r.source, r.row, r.contact_id, "
                f"r.field, r.value, r.beside FROM ({view.sql}) r JOIN failing f "
                f"ON f.profile = {literal(view.profile)} AND f.field = r.field AND f.log = r.log "
                "AND f.value IS NOT DISTINCT FROM r.value AND f.beside IS NOT DISTINCT FROM r.beside"
            )


def write_accepted(connection: DuckDBPyConnection, path: Path) -> None:
    """Write the contacts without a critical breach, with the columns of the intake, in any order."""
    connection.execute(
        "COPY (FROM contacts ANTI JOIN (FROM breaches WHERE severity = 'critical') USING (source, row)) "
        f"TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    )


def count_by_log(connection: DuckDBPyConnection, table: str) -> Mapping[str, int]:
    """Records by log; both logs are named, also where one has none."""
    found = dict(connection.sql(f"SELECT log, count(*) FROM {table} GROUP BY log").fetchall())
    return {log: int(found.get(log, 0)) for log in LOGS}


def count_set_aside(connection: DuckDBPyConnection) -> Mapping[str, int]:
    """Records with a critical breach by log, each once."""
    return count_by_log(connection, "(SELECT DISTINCT log, source, row FROM breaches WHERE severity = 'critical')")


def count_by_rule(connection: DuckDBPyConnection, rules: Sequence[Rule]) -> tuple[RuleResult, ...]:
    """Records that break each rule, by field and log; a record stands under each of its rules."""
    rows = connection.sql(
        "SELECT rule, field, log, count(*) FROM (SELECT DISTINCT rule, field, log, source, row FROM breaches) "
        "GROUP BY ALL"
    ).fetchall()
    # Rules that say the same of one field (a city in each province) are one line.
    counts: Counter[tuple[str, str, str]] = Counter()
    for position, name, log, records in rows:
        counts[rules[position].id, name, log] += int(records)
    by_id = {rule.id: rule for rule in rules}
    order = list(by_id)
    return tuple(
        RuleResult(rule_id, name, log, Severity(by_id[rule_id].severity), by_id[rule_id].title, records)
        for (rule_id, name, log), records in sorted(counts.items(), key=lambda item: (order.index(item[0][0]), item[0]))
    )
