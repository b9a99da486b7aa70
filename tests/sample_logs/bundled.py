"""The bundled sample logs: their clean records, after the design; what else they hold, and where they lie."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from tests.sample_logs.design import design, new_cases
from tests.sample_logs.draw import Draw, has_time, moment
from tests.sample_logs.faults import Fault, make_faults
from tests.sample_logs.logs import LogTable, make_tables, write_csv, write_xlsx
from tests.sample_logs.record import Record, case_ref, from_case, numbered

FOLDER = Path(__file__).parents[2] / "assets" / "sample"
CALLS, EMAILS = "calls.xlsx", "emails.csv"
NO_CASE_REF = 0.04
"""How often a new contact without follow-ups has no case number."""
NOTED_AGAIN = 0.25
"""How often staff note the main attributes of the case again on its follow-up."""
MAIN = ("gender", "province", "case_type")
RECENT = 60
"""Most follow-ups come from the latest so many cases."""


@cache
def sample_records() -> tuple[Record, ...]:
    """All accepted contacts of the bundled logs, calls before e-mails, each log in order of time."""
    draw = Draw(design().seed)
    new = _new_contacts(draw)
    follow_ups = [
        _follow_up(plan.month, log, new, draw)
        for plan in design().months
        for log, number in (("calls", plan.follow_up_calls), ("emails", plan.follow_up_emails))
        for _ in range(number)
    ]
    followed = {record.case_ref for record in follow_ups}
    forgotten = (record.case_ref not in followed and draw.chance(NO_CASE_REF) for record in new)
    kept = [replace(record, case_ref=None) if lost else record for record, lost in zip(new, forgotten, strict=True)]
    return tuple(numbered([*kept, *follow_ups]))


def _new_contacts(draw: Draw) -> list[Record]:
    timed = [(moment(draw, str(case["month"]), str(case["log"])), case) for case in new_cases(design(), draw)]
    timed.sort(key=lambda pair: pair[0])
    return [
        from_case(Record(log := str(case["log"]), "", at, has_time(draw, log), "new", case_ref(number)), case)
        for number, (at, case) in enumerate(timed, start=1)
    ]


def _follow_up(month: str, log: str, new: list[Record], draw: Draw) -> Record:
    earlier: list[Record] = []
    while not earlier:  # on the first day of all there is no case yet to return to: draw another day
        at = moment(draw, month, log)
        earlier = [record for record in new if record.received_at.date() < at.date()]
    first = draw.one(earlier[-RECENT:] if draw.chance(0.8) else earlier)
    record = Record(log, "", at, has_time(draw, log), "follow_up", first.case_ref)
    if not draw.chance(NOTED_AGAIN):
        return record
    return from_case(record, {name: getattr(first, name) for name in MAIN})


def sample_faults() -> list[Fault]:
    """The faulty rows of the bundled logs."""
    return make_faults(sample_records(), design().seed)


@cache
def sample_tables() -> Sequence[LogTable]:
    """The bundled logs as staff keep them: calls in a table a year, then e-mails."""
    return make_tables(sample_records(), sample_faults(), seed=design().seed)


def write_sample(folder: Path = FOLDER) -> tuple[Path, Path]:
    """Write the bundled logs, byte for byte the same each time, and give back the paths of calls and e-mails."""
    folder.mkdir(parents=True, exist_ok=True)
    calls, emails = folder / CALLS, folder / EMAILS
    write_xlsx([table for table in sample_tables() if table.log == "calls"], calls)
    write_csv(next(table for table in sample_tables() if table.log == "emails"), emails)
    return calls, emails
