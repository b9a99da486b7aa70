"""The page in Urdu tells the numbers of the English page, figure by figure and sentence by sentence."""

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.command_line import Desk, run
from tests.finished_page import Node, Page

FOLDED = str.maketrans("۰۱۲۳۴۵۶۷۸۹٪", "0123456789%")
"""The digits that a language may have of its own, as ours."""
UNSEEN = re.compile("[\u2066\u2069]")
NUMERAL = re.compile(r"\d[\d.,]*\d|\d")


def numerals(node: Node) -> list[str]:
    """The numbers that stand in an element, each in one piece of its text."""
    pieces = (child if isinstance(child, str) else " ".join(numerals(child)) for child in node.children)
    return [found for piece in pieces for found in NUMERAL.findall(UNSEEN.sub("", piece).translate(FOLDED))]


@pytest.fixture(scope="module")
def pages(sample_edition: Path) -> tuple[Page, Page]:
    return Page(sample_edition / "report.html"), Page(sample_edition / "report.ur.html")


def test_every_table_has_the_same_numbers_in_the_same_cells(pages: tuple[Page, Page]) -> None:
    english, urdu = [[sorted(numerals(cell)) for cell in page.root.with_tag("td")] for page in pages]
    assert len(english) > 1000
    assert urdu == english


def test_every_figure_tells_the_same_numbers(pages: tuple[Page, Page]) -> None:
    english, urdu = ({name: set(numerals(block)) for name, block in page.figures.items()} for page in pages)
    assert len(english) > 30
    # An axis has room for the names of more quarters in one script than in the other.
    in_quarters = [name for name in english if "quarter" in name or name == "platform_by_month"]
    quarters = {name: set("1234") if name in in_quarters else set() for name in english}
    assert {name: urdu[name] - traced for name, traced in english.items() if urdu[name] - traced} == {}
    assert [name for name, traced in english.items() if traced - urdu[name] - quarters[name]] == []


def in_english_order(node: Node) -> list[str]:
    """The numerals of a text; of a change, Urdu puts the whole before its part: of 880 cases 190."""
    found = numerals(node)
    return [*found[:3], *sorted(found[3:])] if node.attributes["data-told"].startswith("change ") else found


def test_every_sentence_tells_the_same_of_the_same_figure(pages: tuple[Page, Page]) -> None:
    traced = [
        Counter(
            (node.attributes["data-told"], *in_english_order(node))
            for node in page.root.elements
            if node.attributes.get("data-told") and numerals(node)
        )
        for page in pages
    ]
    assert sum(traced[0].values()) > 200
    assert {key for key in traced[0] if key not in traced[1]} == set()
    assert {key for key in traced[1] if key not in traced[0]} == set()


def test_big_numbers_stand_in_the_same_order(pages: tuple[Page, Page]) -> None:
    english, urdu = ([numerals(node) for node in page.root.with_class("number-value")] for page in pages)
    assert len(english) > 10
    assert urdu == english


def test_a_draft_in_english_only_has_no_other_page_and_leads_to_none(
    sample_edition: Path, desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    edition = shutil.copytree(sample_edition, desk.out / sample_edition.name)
    assert run(capfd, "render", edition, "--language", "en", "--no-pdf").code == 0
    assert not (edition / "report.ur.html").exists()
    assert "report.ur.html" not in (edition / "report.html").read_text("utf-8")
    assert json.loads((edition / "manifest.json").read_text())["settings"]["languages"] == ["en"]


def test_translators_are_told_what_to_do(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(capfd, "translations").says("ur: every text is translated")
    assert run(capfd, "translations", "--done", "standing/nothing.md").code == 2
