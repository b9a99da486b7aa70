"""``figures.json`` of an edition: serialised from protected figures, and parsed back into them.

Beside protecting them, parsing is the only way to :class:`ProtectedFigures`: what was protected once may be printed
again without the logs. Nothing in the file is trusted; types, keys, windows and ranges are checked before a figure is
made.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints, ValidationError

from expectations.contract.forms import MonthText
from expectations.contract.span import END, Span
from tasks.model import schema
from tasks.model.declared import ContractForm, Declarations, contract_json, declared_today, parsed_contract
from tasks.model.errors import EditionError, UsageError
from tasks.model.figures import (
    Audit,
    Base,
    Cell,
    Chart,
    Disclosure,
    Figure,
    FigureCounts,
    FigureSpec,
    Key,
    Measure,
    ProtectedFigures,
    TimeSlice,
    Window,
    WindowName,
)
from tasks.model.period import Month, Period
from tasks.model.schema import Bound, Count, IdText, KeyText, Share


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


# ------------------------------------------------------------------------------------------------ parsed back

_RESERVED = re.compile("[\ue000-\uf8ff]")
"""Characters that mark words while a text is carried out: no word of an edition has them."""


class _Strict(BaseModel):
    model_config = schema.STRICT


class _Months(_Strict):
    first: MonthText = Field(alias="from")
    last: MonthText = Field(alias="to")

    @property
    def period(self) -> Period:
        return _period(self.first, self.last)


class _Edition(_Months):
    revision: Count
    disclosure: Disclosure
    built_from: Annotated[str, StringConstraints(pattern=r"^(hmac-)?sha256:[0-9a-f]{64}$")]
    keyed: bool
    sample: bool
    reason: Annotated[str, StringConstraints(min_length=1)] | None = None


class _Window(_Strict):
    available: bool = True
    first: MonthText | None = Field(None, alias="from")
    last: MonthText | None = Field(None, alias="to")
    total: Count
    missing: Count
    cells: tuple[Cell, ...]
    value: Count | Share | None = None
    bound: Bound | None = None


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
    until: MonthText | None = None
    redefined: MonthText | None = Field(None, alias="break")
    questions: tuple[IdText, ...]
    part: tuple[IdText, KeyText] | None
    exact: bool
    windows: dict[WindowName, _Window]


class _Counts(_Strict):
    total: Count
    missing: Count
    cells: tuple[tuple[Key, Count], ...]
    groups: tuple[tuple[Key, Count], ...] = ()


class TimeSliceForm(_Months):
    """A time slice as :func:`slice_json` writes it."""

    merged: dict[IdText, dict[KeyText, KeyText]]
    figures: dict[IdText, _Counts]
    audit: Audit | None = None

    def parsed(self) -> TimeSlice:
        """The time slice.

        Raises:
            UsageError: its period runs backwards.
        """
        figures = {
            figure_id: FigureCounts(counts.total, counts.missing, dict(counts.cells), dict(counts.groups))
            for figure_id, counts in self.figures.items()
        }
        return TimeSlice(self.period, figures, self.merged, self.audit)


class _Document(_Strict):
    schema_version: int
    edition: _Edition
    figures: dict[IdText, _Figure]
    slices: tuple[TimeSliceForm, ...] = Field(alias="tiles")
    contract: ContractForm | None


def parse_figures(content: bytes) -> ProtectedFigures:
    """Protected figures from the bytes of a ``figures.json``.

    Figures of a version that told no contract have that of today.

    Raises:
        LaterVersionError: a later release wrote them.
        EditionError: the content breaks the form of figures.
    """
    try:
        present, version = schema.upgraded(content, schema.FIGURES, "figures.json")
        return _parsed(_Document.model_validate_json(present), version)
    except ValidationError as error:
        place, problem = schema.first_fault(error)
        problem = f"figures.json is broken at {place}: {problem}."
    except (UsageError, ValueError) as error:
        problem = f"figures.json is broken: {error}"
    raise EditionError(problem, remedy="Build the edition again, or take an unaltered copy of it.")


def _parsed(document: _Document, version: int) -> ProtectedFigures:
    head = document.edition
    return ProtectedFigures(
        head.period,
        head.disclosure,
        head.built_from,
        head.revision,
        {figure_id: _parsed_figure(figure_id, figure) for figure_id, figure in document.figures.items()},
        tuple(time_slice.parsed() for time_slice in document.slices),
        head.reason or "",
        keyed=head.keyed,
        sample=head.sample,
        declared=_parsed_contract(document),
        titles={figure_id: figure.title for figure_id, figure in document.figures.items()},
        version=version,
    )


def _parsed_contract(document: _Document) -> Declarations:
    contract = document.contract
    words = [figure.title for figure in document.figures.values()] + ([contract.model_dump_json()] if contract else [])
    if any(map(_RESERVED.search, words)):
        raise ValueError("a title or a label has a reserved character.")
    return parsed_contract(contract) if contract else declared_today()


def _period(first: str, last: str) -> Period:
    return Period(Month.parse(first), Month.parse(last))


def _parsed_figure(figure_id: str, figure: _Figure) -> Figure:
    if set(figure.windows) != set(WindowName):
        raise ValueError(f"figure {figure_id} has not just its three windows.")
    described = figure.model_dump(exclude={"title", "since", "until", "redefined", "windows"})
    asked = Span(figure.since or "", figure.until or END)
    spec = FigureSpec(id=figure_id, asked=asked, redefined=figure.redefined or "", **described)
    if (spec.measure is Measure.CELLS) != bool(spec.dimensions) or spec.share_within > len(spec.dimensions):
        raise ValueError(f"figure {figure_id} is told by other dimensions than its measure has.")
    windows = {name: _parsed_window(spec, figure.windows[name]) for name in figure.windows}
    return Figure(spec, windows)


def _parsed_window(spec: FigureSpec, window: _Window) -> Window:
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
    return Window(period, window.total, window.missing, window.cells, window.value, window.bound)
