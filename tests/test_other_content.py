"""Content of another organisation: built, proofread, verified and published by the same program."""

import json
import re
from pathlib import Path

import pytest

from tasks.aggregate.catalogue import CATALOGUE
from tasks.model.manifest import digest
from tests.finished_page import Page
from tests.second_content import GONE, edit, run, run_with, write_content

FOREIGN = re.compile(r"pakistan|karachi|punjab|\bfia\b|nr3c|drf|digital rights|lahore|peca|urdu", re.IGNORECASE)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("other") / "content"
    write_content(folder)
    edit(folder / "contract/logs.toml", {"not_recorded = []": 'not_recorded = ["heard_from"]'})
    return folder


LOGS = """
import sys
from pathlib import Path
from expectations.sample.files import write_csv
from expectations.sample.logs import make_tables
from expectations.sample.random_logs import random_records
for table in make_tables(random_records(11, 900, first="2019-01", last="2019-12"), seed=11):
    write_csv(table, Path(sys.argv[1]) / f"{table.log} {table.name}.csv")
"""


@pytest.fixture(scope="module")
def edition(content: Path) -> Path:
    """An edition of its last half-year: built, proofread, verified and published."""
    folder = content.parent
    run_with(content, LOGS, folder)
    logs = [part for log in ("calls", "emails") for part in (f"--{log}", folder / f"{log} *.csv")]
    where = ["--out", folder / "editions", "--private", folder / "private", "--ledger", folder / "ledger.jsonl"]
    run(content, "build", *logs, "--from", "2019-07", "--to", "2019-12", "--no-pdf", *where)
    built = folder / "editions" / "2019-07_2019-12"
    run(content, "verify", built, "--private", folder / "private", "--ledger", folder / "ledger.jsonl")
    run(
        content, "publish", built, "--approve", digest(built), "--to", folder / "published",
        "--ledger", folder / "ledger.jsonl",
    )  # fmt: skip
    return folder / "published" / "2019-07_2019-12" / "r1"


def test_nothing_of_the_bundled_content_is_left(content: Path) -> None:
    texts = [
        file for file in content.rglob("*") if file.suffix in {".toml", ".md", ".csv"} and "fonts" not in file.parts
    ]
    found = [(f.name, line) for f in texts for line in f.read_text("utf-8").splitlines() if FOREIGN.search(line)]
    assert not found, "\n".join(map(str, found))


def test_what_its_logs_do_not_record_is_told_once_and_in_no_other_place(edition: Path) -> None:
    """No figure, no table, no section, no line of the contents and no row of the data dictionary."""
    page = Page(edition / "report.html").main.text
    assert page.count("Heard of us from") == 1
    assert not re.search(r"heard of (us|the helpline)", page.replace("Heard of us from", ""), re.IGNORECASE)
    assert not (edition / "tables" / "heard_from.csv").exists()


def test_it_has_six_figures_less_and_counts_by_its_own_places(edition: Path) -> None:
    figures = json.loads((edition / "figures.json").read_text("utf-8"))["figures"]
    assert len(figures) == len(CATALOGUE) - 6
    assert not set(GONE["text/en/figures.toml"]) & set(figures)
    provinces = [cell["key"] for cell in figures["province"]["windows"]["edition"]["cells"]]
    assert sorted(provinces) == [["highlands"], ["islands"], ["littoral"]]


@pytest.mark.parametrize(("page", "title"), [("report.html", "Tideline Line"), ("report.fr.html", "Ligne Tideline")])
def test_its_pages_say_so_in_english_and_french(edition: Path, page: str, title: str) -> None:
    assert title in (edition / page).read_text("utf-8")
    assert not FOREIGN.search(Page(edition / page).main.text)
