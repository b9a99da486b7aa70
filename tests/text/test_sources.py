"""Every number from outside has its particulars, and every source is used."""

import re
from pathlib import Path

import pytest

from tests.text.files import TEXTED, calls, name_of, toml

FACTS = toml("facts.toml")
NOTES = toml("notes.toml")
PARTICULARS = {"value", "statement", "population", "n", "year", "source", "url"}


@pytest.mark.parametrize("key", FACTS)
def test_a_fact_has_all_particulars(key: str) -> None:
    fact = FACTS[key]
    assert set(fact) == PARTICULARS
    assert all(fact[name].strip() for name in PARTICULARS - {"url"})


@pytest.mark.parametrize("key", FACTS)
def test_a_fact_states_the_value_that_the_sentence_prints(key: str) -> None:
    assert FACTS[key]["value"].lower() in FACTS[key]["statement"].lower()


@pytest.mark.parametrize("key", NOTES)
def test_a_note_has_a_text(key: str) -> None:
    assert set(NOTES[key]) == {"text", "url"}
    assert NOTES[key]["text"].endswith(".")


@pytest.mark.parametrize("url", [entry["url"] for entry in [*FACTS.values(), *NOTES.values()] if entry["url"]])
def test_an_address_is_one_that_the_source_is_known_by(url: str) -> None:
    known = r"https://(www\.dawn\.com/news/\d+|tribune\.com\.pk/story/\d+|f1000research\.com/slides/\d+-\d+)"
    assert re.fullmatch(known, url)


def test_facts_and_texts_name_the_same_keys() -> None:
    assert set(calls("fact", *TEXTED)) | set(calls("big_fact", *TEXTED)) == set(FACTS)


def test_notes_and_texts_name_the_same_keys() -> None:
    assert set(calls("cite", *TEXTED)) == set(NOTES)


@pytest.mark.parametrize("path", TEXTED, ids=name_of)
def test_a_value_without_its_note_is_followed_by_it(path: Path) -> None:
    text = path.read_text("utf-8")
    bare = re.findall(r"fact\('(\w+)', mark=False\)", text)
    assert bare == calls("source", path)


@pytest.mark.parametrize("path", TEXTED, ids=name_of)
def test_no_note_stands_behind_a_digit(path: Path) -> None:
    with_note = re.findall(r"{ fact\('(\w+)'\)", path.read_text("utf-8"))
    assert [key for key in with_note if FACTS[key]["value"][-1].isdigit()] == []
