"""Section j: how people heard of the helpline."""

from tasks.aggregate.declaration import category, declare
from tasks.core.figures import Base, Chart

FIGURES = (declare("heard_from", "j", Base.CASES, category("heard_from"), chart=Chart.BAR),)
