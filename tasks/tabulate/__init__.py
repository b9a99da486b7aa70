"""Tabulate: write protected figures as data, for people who compute with them and for the next render.

An edition's data files, all of them from protected figures alone: ``figures.json``, a CSV a figure with its description
(``tables/datapackage.json``), and one workbook of them all, which takes the longest and nothing else waits for.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tasks.model.figures import Base, Figure, ProtectedFigures, WindowName
from tasks.model.figures_json import figures_json
from tasks.tabulate.rows import (
    ColumnKind,
    TableColumn,
    count_or_bound,
    edition_notes,
    edition_title,
    figure_notes,
    file_name,
    table,
    tables,
    untold,
)
from tasks.tabulate.workbook import workbook

__all__ = ["figures_json", "json_bytes", "tables", "tabulate", "workbook"]


def tabulate(figures: ProtectedFigures, titles: Mapping[str, str]) -> Mapping[str, bytes]:
    """From the path of each data file within the edition (``tables/gender.csv``) to its content; all but the workbook.

    Args:
        figures: protected figures.
        titles: the title of each figure by its id.
    """
    texts = tables(figures)
    return {
        "figures.json": json_bytes(figures_json(figures, titles)),
        **{f"tables/{name}": text.encode() for name, text in texts.items()},
        "tables/datapackage.json": json_bytes(_datapackage(figures, titles, texts)),
    }


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """JSON that a person can read and that two builds write alike."""
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
TYPES = {ColumnKind.TEXT: "string", ColumnKind.COUNT: "integer", ColumnKind.SHARE: "number", ColumnKind.MEAN: "number"}


def _datapackage(figures: ProtectedFigures, titles: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, Any]:
    """A Frictionless tabular data package: the title, columns, size and digest of each table, whose text is given."""
    return {
        "profile": "tabular-data-package",
        "name": f"helpline-report-{figures.edition.first}-{figures.edition.last}",
        "title": edition_title(figures),
        "description": " ".join(edition_notes(figures)),
        "version": str(figures.revision),
        "licenses": [LICENCE],
        "resources": [
            _resource(figure, titles[figure.spec.id], texts[file_name(figure)], sample=figures.sample)
            for figure in figures
        ],
    }


def _resource(figure: Figure, title: str, text: str, *, sample: bool) -> dict[str, Any]:
    content = text.encode()
    return {
        "profile": "tabular-data-resource",
        "name": figure.spec.id,
        "path": file_name(figure),
        "title": title,
        "description": " ".join(figure_notes(figure, sample=sample)),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
        "schema": _schema(figure, sample=sample),
    }


def _schema(figure: Figure, *, sample: bool) -> dict[str, Any]:
    found = table(figure, sample=sample)
    return {
        "fields": [_field(column, figure.spec.base) for column in found.columns],
        "primaryKey": [column.name for column in found.columns if column.key],
        "missingValues": ["", *_bounds(figure), *untold(found)],
    }


def _bounds(figure: Figure) -> list[str]:
    """The words that stand for counts of which only a bound is told: they are no numbers, so readers skip them."""
    bounds = {window.bound for window in figure.windows.values()} - {None}
    return [str(count_or_bound(0, bound)) for bound in sorted(filter(None, bounds))]


def _unit(kind: ColumnKind, base: Base) -> str:
    """What a number of a column counts; empty for words."""
    return {ColumnKind.COUNT: base.value, ColumnKind.MEAN: f"{base.value} a month", ColumnKind.SHARE: "1"}.get(kind, "")


def _field(column: TableColumn, base: Base) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.key else {}
    if column.kind is not ColumnKind.TEXT:
        constraints["minimum"] = 0
    if column.name == "window":
        constraints["enum"] = [name.value for name in WindowName]
    field: dict[str, Any] = {
        "name": column.name,
        "title": column.title,
        "type": TYPES[column.kind],
        "description": column.meaning,
    }
    unit = _unit(column.kind, base)
    return field | ({"unit": unit} if unit else {}) | ({"constraints": constraints} if constraints else {})
