"""What docs/adding-a-figure.md promises: a copy of the project, changed as the page says, has the figure everywhere."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.finished_page import Page

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "docs" / "adding-a-figure.md"
EDIT = re.compile(r"In `([^`]+)`, (?:at the end|above `([^`]+)`):\n\n```\w+\n(.*?)```\n", re.DOTALL)
ANSWERS = {"phone": "Phone", "laptop": "Laptop", "tablet": "Tablet"}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the edits of the page."""
    copy = tmp_path_factory.mktemp("new-figure")
    for name in ("flows", "tasks", "expectations", "report_templates", "assets", "tests/sample_logs"):
        shutil.copytree(PROJECT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "prefect.yaml", "tests/__init__.py"):
        shutil.copy(PROJECT / name, copy / name)
    for name, above, text in EDIT.findall(PAGE.read_text("utf-8")):
        before = (copy / name).read_text("utf-8")
        assert before.count(above) == 1 or not above
        (copy / name).write_text(before.replace(above, text + above) if above else before + text, "utf-8")
    return copy


@pytest.fixture(scope="module")
def edition(changed: Path) -> Path:
    """The sample edition of the copy, as an internal draft; the sample logs are written again before."""
    run(changed, "import runpy; runpy.run_module('tests.sample_logs', run_name='__main__')")
    command = ["build", "--sample", "--from", "2016-12", "--to", "2018-11", "--disclosure", "none"]
    run(changed, f"import sys; from flows.cli import main; sys.exit(main({command}))")
    return changed / "editions" / "2016-12_2018-11"


def run(project: Path, program: str) -> None:
    """Run a program with the modules of a copy of the project, in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HELPLINE_REPORT_")}
    outcome = subprocess.run(
        [sys.executable, "-c", program],
        cwd=project,
        env=environment | {"PYTHONPATH": str(project), "PREFECT_HOME": str(project / "prefect")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def words_of(path: Path) -> str:
    """The words of a PDF, a blank between each two."""
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(text.split())


def test_the_page_touches_five_files() -> None:
    assert len({name for name, _, _ in EDIT.findall(PAGE.read_text("utf-8"))}) == 5


def test_the_edited_files_are_read(changed: Path) -> None:
    run(
        changed,
        "from tasks.aggregate.catalogue import CATALOGUE; assert 'device' in [one.spec.id for one in CATALOGUE]",
    )


@pytest.mark.drill
def test_the_figure_is_counted(edition: Path) -> None:
    window = counted(edition)
    assert [cell["key"] for cell in window["cells"]] == [[key] for key in ANSWERS]
    assert all(cell["count"] > 0 for cell in window["cells"])
    assert window["missing"] > 0


def counted(edition: Path) -> Mapping:
    return json.loads((edition / "figures.json").read_text("utf-8"))["figures"]["device"]["windows"]["edition"]


@pytest.mark.drill
def test_what_is_missing_is_told_by_the_figure(edition: Path) -> None:
    told = [m for m in json.loads((edition / "quality.json").read_text("utf-8"))["missing"] if m["field"] == "device"]
    assert [sum(m[part] for m in told) for part in ("asked", "missing")] == [
        counted(edition)[part] for part in ("total", "missing")
    ]


@pytest.mark.drill
def test_the_data_file_is_described_and_the_workbook_has_a_sheet(edition: Path) -> None:
    with (edition / "tables" / "device.csv").open(encoding="utf-8", newline="") as file:
        assert {row["device"] for row in csv.DictReader(file) if row["device"]} >= set(ANSWERS)
    resources = json.loads((edition / "tables" / "datapackage.json").read_text("utf-8"))["resources"]
    assert [r["title"] for r in resources if r["path"] == "device.csv"] == ["Cases by device"]
    book = load_workbook(edition / "tables.xlsx", read_only=True)
    assert set(ANSWERS.values()) <= {cell for row in book["device"].iter_rows(values_only=True) for cell in row}


@pytest.mark.drill
def test_pdf_and_page_print_figure_and_text_and_the_page_its_data_dictionary(edition: Path) -> None:
    page = Page(edition / "report.html")
    figure = page.figures["device"]
    assert figure.with_tag("svg")
    pdf = words_of(edition / "report.pdf")
    screen = " ".join(page.main.text.split())
    for text in (screen, pdf):
        assert "shows on what device it happened: " in text
    assert "On what the person was using when it happened." in screen
    assert "was the answer in" in pdf


@pytest.mark.drill
def test_the_urdu_page_has_it_in_english_and_marked_so(edition: Path) -> None:
    figure = Page(edition / "report.ur.html").figures["device"]
    english = [" ".join(node.text.split()) for node in figure.with_tag("span") if node.attributes.get("lang") == "en"]
    assert any("was the answer in" in text for text in english)
    assert set(ANSWERS.values()) <= set(english)
