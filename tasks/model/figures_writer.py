"""``figures.json`` of an edition, serialised from protected figures; :mod:`tasks.model.figures_reader` parses it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from expectations.contract.span import END
from tasks.model import schema
from tasks.model.declared import contract_json
from tasks.model.figures import Cell, Figure, FigureCounts, FigureSpec, Measure, ProtectedFigures, TimeSlice, Window


def figures_json(figures: ProtectedFigures, titles: Mapping[str, str]) -> dict[str, Any]:
    """The content of ``figures.json``: every published number, and what each figure is.

    Args:
        figures: protected figures.
        titles: the title of each figure by its id.
    """
    edition = {
        "from": str(figures.edition.first),
        "to": str(figures.edition.last),
        "revision": figures.revision,
        "disclosure": figures.disclosure.value,
        "built_from": figures.built_from,
        "keyed": figures.keyed,
        "sample": figures.sample,
        **({"reason": figures.reason} if figures.reason else {}),
    }
    return {
        schema.KEY: schema.present(schema.FIGURES),
        "edition": edition,
        "figures": {f.spec.id: _figure(f, titles[f.spec.id]) for f in figures},
        "tiles": [slice_json(time_slice) for time_slice in figures.slices],
        "contract": contract_json(figures.declared),
    }


def slice_json(time_slice: TimeSlice) -> dict[str, Any]:
    """A time slice as plain JSON types: the counts of its months, of which windows are sums."""
    return {
        "from": str(time_slice.period.first),
        "to": str(time_slice.period.last),
        "merged": {dimension: dict(pairs) for dimension, pairs in time_slice.merged.items()},
        "audit": asdict(time_slice.audit) if time_slice.audit else None,
        "figures": {figure_id: _counts(counts) for figure_id, counts in time_slice.figures.items()},
    }


def _figure(figure: Figure, title: str) -> dict[str, Any]:
    spec = figure.spec
    return {
        "title": title,
        "section": spec.section,
        "base": spec.base.value,
        "dimensions": list(spec.dimensions),
        "multi_response": spec.multi_response,
        "measure": spec.measure.value,
        "chart": spec.chart.value,
        "share_within": spec.share_within,
        "share_of_all": spec.share_of_all,
        "since": spec.asked.first or None,
        **({"until": spec.asked.last} if spec.asked.last != END else {}),
        **({"break": spec.redefined} if spec.redefined else {}),
        "questions": list(spec.questions),
        "part": list(spec.part) if spec.part else None,
        "exact": spec.exact,
        "windows": {name.value: _window(spec, window) for name, window in figure.windows.items()},
    }


def _window(spec: FigureSpec, window: Window) -> dict[str, Any]:
    period = window.period
    when: dict[str, Any] = {"from": str(period.first), "to": str(period.last)} if period else {"available": False}
    cells = [_cell(spec, cell) for cell in window.cells]
    found = when | {"total": window.total, "missing": window.missing, "cells": cells}
    if spec.measure is not Measure.CELLS:
        found["value"] = window.value
    return found | ({"bound": window.bound} if window.bound is not None else {})


def _cell(spec: FigureSpec, cell: Cell) -> dict[str, Any]:
    found: dict[str, Any] = {"key": list(cell.key), "count": cell.count, "share": cell.share}
    if spec.share_of_all:
        found["share_of_all"] = cell.share_of_all
    return found | ({"below": cell.below} if cell.below is not None else {})


def _counts(counts: FigureCounts) -> dict[str, Any]:
    cells, groups = ([[list(key), count] for key, count in found.items()] for found in (counts.cells, counts.groups))
    found = {"total": counts.total, "missing": counts.missing, "cells": cells}
    return found | ({"groups": groups} if groups else {})
