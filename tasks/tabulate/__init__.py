"""Tabulate: write protected figures as data, for people who compute with them and for the next render.

An edition's data files, all of them from protected figures alone: ``figures.json``, a CSV a figure with its description
(``tables/datapackage.json``), and one workbook of them all, which takes the longest and nothing else waits for.
"""

import json
from collections.abc import Mapping
from typing import Any

from tasks.model.figures import ProtectedFigures
from tasks.model.figures_json import figures_json
from tasks.tabulate.datapackage import datapackage
from tasks.tabulate.rows import tables
from tasks.tabulate.workbook import workbook

__all__ = ["datapackage", "figures_json", "json_bytes", "tables", "tabulate", "workbook"]


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
        "tables/datapackage.json": json_bytes(datapackage(figures, titles, texts)),
    }


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """JSON that a person can read and that two builds write alike."""
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
