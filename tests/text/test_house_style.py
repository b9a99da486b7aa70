"""One way to write numbers and words, in every text."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.text.files import MARKDOWN, TEXTS, name_of, prose, toml

ALLOWED = [re.compile(entry["pattern"]) for entry in toml("typed_numbers.toml")["allowed"]]
WORDS = TEXTS / "figures.toml"
RUNNING = [*MARKDOWN, WORDS]

BANNED = [
    (r"\b(fe)?males?\b", "women, men"),
    (r"Whats ?app\b|Whats App", "WhatsApp"),
    (r"\bemails?\b(?!\.| =)", "e-mail"),
    (r"[Cc]yber[- ][Cc]rime(?! \(NR3C\))(?! investigations)", "cybercrime, but for the centre's own name"),
    (r"Federal Investigations? (?!Agency)|Federal Investigative", "Federal Investigation Agency"),
    (r"\bper ?cent\b", "%"),
    (r"\b(organiz|recogniz|realiz|analyz)|\b(center|behavior|color|labor|counselor)s?\b", "British spelling"),
    (
        r"\b(going forward|leverag|in order to|utiliz|impactful|stakeholder|robust|holistic|delve|crucial)",
        "plain words",
    ),
    (r"—", "a colon, comma or full stop"),
    (r"\bvictims?\b(?! (by|of the law))", "person, complainant, caller"),
    (r"!(?!=)", "a full stop"),
    (r"<[a-zA-Z/!]", "Markdown without HTML"),
]


@pytest.mark.parametrize("path", RUNNING, ids=name_of)
@pytest.mark.parametrize(("pattern", "instead"), BANNED, ids=[instead for _, instead in BANNED])
def test_house_style(path: Path, pattern: str, instead: str) -> None:
    text = re.sub(r"[\w.]+@[\w.]+", "", prose(path))
    text = "\n".join(line for line in text.splitlines() if not line.startswith(("#", "[")))
    found = [match.group() for match in re.finditer(pattern, text)]
    assert not found, f"write instead: {instead}"


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_no_number_is_typed(path: Path) -> None:
    text = prose(path)
    for pattern in ALLOWED:
        text = pattern.sub(" ", text)
    assert re.findall(r"[^\n]{0,30}\d[^\n]{0,20}", text) == []


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_markdown_has_no_html_no_pictures_and_no_skipped_heading(path: Path) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(prose(path))
    kinds = {token.type for token in tokens} | {c.type for token in tokens for c in token.children or ()}
    assert not kinds & {"html_block", "html_inline", "image"}
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    first = 3 if path.parent.name == "numbers" and path.name[1] == "_" else 2
    assert not levels or (levels[0] == first and all(b - a <= 1 for a, b in pairwise(levels)))


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_containers_are_closed(path: Path) -> None:
    marks = re.findall(r"^:::(.*)$", path.read_text("utf-8"), re.MULTILINE)
    assert [bool(mark.strip()) for mark in marks] == [True, False] * (len(marks) // 2)


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_sentences_are_of_readable_length(path: Path) -> None:
    text = re.sub(r"^(#|:::|\|).*$", "", prose(path), flags=re.MULTILINE)
    sentences = [s for s in re.split(r"(?<=[.?:;])\s+", text) if len(s.split()) > 2]
    words = [len(sentence.split()) for sentence in sentences]
    assert sum(words) / max(1, len(words)) <= 22
