"""The factory itself: what it makes has the shape that the stages agreed on, and depends on its arguments alone."""

import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import tasks.anonymise
from tasks.aggregate.catalogue import CATALOGUE
from tests.figures_factory import HALF_YEAR, random_figures, random_parquet, rounded_figures


def test_the_columns_are_those_that_anonymise_promises(tmp_path: Path) -> None:
    columns = pq.read_schema(random_parquet(tmp_path / "a.parquet", 1, 10)).names
    promised = re.findall(r"^([a-z_]+)  ", tasks.anonymise.__doc__ or "", re.MULTILINE)
    assert set(promised) - {"column", "gender"} <= set(columns)
    assert len(columns) == len(set(columns))


def test_the_same_seed_gives_the_same_contacts(tmp_path: Path) -> None:
    one, same, other = (
        pq.read_table(random_parquet(tmp_path / name, seed, 200)) for name, seed in [("1", 7), ("2", 7), ("3", 8)]
    )
    assert one == same
    assert one != other


@pytest.mark.parametrize("contacts", [0, 1, 300])
def test_every_figure_of_the_catalogue_is_counted(contacts: int) -> None:
    figures = random_figures(3, contacts, HALF_YEAR)
    assert list(figures.figures) == [declaration.spec.id for declaration in CATALOGUE]
    assert figures["contacts"].windows["since_launch"].value == contacts


def test_rounded_figures_tell_no_small_count() -> None:
    rounded = [figure for figure in rounded_figures(2) if not figure.spec.exact]
    assert {cell.count % 5 for figure in rounded for window in figure.windows.values() for cell in window} == {0}
