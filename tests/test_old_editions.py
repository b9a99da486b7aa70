"""An edition and a ledger of an earlier release: verified, rendered by a later contract and later texts, continued."""

import json
import shutil
import tarfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.edition.ledger import refuse_lost_answers
from flows.operate.own_content import write_content
from tasks.disclosure.ledger import read_ledger
from tasks.model.errors import ContractError
from tests import second_content as other
from tests.changes_page import Expected
from tests.command_line import Desk, run
from tests.finished_page import Page
from tests.random_logs import random_records
from tests.sample_logs.logs import make_tables, write_csv

OLD = Path(__file__).parent / "editions" / "version_1.tar.xz"
QUICK = "--no-pdf", "--language", "en"
EDITION, FOLLOWING = "2017-06_2017-11", "2017-12_2018-05"
LATER: Mapping[str, Mapping[str, str]] = {
    "contract/vocabulary.toml": {
        'woman = { label = "Women"': 'woman = { label = "Women and girls"',
        'tiktok = { label = "TikTok", proper = true, aliases = ["musically"] }\n': "",
        'sms = { label': 'discord = { label = "Discord", since = "2018-03" }\nsms = { label',
        'since = "2017-12"': 'since = "2017-09"',
    },
    "text/en/numbers/h_platforms.md": {
        "### Through the months": "### On Discord\n\nDiscord was named in {{ count('platform', 'discord') }} cases.\n\n"
        "### Through the months",
    },
    "text/en/standing/at_a_glance.md": {
        "- *Referrals*": "- *Discord* {{ count('platform', 'discord') }} cases.\n- *Referrals*",
    },
    "text/en/figures.toml": {
        "\"{{ ranked('platform', 1)[0].label }} was named": "\"{{ count('platform', 'discord') }} on Discord; "
        "{{ ranked('platform', 1)[0].label }} was named",
    },
}  # fmt: skip
"""A label, a category gone and one that is new, a month; texts that speak of the new one."""
GONE = dict.fromkeys(("contract/fields.toml", "contract/vocabulary.toml", "text/en/figures.toml"), ("heard_from",))
"""A question that is not asked any more, with its figure."""


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """What the earlier release published: the edition, and the ledger."""
    with tarfile.open(OLD) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "published"


def figures(edition: Path) -> Mapping[str, Any]:
    return dict(json.loads((edition / "figures.json").read_text("utf-8")))


def cells(document: Mapping[str, Any], part: str) -> list[Any]:
    """A part of every cell."""
    windows = (window for figure in document["figures"].values() for window in figure["windows"].values())
    return [(cell["key"], cell[part]) for window in windows for cell in window["cells"]]


def test_it_verifies(published: Path, capfd: pytest.CaptureFixture[str]) -> None:
    outcome = run(capfd, "verify", published / EDITION / "r1")
    assert outcome.code == 0, outcome.output
    assert "2 entries of ledger.jsonl" in outcome.output


@pytest.mark.drill
def test_the_next_half_year_continues_its_ledger(
    published: Path, desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    for table in make_tables(random_records(3, 350, first="2017-12", last="2018-05"), seed=3):
        write_csv(table, desk.folder / f"{table.name} {table.log}.csv")
    logs = [x for log in ("calls", "emails") for x in (f"--{log}", str(desk.folder / f"*{log}*.csv"))]
    where = ["--out", desk.out, "--private", desk.private, "--ledger", published / "ledger.jsonl"]
    outcome = run(capfd, "build", *logs, *where, "--from", "2017-12", "--to", "2018-05", "--no-pdf")
    assert outcome.code == 0, outcome.output
    draft = desk.out / FOLLOWING
    before, now = (figures(edition)["figures"] for edition in (published / EDITION / "r1", draft))
    counted = [{key: w[key] for key in ("from", "to", "total", "missing")} for w in (
        before["gender"]["windows"]["edition"], now["gender"]["windows"]["previous"])]  # fmt: skip
    assert counted[0] == counted[1]
    assert Expected(draft).faults() == [], "the chapter on changes is right"
    approved = outcome.output.split("Digest to approve: ")[1].split()[0]
    outcome = run(capfd, "publish", draft, "--approve", approved, "--to", published)
    assert outcome.code == 0, outcome.output
    lines = [json.loads(line) for line in (published / "ledger.jsonl").read_text("utf-8").splitlines()]
    assert [line.get("schema_version") for line in lines] == [None, None, 2]
    assert run(capfd, "verify", published / FOLLOWING / "r1").code == 0
    assert run(capfd, "verify", published / EDITION / "r1").code == 0, "and the old one still stands"


def test_an_answer_that_was_published_cannot_be_taken_out(published: Path) -> None:
    """Before anything is counted: nothing would say what its rows are called."""
    ledger = read_ledger(published / "ledger.jsonl")
    refuse_lost_answers(ledger)
    entry = ledger.entries[-1]
    counts = entry.slices[0].figures["platform"]
    figures = {**entry.slices[0].figures, "platform": replace(counts, cells={("whatsap",): 5, **counts.cells})}
    forged = replace(entry, slices=(replace(entry.slices[0], figures=figures),))
    with pytest.raises(ContractError, match=r"vocabulary platform lacks whatsap, which .* Perhaps whatsapp is meant"):
        refuse_lost_answers(replace(ledger, entries=(forged,)))


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The content of a later year."""
    folder = tmp_path / "content"
    write_content(folder)
    for name, changes in LATER.items():
        other.edit(folder / name, changes)
    for name in GONE:
        (folder / name).write_text(other.without((folder / name).read_text("utf-8"), ("heard_from",)), "utf-8")
    outline = (folder / "text/en/report.toml").read_text("utf-8")
    block = '[[block]]\nid = "heard-from"' + outline.split('[[block]]\nid = "heard-from"')[1].split("[[block]]")[0]
    (folder / "text/en/report.toml").write_text(outline.replace(block, ""), "utf-8")
    return folder


@pytest.mark.drill
def test_it_is_rendered_by_a_later_contract_and_later_texts(published: Path, later: Path) -> None:
    """Rows are called and dated as they were then; what only one of the two has is left out, and said to be."""
    draft = Path(shutil.copytree(published / EDITION / "r1", published.parent / "editions" / EDITION))
    before = figures(draft)
    said = other.run(later, "render", draft, *QUICK)
    for name in ("numbers/h_platforms.md", "standing/at_a_glance.md"):
        lines = (later / "text" / "en" / name).read_text("utf-8").splitlines()
        [line] = [number for number, words in enumerate(lines, 1) if "'discord'" in words]
        assert f"{name}, line {line}: platform, discord" in said
    assert "(platform, headline): platform, discord" in said
    assert "the figure “How people heard of the helpline”, but for its table" in said
    page = Page(draft / "report.html")
    assert "discord" not in page.main.text.casefold()
    assert "On Discord" not in page.main.text, "a heading with nothing below it"
    rows = {cell.text for name in ("gender", "platform") for cell in page.figures[name].with_tag("th")}
    assert {"Women", "TikTok"} <= rows and "Women and girls" not in rows
    assert "heard_from" not in page.figures
    assert "Word of mouth" in (draft / "tables" / "heard_from.csv").read_text("utf-8")
    now = figures(draft)
    assert (now["schema_version"], now["contract"]["vocabulary"]["gender"]["woman"]) == (2, {"label": "Women"})
    assert cells(now, "count") == cells(before, "count")
    assert cells(now, "share") != cells(before, "share"), "by the present rule no share of few records is told"
    verified = ["verify", draft, "--private", draft.parent, "--ledger", published / "ledger.jsonl"]
    assert "shares are those of the counts" in other.run(later, *verified)
    # Frozen with what it was made with by now, it is the same whatever the contract says.
    again = other.run(later, "render", draft, *QUICK)
    assert said.split("Digest to approve: ")[1].split()[0] in again
