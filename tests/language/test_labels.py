"""Every key that a figure can have is put into words, and an unknown one is refused."""

import pytest

from tasks.language.languages import source_language
from tasks.model.errors import EditionError
from tasks.model.figures import MISSING
from tests.figures_factory import random_figures

label = source_language().label


@pytest.mark.parametrize(
    ("dimension", "key", "words"),
    [
        ("gender", "woman", "Women"),
        ("city", "lahore", "Lahore"),
        ("month", "2018-11", "November 2018"),
        ("quarter", "2018-Q4", "October to December 2018"),
        ("hour", "09", "09"),
        ("services", "legal+mental_health", "Legal advice and mental health"),
        ("services", "legal", "Legal advice"),
        ("gender", MISSING, "Not recorded"),
    ],
)
def test_a_key_in_words(dimension: str, key: str, words: str) -> None:
    assert label(dimension, key) == words


@pytest.mark.parametrize(("dimension", "key"), [("gender", "lahore"), ("services", "legal+mars")])
def test_an_unknown_key_is_refused(dimension: str, key: str) -> None:
    with pytest.raises(EditionError, match="no category"):
        label(dimension, key)


def test_all_keys_of_all_figures_have_words() -> None:
    for figure in random_figures(1):
        for cell in figure.edition:
            assert all(label(d, k) for d, k in zip(figure.spec.dimensions, cell.key, strict=True))
