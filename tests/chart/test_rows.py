import pytest

from tasks.chart.rows import Row, RowKind, rows
from tasks.language.languages import source_language
from tasks.model.figures import Base, Cell, FigureSpec, Window
from tasks.model.period import Month, Period

PERIOD = Period(Month(2018, 6), Month(2018, 11))
KINDS = {RowKind.NAMED: "", RowKind.HIGHLIGHT: "*", RowKind.RESIDUAL: "~", RowKind.MISSING: "?"}
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
        ("gender", window({"woman": 5, "man": 5}, 3), ["*Women: 5  ·  50%", "*Men: 5  ·  50%", "?Not recorded: 3"]),
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
    assert Row("Blackmail", (310, 90), "310  ·  14%  (90)").count == 310
    assert Row("Abusive language", (65, 120), "65  ·  3%  + 120").count == 120
