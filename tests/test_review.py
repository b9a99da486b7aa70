"""What a draft changes: exactly the numbers that differ, and passages as a reader sees them.

Neither charts nor tables nor markup are texts.
"""

from dataclasses import replace

import pytest

from tasks.model.figures import WindowName
from tasks.review import TextChange, figure_changes, passages, text_changes
from tests.figures_factory import few_rounded_figures, only, random_figures

FIGURES = few_rounded_figures(1)


def test_nothing_differs_from_itself() -> None:
    every = random_figures(1, 300)
    assert figure_changes(every, every) == ()


def test_one_cell_that_differs_is_told_with_its_row_and_window() -> None:
    gender = FIGURES["gender"]
    window = gender.windows[WindowName.EDITION]
    cells = tuple(replace(c, count=c.count + 5, below=None) if c.key == ("woman",) else c for c in window)
    changed = replace(gender, windows={**gender.windows, WindowName.EDITION: replace(window, cells=cells)})
    [change] = figure_changes(FIGURES, replace(FIGURES, figures={**FIGURES.figures, "gender": changed}))
    before = window.get("woman")
    assert before
    assert (change.figure, change.window, change.row) == ("gender", "this edition", "Women")
    assert (int(change.before), int(change.after)) == (before.count, before.count + 5)


def test_a_row_of_another_name_is_the_same_row_and_called_as_it_is_now() -> None:
    named = FIGURES.declared.with_answers({"gender": {c.key[0]: c.key[0].upper() for c in FIGURES["gender"].edition}})
    assert figure_changes(replace(FIGURES, declared=named), FIGURES) == ()
    gone = figure_changes(replace(FIGURES, declared=named), only(FIGURES, "calls"))
    assert {"WOMAN", "MAN"} <= {change.row for change in gone}


def test_a_figure_that_went_is_told_row_by_row() -> None:
    changes = figure_changes(FIGURES, only(FIGURES, "calls"))
    assert {change.figure for change in changes} == {"gender"}
    assert {change.after for change in changes} == {"not there"}


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
