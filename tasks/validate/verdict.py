"""The stage: from intake to verdict. Rows stay inside this function's process; what leaves it are counts and paths."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from expectations.rules import missing_rule, record_rules
from tasks.core.engine import DUCKDB, Database, Engine, connect, count_by_log
from tasks.core.errors import ReconcileError
from tasks.core.guard import guarded
from tasks.core.quality import Quality
from tasks.core.records import Intake, RecordRef
from tasks.core.workspace import private_folder
from tasks.validate.breaches import count_by_rule, count_set_aside, find_breaches, write_set_aside
from tasks.validate.fix_list import write_fix_list
from tasks.validate.judge import judge
from tasks.validate.missing import count_missing, warn_of_missing
from tasks.validate.page import write_page
from tasks.validate.profiles import take_profile

FIRST = 10
"""How many records a message names."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What validation leaves behind.

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
def validate(intake: Intake, folder: Path, private: Path, gate: float = 0.02, engine: Engine = DUCKDB) -> Verdict:
    """Hold the contacts against the rules of the contract; a closed gate is for :func:`enforce_gate` to refuse.

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
        find_breaches(database, rules, judge("records", rules, profile), profile)
        write_set_aside(database, set_aside)
        missing = count_missing(database)
        quality = Quality(
            read=count_by_log(database, "contacts"),
            accepted=count_by_log(database, "accepted"),
            set_aside=count_set_aside(database),
            rules=(*count_by_rule(database, rules), *warn_of_missing(missing)),
            missing=missing,
            unknown_columns=_unknown_columns(intake),
            gate=gate,
            checks=sum(len(rule.fields) for rule in (*rules, missing_rule())),
            first_set_aside=_first_set_aside(database, intake),
        )
        _assert_none_lost(intake, quality)
        fix_list = write_fix_list(database, intake, quality, private_folder(private))
    write_page(quality, private / "quality.html")
    return Verdict(intake.records, set_aside, quality, fix_list)


def _assert_none_lost(intake: Intake, quality: Quality) -> None:
    for log, read in quality.read.items():
        if read != intake.read.get(log, 0) or read != quality.accepted[log] + quality.set_aside[log]:
            raise ReconcileError(
                f"Of {intake.read.get(log, 0):,} records read of the log {log}, some were neither accepted nor "
                "set aside, or both.",
                where="validate",
                remedy="Report it with the program's version; nothing was published.",
            )


def _first_set_aside(database: Database, intake: Intake) -> tuple[RecordRef, ...]:
    rows = database.rows(
        f"SELECT DISTINCT source, row FROM breaches WHERE severity = 'critical' ORDER BY source, row LIMIT {FIRST}"
    )
    return tuple(RecordRef(intake.sources[source].log, intake.sources[source].where, int(row)) for source, row in rows)


def _unknown_columns(intake: Intake) -> Mapping[str, tuple[int, ...]]:
    return {source.where: source.unknown_columns for source in intake.sources if source.unknown_columns}
