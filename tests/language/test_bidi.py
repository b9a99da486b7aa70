"""Numbers that keep their order on a page, and words that say which language they are."""

import pytest

from tasks.language.bidi import END as E
from tasks.language.bidi import ISOLATE as L
from tasks.language.bidi import foreign, held_together, marked_up, without_unseen


@pytest.mark.parametrize(
    ("page", "held"),
    [
        ("<p>0800-39393</p>", f"<p>{L}0800-39393{E}</p>"),
        ("کال کریں: 0800-39393۔", f"کال کریں: {L}0800-39393{E}۔"),
        ("<p>59% of 2,090 in 2018</p>", f"<p>{L}59%{E} of 2,090 in 2018</p>"),
        ("<td>+158 −0.3</td>", f"<td>{L}+158{E} {L}−0.3{E}</td>"),
        ("<a href='#a-1-2'>15:00, 115.9</a>", "<a href='#a-1-2'>15:00, 115.9</a>"),
        ("<td>4(1)</td>", f"<td>{L}4(1){E}</td>"),
        ("<a>https://example.org/slides/6-785</a>", "<a>https://example.org/slides/6-785</a>"),
        ("<a>https://example.org/2016-12_2018-11/16-785</a>", "<a>https://example.org/2016-12_2018-11/16-785</a>"),
        ("<td>tables/2016-12_2018-11</td>", "<td>tables/2016-12_2018-11</td>"),
        ("<style>a{width:50%}</style>", "<style>a{width:50%}</style>"),
    ],
)
def test_numbers_that_would_be_turned_round_are_held_together(page: str, held: str) -> None:
    assert held_together(page) == held
    assert without_unseen(held) == page


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        (foreign("Cases"), '<span lang="en" dir="ltr">Cases</span>'),
        (f'<p title="{foreign("Cases")}">ا</p>', '<p title="Cases">ا</p>'),
        (f"<svg><text>{foreign('Cases')}</text></svg>", "<svg><text>Cases</text></svg>"),
        (
            foreign("In <b>5</b> cases"),
            '\u2066<span lang="en" dir="ltr">In </span><b><span lang="en" dir="ltr">5</span></b>'
            '<span lang="en" dir="ltr"> cases</span>\u2069',
        ),
    ],
)
def test_words_of_the_source_say_so_on_the_page(page: str, marked: str) -> None:
    assert marked_up(page, "en", "ltr") == marked
