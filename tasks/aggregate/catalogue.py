"""The catalogue: every figure of the report, in the order of its sections."""

from tasks.aggregate import (
    age,
    at_risk,
    case_types,
    contacts,
    fia_access,
    gender,
    geography,
    heard_from,
    perpetrators,
    platforms,
    referrals,
    services,
)
from tasks.aggregate.declaration import Declaration

CATALOGUE: tuple[Declaration, ...] = sum(
    (
        section.FIGURES
        for section in (
            contacts,
            gender,
            case_types,
            geography,
            perpetrators,
            fia_access,
            age,
            platforms,
            referrals,
            heard_from,
            services,
            at_risk,
        )
    ),
    (),
)
