"""Values printed before the ledger began: how they are read, which are refused, and that time is not cut in them."""

from pathlib import Path

import pytest

from tasks.disclosure.ledger import Ledger, LedgerEntry
from tasks.disclosure.printed import PrintedValue, read_printed
from tasks.disclosure.series import continued, slice_periods
from tasks.model.errors import DisclosureError, UsageError
from tasks.model.figures import Audit, FigureCounts, TimeSlice
from tasks.model.period import Month, Period

TWO_YEARS = Period(Month(2016, 12), Month(2018, 11))
FIRST_YEAR = Period(Month(2016, 12), Month(2017, 11))
GOOD = """
[[printed]]
from = "2016-12"
to = "2018-11"
figure = "gender"
keys = [["woman"]]
count = 1225
source = "Report of 2018, page 9"
"""


def read(text: str, folder: Path) -> tuple[PrintedValue, ...]:
    path = folder / "printed_before.toml"
    path.write_text(text, "utf-8")
    return read_printed(path)


def test_where_there_is_no_file_nothing_was_printed(tmp_path: Path) -> None:
    assert read_printed(tmp_path / "printed_before.toml") == ()


def test_a_count_is_read_as_it_stands(tmp_path: Path) -> None:
    [value] = read(GOOD, tmp_path)
    assert (value.period, value.figure, value.keys) == (TWO_YEARS, "gender", (("woman",),))
    assert (value.low, value.high) == (1225, 1225)
    assert value.where == f"{tmp_path / 'printed_before.toml'}, line 2, printed, 1"


def test_a_single_number_needs_no_keys_and_several_cells_can_be_one_number(tmp_path: Path) -> None:
    one, several = read(
        GOOD.replace('keys = [["woman"]]\n', "") + GOOD.replace('[["woman"]]', '[["woman"], ["man"]]'), tmp_path
    )
    assert one.keys == ((),)
    assert several.keys == (("woman",), ("man",))


@pytest.mark.parametrize(
    ("share", "of", "low", "high"),
    [
        ("9.5%", 2302, 218, 220),
        ("57%", 2302, 1301, 1335),
        ("57.0 %", 2302, 1311, 1314),
        ("0%", 2302, 0, 23),
        ("100%", 40, 40, 40),
        ("50%", 2, 1, 1),
        ("0.3%", 2302, 6, 9),
    ],
)
def test_a_share_stands_for_every_count_that_was_rounded_or_cut_off_to_it(
    share: str, of: int, low: int, high: int, tmp_path: Path
) -> None:
    """9.5% of 2302 can be 218 and 219, rounded, and 219 and 220, cut off: the published edition's 220 was."""
    [value] = read(GOOD.replace("count = 1225", f'share = "{share}"\nof = {of}'), tmp_path)
    assert (value.low, value.high) == (low, high)
    unit = 10 ** -len(share.rstrip(" %").partition(".")[2])
    printed = float(share.rstrip(" %"))
    for count in range(max(0, low - 3), min(of, high + 3) + 1):
        exact = count * 100 / of
        fits = printed - unit / 2 <= exact < printed + unit
        assert fits == (low <= count <= high), count


REFUSED = {
    "is no TOML": ("[[printed]\n", "not valid TOML"),
    "has another table": ("[[values]]\n", "values is no key.*Allowed: printed"),
    "has a field that is not known": (GOOD + "page = 9\n", "page"),
    "has no figure": (GOOD.replace('figure = "gender"', ""), "figure"),
    "has no source": (GOOD.replace('source = "Report of 2018, page 9"', ""), "source"),
    "has no month": (GOOD.replace("2018-11", "November"), "whole months"),
    "has a day": (GOOD.replace("2018-11", "2018-11-30"), "whole months"),
    "runs backwards": (GOOD.replace("2018-11", "2016-11"), "backwards"),
    "begins before the helpline": (GOOD.replace("2016-12", "2016-11"), "before the helpline did"),
    "has no number": (GOOD.replace("count = 1225", ""), "either a count, or a share"),
    "has two numbers": (GOOD + 'share = "53%"\nof = 2302\n', "either a count, or a share"),
    "has a share of nothing": (GOOD.replace("count = 1225", 'share = "53%"'), "either a count, or a share"),
    "has a count of something": (GOOD + "of = 2302\n", "either a count, or a share"),
    "has a negative count": (GOOD.replace("1225", "-1"), "greater than or equal to 0"),
    "has half a person": (GOOD.replace("1225", "1.5"), "a whole number"),
    "has a share in words": (GOOD.replace("count = 1225", 'share = "half"\nof = 4'), "not written like"),
    "has a share that no count gives": (GOOD.replace("count = 1225", 'share = "33.3%"\nof = 4'), "No count gives"),
    "has no cell": (GOOD.replace('[["woman"]]', "[]"), "names no cell"),
    "has a cell twice": (GOOD.replace('[["woman"]]', '[["woman"], ["woman"]]'), "one of them twice"),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED)
def test_a_value_that_cannot_be_used_is_refused(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words) as refusal:
        read(text, tmp_path)
    assert refusal.value.exit_code == 2
    assert "printed_before.toml" in refusal.value.where
    assert "docs/privacy.md" in refusal.value.remedy


# ------------------------------------------------------------------------------------------------ time


def value(period: Period) -> PrintedValue:
    return PrintedValue(period, "gender", (("woman",),), 3, 3, "value 1")


HALVES = [Period(TWO_YEARS.first + 6 * i, TWO_YEARS.first + (6 * i + 5)) for i in range(5)]


@pytest.mark.parametrize("edition", [HALVES[3], HALVES[1], Period(HALVES[3].last, HALVES[4].last)], ids=str)
def test_an_edition_that_cuts_a_printed_period_is_refused(edition: Period) -> None:
    with pytest.raises(DisclosureError, match="overlaps"):
        slice_periods(edition, (), [TWO_YEARS])


def test_the_window_before_an_edition_does_not_cut_a_printed_period() -> None:
    assert slice_periods(HALVES[4]) == (Period(TWO_YEARS.first, HALVES[2].last), HALVES[3], HALVES[4])
    assert slice_periods(HALVES[4], (), [TWO_YEARS, FIRST_YEAR]) == (TWO_YEARS, HALVES[4])


def test_a_printed_period_cuts_nothing_itself() -> None:
    assert slice_periods(TWO_YEARS, (), [FIRST_YEAR, HALVES[2]]) == (TWO_YEARS,)


def ledger(printed: int) -> Ledger:
    audit = Audit(covered=1, least=5, tables=2, witnesses="sha256:" + "0" * 64, printed=printed)
    time_slice = TimeSlice(TWO_YEARS, {"gender": FigureCounts(5, 0, {("woman",): 5})}, audit=audit)
    return Ledger(Path("ledger.jsonl"), (LedgerEntry(str(TWO_YEARS), "0" * 64, 0, "", (time_slice,)),))


def test_values_that_a_published_time_slice_was_audited_with_stay() -> None:
    series = continued(HALVES[4], ledger(2), printed=(value(TWO_YEARS), value(FIRST_YEAR)))
    assert series.to_count == (HALVES[4],)
    assert len(series.printed) == 2


@pytest.mark.parametrize(
    ("known", "periods"),
    [(0, [TWO_YEARS]), (2, [TWO_YEARS]), (0, [Period(HALVES[3].first, HALVES[4].last)])],
    ids=["entered later", "taken out", "reaching beyond what is published"],
)
def test_values_that_publication_did_not_know_are_refused(known: int, periods: list[Period]) -> None:
    with pytest.raises((UsageError, DisclosureError)):
        continued(Period(HALVES[4].first, HALVES[4].last), ledger(known), printed=tuple(map(value, periods)))


def test_a_forgotten_value_can_be_taken_in_by_a_revision() -> None:
    series = continued(TWO_YEARS, ledger(0), "A printed value was forgotten.", (value(TWO_YEARS),))
    assert series.to_count == (TWO_YEARS,)
