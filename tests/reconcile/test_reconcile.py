"""Every check catches the error that it was made for, and lets true figures pass."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.aggregate import aggregate
from tasks.disclosure.edition_view import from_published
from tasks.disclosure.figure_checks import CHECKS
from tasks.model.errors import LogError, ReconcileError, StageError
from tasks.model.figures import (
    Cell,
    Disclosure,
    Figure,
    FigureCounts,
    Key,
    ProtectedFigures,
    TimeSlice,
    Window,
    WindowName,
)
from tasks.model.period import Month, Period
from tasks.model.records import Counts
from tasks.protect import protect
from tasks.reconcile import reconcile, reconcile_published
from tests.figures_factory import HALF_YEAR, random_parquet
from tests.records_parquet import write_records
from tests.sample_logs.bundled import sample_records

EDITION, PREVIOUS, SINCE = WindowName.EDITION, WindowName.PREVIOUS, WindowName.SINCE_LAUNCH
TWO_YEARS = Period(Month(2016, 12), Month(2018, 11))
LAST_YEAR = Period(Month(2017, 12), Month(2018, 11))
FIRST_YEAR = Period(Month(2016, 12), Month(2017, 11))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Period, Counts]:
    accepted = write_records(sample_records(), tmp_path_factory.mktemp("reconcile") / "accepted.parquet")
    return {edition: aggregate(accepted, edition) for edition in (TWO_YEARS, LAST_YEAR, FIRST_YEAR)}


def published(counts: Counts) -> ProtectedFigures:
    return protect(counts, Disclosure.NONE, "sha256:0")


# ------------------------------------------------------------------------------------------------ true figures pass


@pytest.mark.parametrize("edition", [TWO_YEARS, LAST_YEAR, FIRST_YEAR], ids=str)
def test_the_sample_contradicts_itself_nowhere(sample: Mapping[Period, Counts], edition: Period) -> None:
    reconcile(sample[edition])
    reconcile_published(published(sample[edition]))


@pytest.mark.parametrize(("seed", "contacts"), [(2, 10), (3, 12), (4, 300), (5, 3000)])
@pytest.mark.parametrize("missing", [0.0, 0.9])
def test_random_logs_contradict_themselves_nowhere(seed: int, contacts: int, missing: float, tmp_path: Path) -> None:
    counts = aggregate(random_parquet(tmp_path / "a.parquet", seed, contacts, HALF_YEAR, missing), HALF_YEAR)
    reconcile(counts)
    reconcile_published(published(counts))


def test_a_period_without_records_is_refused(tmp_path: Path) -> None:
    counts = aggregate(
        random_parquet(tmp_path / "a.parquet", 1, 200, HALF_YEAR), Period(Month(2020, 1), Month(2020, 6))
    )
    with pytest.raises(LogError, match="no accepted record in the period"):
        reconcile(counts)


@pytest.mark.parametrize("part", range(33))
def test_a_share_that_was_rounded_at_the_very_half_passes(part: int, sample: Mapping[Period, Counts]) -> None:
    """1 of 32 is 0.03125, published as 0.0313."""
    cells = dict.fromkeys(sample[TWO_YEARS].slices[0].figures["fia_referral"].cells, 0)
    cells |= {("full",): part, ("partial",): 32 - part}
    halves = raw("fia_referral", lambda w: replace(w, total=32, missing=0, cells=cells))
    check = next(check for check in CHECKS if check.id == "pct_matches_count")
    assert not list(check.search(from_published(published(halves(sample[TWO_YEARS])))))


# ------------------------------------------------------------------------------------------------ errors are caught

RawChange = Callable[[FigureCounts], FigureCounts]
Change = Callable[[Window], Window]


def raw(figure: str, change: RawChange) -> Callable[[Counts], Counts]:
    """A change to the counts of the last time slice, which is that of the edition."""

    def apply(counts: Counts) -> Counts:
        *earlier, last = counts.slices
        changed = replace(last, figures={**last.figures, figure: change(last.figures[figure])})
        return replace(counts, slices=(*earlier, changed))

    return apply


def printed(
    figure: str, change: Change, window: WindowName = EDITION
) -> Callable[[ProtectedFigures], ProtectedFigures]:
    def apply(figures: ProtectedFigures) -> ProtectedFigures:
        old = figures[figure]
        new = Figure(old.spec, {**old.windows, window: change(old.windows[window])})
        return replace(figures, figures={**figures.figures, figure: new})

    return apply


def count(*key: str, is_: int) -> RawChange:
    return lambda w: replace(w, cells={**w.cells, key: is_})


def more(*key: str, by: int = 1) -> RawChange:
    return lambda w: replace(w, cells={**w.cells, key: w.cells.get(key, 0) + by})


def moved(source: Key, target: Key, by: int = 1) -> RawChange:
    return lambda w: replace(w, cells={**w.cells, source: w.cells[source] - by, target: w.cells[target] + by})


def share(*key: str, is_: float) -> Change:
    return lambda w: replace(w, cells=tuple(replace(c, share=is_) if c.key == key else c for c in w.cells))


def share_of_all(*key: str, is_: float) -> Change:
    return lambda w: replace(w, cells=tuple(replace(c, share_of_all=is_) if c.key == key else c for c in w.cells))


def in_place_of(figure: str, other: str) -> Callable[[Counts], Counts]:
    """The figure's numbers under another's id, as when one number serves for two things."""
    return lambda c: replace(
        raw(figure, lambda _: c.slices[-1].figures[other])(c), specs={**c.specs, figure: c.specs[other]}
    )


def without_window(figure: str, window: WindowName) -> Callable[[ProtectedFigures], ProtectedFigures]:
    def apply(figures: ProtectedFigures) -> ProtectedFigures:
        left = {name: w for name, w in figures[figure].windows.items() if name is not window}
        return replace(figures, figures={**figures.figures, figure: replace(figures[figure], windows=left)})

    return apply


def slices(
    change: Callable[[tuple[TimeSlice, ...]], tuple[TimeSlice, ...]],
) -> Callable[[ProtectedFigures], ProtectedFigures]:
    return lambda figures: replace(figures, slices=change(figures.slices))


SIX_MONTHS = Period(Month(2018, 6), Month(2018, 11))
SHORT_YEAR = Period(Month(2016, 12), Month(2017, 10))

RAW_ERRORS = [
    # The published edition: 1225 women, 845 men and 232 others use up all 2302, and yet 13 and 7 are claimed too.
    ("partition_exact", "transgender counted among the missing as well", TWO_YEARS,
     raw("gender", lambda w: replace(w, missing=232))),
    ("partition_exact", "a category counted twice", TWO_YEARS, raw("province", more("punjab"))),
    ("partition_exact", "another base under a figure of cases", TWO_YEARS,
     raw("cybercrime_office_access", lambda w: replace(w, total=2781, missing=w.missing + 479))),
    ("partition_exact", "months that do not add up to the calls", TWO_YEARS,
     raw("calls_by_month", moved(("2018-11", "new"), ("2018-11", "follow_up")))),
    ("partition_exact", "134 e-mails told, 133 counted by channel", TWO_YEARS,
     raw("channel", moved(("emails",), ("calls",)))),
    ("partition_exact", "new and follow-up do not add up", TWO_YEARS, raw("follow_up_calls", count(is_=590))),
    ("partition_exact", "combinations that lack a service", TWO_YEARS,
     raw("service_combinations", moved(("legal",), ("mental_health",)))),
    ("subset_le", "more mentions of a platform than cases known", TWO_YEARS,
     raw("platform", more("facebook", by=2302))),
    ("subset_le", "more takeovers than cases", TWO_YEARS,
     raw("takeover_scams_by_month", lambda w: FigureCounts(2400, 0, {("2018-09",): 2400}))),
    ("same_margin", "more transgender callers for themselves than transgender callers", TWO_YEARS,
     raw("contacting_for_by_gender", moved(("woman", "self"), ("transgender", "self"), by=11))),
    ("same_margin", "a cross-table that lacks women", TWO_YEARS,
     raw("age_by_gender", lambda w: replace(w, cells={**w.cells, ("woman", "21-25"): 0}, missing=w.missing
                                            + w.cells["woman", "21-25"]))),
    ("same_margin", "months that lack a platform's cases", TWO_YEARS,
     raw("platform_by_month", moved(("2018-11", "facebook"), ("2018-11", "skype")))),
    ("same_margin", "a case without a city in one figure, far from an office in another", TWO_YEARS,
     raw("cybercrime_office_access", lambda w: replace(w, missing=w.missing - 1, cells={
         **w.cells, ("without",): w.cells["without",] + 1}))),
    # Conversations that moved from calls to e-mail, counted in both.
    ("no_double_channel", "moved cases counted in both channels", TWO_YEARS, lambda c: with_cases(c, 2302 + 40)),
    ("mean_times_n", "91 calls a month beside 2781 calls", TWO_YEARS,
     raw("mean_calls_per_month", count(is_=2190))),
    ("mean_times_n", "a mean of new calls over all calls", TWO_YEARS,
     raw("mean_new_calls_per_month", count(is_=2781))),
    # 2.6 to 9.5 % in six months needs 198 new cases a month; no month had over 203 calls of any kind.
    ("period_feasible", "198 cases of one platform in a month with fewer new calls", TWO_YEARS,
     lambda c: whatsapp_in_november(c, 400)),
    ("valid_from", "transgender callers in the first year", FIRST_YEAR,
     raw("gender", moved(("woman",), ("transgender",), by=13))),
    ("valid_from", "takeovers before the question was asked", TWO_YEARS,
     raw("takeover_scams_by_month", lambda w: replace(w, total=w.total + 1, cells={("2018-08",): 1, **w.cells}))),
    # 37 % stands for the legal remit in one place and for the referrals in another.
    ("one_id_one_concept", "the legal remit under the id of the referrals", TWO_YEARS,
     in_place_of("fia_referral", "within_fia_remit")),
    ("one_id_one_concept", "852 referrals in one table, 851 in the other", TWO_YEARS,
     raw("fia_referral", lambda w: replace(w, total=w.total - 1, missing=w.missing - 1))),
    ("one_id_one_concept", "a category of another figure", TWO_YEARS, raw("gender", count("lahore", is_=0))),
]  # fmt: skip

PRINTED_ERRORS = [
    ("pct_matches_count", "13 persons beside 0.3 %", printed("gender", share("transgender", is_=0.003))),
    ("pct_matches_count", "220 of 2302 printed as 9.5 %", printed("platform", share_of_all("whatsapp", is_=0.095))),
    ("pct_matches_count", "59 % of women and men alone", printed("gender", share("woman", is_=0.5918))),
    ("pct_matches_count", "85 % beside the count of 95 %",
     printed("contacting_for_by_gender", share("woman", "self", is_=0.85))),
    ("pct_matches_count", "a month's share of another month",
     printed("platform_by_month", share("2018-11", "whatsapp", is_=0.0096))),
    ("pct_matches_count", "a share of follow-ups among all contacts",
     printed("follow_up_share", lambda w: replace(w, value=0.2027))),
    ("subgroup_bounds", "86 % of all, but 85 % of women and 73 % of men",
     printed("contacting_for_by_gender", share("woman", "self", is_=0.85))),
    ("mean_times_n", "91 new calls a month, cut off", printed("mean_new_calls_per_month",
                                                              lambda w: replace(w, value=91))),
    ("partition_exact", "the missing dropped", printed("province", lambda w: replace(w, missing=0))),
    # The rise "in six months" set the two-year share against the share of the first year.
    ("comparison_complete", "a figure without the period before", without_window("platform", PREVIOUS)),
    ("comparison_complete", "a cumulative period beside the edition",
     printed("platform", lambda w: replace(w, period=TWO_YEARS), PREVIOUS)),
    ("comparison_complete", "six months beside a year",
     printed("platform", lambda w: replace(w, period=SIX_MONTHS), PREVIOUS)),
    ("comparison_complete", "all time that leaves out the first year",
     printed("platform", lambda w: replace(w, period=LAST_YEAR), SINCE)),
    ("window_sums", "all time that holds less than the two years",
     printed("age_band", lambda w: replace(w, total=w.total - 60, missing=w.missing - 60), SINCE)),
    ("window_sums", "people moved to another age in the sum of the years",
     printed("age_band", lambda w: replace(w, cells=_moved(w.cells)), SINCE)),
    ("window_sums", "e-mails that no year has", printed("new_emails", lambda w: replace(w, value=9), SINCE)),
    ("window_sums", "a month between two time slices", slices(lambda t: (replace(t[0], period=SHORT_YEAR), t[1]))),
]  # fmt: skip


def _moved(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    first, second, *others = cells
    return (replace(first, count=first.count + 5), replace(second, count=second.count - 5), *others)


def with_cases(counts: Counts, total: int) -> Counts:
    """Every figure of cases counts them, so that no two of them disagree."""
    more_cases = total - 2302
    (time_slice,) = counts.slices
    figures = dict(time_slice.figures)
    for name, spec in counts.specs.items():
        if spec.base == "cases" and name not in ("fia_referral", "takeover_scams_by_month"):
            cells = {(): total} if name == "cases" else figures[name].cells
            grown = 0 if name == "cases" else more_cases
            figures[name] = replace(figures[name], total=total, missing=figures[name].missing + grown, cells=cells)
    return replace(counts, slices=(replace(time_slice, figures=figures),))


def whatsapp_in_november(counts: Counts, cases: int) -> Counts:
    """Cases of one platform moved into one month: every total stays as it was."""
    old = counts.slices[-1].figures["platform_by_month"]
    cells = {key: 0 if key[1] == "facebook" else n for key, n in old.cells.items()}
    cells["2018-11", "facebook"] = sum(n for key, n in old.cells.items() if key[1] == "facebook")
    assert cells["2018-11", "facebook"] > cases
    return raw("platform_by_month", lambda w: replace(w, cells=cells))(counts)


@pytest.mark.parametrize(
    ("check", "edition", "error"), [pytest.param(c, e, f, id=f"{c}: {name}") for c, name, e, f in RAW_ERRORS]
)
def test_an_error_in_the_counts_is_caught(
    check: str, edition: Period, error: Callable[[Counts], Counts], sample: Mapping[Period, Counts]
) -> None:
    with pytest.raises(ReconcileError) as caught:
        reconcile(error(sample[edition]))
    assert check in checks_named_by(caught.value), str(caught.value)


@pytest.mark.parametrize(("check", "error"), [pytest.param(c, f, id=f"{c}: {name}") for c, name, f in PRINTED_ERRORS])
def test_an_error_in_the_published_figures_is_caught(
    check: str, error: Callable[[ProtectedFigures], ProtectedFigures], sample: Mapping[Period, Counts]
) -> None:
    with pytest.raises(ReconcileError) as caught:
        reconcile_published(error(published(sample[LAST_YEAR])))
    assert check in checks_named_by(caught.value), str(caught.value)


def test_a_count_that_rounding_would_have_hidden_is_caught(sample: Mapping[Period, Counts]) -> None:
    figures = protect(sample[TWO_YEARS], Disclosure.ROUND, "sha256:0")
    reconcile_published(figures)
    with pytest.raises(ReconcileError, match="disclosure_control: vulnerable_community in edition") as caught:
        reconcile_published(printed("vulnerable_community", cells_of(7, 2, 2, 1))(figures))
    assert "disclosure_control: " in caught.value.remedy


def cells_of(*counts: int) -> Change:
    """The cells with these counts, told one by one."""
    return lambda w: replace(
        w, cells=tuple(replace(c, count=n, below=None) for c, n in zip(w.cells, counts, strict=True))
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            slices(lambda t: (t[0], replace(t[1], figures={**t[1].figures, "calls": FigureCounts(1, 0, {(): 1})}))),
            "series_ledger: calls in 2017-12_2018-11",
        ),
        (
            slices(lambda t: (replace(t[0], period=SHORT_YEAR), t[1])),
            "published months that it lacks in 2016-12_2017-11",
        ),
        (lambda f: replace(f, revision=1), "a revision without a reason"),
    ],
    ids=["a number of a published year changed", "a published year cut", "a revision without a reason"],
)
def test_an_edition_that_disagrees_with_what_was_published_is_caught(
    change: Callable[[ProtectedFigures], ProtectedFigures], words: str, sample: Mapping[Period, Counts]
) -> None:
    figures = published(sample[LAST_YEAR])
    reconcile_published(replace(figures, revision=1, reason="ages were misread"), figures.slices)
    with pytest.raises(ReconcileError, match=words) as caught:
        reconcile_published(change(figures), figures.slices)
    assert "series_ledger" in checks_named_by(caught.value)


def test_every_check_is_proved_by_an_error() -> None:
    proved = (
        {check for check, *_ in RAW_ERRORS}
        | {check for check, *_ in PRINTED_ERRORS}
        | {"disclosure_control", "series_ledger"}
    )
    assert proved == {check.id for check in CHECKS}


def test_a_refusal_names_check_figures_period_and_rule(sample: Mapping[Period, Counts]) -> None:
    with pytest.raises(ReconcileError) as caught:
        reconcile(raw("mean_calls_per_month", count(is_=2190))(sample[TWO_YEARS]))
    assert str(caught.value) == (
        "Figures of the edition contradict each other.\n"
        "- mean_times_n: mean_calls_per_month and calls in 2016-12_2018-11\n"
        "Where: calls, mean_calls_per_month\n"
        "To do: Mend the declarations of these figures, or report the defect. The rules:\n"
        "mean_times_n: A mean times its months is its total."
    )


def test_a_long_list_of_contradictions_is_cut(sample: Mapping[Period, Counts]) -> None:
    figures = replace(published(sample[TWO_YEARS]), edition=LAST_YEAR)
    with pytest.raises(ReconcileError) as caught:
        reconcile_published(figures)
    assert len(caught.value.problem.splitlines()) == 14


def test_a_defect_in_a_check_carries_nothing_out(sample: Mapping[Period, Counts]) -> None:
    with pytest.raises(StageError) as caught:
        reconcile(raw("calls", lambda w: replace(w, cells=None))(sample[TWO_YEARS]))
    assert caught.value.__context__ is None


def checks_named_by(error: ReconcileError) -> set[str]:
    """The checks that the message lists with their contradictions and with their rules."""
    named = {line.split(":")[0] for line in error.remedy.splitlines()[1:]}
    assert {line.split(":")[0] for line in error.problem.splitlines()[1:]} <= {f"- {n}" for n in named} | {"- and"}
    return named
