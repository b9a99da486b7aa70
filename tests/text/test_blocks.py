"""Every block of the report is in its order, and every text belongs to a block."""

import re
from pathlib import Path

import pytest

from tests.text.files import EDITION, MARKDOWN, TEXTS, calls, name_of, toml

BLOCKS = toml("report.toml")["block"]
IDS = [block["id"] for block in BLOCKS]

ORDER = [
    "cover",
    "about-us",
    "acknowledgements",
    "using-this-report",
    "contents",
    "what-is-new",
    "at-a-glance",
    "our-story",
    "why-online-harassment",
    "the-helpline",
    "the-numbers",
    "contacts",
    "quote-keeping-in-touch",
    "callout-number-retention",
    "gender",
    "case-types",
    "callout-code-scams",
    "geography",
    "perpetrators",
    "fia-access",
    "age",
    "platforms",
    "referrals",
    "heard-from",
    "services",
    "callers-at-risk",
    "callout-men-and-suicidal-thoughts",
    "what-changed",
    "case-studies",
    "emerging-challenges",
    "roadmap",
    "recommendations",
    "methodology",
    "data-quality",
    "types-of-cases",
    "data-dictionary",
    "glossary",
    "tables",
    "notes",
    "colophon",
]
CASES = (TEXTS / EDITION / "case_studies.md").read_text("utf-8").split("::: case ")[1:]
USED_BY_A_CONTAINER = {"standing/help.md"}


def _file(block: dict[str, str]) -> str:
    name = block.get("file", "")
    return name.replace("edition/", f"{EDITION}/", 1) if name.startswith("edition/") else name


def test_the_blocks_stand_in_the_order_of_the_report() -> None:
    assert IDS == ORDER


@pytest.mark.parametrize("block", [b for b in BLOCKS if "file" in b], ids=lambda b: b["id"])
def test_a_block_has_its_text(block: dict[str, str]) -> None:
    text = (TEXTS / _file(block)).read_text("utf-8")
    assert len(text.split()) > 20


def test_no_text_lies_about_unused() -> None:
    assert {name_of(path) for path in MARKDOWN} - USED_BY_A_CONTAINER == {_file(b) for b in BLOCKS if "file" in b}


def test_the_sections_are_lettered_a_to_l() -> None:
    assert [b["letter"] for b in BLOCKS if "letter" in b] == list("abcdefghijkl")


def test_there_are_eighteen_recommendations_each_with_whom_it_is_for_an_argument_and_evidence() -> None:
    parts = list(toml("recommendations.toml").values())
    assert len(parts) == 18
    for part in parts:
        assert part["to"], part["ask"]
        assert len(f"{part['why']} {part['evidence']}".split()) >= 20, part["ask"]
        assert part["shown_in"], part["ask"]


@pytest.mark.parametrize("case", CASES, ids=[case.partition("\n")[0] for case in CASES])
def test_a_case_study_is_told_in_six_to_ten_sentences(case: str) -> None:
    assert 6 <= len(re.findall(r"[.?](?=\s)", case.partition("safety.*")[2])) <= 10


def test_the_case_studies_are_marked_as_altered() -> None:
    text = (TEXTS / EDITION / "case_studies.md").read_text("utf-8")
    assert text.count("::: case ") == text.count("*Details altered for safety.*") == 3


@pytest.mark.parametrize("path", [p for p in MARKDOWN if p.parent.name in ("numbers", "standing")], ids=name_of)
def test_a_standing_text_asks_before_it_points_to_a_block_of_one_edition(path: Path) -> None:
    lasting = re.sub(r"\{% if has_block\(.*?\{% endif %\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert re.findall(r"call-out|case stud|emerging challenges|road ahead|recommendation", lasting) == []


def test_only_blocks_that_there_are_get_asked_for() -> None:
    assert set(calls("has_block", *MARKDOWN)) <= set(IDS)
