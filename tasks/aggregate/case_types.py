"""Section c: types of cases, main and secondary, and account takeovers."""

from expectations.contract.vocabulary import vocabulary
from tasks.aggregate.declaration import Dimension, Keys, categories, category, declare, months
from tasks.aggregate.gender import GENDER
from tasks.core.figures import Base, Chart, Measure

RANKS = vocabulary("rank").keys
TAKEOVER_SINCE = "2018-09"


def _by_rank(primary: str | None, secondary: str | None) -> Keys:
    return tuple((value, rank) for value, rank in zip((primary, secondary), RANKS, strict=True) if value)


CASE_TYPE = category("case_type")
TYPE_AND_RANK = Dimension(
    "case_type_by_rank",
    ("case_type", "rank"),
    ("case_type", "secondary_case_type"),
    lambda _: tuple((key, rank) for key in vocabulary("case_type").keys for rank in RANKS),
    _by_rank,
    several=True,
)

FIGURES = (
    declare("case_types", "c", Base.CASES, TYPE_AND_RANK, multi_response=True, chart=Chart.BAR),
    declare("case_types_by_gender", "c", Base.CASES, GENDER, CASE_TYPE, share_within=1, chart=Chart.TABLE),
    declare(
        "case_types_by_platform",
        "c",
        Base.CASES,
        categories("platforms", "platform"),
        CASE_TYPE,
        share_within=1,
        multi_response=True,
        chart=Chart.TABLE,
    ),
    declare(
        "types_per_case",
        "c",
        Base.CASES,
        measure=Measure.SHARE,
        chart=Chart.NUMBER,
        where=lambda t: t.secondary_case_type.notnull(),
        known=lambda t: t.case_type.notnull(),
        questions=("secondary_case_type", "case_type"),
    ),
    declare(
        "takeover_scams_by_month",
        "c",
        Base.CASES,
        months(TAKEOVER_SINCE),
        where=lambda t: t.takeover_scam == "yes",
        since=TAKEOVER_SINCE,
        part=("takeover_scam", "yes"),
        chart=Chart.LINE,
    ),
)
