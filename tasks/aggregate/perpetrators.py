"""Section e: relation to the alleged harasser."""

from tasks.aggregate.declaration import category, declare
from tasks.aggregate.gender import GENDER
from tasks.core.figures import Base, Chart

PERPETRATOR = category("perpetrator")

FIGURES = (
    declare("perpetrator", "e", Base.CASES, PERPETRATOR, chart=Chart.BAR),
    declare("perpetrator_by_gender", "e", Base.CASES, GENDER, PERPETRATOR, share_within=1, chart=Chart.GROUPED_BARS),
)
