"""The outcome of validation: what the rules found, the page for staff, and whether the gate lets a build go on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expectations.contract.fields import LOGS, fields
from expectations.contract.helpline import helpline
from expectations.contract.vocabulary import vocabulary
from expectations.rules import missing_rule, record_rules
from tasks.model.errors import LogError, QualityError, ReconcileError, guarded
from tasks.model.quality import Quality, Severity, no_record_lines, warn_of_missing
from tasks.model.records import Intake
from tasks.storage.engine import DUCKDB, Database, Engine, connect, count_by_log
from tasks.storage.workspace import private_folder, write_private
from tasks.validate.failing_records import (
    count_by_rule,
    count_missing,
    count_set_aside,
    find_failing_records,
    run_expectations,
    write_set_aside,
)
from tasks.validate.fix_list import broken_rules, make_fix_list
from tasks.validate.fix_list_files import write_fix_list
from tasks.validate.profiles import take_profile

FIRST = 10
"""How many records a message names."""


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """What validation found, and the files it wrote.

    Attributes:
        contacts: the contacts as the intake left them.
        set_aside: ``source`` and ``row`` of those that are not accepted.
        quality: the quality statement.
        fix_list: the list for staff, if there is anything to mend.
    """

    contacts: Path
    set_aside: Path
    quality: Quality
    fix_list: Path | None


@guarded("validate")
def validate(
    intake: Intake, folder: Path, private: Path, gate: float = 0.02, engine: Engine = DUCKDB
) -> ValidationResult:
    """Check the contacts against the rules of the contract; :func:`enforce_gate` refuses where too many break one.

    Args:
        intake: what anonymise left behind.
        folder: private work folder; ``set_aside.parquet`` is written there: which contacts are not accepted.
        private: the staff's folder; ``fix_list.xlsx`` (where there is something to mend) and ``quality.html``.
        gate: the greatest share of records that may be set aside, as a fraction.
        engine: where the contacts are counted and set aside.

    Raises:
        LogError: there are no records at all.
        ReconcileError: records were lost on the way.
    """
    set_aside, rules = folder / "set_aside.parquet", record_rules()
    with connect(engine, folder) as database:
        database.read("contacts", intake.records)
        profile = take_profile(database)
        find_failing_records(database, rules, run_expectations(rules, profile), profile)
        write_set_aside(database, set_aside)
        missing = count_missing(database)
        quality = Quality(
            read=count_by_log(database, "contacts"),
            accepted=count_by_log(database, "accepted"),
            set_aside=count_set_aside(database),
            rules=(*count_by_rule(database, rules), *warn_of_missing(missing)),
            missing=missing,
            unknown_columns={s.where: s.unknown_columns for s in intake.sources if s.unknown_columns},
            gate=gate,
            checks=sum(len(rule.fields) for rule in (*rules, missing_rule())),
            first_set_aside=_first_set_aside(database, intake),
            no_records=intake.no_records,
        )
        _assert_none_lost(intake, quality)
        fix_list = write_fix_list(make_fix_list(database, intake, quality), private_folder(private))
    write_page(quality, private / "quality.html")
    return ValidationResult(intake.records, set_aside, quality, fix_list)


def _assert_none_lost(intake: Intake, quality: Quality) -> None:
    if not any(quality.read.values()):
        raise LogError(
            "The logs hold no records.", where="all sources", remedy="Check that the files are the right ones."
        )
    for log, read in quality.read.items():
        if read != intake.read.get(log, 0) or read != quality.accepted[log] + quality.set_aside[log]:
            raise ReconcileError(
                f"Of {intake.read.get(log, 0):,} records read of the log {log}, some were neither accepted nor "
                "set aside, or both.",
                where="validate",
                remedy="Report it with the program's version; nothing was published.",
            )


def _first_set_aside(database: Database, intake: Intake) -> tuple[str, ...]:
    rows = database.rows(
        "SELECT DISTINCT source, row FROM failing_records WHERE severity = 'critical' "
        f"ORDER BY source, row LIMIT {FIRST}"
    )
    # A row that is no number would be a value.
    return tuple(f"{intake.sources[source].where}, row {int(row)}" for source, row in rows)


TOP = 5


def enforce_gate(quality: Quality, fix_list: Path | None) -> None:
    """Let the build go on, or refuse.

    Raises:
        QualityError: more records were set aside than the gate allows. The message names the share, the limit, the
            rules broken most often, the first records by file, sheet and row, and the fix list.
    """
    if quality.passed:
        return
    aside, read = sum(quality.set_aside.values()), sum(quality.read.values())
    by_log = ", ".join(f"{log} {quality.set_aside[log]:,} of {quality.read[log]:,}" for log in quality.read)
    raise QualityError(
        f"{aside:,} of {read:,} records ({quality.share_set_aside:.1%}) had to be set aside; "
        f"the limit is {quality.gate:.1%}. By log: {by_log}.\nMost often: {_top_rules(quality)}",
        where="; ".join(quality.first_set_aside) + _more(quality, aside),
        remedy=f"Mend the records listed in {fix_list} and run again." if fix_list else "Mend the logs and run again.",
    )


def _top_rules(quality: Quality) -> str:
    counts: Counter[tuple[str, str]] = Counter()
    for result in quality.rules:
        if result.severity is Severity.CRITICAL:
            counts[result.field, result.title] += result.records
    return " ".join(f"{field}: {title} ({records:,})" for (field, title), records in counts.most_common(TOP))


def _more(quality: Quality, aside: int) -> str:
    more = aside - len(quality.first_set_aside)
    return f"; and {more:,} more" if more > 0 else ""


TEMPLATE = Path(__file__).parent / "quality.html.j2"


def write_page(quality: Quality, path: Path) -> None:
    """Write the page, readable by its owner alone."""
    import jinja2

    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True).from_string(
        TEMPLATE.read_text("utf-8")
    )
    page = template.render(
        quality=quality,
        logs=[(log, f"{vocabulary('log').label(log)}s") for log in LOGS],
        broken=broken_rules(quality),
        missing=_missing(quality),
        no_records=no_record_lines(quality.no_records),
        limit=helpline().missing_limit,
    )
    write_private(path, page.encode("utf-8"))


def _missing(quality: Quality) -> Sequence[dict[str, Any]]:
    by_field: dict[str, dict[str, Any]] = {}
    for each in quality.missing:
        by_field.setdefault(each.field, {"field": fields()[each.field].title, "logs": {}})["logs"][each.log] = each
    return list(by_field.values())
