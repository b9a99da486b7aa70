"""Which wordings switched from one edition to the next."""

import pytest

from tasks.language.rendered_text import Branch, Place, RenderedText, Switch, branches_taken, switched


def test_a_way_is_named_by_its_text_and_words() -> None:
    lines = RenderedText(Place("figures.toml", 7, "age_band, headline"), "", branches=(
        Branch(Place("figures.toml", 7, "age_band, headline"), "a()", 1, "if"),
    ))  # fmt: skip
    text = RenderedText(Place("x.md"), "", branches=(
        Branch(Place("x.md", 3), "a()", 1, "elif b()"),
        Branch(Place("x.md", 9), "a()", 2, "else"),
    ))  # fmt: skip
    assert branches_taken([lines, text]) == {
        "figures.toml (age_band, headline): a()": "if",
        "x.md: a()": "elif b()",
        "x.md: a() [2]": "else",
    }


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ({"x.md: a()": "if"}, {"x.md: a()": "else"}, [Switch("x.md: a()", "if", "else")]),
        ({"x.md: a()": "if"}, {"x.md: a()": "if"}, []),
        ({"x.md: a()": "if"}, {"x.md: b()": "else"}, []),
        ({}, {"x.md: a()": "if"}, []),
        ({"b": "if", "a": "if"}, {"b": "else", "a": "else"}, [Switch("a", "if", "else"), Switch("b", "if", "else")]),
    ],
)  # fmt: skip
def test_what_both_met_and_went_another_way_has_switched(
    before: dict[str, str], now: dict[str, str], found: list[Switch]
) -> None:
    assert list(switched(before, now)) == found


def test_a_switch_reads_as_a_sentence() -> None:
    assert str(Switch("x.md: a()", "if", "elif b()")) == "x.md: a(): if before, elif b() now"
