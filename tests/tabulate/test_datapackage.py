"""The description of the tables holds to the Frictionless specification, and the tables hold to it."""

import hashlib
import json
from pathlib import Path

import frictionless
import pytest

from tasks.model.figures import ProtectedFigures
from tasks.tabulate import tabulate
from tests.figures_factory import random_titles

every_edition = pytest.mark.parametrize("figures", ["all figures", "rounded", "no contacts"], indirect=True)


@pytest.fixture
def folder(tmp_path: Path, figures: ProtectedFigures) -> Path:
    (tmp_path / "tables").mkdir()
    for name, content in tabulate(figures, random_titles(figures)).items():
        (tmp_path / name).write_bytes(content)
    return tmp_path / "tables"


@every_edition
def test_the_package_and_its_tables_are_valid(folder: Path) -> None:
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.flatten(["rowNumber", "fieldName", "type", "message"]) == []
    assert report.stats["tasks"] == len(list(folder.glob("*.csv")))


@every_edition
def test_each_table_is_described_with_its_bytes_and_digest(folder: Path, figures: ProtectedFigures) -> None:
    package = json.loads((folder / "datapackage.json").read_text())
    assert [r["name"] for r in package["resources"]] == list(figures.figures)
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert resource["title"] == random_titles(figures)[resource["name"]]
        for field in resource["schema"]["fields"]:
            assert field["title"] and field["description"]
            assert bool(field.get("unit")) == (field["type"] != "string")


@pytest.mark.parametrize(
    ("figure", "column", "unit"),
    [
        ("gender", "count", "cases"),
        ("calls_by_month", "count", "calls"),
        ("mean_calls_per_month", "value", "calls a month"),
        ("gender", "share", "1"),
    ],
)
def test_numbers_have_their_unit(folder: Path, figure: str, column: str, unit: str) -> None:
    schema = frictionless.Package(str(folder / "datapackage.json")).get_resource(figure).schema
    assert schema.get_field(column).custom["unit"] == unit


@pytest.mark.parametrize("figures", ["rounded"], indirect=True)
def test_untold_counts_read_as_missing(folder: Path) -> None:
    read = frictionless.Package(str(folder / "datapackage.json")).get_resource("city").read_rows()
    assert "fewer than 5" in (folder / "city.csv").read_text()
    assert {type(row["count"]) for row in read} == {int, type(None)}


@pytest.mark.parametrize("change", [("2018-11,woman", "2018-11,man"), ("edition", "sometime"), (",", ";")])
def test_a_table_that_breaks_its_description_is_found(folder: Path, change: tuple[str, str]) -> None:
    table = folder / "gender.csv"
    table.write_text(table.read_text().replace(*change))
    assert not frictionless.validate(str(folder / "datapackage.json")).valid
