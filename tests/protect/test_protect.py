"""Protected figures against the raw ones, recomputed in plain Python from what is printed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.aggregate import aggregate
from tasks.disclosure.tables import link
from tasks.model.figures import Disclosure, Key, ProtectedFigures, Window, WindowName
from tasks.model.records import Counts
from tasks.protect import protect
from tasks.reconcile import reconcile_published
from tests.drill import cases
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_parquet
from tests.records_parquet import write_records
from tests.sample_logs.bundled import sample_records

EXACT = {
    *("calls", "new_calls", "follow_up_calls", "calls_by_month", "follow_up_share"),
    *("mean_calls_per_month", "mean_new_calls_per_month"),
    *("emails", "new_emails", "follow_up_emails", "cases", "contacts", "channel"),
}
CROSSED = {
    "contacting_for_by_gender": ("gender", "contacting_for"),
    "perpetrator_by_gender": ("gender", "perpetrator"),
    "age_by_gender": ("gender", "age_band"),
    "suicidal_ideation_by_gender": ("gender", "suicidal_ideation"),
}
"""Tables of two questions, and the figures that show each of them alone."""
LOGS = {
    "the sample": None,
    "half a year of the sample": None,
    "2000 contacts": (1, 2000, TWO_YEARS, 0.15),
    "600 contacts": (2, 600, HALF_YEAR, 0.15),
    "60 contacts": (3, 60, HALF_YEAR, 0.15),
    "300 contacts with little missing": (7, 300, HALF_YEAR, 0.03),
    "3000 contacts with much missing": (4, 3000, HALF_YEAR, 0.5),
    "no contacts": (5, 0, HALF_YEAR, 0.15),
}
QUICK = ("the sample", "half a year of the sample", "60 contacts", "300 contacts with little missing", "no contacts")


@pytest.fixture(scope="module", params=cases(LOGS.keys(), QUICK))
def counts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Counts:
    path, name = tmp_path_factory.mktemp("protect") / "accepted.parquet", request.param
    if LOGS[name] is None:
        edition = TWO_YEARS if name == "the sample" else HALF_YEAR
        return aggregate(write_records(sample_records(), path), edition)
    seed, contacts, edition, missing = LOGS[name]
    return aggregate(random_parquet(path, seed, contacts, edition, missing), edition)


@pytest.fixture(scope="module")
def exact(counts: Counts) -> ProtectedFigures:
    return protect(counts, Disclosure.NONE, "sha256:0")


@pytest.fixture(scope="module")
def rounded(counts: Counts) -> ProtectedFigures:
    return protect(counts, Disclosure.ROUND, "sha256:0")


def windows(figures: ProtectedFigures) -> Iterator[tuple[str, WindowName, Window]]:
    for figure in figures:
        yield from ((figure.spec.id, name, window) for name, window in figure.windows.items() if window.period)


def slices_in(figures: ProtectedFigures, window: Window) -> int:
    return sum(window.period is not None and time_slice.period.first in window.period for time_slice in figures.slices)


def counts_of(window: Window) -> dict[Key | str, int]:
    """Every count that a window prints, and every sum over one dimension that a reader can make of them."""
    found: Counter[Key | str] = Counter({"total": window.total, "missing": window.missing, "known": window.known})
    for cell in window:
        found[cell.key] += cell.count
    return dict(found)


def sums(window: Window) -> dict[tuple[int, str], int]:
    found: Counter[tuple[int, str]] = Counter()
    for cell in window:
        for place, part in enumerate(cell.key):
            found[place, part] += cell.count
    return dict(found)


# ------------------------------------------------------------------------------------------------ constraints


def test_headlines_stay_exact(exact: ProtectedFigures, rounded: ProtectedFigures) -> None:
    assert {figure.spec.id for figure in rounded if figure.spec.exact} == EXACT
    for figure_id in EXACT:
        assert rounded[figure_id] == exact[figure_id]


def test_every_count_is_a_multiple_of_5_within_4_of_the_truth_time_slice_by_time_slice(
    exact: ProtectedFigures, rounded: ProtectedFigures
) -> None:
    truth = {(figure_id, name): counts_of(window) for figure_id, name, window in windows(exact)}
    for figure_id, name, window in windows(rounded):
        if figure_id in EXACT:
            continue
        counts, slices = counts_of(window), slices_in(rounded, window)
        assert counts.keys() == truth[figure_id, name].keys()
        assert all(count % 5 == 0 for count in counts.values()), figure_id
        far = {key: abs(count - truth[figure_id, name][key]) for key, count in counts.items()}
        # What is missing in a table of two questions follows from its total and its known cases, each within 4.
        assert figure_id not in CROSSED or far.pop("missing") <= 8 * slices
        assert max(far.values()) <= 4 * slices, figure_id


def test_sums_over_a_dimension_are_as_near_where_a_case_stands_in_one_cell(
    exact: ProtectedFigures, rounded: ProtectedFigures
) -> None:
    truth = {(figure_id, name): sums(window) for figure_id, name, window in windows(exact)}
    for figure_id, name, window in windows(rounded):
        if figure_id not in EXACT and not rounded[figure_id].spec.multi_response:
            near = {key: abs(count - truth[figure_id, name][key]) for key, count in sums(window).items()}
            assert max(near.values(), default=0) <= 4 * slices_in(rounded, window), figure_id


def test_every_table_adds_up_to_one_total_of_its_base(rounded: ProtectedFigures) -> None:
    for name in WindowName:
        totals: dict[str, set[int]] = {}
        for figure in rounded:
            window = figure.windows[name]
            if figure.spec.exact or figure.spec.part:
                continue
            totals.setdefault(figure.spec.base, set()).add(window.total)
            if figure.spec.dimensions and not figure.spec.multi_response:
                assert sum(cell.count for cell in window) + window.missing == window.total, figure.spec.id
        assert all(len(found) == 1 for found in totals.values())


def test_a_margin_is_the_same_in_every_table(rounded: ProtectedFigures) -> None:
    for crossed, alone in CROSSED.items():
        for name in WindowName:
            both = rounded[crossed].windows[name]
            for place, figure_id in enumerate(alone):
                single = rounded[figure_id].windows[name]
                lacking = {key[0]: n - sums(both).get((place, key[0]), 0) for key, n in _cells(single).items()}
                assert min(lacking.values(), default=0) >= 0
                assert sum(lacking.values()) == both.missing - single.missing, (crossed, figure_id)


def test_numbers_told_in_two_figures_are_told_alike(rounded: ProtectedFigures) -> None:
    for name in WindowName:
        window = {figure.spec.id: figure.windows[name] for figure in rounded}
        referred, combined = _cells(window["referral"]), _cells(window["service_combinations"])
        assert window["fia_referral"].total == referred.get(("fia",), 0)
        for (service,), count in _cells(window["services"]).items():
            assert count == sum(n for (names,), n in combined.items() if service in names.split("+"))
        main = {key[0]: n for key, n in _cells(window["case_types"]).items() if key[1] == "primary"}
        assert all(sums(window["case_types_by_gender"]).get((1, key), 0) <= n for key, n in main.items())
        by_month = sums(window["platform_by_month"])
        assert all(by_month.get((1, platform), 0) == n for (platform,), n in _cells(window["platform"]).items())
        assert window["city"].missing == window["cybercrime_office_access"].missing


def _cells(window: Window) -> dict[Key, int]:
    return {cell.key: cell.count for cell in window}


def test_no_share_exceeds_one_and_each_is_that_of_printed_counts(rounded: ProtectedFigures) -> None:
    for figure_id, _, window in windows(rounded):
        shares = [share for cell in window for share in (cell.share, cell.share_of_all) if share is not None]
        assert all(0 <= share <= 1 for share in shares), figure_id
        if not rounded[figure_id].spec.share_within and window.known >= 30:
            assert all(cell.share == pytest.approx(cell.count / window.known, abs=5.1e-5) for cell in window)
        elif not rounded[figure_id].spec.share_within:
            assert all(cell.share is None for cell in window), figure_id


def test_a_count_that_rounds_to_0_tells_its_bound_alone(rounded: ProtectedFigures) -> None:
    for figure_id, _, window in windows(rounded):
        bound = None if figure_id in EXACT else 4 * slices_in(rounded, window) + 1
        assert window.bound == bound
        assert all(cell.below == (None if cell.count else bound) for cell in window), figure_id


def test_the_checks_of_published_figures_hold(counts: Counts, rounded: ProtectedFigures) -> None:
    if any(time_slice.figures["contacts"].total for time_slice in counts.slices):
        reconcile_published(rounded)


# ------------------------------------------------------------------------------------------------ the same again


def test_a_time_slice_is_rounded_alike_whatever_stands_beside_it(tmp_path: Path) -> None:
    accepted = random_parquet(tmp_path / "a.parquet", 2, 600, HALF_YEAR)
    now, before = (
        protect(aggregate(accepted, edition), Disclosure.ROUND, "sha256:0")
        for edition in (HALF_YEAR, HALF_YEAR.previous)
    )
    assert now.slices[1] == before.slices[-1]
    assert now["gender"].windows[WindowName.PREVIOUS] == before["gender"].edition


def test_another_secret_draws_otherwise(tmp_path: Path) -> None:
    counts = aggregate(random_parquet(tmp_path / "a.parquet", 2, 600, HALF_YEAR), HALF_YEAR)
    one, other = (protect(counts, Disclosure.ROUND, "sha256:0", secret=secret) for secret in (b"", b"k" * 32))
    assert one != other


# ------------------------------------------------------------------------------------------------ the structure


def test_every_printed_number_is_part_of_the_structure(counts: Counts) -> None:
    for time_slice in counts.slices:
        tables = link(counts.specs, time_slice.period, time_slice.figures)
        known = set(tables.numbers)
        for figure_id, layout in tables.layouts.items():
            if not counts.specs[figure_id].exact:
                assert {number for number, _ in layout.published_counts(time_slice.figures[figure_id])} <= known, (
                    figure_id
                )


def test_figures_that_count_one_thing_differently_are_refused(tmp_path: Path) -> None:
    counts = aggregate(random_parquet(tmp_path / "a.parquet", 2, 600, HALF_YEAR), HALF_YEAR)
    time_slice = counts.slices[-1]
    gender = time_slice.figures["gender"]
    wrong = replace(gender, total=gender.total + 1, cells={**gender.cells, ("woman",): gender.cells["woman",] + 1})
    changed = replace(counts, slices=(replace(time_slice, figures={**time_slice.figures, "gender": wrong}),))
    with pytest.raises(Exception, match="count the same thing differently"):
        protect(changed, Disclosure.ROUND, "sha256:0")
