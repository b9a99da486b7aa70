"""The site in other languages than English: every message has its words there, with the same values and markup."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_javascript, extract_python
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract
from starlette.testclient import TestClient

from flows.site.application import site
from flows.site.languages import TEMPLATES, _, ngettext, spoken
from tests.test_dependencies import PROJECT

KEYWORDS = {"_": None, "ngettext": (1, 2), "note": (2,)}
"""What marks a message; the log of the desk keeps its verbs in English and says them in any language."""
Message = str | tuple[str, ...]
VALUES = re.compile(r"%\(\w+\)s|</?\w+[^>]*>")


def messages() -> Iterator[Message]:
    """What the templates, the scripts and the modules of the site and the desk say to people."""
    files = [
        *TEMPLATES.glob("*.j2"),
        *TEMPLATES.glob("*.js"),
        *PROJECT.glob("flows/site/*.py"),
        *PROJECT.glob("flows/site/*.py"),
    ]
    methods = {".j2": babel_extract, ".js": extract_javascript, ".py": extract_python}
    for file in files:
        with file.open("rb") as opened:
            options = {"newstyle_gettext": "true", "silent": "false", "encoding": "utf-8"}
            for _line, message, _comments, _context in extract(methods[file.suffix], opened, KEYWORDS, (), options):
                yield message


@pytest.fixture(params=sorted(TEMPLATES.glob("*.po")), ids=lambda file: file.stem)
def catalog(request: pytest.FixtureRequest) -> Catalog:
    file: Path = request.param
    with file.open("rb") as opened:
        return read_po(opened, file.stem, abort_invalid=True)


def test_every_message_has_its_words_and_none_is_left_over(catalog: Catalog) -> None:
    said = set(messages())
    assert {message.id for message in catalog if message.id} == said
    assert [m.id for m in catalog if m.fuzzy or not all([m.string] if isinstance(m.string, str) else m.string)] == []


def test_the_words_have_the_same_values_and_markup(catalog: Catalog) -> None:
    wrong = {}
    for message in filter(lambda message: message.id, catalog):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        wrong |= {
            s: i for i, s in zip(ids, strings, strict=True) if Counter(VALUES.findall(i)) != Counter(VALUES.findall(s))
        }
    assert wrong == {}


@pytest.mark.parametrize(("code", "one", "two"), [("en", "1 line", "2 lines"), ("ur", "1 سطر", "2 سطریں")])
def test_a_message_is_said_in_the_language_of_whoever_asks(code: str, one: str, two: str) -> None:
    before = spoken.set(code)
    assert [ngettext("%(n)s line", "%(n)s lines", n) % {"n": n} for n in (1, 2)] == [one, two]
    assert _("no such message, %(who)s", who="Reader") == "no such message, Reader"
    spoken.reset(before)


def test_a_language_that_was_chosen_is_remembered_and_leads_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text(f"[folders]\nout = {str(tmp_path)!r}\nstate = {str(tmp_path)!r}\n")
    monkeypatch.setenv("HELPLINE_REPORT_SETTINGS", str(tmp_path / "settings.toml"))
    browser = TestClient(site(), "http://127.0.0.1", follow_redirects=False)
    assert 'href="/language/ur?next=/quality/"' in browser.get("/quality/").text
    assert browser.get("/language/ur?next=/quality/").headers["location"] == "/quality/"
    page = browser.get("/quality/").text
    assert '<html lang="ur" dir="rtl">' in page
    assert "ابھی کوئی جانچ نہیں ہوئی" in page
    assert 'href="/language/en?next=/quality/"' in page
    for code, onward in (("../../x", "//elsewhere"), ("xx", "https://elsewhere")):
        assert browser.get(f"/language/{code}", params={"next": onward}).headers.get("location", "/") == "/"
    assert '<html lang="ur"' in browser.get("/").text
