"""Section b: gender as stated, and for whom people contact the helpline."""

from tasks.aggregate.declaration import QUARTER, category, declare
from tasks.core.figures import Base, Chart

GENDER = category("gender")
CONTACTING_FOR = category("contacting_for")

FIGURES = (
    declare("gender", "b", Base.CASES, GENDER, chart=Chart.BAR),
    declare("contacting_for", "b", Base.CASES, CONTACTING_FOR, chart=Chart.BAR),
    declare(
        "contacting_for_by_gender", "b", Base.CASES, GENDER, CONTACTING_FOR, share_within=1, chart=Chart.GROUPED_BARS
    ),
    declare("contacting_for_by_quarter", "b", Base.CASES, QUARTER, CONTACTING_FOR, share_within=1, chart=Chart.LINE),
)
