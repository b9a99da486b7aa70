"""Section g: age, in bands."""

from tasks.aggregate.declaration import category, declare
from tasks.aggregate.gender import GENDER
from tasks.core.figures import Base, Chart

AGE_BAND = category("age_band")

FIGURES = (
    declare("age_band", "g", Base.CASES, AGE_BAND, share_of_all=True, chart=Chart.COLUMNS),
    declare("age_by_gender", "g", Base.CASES, GENDER, AGE_BAND, share_within=1, chart=Chart.TABLE),
)
