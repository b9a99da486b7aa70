"""The tables as CSV, one a figure."""

import csv
import io
from collections.abc import Mapping

from tasks.model.figures import Figure, ProtectedFigures
from tasks.tabulate.rows import Table, table


def tables(figures: ProtectedFigures) -> Mapping[str, str]:
    """From the name of each file (``gender.csv``) to its text: a header row, commas, lines ended by a line feed."""
    return {file_name(figure): _csv(table(figure, sample=figures.sample)) for figure in figures}


def file_name(figure: Figure) -> str:
    """The name of a figure's table."""
    return f"{figure.spec.id}.csv"


def _csv(found: Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in found.columns)
    writer.writerows(found.rows)
    return text.getvalue()
