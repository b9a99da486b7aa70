"""When a row was asked, and what is told of it where it was not."""

import pytest

from expectations.contract.span import Span
from tasks.model.asked import not_asked
from tasks.model.figures import Base, Cell, FigureSpec, Window
from tasks.model.period import Period

GENDER = FigureSpec("gender", "b", Base.CASES, ("gender",), questions=("gender",))
YOUNG = FigureSpec("gender", "b", Base.CASES, ("gender",), asked=Span("2018-06"), questions=("gender",))
ENDED = FigureSpec("gender", "b", Base.CASES, ("gender",), asked=Span(last="2018-05"), questions=("gender",))
BY_MONTH = FigureSpec("x", "b", Base.CASES, ("month", "gender"), questions=("month", "gender"))
TAKEOVER = FigureSpec("x", "b", Base.CASES, ("yes_no",), asked=Span("2018-09"), questions=("takeover_scam",))


@pytest.mark.parametrize(
    ("spec", "key", "months", "counted", "told"),
    [
        (GENDER, ("transgender",), "2017-06_2017-11", True, "not asked before 2017-12"),
        (GENDER, ("transgender",), "2017-06_2017-12", True, ""),
        (GENDER, ("transgender",), "2017-06_2017-12", False, "not asked before 2017-12"),
        (GENDER, ("transgender",), "2018-06_2018-11", False, ""),
        (GENDER, ("woman",), "2017-06_2017-11", False, ""),
        (BY_MONTH, ("2017-11", "transgender"), "2017-06_2018-05", True, "not asked before 2017-12"),
        (BY_MONTH, ("2017-12", "transgender"), "2017-06_2018-05", True, ""),
        (YOUNG, (), "2017-12_2018-05", False, "not counted before 2018-06"),
        (YOUNG, ("transgender",), "2017-12_2018-05", False, "not counted before 2018-06"),
        (ENDED, (), "2018-06_2018-11", True, "not asked after 2018-05"),
        (ENDED, ("woman",), "2018-06_2018-11", True, "not asked after 2018-05"),
        (ENDED, ("woman",), "2018-05_2018-11", True, ""),
        (TAKEOVER, (), "2018-06_2018-08", False, "not asked before 2018-09"),
    ],
)  # fmt: skip
def test_a_row_says_when_it_was_not_asked(spec: FigureSpec, key, months: str, counted: bool, told: str) -> None:
    cells = (Cell(key, 0),) if counted and key else ()
    why = not_asked(spec, key, Window(Period.parse(months), 10 if counted else 0, 0, cells))
    assert (str(why) if why else "") == told
