"""The marks of what is wrong with a value; the contract declares them, since its rules speak of them."""

from expectations.contract.problems import Problem

__all__ = ["Problem"]
