"""Content of another organisation: another country, other provinces, no agency that investigates, English and French.

What `init` writes is changed as people change it, and built, proofread, verified and published by the same program.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tasks.aggregate.catalogue import CATALOGUE
from tasks.model.manifest import digest
from tests.finished_page import Page

PROJECT = Path(__file__).parents[1]
OTHER, BRAND = PROJECT / "tests" / "other_content", PROJECT / "tests" / "brands" / "tideline"
GONE = {
    "contract/fields.toml": ("within_fia_remit", "fia_referral", "takeover_scam"),
    "contract/rules.toml": ("fia_referral_named",),
    "contract/vocabulary.toml": ("fia_referral",),
    "text/en/figures.toml": (
        *("takeover_scams_by_month", "cybercrime_office_access", "cybercrime_office_access_fixed"),
        *("within_fia_remit", "fia_referral"),
    ),
}
"""Tables that the organisation has no use for."""
EDITS = {
    "contract/fields.toml": {"in Asia/Karachi unless": "in local time unless"},
    "contract/vocabulary.toml": {
        " Where the material is sexual, section 21 of PECA 2016 applies.": "",
        'other = { label = "Other", aliases = ["others"] }\nnone = { label = "Not online"':
            'discord = { label = "Discord", since = "2019-09" }\n'
            'other = { label = "Other", aliases = ["others"] }\nnone = { label = "Not online"',
        " They can amount to cyberstalking under section 24 of PECA 2016.": "",
    },
    "text/en/figures.toml": {
        "Hours are those of Pakistan. The helpline answers from 9 am to 5 pm": "The helpline answers from 8 am to 8 pm",
        "share('referral', 'fia')": "share('referral', 'police')",
        "referred to the Federal Investigation Agency": "referred to the police",
    },
    "brand/brand.toml": {"../../../assets/fonts": "../fonts"},
}  # fmt: skip
"""What it says otherwise."""
LINES_GONE = r"(?m)^(fia|pcsw|rozan|lobono|fia_inquiry) = .*\n"
PROVINCES = """[province]
littoral = { label = "Littoral", proper = true }
highlands = { label = "Highlands", proper = true }
islands = { label = "Islands", proper = true, aliases = ["isles"] }
"""
FOREIGN = re.compile(r"pakistan|karachi|punjab|\bfia\b|nr3c|drf|digital rights|lahore|peca|urdu", re.IGNORECASE)


def run(content: Path, *arguments: str | Path) -> str:
    """Run a command with the content, in a process of its own: one has one content."""
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "--content", content, *arguments],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def without(text: str, tables: tuple[str, ...]) -> str:
    """A TOML file without some of its tables, and without its comments."""
    for name in tables:
        text, times = re.subn(rf"(?m)^\[{name}\]\n(?:(?!\[).*\n)*", "", text)
        assert times == 1, name
    return re.sub(r"(?m)^#.*\n", "", text)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `init` writes, changed as the organisation would."""
    from flows.operate.own_content import BASE, write_content

    folder = tmp_path_factory.mktemp("other") / "content"
    write_content(folder)
    for part in (BASE, "brand", "text/ur", "text/en/editions", "text/en/numbers", "text/en/standing"):
        shutil.rmtree(folder / part)
    shutil.copytree(OTHER, folder, dirs_exist_ok=True)
    shutil.copytree(BRAND, folder / "brand")
    for name, changes in EDITS.items():
        edit(folder / name, changes)
    for name, tables in GONE.items():
        (folder / name).write_text(without((folder / name).read_text("utf-8"), tables), "utf-8")
    vocabulary = folder / "contract/vocabulary.toml"
    text = re.sub(LINES_GONE, "", vocabulary.read_text("utf-8"))
    vocabulary.write_text(re.sub(r"\[province\]\n(?:[^\[\n].*\n)+", PROVINCES, text), "utf-8")
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
    environment = os.environ | {"HELPLINE_REPORT_CONTENT": str(content)}
    subprocess.run([sys.executable, "-c", LOGS, folder], cwd=PROJECT, env=environment, check=True)
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


def edit(file: Path, changes: Mapping[str, str]) -> None:
    """Change texts that stand in a file."""
    text = file.read_text("utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def test_nothing_of_the_bundled_content_is_left(content: Path) -> None:
    texts = [
        file for file in content.rglob("*") if file.suffix in {".toml", ".md", ".csv"} and "fonts" not in file.parts
    ]
    found = [(f.name, line) for f in texts for line in f.read_text("utf-8").splitlines() if FOREIGN.search(line)]
    assert not found, "\n".join(map(str, found))


def test_it_has_five_figures_less_and_counts_by_its_own_places(edition: Path) -> None:
    figures = json.loads((edition / "figures.json").read_text("utf-8"))["figures"]
    assert len(figures) == len(CATALOGUE) - 5
    assert not set(GONE["text/en/figures.toml"]) & set(figures)
    provinces = [cell["key"] for cell in figures["province"]["windows"]["edition"]["cells"]]
    assert sorted(provinces) == [["highlands"], ["islands"], ["littoral"]]


@pytest.mark.parametrize(("page", "title"), [("report.html", "Tideline Line"), ("report.fr.html", "Ligne Tideline")])
def test_its_pages_say_so_in_english_and_french(edition: Path, page: str, title: str) -> None:
    assert title in (edition / page).read_text("utf-8")
    assert not FOREIGN.search(Page(edition / page).main.text)
