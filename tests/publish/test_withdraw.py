"""A revision says why it is there, and one that must not be relied on is marked; nothing is ever deleted."""

import json
from datetime import date
from pathlib import Path

import pytest

from tasks.model.errors import EditionError, UsageError
from tasks.model.manifest import digest
from tasks.publish import publish, withdraw
from tasks.publish.publications import published
from tests.edition_factory import make_edition
from tests.figures_factory import few_rounded_figures

DAY = date(2018, 12, 20)


@pytest.fixture
def to(tmp_path: Path) -> Path:
    """A publications with two revisions of an edition."""
    for text, reason in ((b"first", ""), (b"second", "A city was misspelt.")):
        draft = make_edition(tmp_path / "editions", few_rounded_figures(1), text)
        publish(draft, digest(draft), tmp_path / "published", reason=reason)
    return tmp_path / "published"


def index(to: Path) -> list[tuple[int, str, object]]:
    [edition] = json.loads((to / "index.json").read_text())["editions"]
    return [(r["revision"], r["reason"], r["withdrawn"]) for r in edition["revisions"]]


def test_a_second_revision_says_why(to: Path) -> None:
    assert index(to) == [(2, "A city was misspelt.", None), (1, "", None)]
    assert "A city was misspelt." in (to / "index.html").read_text("utf-8")
    assert [r.reason for r in published(to)] == ["A city was misspelt.", ""]


def test_a_withdrawn_revision_stays_and_the_one_before_is_current(to: Path) -> None:
    second = to / "2018-06_2018-11" / "r2"
    before = {path: path.read_bytes() for path in second.rglob("*") if path.is_file()}
    withdraw(second, "Two charts were exchanged.", DAY)
    withdraw(second, "Two charts were exchanged.", DAY)
    assert {path: path.read_bytes() for path in second.rglob("*") if path.is_file()} == before
    assert index(to)[0][2] == {"reason": "Two charts were exchanged.", "on": "2018-12-20"}
    page = (to / "index.html").read_text("utf-8")
    assert "Withdrawn on 2018-12-20" in page
    assert page.index("1 (current)") > page.index("Withdrawn on")


def test_readers_of_the_editions_address_and_of_the_feed_are_told(to: Path) -> None:
    withdraw(to / "2018-06_2018-11" / "r1", "Figures were of another half-year.", DAY)
    landing, feed = to / "2018-06_2018-11" / "index.html", to / "feed.json"
    assert "Figures were of another half-year." in landing.read_text("utf-8")
    assert "This report was withdrawn" not in landing.read_text("utf-8"), "the other revision stands"
    withdraw(to / "2018-06_2018-11" / "r2", "Two charts were exchanged.", DAY)
    for page in (landing, to / "index.html"):
        assert "This report was withdrawn" in page.read_text("utf-8")
    items = json.loads(feed.read_text("utf-8"))["items"]
    name = "eport for June 2018 to November 2018, revision"
    assert [item["title"] for item in items] == [f"{kind}{name} {n}" for n in (2, 1) for kind in ("Withdrawn: r", "R")]
    assert items[0]["date_published"].startswith("2018-12-20")
    assert all("Please do not rely on it" in item["content_text"] for item in items)
    assert len({item["id"] for item in items}) == 4


def test_what_was_withdrawn_is_not_published_again(to: Path) -> None:
    draft = to.parent / "editions" / "2018-06_2018-11"
    withdraw(to / draft.name / "r2", "Two charts were exchanged.", DAY)
    with pytest.raises(UsageError, match="byte for byte revision 2, which was withdrawn on 2018-12-20: Two charts"):
        publish(draft, digest(draft), to)


@pytest.mark.parametrize(
    ("revision", "reason", "words"),
    [
        ("2018-06_2018-11/r3", "It is wrong.", "no such published revision"),
        ("2017-06_2017-11/r1", "It is wrong.", "no such published revision"),
        ("2018-06_2018-11/r2", " ", "No reason"),
        ("2018-06_2018-11/r1", "It is wrong.", "withdrawn on 2018-12-20 already"),
    ],
)
def test_what_cannot_be_withdrawn(to: Path, revision: str, reason: str, words: str) -> None:
    withdraw(to / "2018-06_2018-11" / "r1", "Figures were of another half-year.", DAY)
    before = index(to)
    with pytest.raises(UsageError, match=words):
        withdraw(to / revision, reason, DAY)
    assert index(to) == before


def test_a_shelf_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such published revision"):
        withdraw(tmp_path / "published" / "2018-06_2018-11" / "r1", "It is wrong.", DAY)
    assert not (tmp_path / "published").exists()


def test_a_revision_that_was_renamed_is_not_marked(to: Path) -> None:
    (to / "2018-06_2018-11").rename(to / "2017-06_2017-11")
    with pytest.raises(EditionError, match="named 2017-06_2017-11"):
        withdraw(to / "2017-06_2017-11" / "r2", "It is wrong.", DAY)
    assert not list(to.glob("*/*.withdrawn.json"))
