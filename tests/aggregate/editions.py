"""Editions whose windows are hard to get right, and how figures are compared with the oracle."""

from tasks.model.figures import ProtectedFigures
from tests import oracle

EDITIONS = {
    "the two-year edition": ("2016-12", "2018-11"),
    "a half-year": ("2018-06", "2018-11"),
    "a previous half-year that begins with the launch": ("2017-06", "2017-11"),
    "a previous year that begins before the launch": ("2017-09", "2018-08"),
    "one month": ("2018-11", "2018-11"),
    "quarters cut at both ends": ("2017-11", "2018-05"),
    "the month of the launch": ("2016-12", "2016-12"),
}


def differences(figures: ProtectedFigures, expected: dict[str, dict[str, oracle.Answer]]) -> list[str]:
    """One line for each number in which the figures and the oracle differ."""
    found = [f"{name}: one of the two lacks it" for name in {*figures.figures} ^ {*expected}]
    for figure in figures:
        for name, window in figure.windows.items():
            answer = expected[figure.spec.id][name]
            cells = {cell.key: cell.count for cell in window}
            shares = {cell.key: cell.share for cell in window}
            pairs = {
                "total": (window.total, answer.total),
                "missing": (window.missing, answer.missing),
                "cells": (cells, dict(answer.cells)),
                "keys in order": (list(cells), list(answer.cells)),
                "shares": (shares, dict(answer.shares)),
                "value": (window.value, answer.value),
            }
            found += [f"{figure.spec.id} {name} {what}: {a} != {b}" for what, (a, b) in pairs.items() if a != b]
    return found
