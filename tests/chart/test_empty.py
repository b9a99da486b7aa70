import pytest

from expectations.contract.span import Span
from tasks.chart.forms import nothing_to_draw
from tasks.language.languages import source_language
from tasks.model.figures import Base, Cell, Figure, FigureSpec, Window, WindowName
from tasks.model.period import Month, Period

NO_RECORDS = "No records in this period"
PERIOD = Period(Month(2018, 6), Month(2018, 11))
KNOWN = Cell(("woman",), 7, 1.0)
ZERO = Cell(("man",), 0, 0.0)
WITHHELD = Cell(("man",), 0, 0.0, below=5)


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window(PERIOD, 7, 0, (KNOWN, ZERO)), None),
        (Window(PERIOD, 7, 0, (KNOWN, WITHHELD)), None),
        (Window(None, 0, 0), NO_RECORDS),
        (Window(PERIOD, 0, 0, (ZERO,)), NO_RECORDS),
        (Window(PERIOD, 12, 12, (ZERO,)), "Not recorded for any of 12 cases"),
        (Window(PERIOD, 1, 1, (ZERO,)), "Not recorded for any of 1 case"),
        (Window(PERIOD, 0, 0, (WITHHELD,)), "Fewer than 5 in every category"),
        (Window(PERIOD, 1010, 1000, (WITHHELD,)), "Fewer than 5 in every category; not recorded: 1,000"),
    ],
)
def test_a_figure_with_nothing_to_draw_says_why(window, words):
    figure = Figure(FigureSpec("gender", "b", Base.CASES, ("gender",)), {WindowName.EDITION: window})
    assert nothing_to_draw(figure, source_language()) == words


@pytest.mark.parametrize(
    ("question", "asked", "words"),
    [
        ("takeover_scam", Span("2018-12"), "Not counted before December 2018"),
        ("takeover_scam", Span("2018-09"), NO_RECORDS),
        ("gender", Span(last="2018-05"), "Not asked after May 2018"),
        ("gender", Span(last="2018-06"), NO_RECORDS),
    ],
)
def test_a_question_that_was_not_asked_is_no_zero(question, asked, words):
    spec = FigureSpec("gender", "b", Base.CASES, ("gender",), asked=asked, questions=(question,))
    figure = Figure(spec, {WindowName.EDITION: Window(PERIOD, 0, 0, (ZERO,))})
    assert nothing_to_draw(figure, source_language()) == words
