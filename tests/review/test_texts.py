"""What a draft changes in texts: the passages as a reader sees them, and neither charts nor tables nor markup."""

import pytest

from tasks.review import TextChange, passages, text_changes

PAGE = """<!doctype html><html><head><title>T</title><style>p { color: red }</style></head><body><main>
<h1>Who calls</h1><p>Most are <b>women</b>,
as before.</p><svg><text>chart</text></svg><table><caption>all</caption><tr><td>1</td></tr></table>
<ul><li>One</li><li>Two</li></ul></main></body></html>"""


def test_passages_are_lines_without_markup_charts_and_tables() -> None:
    assert passages(PAGE) == ["T", "Who calls", "Most are women, as before.", "One", "Two"]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("women", "women", ()),
        ("<b>women</b>", "<em>women</em>", ()),
        ("as before", "as ever", (TextChange(("Most are women, as before.",), ("Most are women, as ever.",)),)),
        ("<li>Two</li>", "", (TextChange(("Two",), ()),)),
        ("<li>One</li>", "<li>One</li><li>And a half</li>", (TextChange((), ("And a half",)),)),
        ("chart", "another chart", ()),
        ("<td>1", "<td>2", ()),
    ],
)
def test_changes(old: str, new: str, changes: tuple[TextChange, ...]) -> None:
    assert text_changes(PAGE, PAGE.replace(old, new)) == changes


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            ("Most are women.",),
            ("Most are men.",),
            [("same", "Most are "), ("del", "women"), ("ins", "men"), ("same", ".")],
        ),
        (("Most are women.",), ("Two by two they came, and three by three.",), []),
        (("One.", "Two."), ("One.",), []),
        ((), ("One.",), []),
    ],
)
def test_words_that_changed_are_told_where_most_of_a_passage_stands(
    before: tuple[str, ...], after: tuple[str, ...], told: list[tuple[str, str]]
) -> None:
    assert [(piece.how, piece.text) for piece in TextChange(before, after).words] == told
