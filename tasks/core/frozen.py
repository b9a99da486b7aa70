"""Frozen figures: ``figures.json`` of an edition, written from protected figures and read back.

Reading back is the one other door to :class:`ProtectedFigures`: what was protected once may be printed again without
the logs. Nothing in the file is trusted; types, keys, windows and ranges are checked before a figure is made of it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from tasks.core.errors import EditionError, UsageError
from tasks.core.figures import (
    Audit,
    Base,
    Cell,
    Chart,
    Disclosure,
    Figure,
    FigureCounts,
    FigureSpec,
    Measure,
    ProtectedFigures,
    TimeSlice,
    Window,
    WindowName,
)
from tasks.core.period import Month, Period

MonthText = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
KeyText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_+-]*$", max_length=100)]
IdText = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=31)]
Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class _Edition(_Strict):
    first: MonthText = Field(alias="from")
    last: MonthText = Field(alias="to")
    revision: Count
    disclosure: Disclosure
    built_from: Annotated[str, StringConstraints(pattern=r"^(hmac-)?sha256:[0-9a-f]{64}$")]
    keyed: bool = False
    sample: bool = False
    reason: Annotated[str, StringConstraints(min_length=1)] | None = None


class _Cell(_Strict):
    key: tuple[KeyText, ...]
    count: Count
    share: Share | None
    share_of_all: Share | None = None
    below: Annotated[int, Field(gt=0)] | None = None


class _Window(_Strict):
    available: bool = True
    first: MonthText | None = Field(None, alias="from")
    last: MonthText | None = Field(None, alias="to")
    total: Count
    missing: Count
    cells: tuple[_Cell, ...]
    value: Annotated[int, Field(ge=0)] | Annotated[float, Field(ge=0)] | None = None
    bound: Annotated[int, Field(gt=0)] | None = None


class _Figure(_Strict):
    title: str
    section: Annotated[str, StringConstraints(pattern=r"^[a-z]$")]
    base: Base
    dimensions: tuple[KeyText, ...]
    multi_response: bool
    measure: Measure
    chart: Chart
    share_within: Count
    share_of_all: bool
    since: MonthText | None
    questions: tuple[IdText, ...]
    part: tuple[IdText, KeyText] | None
    exact: bool
    windows: dict[WindowName, _Window]


class _Counts(_Strict):
    total: Count
    missing: Count
    cells: tuple[tuple[tuple[KeyText, ...], Count], ...]
    groups: tuple[tuple[tuple[KeyText, ...], Count], ...] = ()


class _Audit(_Strict):
    covered: Count
    least: Count
    tables: Count
    witnesses: Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
    few: Count = 0
    printed: Count = 0
    told_before: Count = 0
    with_earlier: Count = 0
    relations: Annotated[str, StringConstraints(pattern=r"^(sha256:[0-9a-f]{64})?$")] = ""


class _TimeSlice(_Strict):
    first: MonthText = Field(alias="from")
    last: MonthText = Field(alias="to")
    merged: dict[IdText, dict[KeyText, KeyText]]
    figures: dict[IdText, _Counts]
    audit: _Audit | None = None


class _Document(_Strict):
    edition: _Edition
    figures: dict[IdText, _Figure]
    slices: tuple[_TimeSlice, ...] = Field(alias="tiles")


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
        "edition": edition,
        "figures": {f.spec.id: _frozen(f, titles[f.spec.id]) for f in figures},
        "tiles": [slice_json(time_slice) for time_slice in figures.slices],
    }


def slice_json(time_slice: TimeSlice) -> dict[str, Any]:
    """A time slice as plain JSON types: the counts of its months, of which windows are sums."""
    return {
        "from": str(time_slice.period.first),
        "to": str(time_slice.period.last),
        "merged": {dimension: dict(pairs) for dimension, pairs in time_slice.merged.items()},
        "audit": asdict(time_slice.audit) if time_slice.audit else None,
        "figures": {figure_id: _frozen_counts(counts) for figure_id, counts in time_slice.figures.items()},
    }


def thaw_slice(data: Mapping[str, Any]) -> TimeSlice:
    """The time slice that :func:`slice_json` wrote.

    Raises:
        ValueError: the data breaks the form of one.
        UsageError: its period runs backwards.
    """
    return _thawed_slice(_TimeSlice.model_validate_json(json.dumps(data)))


def read_figures(path: Path) -> ProtectedFigures:
    """The protected figures of an edition, thawed from its ``figures.json``.

    Raises:
        EditionError: the file is missing, is not whole, or holds what no edition can hold.
    """
    try:
        return thaw(path.read_bytes())
    except OSError:
        problem = "The edition has no figures that can be read."
    except EditionError as error:
        problem = error.problem
    raise EditionError(problem, str(path), "Build the edition again from the logs, or take an unaltered copy of it.")


def thaw(content: bytes) -> ProtectedFigures:
    """Protected figures from the bytes of a ``figures.json``.

    Raises:
        EditionError: the content breaks the form of frozen figures.
    """
    try:
        document = _Document.model_validate_json(content)
        figures = {figure_id: _thawed(figure_id, figure) for figure_id, figure in document.figures.items()}
        slices = tuple(_thawed_slice(time_slice) for time_slice in document.slices)
        edition = _period(document.edition.first, document.edition.last)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole file"
        problem = f"figures.json is broken at {place}: {first['msg']}."
    except (UsageError, ValueError) as error:
        problem = f"figures.json is broken: {error}"
    else:
        head = document.edition
        return ProtectedFigures(
            edition,
            head.disclosure,
            head.built_from,
            head.revision,
            figures,
            slices,
            head.reason or "",
            keyed=head.keyed,
            sample=head.sample,
        )
    raise EditionError(problem, remedy="Build the edition again, or take an unaltered copy of it.")


def _frozen(figure: Figure, title: str) -> dict[str, Any]:
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
        "since": str(spec.since) if spec.since else None,
        "questions": list(spec.questions),
        "part": list(spec.part) if spec.part else None,
        "exact": spec.exact,
        "windows": {name.value: _frozen_window(spec, window) for name, window in figure.windows.items()},
    }


def _frozen_window(spec: FigureSpec, window: Window) -> dict[str, Any]:
    period = window.period
    when: dict[str, Any] = {"from": str(period.first), "to": str(period.last)} if period else {"available": False}
    cells = [_frozen_cell(spec, cell) for cell in window.cells]
    found = when | {"total": window.total, "missing": window.missing, "cells": cells}
    if spec.measure is not Measure.CELLS:
        found["value"] = window.value
    return found | ({"bound": window.bound} if window.bound is not None else {})


def _frozen_cell(spec: FigureSpec, cell: Cell) -> dict[str, Any]:
    found: dict[str, Any] = {"key": list(cell.key), "count": cell.count, "share": cell.share}
    if spec.share_of_all:
        found["share_of_all"] = cell.share_of_all
    return found | ({"below": cell.below} if cell.below is not None else {})


def _frozen_counts(counts: FigureCounts) -> dict[str, Any]:
    cells, groups = ([[list(key), count] for key, count in found.items()] for found in (counts.cells, counts.groups))
    found = {"total": counts.total, "missing": counts.missing, "cells": cells}
    return found | ({"groups": groups} if groups else {})


def _period(first: str, last: str) -> Period:
    return Period(Month.parse(first), Month.parse(last))


def _thawed(figure_id: str, figure: _Figure) -> Figure:
    if set(figure.windows) != set(WindowName):
        raise ValueError(f"figure {figure_id} has not just its three windows.")
    spec = FigureSpec(
        id=figure_id,
        section=figure.section,
        base=figure.base,
        dimensions=figure.dimensions,
        measure=figure.measure,
        multi_response=figure.multi_response,
        share_within=figure.share_within,
        share_of_all=figure.share_of_all,
        chart=figure.chart,
        since=Month.parse(figure.since) if figure.since else None,
        questions=figure.questions,
        part=figure.part,
        exact=figure.exact,
    )
    if (spec.measure is Measure.CELLS) != bool(spec.dimensions) or spec.share_within > len(spec.dimensions):
        raise ValueError(f"figure {figure_id} is told by other dimensions than its measure has.")
    windows = {name: _thawed_window(spec, figure.windows[name]) for name in figure.windows}
    return Figure(spec, windows)


def _thawed_window(spec: FigureSpec, window: _Window) -> Window:
    keys = [cell.key for cell in window.cells]
    faults = {
        "a key has another length than the dimensions": any(len(key) != len(spec.dimensions) for key in keys),
        "a key stands twice": len(set(keys)) != len(keys),
        "more records are missing than there are": window.missing > window.total,
        "a period is half given": (window.first is None) != (window.last is None),
        "a period is given for no time": window.available != (window.first is not None),
        "a count is told and untold at once": any(cell.below and cell.count for cell in window.cells),
        "a single number has cells": bool(keys) and spec.measure is not Measure.CELLS,
        "a table has a value": window.value is not None and spec.measure is Measure.CELLS,
    }
    fault = next((words for words, found in faults.items() if found), None)
    if fault:
        raise ValueError(f"in figure {spec.id} {fault}.")
    period = _period(window.first, window.last) if window.first and window.last else None
    cells = tuple(Cell(c.key, c.count, c.share, c.share_of_all, c.below) for c in window.cells)
    return Window(period, window.total, window.missing, cells, window.value, window.bound)


def _thawed_slice(time_slice: _TimeSlice) -> TimeSlice:
    figures = {figure_id: _thawed_counts(counts) for figure_id, counts in time_slice.figures.items()}
    audit = Audit(**time_slice.audit.model_dump()) if time_slice.audit else None
    return TimeSlice(_period(time_slice.first, time_slice.last), figures, time_slice.merged, audit)


def _thawed_counts(counts: _Counts) -> FigureCounts:
    return FigureCounts(counts.total, counts.missing, dict(counts.cells), dict(counts.groups))
