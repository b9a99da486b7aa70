"""What no build holds the texts to, but we do: sentences of readable length, and no pattern that nobody needs."""

import re
from pathlib import Path

import pytest

from tests.text.files import MARKDOWN, RECOMMENDATIONS, TEXTS, name_of, prose, toml

ALLOWED = [
    (file, entry["pattern"]) for file in ("typed_numbers", "typed_words") for entry in toml(f"{file}.toml")["allowed"]
]


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_sentences_are_of_readable_length(path: Path) -> None:
    text = re.sub(r"^(#|:::|\|).*$", "", prose(path), flags=re.MULTILINE)
    sentences = [s for s in re.split(r"(?<=[.?:;])\s+", text) if len(s.split()) > 2]
    words = [len(sentence.split()) for sentence in sentences]
    assert sum(words) / max(1, len(words)) <= 22


@pytest.mark.parametrize(("file", "pattern"), ALLOWED, ids=[pattern[:40] for _, pattern in ALLOWED])
def test_nothing_is_declared_that_no_text_needs(file: str, pattern: str) -> None:
    texts = [prose(path) for path in MARKDOWN] + [
        (TEXTS / name).read_text("utf-8") for name in ("figures.toml", "words.toml", RECOMMENDATIONS.name)
    ]
    assert any(re.search(pattern, text, re.MULTILINE) for text in texts), f"{file}.toml: take it out"
