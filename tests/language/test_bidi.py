"""Addresses stay as they are where numbers of several parts are held together."""

import pytest

from tasks.language.bidi import held_together


@pytest.mark.parametrize(
    ("page", "held"),
    [
        ("کال کریں: 0800-39393۔", "کال کریں: \u20660800-39393\u2069۔"),
        ("<a>https://f1000research.com/slides/6-785</a>", "<a>https://f1000research.com/slides/6-785</a>"),
        ("<a>https://example.org/2016-12_2018-11/16-785</a>", "<a>https://example.org/2016-12_2018-11/16-785</a>"),
    ],
)
def test_a_number_is_held_together_outside_of_addresses(page: str, held: str) -> None:
    assert held_together(page) == held
