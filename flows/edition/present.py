"""Figures that were frozen earlier, beside the texts of today: what either does not have of the other."""

from dataclasses import replace

from expectations.contract.logs import log_forms
from tasks.aggregate.catalogue import CATALOGUE, DECLARED
from tasks.language.texts import Absent
from tasks.model.figures import ProtectedFigures

IDS = frozenset(declared.spec.id for declared in CATALOGUE)
"""The figures that are counted today."""


def absent_from(figures: ProtectedFigures) -> Absent:
    """What texts may name and an edition does not have: what was counted later, and what the logs do not record."""
    named = [declared.spec for declared in (DECLARED if log_forms().not_recorded else CATALOGUE)]
    sections = {spec.section for spec in named} - {figure.spec.section for figure in figures}
    return Absent(frozenset(spec.id for spec in named) - figures.figures.keys(), frozenset(sections))


def of_today(figures: ProtectedFigures) -> ProtectedFigures:
    """The figures that texts of today can speak of; those that are not counted any more stay in the data."""
    return replace(figures, figures={i: figure for i, figure in figures.figures.items() if i in IDS})
