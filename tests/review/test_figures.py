"""What a draft changes in figures: exactly the numbers that differ, and none where nothing does."""

from dataclasses import replace

from tasks.model.figures import WindowName
from tasks.review import figure_changes
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
