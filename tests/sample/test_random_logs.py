"""Random records obey the contract, whatever their size, period and gaps."""

from collections.abc import Callable, Sequence
from functools import partial

import pytest

from expectations.contract.fields import fields
from expectations.contract.vocabulary import vocabulary
from tests.random_logs import random_records
from tests.sample_logs.bundled import sample_records
from tests.sample_logs.record import Record

LOGS: dict[str, Callable[[], Sequence[Record]]] = {
    "bundled": sample_records,
    "small": partial(random_records, 1, 40),
    "full": partial(random_records, 2, 1500, missing=0.0),
    "sparse": partial(random_records, 3, 1500, missing=0.8),
    "moved": partial(random_records, 4, 1500, moved=0.5, emails=0.5),
    "long": partial(random_records, 5, 1500, first="2016-12", last="2021-05"),
}


@pytest.fixture(scope="module", params=LOGS.values(), ids=LOGS)
def records(request: pytest.FixtureRequest) -> Sequence[Record]:
    return request.param()


def test_references_are_unique_and_run_with_time(records: Sequence[Record]) -> None:
    for log in ("calls", "emails"):
        rows = [record for record in records if record.log == log]
        assert [int(record.contact_id[2:]) for record in rows] == list(range(1, len(rows) + 1))
        assert rows == sorted(rows, key=lambda record: record.received_at)


def test_follow_ups_return_to_an_earlier_case(records: Sequence[Record]) -> None:
    latest_first = sorted(records, key=lambda record: record.received_at, reverse=True)
    opened = {record.case_ref: record.received_at for record in latest_first if record.kind == "new"}
    follow_ups = [record for record in records if record.kind == "follow_up"]
    assert follow_ups
    assert all(record.case_ref for record in follow_ups)
    assert all(opened[record.case_ref] <= record.received_at for record in follow_ups)


def test_fields_agree_with_each_other(records: Sequence[Record]) -> None:
    for record in records:
        assert record.secondary_case_type is None or record.secondary_case_type != record.case_type
        assert record.fia_referral is None or "fia" in record.referrals
        homes = [home for span, home in vocabulary("city")[record.city or "other"].homes if record.month in span]
        assert homes in ([], [record.province])
        for several in (record.platforms, record.referrals):
            assert "none" not in several or several == ("none",)


def test_nothing_is_recorded_before_it_was_asked(records: Sequence[Record]) -> None:
    for record in records:
        assert record.takeover_scam is None or record.month in fields()["takeover_scam"].asked
        if record.gender:
            assert record.month in vocabulary("gender")[record.gender].asked


def test_values_are_keys_in_the_order_of_the_vocabulary(records: Sequence[Record]) -> None:
    for name in ("platforms", "referrals", "services", "vulnerable_communities"):
        keys = fields()[name].vocabulary.keys
        for record in records:
            places = [keys.index(key) for key in getattr(record, name)]
            assert places == sorted(set(places))


def test_no_case_of_the_bundled_logs_is_new_twice() -> None:
    references = [record.case_ref for record in sample_records() if record.kind == "new" and record.case_ref]
    assert len(references) == len(set(references))


def test_cases_that_moved_are_new_in_both_logs() -> None:
    new = {(record.log, record.case_ref) for record in LOGS["moved"]() if record.kind == "new" and record.case_ref}
    assert {ref for log, ref in new if log == "calls"} & {ref for log, ref in new if log == "emails"}


@pytest.mark.parametrize(("first", "last"), [("2018-02", "2018-02"), ("2016-12", "2018-11"), ("2018-12", "2019-01")])
def test_period_is_kept(first: str, last: str) -> None:
    months = {record.month for record in random_records(9, 2000, first=first, last=last)}
    assert (min(months), max(months)) == (first, last)


def test_the_same_seed_gives_the_same_records() -> None:
    assert random_records(6, 100) == random_records(6, 100) != random_records(7, 100)
