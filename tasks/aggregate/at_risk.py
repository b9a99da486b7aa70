"""Section l: callers at risk."""

from tasks.aggregate.declaration import categories, category, declare
from tasks.aggregate.gender import GENDER
from tasks.core.figures import Base, Chart

IDEATION = category("suicidal_ideation")

FIGURES = (
    declare("suicidal_ideation", "l", Base.CASES, IDEATION, chart=Chart.TABLE),
    declare("suicidal_ideation_by_gender", "l", Base.CASES, GENDER, IDEATION, share_within=1, chart=Chart.TABLE),
    declare(
        "vulnerable_community",
        "l",
        Base.CASES,
        categories("vulnerable_communities", "vulnerable_community"),
        multi_response=True,
        share_of_all=True,
        chart=Chart.TABLE,
    ),
)
