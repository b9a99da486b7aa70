"""Titles and captions written line by line: what is saved, what is refused, and that every file can still be read."""

import html
import re

import pytest

from tests.site.conftest import EDITION, Installation, Person

LINES = f"/desk/{EDITION}/lines"
TITLE, MARGIN = "figures.toml, gender, title", "words.toml, changes, margin"


@pytest.fixture(scope="module")
def writer(installation: Installation) -> Person:
    return installation.sign_in()


@pytest.fixture(scope="module")
def title(writer: Person) -> str:
    """The title before anybody writes; each test puts it back."""
    return text_of(writer, TITLE)


def text_of(person: Person, line: str, code: str = "en") -> str:
    found = re.search(
        rf'name="line" value="{re.escape(line)}">.*?<textarea[^>]*>\n(.*?)</textarea>',
        person.get(f"{LINES}/{code}").text,
        re.DOTALL,
    )
    assert found, line
    return html.unescape(found[1])


def save(person: Person, text: str, line: str = TITLE, code: str = "en", before: str | None = None):
    known = text_of(person, line, code) if before is None else before
    return person.post(f"{LINES}/{code}", line=line, text=text, before=known)


def test_a_title_is_written_is_a_version_and_is_in_the_preview(
    installation: Installation, writer: Person, title: str
) -> None:
    file = installation.text("en/figures.toml")
    before, told = file.read_text(), 'Cases by gender, "as stated" \\ told'
    assert save(writer, told, before=title).status_code == 303
    assert text_of(writer, TITLE) == told
    changed = [(a, b) for a, b in zip(before.splitlines(), file.read_text().splitlines(), strict=True) if a != b]
    assert changed == [(f'title = "{title}"', 'title = "Cases by gender, \\"as stated\\" \\\\ told"')]
    assert save(writer, title, before=told).status_code == 303
    assert file.read_text() == before


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("findings.toml, whatsapp, title", "WhatsApp is a place of attacks"),
        ("facts.toml, women_experienced, statement", "34% of the women who were asked had met harassment online."),
        ("facts.toml, women_experienced, url", "https://example.org/survey"),
        ("notes.toml, dawn_pictures, text", "I. Ali, Dawn, 3 December 2018."),
        ("recommendations.toml, publish_rules, ask", "Publish rules that respect every right"),
    ],
)
def test_findings_facts_and_sources_are_written_like_titles(writer: Person, line: str, text: str) -> None:
    before = text_of(writer, line)
    assert save(writer, text, line, before=before).status_code == 303
    assert text_of(writer, line) == text
    assert save(writer, before, line, before=text).status_code == 303


def test_a_translated_line_stands_beside_its_english_and_is_up_to_date_when_saved(installation: Installation) -> None:
    writer, translator = installation.sign_in(), installation.sign_in("Translator")
    english, urdu = text_of(writer, TITLE), text_of(translator, TITLE, "ur")
    assert save(writer, "Cases by gender, in short").status_code == 303
    page = translator.get(f"{LINES}/ur").text
    assert "Cases by gender, in short" in page
    assert "older than the English" in page
    for ticked, outdated in (("", True), ("yes", False)):
        words = {"line": TITLE, "text": urdu, "before": urdu, "translated": ticked}
        assert translator.post(f"{LINES}/ur", **words).status_code == 303
        assert ("older than the English" in translator.get(f"{LINES}/ur").text) is outdated
    assert save(writer, english).status_code == 303
    assert translator.post(f"{LINES}/ur", **words).status_code == 303


@pytest.mark.parametrize(
    ("line", "text", "words"),
    [
        (MARGIN, " (by {nothing})", ""),
        (MARGIN, " (by {doubt.__class__})", ""),
        (TITLE, "{{ count('gender' }}", ""),
        (TITLE, "{{ ''.__class__ }}", ""),
        (TITLE, "a\u202eb", "signs"),
        (TITLE, "", "not left empty"),
        ("figures.toml, nothing, title", "x", "changed this line meanwhile"),
        ("../private/secret.txt, a, b", "x", "changed this line meanwhile"),
        (TITLE, 'x"\n[gender]\ntitle = "y', ""),
    ],
)
def test_a_line_that_no_report_could_be_made_with_is_not_saved(
    installation: Installation, writer: Person, title: str, line: str, text: str, words: str
) -> None:
    files = {file: file.read_bytes() for file in installation.text("").rglob("*.*")}
    before = {TITLE: title, MARGIN: " (by a margin that {doubt})"}.get(line, "x")
    answer = save(writer, text, line, before=before)
    if answer.status_code == 303:  # it is one line all the same
        assert text_of(writer, TITLE) == text
        assert save(writer, before, line, before=text).status_code == 303
    else:
        assert answer.status_code in (404, 422)
        assert words in answer.text
    assert {file: file.read_bytes() for file in installation.text("").rglob("*.*")} == files


def test_what_does_not_pass_is_marked_at_its_line(installation: Installation) -> None:
    writer = installation.sign_in()
    title = text_of(writer, TITLE)
    assert save(writer, "The majority of 17 cases").status_code == 303
    page = writer.get(f"{LINES}/en").text
    assert "The number 17 is typed by hand." in page
    assert save(writer, title).status_code == 303
    assert "is typed by hand" not in writer.get(f"{LINES}/en").text


def test_the_second_of_two_writers_is_told(installation: Installation) -> None:
    writer, colleague = installation.sign_in(), installation.sign_in("Colleague")
    title = text_of(writer, TITLE)
    assert save(colleague, "Cases by gender").status_code == 303
    answer = save(writer, "Gender of the cases", before=title)
    assert answer.status_code == 422
    assert "Somebody else changed this line meanwhile" in answer.text
    assert "Gender of the cases" in answer.text, "what was written comes back"
    assert save(colleague, title).status_code == 303


def test_a_language_is_written_by_whoever_writes_it(installation: Installation) -> None:
    translator = installation.sign_in("Translator")
    title = text_of(translator, TITLE, "ur")
    assert save(translator, f"{title}۔", code="ur").status_code == 303
    assert save(translator, title, code="ur").status_code == 303
    assert save(translator, "x").status_code == 403
    assert installation.sign_in("Reader").get(f"{LINES}/en").status_code == 200
