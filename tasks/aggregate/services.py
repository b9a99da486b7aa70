"""Section k: kinds of help given, and their combinations."""

from itertools import combinations

from expectations.contract.vocabulary import vocabulary
from tasks.aggregate.declaration import Dimension, Keys, categories, declare
from tasks.core.figures import Base, Chart

SERVICES = vocabulary("service").keys


def _combination(value: str | None) -> Keys:
    given = (value or "").split(";")
    return (("+".join(key for key in SERVICES if key in given),),) if value else ()


COMBINATION = Dimension(
    "service_combination",
    ("services",),
    ("services",),
    lambda _: tuple(("+".join(part),) for size in range(1, len(SERVICES) + 1) for part in combinations(SERVICES, size)),
    _combination,
)

FIGURES = (
    declare("services", "k", Base.CASES, categories("services", "service"), multi_response=True, chart=Chart.BAR),
    declare("service_combinations", "k", Base.CASES, COMBINATION, chart=Chart.TABLE),
)
