"""Aggregate: count every figure of the report. What the figures are stands in ``catalogue``, section by section."""

from tasks.aggregate.count import aggregate

__all__ = ["aggregate"]
