"""Section d: where people live."""

from tasks.aggregate.declaration import category, declare
from tasks.core.figures import Base, Chart

FIGURES = (
    declare("province", "d", Base.CASES, category("province"), share_of_all=True, chart=Chart.BAR),
    declare("city", "d", Base.CASES, category("city"), chart=Chart.BAR),
)
