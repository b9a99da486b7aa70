"""Section h: where it happened."""

from tasks.aggregate.declaration import categories, declare, months
from tasks.core.figures import Base, Chart

PLATFORM = categories("platforms", "platform")

FIGURES = (
    declare("platform", "h", Base.CASES, PLATFORM, multi_response=True, share_of_all=True, chart=Chart.BAR),
    declare(
        "platform_by_month",
        "h",
        Base.CASES,
        months(),
        PLATFORM,
        multi_response=True,
        share_within=1,
        chart=Chart.LINES,
    ),
)
