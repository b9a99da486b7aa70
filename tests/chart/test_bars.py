import re
from dataclasses import dataclass

import pytest

from tasks.chart.bars import BarKind, rows
from tasks.chart.canvas import PAGE
from tasks.chart.forms import draw_figure
from tasks.chart.typography import Style
from tasks.language.languages import source_language
from tasks.model.brand import load_brand
from tasks.model.figures import Base, Cell, Chart, Figure, FigureSpec, Window, WindowName
from tasks.model.period import Month, Period
from tests.chart.svg_text import plain

STYLE = Style(load_brand(), source_language())

PERIOD = Period(Month(2018, 6), Month(2018, 11))
KINDS = {BarKind.NAMED: "", BarKind.HIGHLIGHT: "*", BarKind.APART: "~"}
CITIES = [
    *["lahore", "karachi", "islamabad", "rawalpindi", "faisalabad", "multan", "peshawar", "quetta"],
    *["gujranwala", "sialkot", "hyderabad"],
]


def window(counts: dict[str, int], missing: int = 0) -> Window:
    known = sum(counts.values())
    cells = tuple(Cell((key,), count, round(count / known, 4) if known else None) for key, count in counts.items())
    return Window(PERIOD, known + missing, missing, cells)


def listed(dimension: str, shown: Window, *, multi_response: bool = False) -> list[str]:
    spec = FigureSpec("figure", "a", Base.CASES, (dimension,), multi_response=multi_response)
    return [f"{KINDS[row.kind]}{row.label}: {row.value}" for row in rows(spec, shown, source_language())]


@pytest.mark.parametrize(
    ("dimension", "shown", "expected"),
    [
        ("gender", window({"woman": 2, "man": 8}), ["*Men: 8  ·  80%", "Women: 2  ·  20%"]),
        ("gender", window({"woman": 5, "man": 5}, 3), ["*Women: 5  ·  50%", "*Men: 5  ·  50%", "~Not recorded: 3"]),
        (
            "perpetrator",
            window({"unknown": 7, "stranger": 1, "friend": 2}),
            ["*Friend: 2  ·  20%", "Stranger: 1  ·  10%", "~Unknown to the person: 7  ·  70%"],
        ),
        (
            "age_band",
            window({"under_18": 1, "18-20": 9, "21-25": 0}),
            ["Under 18: 1  ·  10%", "*18 to 20: 9  ·  90%", "21 to 25: 0  ·  0%"],
        ),
        (
            "city",
            window({"other": 10} | {city: 20 - n for n, city in enumerate(CITIES)}),
            [
                *["*Lahore: 20  ·  11%", "Karachi: 19  ·  11%", "Islamabad: 18  ·  10%", "Rawalpindi: 17  ·  10%"],
                *["Faisalabad: 16  ·  9%", "Multan: 15  ·  9%", "Peshawar: 14  ·  8%", "Quetta: 13  ·  7%"],
                *["Gujranwala: 12  ·  7%", "Sialkot: 11  ·  6%", "~Other places (2): 20  ·  11%"],
            ],
        ),
    ],
)
def test_rows_are_sorted_with_the_rest_and_the_missing_last(dimension, shown, expected):
    assert listed(dimension, shown) == expected


def test_the_rows_that_a_headline_names_stand_out_in_place_of_the_largest():
    spec, shown = (
        FigureSpec("figure", "a", Base.CASES, ("perpetrator",)),
        window({"stranger": 3, "friend": 2, "unknown": 9}),
    )
    found = rows(spec, shown, source_language(), ("friend", "unknown"))
    assert [(row.key, KINDS[row.kind]) for row in found] == [("stranger", ""), ("friend", "*"), ("unknown", "~")]


def test_folded_mentions_have_no_share_since_a_case_may_stand_in_several():
    counts = {
        key: 12 - n for n, key in enumerate(["facebook", "whatsapp", "instagram", "twitter", "youtube", "snapchat"])
    }
    counts |= dict.fromkeys(["tiktok", "messenger", "skype", "email", "sms", "phone", "website"], 1)
    assert listed("platform", window(counts), multi_response=True)[-1] == "~Other platforms (3): 3 mentions"


def test_the_main_type_ranks_and_the_secondary_follows_the_plus():
    cells = (
        Cell(("threats", "primary"), 2, 0.25),
        Cell(("threats", "secondary"), 9, 1.125),
        Cell(("hacking", "primary"), 6, 0.75),
        Cell(("hacking", "secondary"), 0, 0.0),
    )
    spec = FigureSpec("case_types", "c", Base.CASES, ("case_type", "rank"), multi_response=True)
    found = rows(spec, Window(PERIOD, 8, 0, cells), source_language())
    assert [(row.label, row.parts, row.value) for row in found] == [
        ("Hacking", (6, 0), "6  ·  75%"),
        ("Other threats", (2, 9), "2  ·  25%  (9)"),
    ]


def test_main_and_secondary_types_are_bars_of_their_own_and_never_added():
    cells = (Cell(("blackmailing", "primary"), 30, 1.0), Cell(("blackmailing", "secondary"), 45, 1.5))
    main, secondary = boxes("case_types", ("case_type", "rank"), *cells)[-2:]
    assert (main.left, main.bottom) == (secondary.left, secondary.top)
    assert (secondary.right - secondary.left) / (main.right - main.left) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("figure", "one", "two", "apart"),
    [("perpetrator", "friend", "stranger", "unknown"), ("heard_from", "radio", "website", "other")],
)
def test_what_has_no_category_of_its_own_or_is_not_recorded_is_a_number_and_no_part_of_the_scale(
    figure, one, two, apart
):
    cells = (Cell((one,), 20, 0.02), Cell((two,), 10, 0.01), Cell((apart,), 900, 0.97))
    longest, shorter = boxes(figure, (figure,), *cells, missing=5000)
    assert longest.right > 0.8 * PAGE.beside
    assert (longest.right - longest.left) / (shorter.right - shorter.left) == pytest.approx(2)
    words = plain(svg(figure, (figure,), *cells, missing=5000), STYLE)
    assert "900" in words and "5,000" in words


def test_a_bar_of_ages_is_as_thick_as_its_band_has_years_and_its_area_is_the_count():
    bands = {"under_18": 30, "18-20": 60, "21-25": 100, "31-40": 100, "over_50": 50}
    cells = [Cell((band,), count, count / 340) for band, count in bands.items()]
    drawn = boxes("age_band", ("age_band",), *cells, chart=Chart.COLUMNS)
    thick = [box.bottom - box.top for box in drawn]
    # A band without an end is as thick as its neighbour.
    assert [height / thick[1] for height in thick] == [pytest.approx(years / 3) for years in (3, 3, 5, 10, 10)]
    areas = [height * (box.right - box.left) for height, box in zip(thick, drawn, strict=True)]
    assert [area / areas[0] for area in areas] == [pytest.approx(count / 30, rel=0.01) for count in bands.values()]


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float


def svg(figure: str, dimensions: tuple[str, ...], *cells: Cell, missing: int = 0, chart: Chart = Chart.BAR) -> str:
    known = sum(cell.count for cell in cells)
    shown = Window(PERIOD, known + missing, missing, cells)
    spec = FigureSpec(figure, "a", Base.CASES, dimensions, chart=chart)
    return draw_figure(Figure(spec, {WindowName.EDITION: shown}), STYLE, PAGE)


def boxes(
    figure: str, dimensions: tuple[str, ...], *cells: Cell, missing: int = 0, chart: Chart = Chart.BAR
) -> list[Box]:
    """The bars of a chart, from the top."""
    paths = re.findall(r'<path d="(M [^"]*) z', svg(figure, dimensions, *cells, missing=missing, chart=chart))
    points = ([float(number) for number in re.findall(r"[\d.]+", path)] for path in paths)
    corners = ((numbers[::2], numbers[1::2]) for numbers in points)
    return [Box(min(x), min(y), max(x), max(y)) for x, y in corners]
