import pytest

from tasks.chart.typography import counted
from tasks.language.languages import source_language
from tasks.model.figures import Base, Cell

ENGLISH = source_language()


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0%"),
        (0.0033, "0.3%"),
        (0.0094, "0.9%"),
        (0.0099, "1%"),
        (0.01, "1%"),
        (0.095, "10%"),
        (0.125, "13%"),
        (0.5861, "59%"),
        (0.9999, "100%"),
        (1.0, "100%"),
    ],
)
def test_shares_are_whole_percents_rounded_half_up_and_small_ones_not_denied(share, words):
    assert ENGLISH.percent(share) == words


@pytest.mark.parametrize(
    ("dimension", "key", "words"),
    [
        ("month", "2018-11", "Nov 2018"),
        ("quarter", "2018-Q4", "Q4 2018"),
        ("gender", "woman", "Women"),
        ("services", "legal+mental_health", "Legal advice and mental health"),
        ("city", "lahore", "Lahore"),
    ],
)
def test_keys_have_the_labels_of_the_contract(dimension, key, words):
    assert ENGLISH.label(dimension, key, short=True) == words


def test_a_count_that_is_withheld_prints_its_bound():
    assert ENGLISH.count(Cell(("woman",), 0, below=5)) == "fewer than 5"
    assert ENGLISH.count(Cell(("woman",), 1225)) == "1,225"


@pytest.mark.parametrize(
    ("records", "base", "words"),
    [(1, Base.CASES, "1 case"), (2302, Base.CASES, "2,302 cases"), (0, Base.CALLS, "0 calls")],
)
def test_counts_name_their_base(records, base, words):
    assert counted(ENGLISH, records, base) == words
