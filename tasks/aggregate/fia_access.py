"""Section f: access to the Federal Investigation Agency."""

from tasks.aggregate.declaration import category, declare
from tasks.core.figures import Base, Chart

FIGURES = (
    declare(
        "cybercrime_office_access",
        "f",
        Base.CASES,
        category("office_access"),
        chart=Chart.STACKED_BAR,
    ),
    declare(
        "cybercrime_office_access_fixed",
        "f",
        Base.CASES,
        category("office_access_fixed", "office_access"),
        chart=Chart.TABLE,
    ),
    declare(
        "within_fia_remit",
        "f",
        Base.CASES,
        category("within_fia_remit", "yes_no"),
        share_of_all=True,
        chart=Chart.NUMBER,
    ),
)
