"""``figures.json`` parsed back into protected figures; :mod:`tasks.model.figures_writer` serialises them.

Beside protecting them this is the only way to :class:`ProtectedFigures`: what was protected once may be printed again
without the logs. Nothing in the file is trusted; types, keys, windows and ranges are checked before a figure is made.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from expectations.contract.fields import Field as ContractField
from expectations.contract.span import END, Span
from expectations.contract.vocabulary import Category
from tasks.model import schema
from tasks.model.declared import Declarations, declared_today, parsed_contract
from tasks.model.errors import EditionError, LaterVersionError, UsageError
from tasks.model.figures import (
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
from tasks.model.period import Month, Period

MonthText = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
_RESERVED = re.compile("[\ue000-\uf8ff]")
"""Characters that mark words while a text is carried out: no word of an edition has them."""
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
    keyed: bool
    sample: bool
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
    until: MonthText | None = None
    redefined: MonthText | None = Field(None, alias="break")
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
    few: Count
    printed: Count
    told_before: Count
    with_earlier: Count
    relations: Annotated[str, StringConstraints(pattern=r"^(sha256:[0-9a-f]{64})?$")]


class _TimeSlice(_Strict):
    first: MonthText = Field(alias="from")
    last: MonthText = Field(alias="to")
    merged: dict[IdText, dict[KeyText, KeyText]]
    figures: dict[IdText, _Counts]
    audit: _Audit | None = None


class _Contract(_Strict):
    fields: dict[str, ContractField]
    vocabulary: dict[str, dict[KeyText, Category]]


class _Document(_Strict):
    schema_version: int
    edition: _Edition
    figures: dict[IdText, _Figure]
    slices: tuple[_TimeSlice, ...] = Field(alias="tiles")
    contract: _Contract | None


def parse_slice(data: Mapping[str, Any]) -> TimeSlice:
    """The time slice that :func:`~tasks.model.figures_writer.slice_json` wrote.

    Raises:
        ValueError: the data breaks the form of one.
        UsageError: its period runs backwards.
    """
    return _parsed_slice(_TimeSlice.model_validate_json(json.dumps(data)))


def read_figures(path: Path) -> ProtectedFigures:
    """The protected figures of an edition, parsed from its ``figures.json``.

    Raises:
        EditionError: the file is missing, is not whole, or holds what no edition can hold.
    """
    try:
        return parse_figures(path.read_bytes())
    except OSError:
        problem = "The edition has no figures that can be read."
    except EditionError as error:
        problem = error.problem
        if isinstance(error, LaterVersionError):
            raise LaterVersionError(problem, str(path), error.remedy) from None
    raise EditionError(problem, str(path), "Build the edition again from the logs, or take an unaltered copy of it.")


def parse_figures(content: bytes) -> ProtectedFigures:
    """Protected figures from the bytes of a ``figures.json``.

    Figures of a version that told no contract have that of today.

    Raises:
        LaterVersionError: a later release wrote them.
        EditionError: the content breaks the form of figures.
    """
    try:
        present, version = schema.upgraded(content, schema.FIGURES, "figures.json")
        document = _Document.model_validate_json(present)
        figures = {figure_id: _parsed_figure(figure_id, figure) for figure_id, figure in document.figures.items()}
        slices = tuple(_parsed_slice(time_slice) for time_slice in document.slices)
        edition = _period(document.edition.first, document.edition.last)
        declared = _parsed_contract(document)
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
            declared=declared,
            titles={figure_id: figure.title for figure_id, figure in document.figures.items()},
            version=version,
        )
    raise EditionError(problem, remedy="Build the edition again, or take an unaltered copy of it.")


def _parsed_contract(document: _Document) -> Declarations:
    told = document.contract
    words = [figure.title for figure in document.figures.values()] + ([told.model_dump_json()] if told else [])
    if any(map(_RESERVED.search, words)):
        raise ValueError("a title or a label has a reserved character.")
    return parsed_contract(told.fields, told.vocabulary) if told else declared_today()


def _period(first: str, last: str) -> Period:
    return Period(Month.parse(first), Month.parse(last))


def _parsed_figure(figure_id: str, figure: _Figure) -> Figure:
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
        asked=Span(figure.since or "", figure.until or END),
        redefined=figure.redefined or "",
        questions=figure.questions,
        part=figure.part,
        exact=figure.exact,
    )
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
    cells = tuple(Cell(c.key, c.count, c.share, c.share_of_all, c.below) for c in window.cells)
    return Window(period, window.total, window.missing, cells, window.value, window.bound)


def _parsed_slice(time_slice: _TimeSlice) -> TimeSlice:
    figures = {figure_id: _parsed_counts(counts) for figure_id, counts in time_slice.figures.items()}
    audit = Audit(**time_slice.audit.model_dump()) if time_slice.audit else None
    return TimeSlice(_period(time_slice.first, time_slice.last), figures, time_slice.merged, audit)


def _parsed_counts(counts: _Counts) -> FigureCounts:
    return FigureCounts(counts.total, counts.missing, dict(counts.cells), dict(counts.groups))
