"""The clean records of the bundled logs."""

from dataclasses import replace
from datetime import datetime
from functools import cache

from expectations.sample.design import design, new_cases
from expectations.sample.draw import Draw, has_time, moment
from expectations.sample.record import Case, Record, case_ref, from_case, numbered

NO_CASE_REF = 0.04
"""How often a new contact without follow-ups has no case number."""
NOTED_AGAIN = 0.25
"""How often staff note the main attributes of the case again on its follow-up."""
MAIN = ("gender", "province", "case_type")
RECENT = 60
"""Most follow-ups come from the latest so many cases."""


def sample_records() -> list[Record]:
    """All accepted contacts of the bundled logs, calls before e-mails, each log in order of time."""
    return list(_records())


@cache
def _records() -> tuple[Record, ...]:
    draw = Draw(design().seed)
    new = _new_contacts(draw)
    follow_ups = _follow_ups(new, draw)
    followed = {record.case_ref for record in follow_ups}
    return tuple(numbered([*(_maybe_without_case_ref(record, followed, draw) for record in new), *follow_ups]))


def _new_contacts(draw: Draw) -> list[Record]:
    timed = [(moment(draw, str(case["month"]), str(case["log"])), case) for case in new_cases(design(), draw)]
    timed.sort(key=lambda pair: pair[0])
    return [_new_contact(case, number, draw, at) for number, (at, case) in enumerate(timed, start=1)]


def _new_contact(case: Case, number: int, draw: Draw, at: datetime) -> Record:
    log = str(case["log"])
    return from_case(Record(log, "", at, has_time(draw, log), "new", case_ref(number)), case)


def _maybe_without_case_ref(record: Record, followed: set[str | None], draw: Draw) -> Record:
    forgotten = record.case_ref not in followed and draw.chance(NO_CASE_REF)
    return replace(record, case_ref=None) if forgotten else record


def _follow_ups(new: list[Record], draw: Draw) -> list[Record]:
    return [
        _follow_up(plan.month, log, new, draw)
        for plan in design().months
        for log, number in (("calls", plan.follow_up_calls), ("emails", plan.follow_up_emails))
        for _ in range(number)
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
