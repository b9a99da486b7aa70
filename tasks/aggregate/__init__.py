"""Aggregate: count every figure of the report. The catalogue is declared here, a module a section."""

from tasks.aggregate.count import aggregate

__all__ = ["aggregate"]
