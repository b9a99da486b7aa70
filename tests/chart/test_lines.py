import re
from dataclasses import replace

from tasks.chart.lettering import Style
from tasks.chart.lines import draw_lines
from tasks.chart.sheet import PAGE
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


def test_lines_end_with_the_share_of_the_last_month_or_its_bound():
    svg = drawn(
        *(
            Cell((f"2018-{month:02d}", "facebook"), count, count / 100)
            for month, count in ((9, 60), (10, 50), (11, 40))
        ),
        *(Cell((f"2018-{month:02d}", "whatsapp"), 30, 0.3) for month in (9, 10)),
        Cell(("2018-11", "whatsapp"), 0, 0.0, below=5),
    )
    words = plain(svg, STYLE)
    assert "Facebook 40%" in words
    assert "WhatsApp fewer than 5" in words
    assert "not recorded for 7; fewer than 5 cases drawn as 0%" in words


def test_a_month_without_a_known_record_leaves_a_gap():
    shares = {9: 0.5, 10: None, 11: 0.25}
    svg = drawn(*(Cell((f"2018-{month:02d}", "facebook"), 9, share) for month, share in shares.items()))
    assert "Facebook 25%" in plain(svg, STYLE)
    assert 'stroke-width="1.8"' not in svg


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
