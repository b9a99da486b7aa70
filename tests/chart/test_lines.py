import re
from dataclasses import replace

from tasks.chart.canvas import PAGE
from tasks.chart.lines import draw_line, draw_lines
from tasks.chart.typography import Style
from tasks.language.languages import source_language
from tasks.model.brand import load_brand
from tasks.model.figures import Base, Cell, Chart, Figure, FigureSpec, Window, WindowName
from tasks.model.period import Month, Period
from tests.chart.svg_text import plain

STYLE = Style(load_brand(), source_language())
PERIOD = Period(Month(2018, 9), Month(2018, 11))
SPEC = FigureSpec("platform_by_month", "h", Base.CASES, ("month", "platform"), share_within=1, chart=Chart.LINES)


def drawn(*cells: Cell) -> str:
    return draw_lines(Figure(SPEC, {WindowName.EDITION: Window(PERIOD, 100, 7, cells)}), STYLE, PAGE)


def test_what_is_not_told_is_no_point_of_a_line():
    svg = drawn(
        *(Cell((f"2018-{month:02d}", "facebook"), n, n / 100) for month, n in ((9, 60), (10, 50), (11, 40))),
        *(Cell((f"2018-{month:02d}", "whatsapp"), 30, 0.3) for month in (9, 10)),
        Cell(("2018-11", "whatsapp"), 0, 0.0, below=5),
        *(Cell((f"2018-{month:02d}", "phone"), 9, share) for month, share in ((9, 0.2), (10, None), (11, 0.1))),
    )
    words = plain(svg, STYLE)
    assert "Facebook 40%" in words
    assert "WhatsApp" in words
    assert "fewer than" not in words
    assert "not recorded for 7; no point: too few to be told" in words
    lines = re.findall(r'<path d="([^"]*)"[^>]*stroke-width="1.8"', svg)
    assert [line.count("L") for line in lines] == [1, 2], "no line through what is not told"


def test_a_line_breaks_where_the_question_changed_and_where_it_was_not_asked():
    spec = replace(SPEC, redefined="2018-10")
    cells = (
        *(Cell((f"2018-{month:02d}", "facebook"), 50, 0.5) for month in (9, 10, 11)),
        *(Cell((f"2018-{month:02d}", "whatsapp"), 30, 0.3) for month in (10, 11)),
    )
    figure = Figure(spec, {WindowName.EDITION: Window(PERIOD, 100, 7, cells)})
    words = plain(draw_lines(figure, STYLE, PAGE), STYLE)
    assert "asked in another way before October 2018" in words
    assert "WhatsApp: not asked before" not in words
    lines = re.findall(r'<path d="([^"]*)"[^>]*stroke-width="1.8"', draw_lines(figure, STYLE, PAGE))
    assert [line.count("L") for line in lines] == [1, 1], "one stretch of two months each, none across the break"


def test_a_count_that_is_not_told_breaks_the_line_of_counts():
    spec = FigureSpec("takeover_scams_by_month", "c", Base.CASES, ("month",), chart=Chart.LINE)
    counts = ((6, 5), (7, 10), (8, 0), (9, 5), (10, 20), (11, 15))
    cells = tuple(Cell((f"2018-{month:02d}",), n, below=None if n else 5) for month, n in counts)
    svg = draw_line(Figure(spec, {WindowName.EDITION: Window(PERIOD, 55, 0, cells)}), STYLE, PAGE)
    lines = re.findall(r'<path d="([^"]*)"[^>]*stroke-width="1.8"', svg)
    assert [line.count("L") for line in lines] == [1, 2]
    assert "No point: too few to be told" in plain(svg, STYLE)
