"""Section i: to whom people were referred."""

from tasks.aggregate.declaration import categories, category, declare
from tasks.core.figures import Base, Chart

FIGURES = (
    declare(
        "referral",
        "i",
        Base.CASES,
        categories("referrals", "referral"),
        multi_response=True,
        share_of_all=True,
        chart=Chart.BAR,
    ),
    declare(
        "fia_referral",
        "i",
        Base.CASES,
        category("fia_referral"),
        where=lambda t: t.referrals.split(";").contains("fia"),
        part=("referral", "fia"),
        chart=Chart.STACKED_BAR,
    ),
)
