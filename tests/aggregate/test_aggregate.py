"""Every figure against the oracle, and what must hold of any counting."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregate import aggregate
from tasks.model.figures import ANY, Disclosure, FigureCounts, FigureSpec, ProtectedFigures
from tasks.model.period import Month, Period
from tasks.model.records import Counts
from tasks.protect import protect
from tasks.reconcile import reconcile
from tests import oracle
from tests.aggregate.editions import EDITIONS, differences
from tests.random_records import random_records
from tests.records_parquet import write_records
from tests.sample_logs.bundled import sample_records
from tests.sample_logs.record import Record

HALF_YEAR = Period(Month(2018, 6), Month(2018, 11))
BLANK = Record("calls", "C-1", datetime(2018, 6, 15, 12), has_time=True, kind="new", case_ref="case 1")
SIZES = [0, 1, 2, 7, 40, 150, 400, 1200]
RANDOM_LOGS = [
    pytest.param(seed, SIZES[seed % len(SIZES)], missing, edition, id=f"{seed}: {SIZES[seed % len(SIZES)]}, {edition}")
    for seed, (missing, edition) in enumerate((missing, edition) for missing in (0.1, 0.8) for edition in EDITIONS)
]


def counted(records: list[Record], edition: Period) -> Counts:
    with TemporaryDirectory() as folder:
        return aggregate(write_records(records, Path(folder) / "accepted.parquet"), edition)


def published(counts: Counts) -> ProtectedFigures:
    return protect(counts, Disclosure.NONE, "sha256:0")


@pytest.mark.parametrize(("seed", "size", "missing", "edition"), RANDOM_LOGS)
def test_every_figure_agrees_with_the_oracle(seed: int, size: int, missing: float, edition: str) -> None:
    first, last = EDITIONS[edition]
    records = random_records(seed, size, missing=missing, moved=0.3)
    figures = published(counted(records, Period(Month.parse(first), Month.parse(last))))
    assert differences(figures, oracle.count(records, first, last)) == []


@pytest.mark.parametrize("edition", ["the two-year edition", "a half-year"])
def test_the_sample_agrees_with_the_oracle(edition: str) -> None:
    first, last = EDITIONS[edition]
    figures = published(counted(sample_records(), Period(Month.parse(first), Month.parse(last))))
    assert differences(figures, oracle.count(sample_records(), first, last)) == []


@pytest.mark.parametrize(
    ("call_in", "email_in", "counts_as"),
    [
        ("2018-06", "2018-09", "the call"),
        ("2018-09", "2018-06", "the e-mail"),
        ("2018-06", "2018-06", "the call"),
        ("2018-06", "2018-12", "the call"),
        ("2018-09", "2018-05", "nothing"),
    ],
)
def test_a_case_that_moved_between_channels_counts_once_where_it_came_in_first(
    call_in: str, email_in: str, counts_as: str
) -> None:
    call = replace(BLANK, received_at=datetime.fromisoformat(f"{call_in}-10"), gender="woman")
    email = replace(BLANK, received_at=datetime.fromisoformat(f"{email_in}-09"), log="emails", contact_id="E-1")
    figures = published(counted([replace(email, gender="man"), call], HALF_YEAR))
    gender = {cell.key[0]: cell.count for cell in figures["gender"].edition if cell.count}
    assert gender == {"the call": {"woman": 1}, "the e-mail": {"man": 1}, "nothing": {}}[counts_as]
    assert figures["cases"].edition.value == len(gender)


@pytest.mark.parametrize(
    ("kinds", "case_refs", "cases"),
    [
        (["new", "new"], ["a", "b"], 2),
        (["new", "new"], [None, None], 2),
        (["new", "new"], ["a", "a"], 1),
        (["new", "follow_up"], ["a", "a"], 1),
        (["follow_up", "follow_up"], ["a", "b"], 0),
    ],
)
def test_what_is_one_case(kinds: list[str], case_refs: list[str | None], cases: int) -> None:
    pairs = zip(kinds, case_refs, strict=True)
    records = [replace(BLANK, contact_id=f"C-{n}", kind=kind, case_ref=ref) for n, (kind, ref) in enumerate(pairs)]
    assert published(counted(records, HALF_YEAR))["cases"].edition.value == cases


@pytest.mark.parametrize(
    ("month", "gender", "known"),
    [
        ("2017-11", "transgender", False),
        ("2017-11", "non_binary", False),
        ("2017-11", "woman", True),
        ("2017-12", "transgender", True),
        ("2018-06", "non_binary", True),
    ],
)
def test_a_value_from_before_it_was_recorded_counts_as_missing_and_its_case_counts(
    month: str, gender: str, known: bool
) -> None:
    record = replace(BLANK, received_at=datetime.fromisoformat(f"{month}-10"), gender=gender, age="21-25")
    counts = counted([record], Period(Month.parse(month), Month.parse(month)))
    reconcile(counts)
    figures = published(counts)
    window = figures["gender"].edition
    assert (window.total, window.missing) == (1, 0 if known else 1)
    assert {cell.key[0] for cell in window if cell.count} == ({gender} if known else set())
    assert figures["age_by_gender"].edition.missing == window.missing
    assert figures["age_band"].edition.missing == 0


# ------------------------------------------------------------------------------------------------ what always holds

logs = st.builds(
    random_records,
    seed=st.integers(0, 10**6),
    size=st.integers(0, 60),
    missing=st.sampled_from([0.0, 0.2, 0.8]),
    moved=st.sampled_from([0.0, 0.5]),
)
few = settings(max_examples=3, deadline=None, derandomize=True)


def all_counts(counts: Counts) -> list[tuple[FigureSpec, FigureCounts]]:
    return [(counts.specs[name], found) for time_slice in counts.slices for name, found in time_slice.figures.items()]


@few
@given(logs)
def test_categories_and_missing_make_up_the_base(records: list[Record]) -> None:
    for spec, found in all_counts(counted(records, HALF_YEAR)):
        known = found.total - found.missing
        if spec.dimensions and not spec.multi_response:
            assert sum(found.cells.values()) == known, spec.id
            assert sum(found.partial.values()) == found.missing, spec.id
        assert all(0 <= count <= known for count in found.cells.values()), spec.id


@few
@given(logs)
def test_known_or_not_makes_up_the_base_where_several_values_are_allowed(records: list[Record]) -> None:
    for spec, found in all_counts(counted(records, HALF_YEAR)):
        if spec.multi_response and spec.id != "case_types_by_platform":
            answered = sum(count for key, count in found.partial.items() if ANY in key)
            assert (answered, found.total - answered) == (found.total - found.missing, found.missing), spec.id


@few
@given(logs)
def test_shares_lie_between_0_and_1(records: list[Record]) -> None:
    cells = [cell for figure in published(counted(records, HALF_YEAR)) for w in figure.windows.values() for cell in w]
    shares = [share for cell in cells for share in (cell.share, cell.share_of_all) if share is not None]
    assert all(0 <= share <= 1 for share in shares)


@few
@given(logs)
def test_a_time_slice_is_counted_alike_in_every_edition_that_has_it(records: list[Record]) -> None:
    now, before = counted(records, HALF_YEAR), counted(records, HALF_YEAR.previous)
    slices = {time_slice.period: time_slice for time_slice in before.slices}
    assert now.slices[1] == slices[HALF_YEAR.previous]


@few
@given(logs)
def test_the_time_slices_of_two_cuts_have_the_same_sum(records: list[Record]) -> None:
    fine, coarse = counted(records, HALF_YEAR), counted(records, HALF_YEAR.previous)
    earlier = [time_slice for time_slice in fine.slices if time_slice.period.last < HALF_YEAR.first]
    for name in fine.specs:
        sums = [sum((Counter(t.figures[name].cells) for t in slices), Counter()) for slices in (earlier, coarse.slices)]
        assert sums[0] == sums[1], name


@few
@given(logs, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(records: list[Record], draw: Random) -> None:
    shuffled = draw.sample(records, len(records))
    assert counted(shuffled, HALF_YEAR) == counted(records, HALF_YEAR)


@few
@given(logs, logs)
def test_a_contact_of_its_own_case_lowers_no_count(records: list[Record], others: list[Record]) -> None:
    added = [
        replace(other, contact_id=f"C-{number}", case_ref=None) for number, other in enumerate(others, start=10**6)
    ]
    before, after = counted(records, HALF_YEAR), counted([*records, *added], HALF_YEAR)
    for (spec, less), (_, more) in zip(all_counts(before), all_counts(after), strict=True):
        assert more.total >= less.total and more.missing >= less.missing, spec.id
        assert all(more.cells[key] >= count for key, count in less.cells.items()), spec.id


@pytest.mark.parametrize(
    ("city", "recorded", "province"),
    [
        ("lahore", "punjab", "punjab"),
        ("lahore", None, "punjab"),
        ("other", "sindh", "sindh"),
        ("other", None, None),
        (None, "sindh", "sindh"),
        (None, None, None),
        ("parachinar", None, "ex_fata"),
        # Both are right, and of one place there is one count.
        ("parachinar", "khyber_pakhtunkhwa", "ex_fata"),
    ],
)
def test_the_province_of_a_case(city: str | None, recorded: str | None, province: str | None) -> None:
    """That of its city, where it is known; else the one recorded."""
    found = counted([replace(BLANK, city=city, province=recorded)], HALF_YEAR).slices[-1].figures["province"]
    assert {key: count for key, count in found.cells.items() if count} == ({(province,): 1} if province else {})
    assert found.missing == (province is None)
