"""Publishing: just the approved bytes, never twice, never changed; and every refusal leaves nothing behind."""

import json
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from flows.edition.ledger import read_whole_ledger
from tasks.disclosure.ledger import read_ledger
from tasks.model.errors import DeliveryError, DisclosureError, EditionError, ReportError, UsageError
from tasks.model.figures import ProtectedFigures
from tasks.model.figures_json import parse_figures
from tasks.model.manifest import MANIFEST, digest, read_manifest
from tasks.publish import publish
from tests.edition_factory import make_edition
from tests.figures_factory import HALF_YEAR, TWO_YEARS, few_rounded_figures, only, random_figures


def few(figures: ProtectedFigures) -> ProtectedFigures:
    return only(figures, "calls", "gender")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_edition(tmp_path_factory.mktemp("built"), few_rounded_figures(1))


@pytest.fixture
def draft(built: Path, tmp_path: Path) -> Path:
    """A draft for the public, to publish or to tamper with."""
    return Path(shutil.copytree(built, tmp_path / "editions" / built.name))


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "published"


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def revise(draft: Path, text: str) -> str:
    """Change the report of a draft as a new build would; gives the new digest."""
    figures = few_rounded_figures(1)
    return digest(make_edition(draft.parent, figures, text.encode()))


def test_the_first_revision_is_the_draft_byte_for_byte(draft: Path, to: Path) -> None:
    revision = publish(draft, digest(draft), to)
    assert revision == to / "2018-06_2018-11" / "r1"
    assert content(revision) == content(draft)
    assert {stat.S_IMODE(p.stat().st_mode) for p in revision.rglob("*") if p.is_file()} == {0o444}
    assert names(to) == ["2018-06_2018-11", "feed.json", "index.html", "index.json", "ledger.jsonl"]
    assert names(revision.parent) == ["index.html", "r1"]


@pytest.mark.parametrize("form", ["sha256:{}", " {}\n"])
def test_the_digest_may_be_written_as_people_copy_it(draft: Path, to: Path, form: str) -> None:
    assert publish(draft, form.format(digest(draft).upper()).replace("SHA256:", "sha256:"), to).name == "r1"


def test_publishing_again_changes_nothing(draft: Path, to: Path) -> None:
    def stamps() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in to.rglob("*")}

    first = publish(draft, digest(draft), to)
    before = stamps()
    assert publish(draft, digest(draft), to) == first
    assert stamps() == before


def test_a_changed_draft_is_a_new_revision_and_the_old_one_stands(draft: Path, to: Path) -> None:
    first = publish(draft, digest(draft), to)
    before = content(first)
    second = publish(draft, revise(draft, "corrected"), to)
    assert second.name == "r2"
    assert content(first) == before
    assert content(second)["report.html"] == b"corrected"
    assert publish(draft, revise(draft, "<!DOCTYPE html>"), to) == first


def test_a_lost_revision_is_not_numbered_again(draft: Path, to: Path) -> None:
    publish(draft, digest(draft), to)
    publish(draft, revise(draft, "two"), to)
    shutil.rmtree(to / draft.name / "r1")
    assert publish(draft, revise(draft, "three"), to).name == "r3"


# ------------------------------------------------------------------------------------------------ the ledger


def test_publishing_freezes_the_time_slices_of_the_draft_once_and_notes_each_publication(draft: Path, to: Path) -> None:
    first = publish(draft, digest(draft), to)
    corrected = publish(draft, revise(draft, "corrected"), to)
    entry, again = read_ledger(to / "ledger.jsonl").entries
    assert (entry.edition, entry.revision, entry.reason) == (draft.name, 0, "")
    assert entry.slices == parse_figures((draft / "figures.json").read_bytes()).slices
    assert again.slices == ()
    assert [entry.draft, again.draft] == [digest(first), digest(corrected)]


def test_a_draft_that_contradicts_what_was_published_since_is_refused(draft: Path, to: Path, tmp_path: Path) -> None:
    publish(draft, digest(draft), to)
    before = content(to)
    other = make_edition(tmp_path / "other", few_rounded_figures(2))
    with pytest.raises(DisclosureError, match="published after this draft was built") as refusal:
        publish(other, digest(other), to)
    assert refusal.value.exit_code == 5
    assert content(to) == before


def test_a_revised_draft_supersedes_what_was_published_and_says_why(draft: Path, to: Path, tmp_path: Path) -> None:
    publish(draft, digest(draft), to)
    old, new = few_rounded_figures(1), few_rounded_figures(2)
    slices = (*old.slices[:-1], new.slices[-1])
    revised = replace(new, slices=slices, revision=1, reason="gender was misread")
    again = make_edition(tmp_path / "again", revised)
    assert publish(again, digest(again), to).name == "r2"
    ledger = read_ledger(to / "ledger.jsonl")
    assert [(e.revision, e.reason, len(e.slices)) for e in ledger.entries] == [(0, "", 3), (1, "gender was misread", 1)]
    assert tuple(ledger.slices.values()) == slices


def test_nothing_is_published_against_a_broken_ledger(draft: Path, to: Path) -> None:
    to.mkdir()
    (to / "ledger.jsonl").write_text("{}\n")
    with pytest.raises(DisclosureError, match="line 1"):
        publish(draft, digest(draft), to)
    assert names(to) == ["ledger.jsonl"]


@pytest.mark.parametrize("left", [0, 1], ids=["no line", "the first line"])
def test_a_ledger_cut_at_the_end_of_a_line_lacks_what_is_published(draft: Path, to: Path, left: int) -> None:
    publish(draft, digest(draft), to)
    publish(draft, revise(draft, "as it was corrected"), to)
    ledger = to / "ledger.jsonl"
    read_whole_ledger(ledger)
    ledger.write_text("".join(ledger.read_text().splitlines(keepends=True)[:left]))
    with pytest.raises(DisclosureError, match="lacks a published revision") as refusal:
        read_whole_ledger(ledger)
    assert str(ledger) in refusal.value.where and "copy" in refusal.value.remedy


# ------------------------------------------------------------------------------------------------ refusals


def _break_manifest(draft: Path) -> None:
    (draft / "manifest.json").write_text("{}")


@pytest.mark.parametrize(
    ("tamper", "refusal", "words"),
    [
        (lambda d: (d / "report.pdf").write_bytes(b"%PDF-1.8"), EditionError, "report.pdf was altered"),
        (lambda d: (d / "tables/gender.csv").unlink(), EditionError, "tables/gender.csv is missing"),
        (lambda d: (d / "note.txt").write_text(""), EditionError, "note.txt does not belong"),
        (lambda d: (d / "manifest.json").unlink(), EditionError, "no manifest"),
        (_break_manifest, EditionError, "manifest is broken"),
        (shutil.rmtree, EditionError, "no manifest"),
    ],
)
def test_a_draft_that_was_touched_is_refused(
    draft: Path, to: Path, tamper: Callable[[Path], Any], refusal: type[ReportError], words: str
) -> None:
    tamper(draft)
    manifest = draft / "manifest.json"
    with pytest.raises(refusal, match=words) as raised:
        publish(draft, digest(draft) if manifest.exists() else "0" * 64, to)
    assert raised.value.exit_code == 2
    assert not to.exists()


@pytest.mark.parametrize("approve", ["", "0" * 64, "approved"])
def test_approval_of_another_draft_is_refused(draft: Path, to: Path, approve: str) -> None:
    with pytest.raises(UsageError, match="another draft") as raised:
        publish(draft, approve, to)
    assert digest(draft) not in str(raised.value)
    assert not to.exists()


def test_an_approval_lapses_when_the_draft_is_built_anew(draft: Path, to: Path) -> None:
    approved = digest(draft)
    revise(draft, "changed since")
    with pytest.raises(UsageError, match="another draft"):
        publish(draft, approved, to)


@pytest.mark.parametrize("same", [8, 16, 63])
def test_an_approval_is_held_against_the_draft_digit_by_digit(draft: Path, to: Path, same: int) -> None:
    approved = digest(draft)
    near = approved[:same] + "".join("0" if digit != "0" else "1" for digit in approved[same:])
    with pytest.raises(UsageError, match="another draft"):
        publish(draft, near, to)
    assert not to.exists()


@cache
def exact(**marked: bool) -> ProtectedFigures:
    return replace(few(random_figures(1, 300, HALF_YEAR)), **marked)


@cache
def keyed(**marked: bool) -> ProtectedFigures:
    return replace(few_rounded_figures(1), **marked)


def _say(draft: Path, **settings: object) -> None:
    """Have the manifest of a draft say other settings."""
    manifest = read_manifest(draft)
    (draft / MANIFEST).write_bytes(replace(manifest, settings=settings).as_bytes())


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (exact, "none"),
        (partial(exact, keyed=True), "none"),
        (partial(exact, keyed=True), "round"),
        (partial(exact, sample=True), "round"),
        (keyed, "none"),
    ],
    ids=["as it is built", "with a key", "as if it were rounded", "as if it were the sample", "by its manifest alone"],
)
def test_an_internal_draft_is_refused(
    tmp_path: Path, to: Path, figures: Callable[[], ProtectedFigures], said: str
) -> None:
    draft = make_edition(tmp_path / "editions", figures())
    _say(draft, disclosure=said)
    with pytest.raises(UsageError, match="internal draft") as raised:
        publish(draft, digest(draft), to)
    assert raised.value.exit_code == 2
    assert not to.exists()


def test_figures_that_were_drawn_without_a_key_are_refused(tmp_path: Path, to: Path) -> None:
    draft = make_edition(tmp_path / "editions", keyed(keyed=False))
    with pytest.raises(UsageError, match="without the installation's key") as raised:
        publish(draft, digest(draft), to)
    assert raised.value.exit_code == 2
    assert not to.exists()


def test_the_sample_needs_none(tmp_path: Path, to: Path) -> None:
    draft = make_edition(tmp_path / "editions", keyed(keyed=False, sample=True))
    assert publish(draft, digest(draft), to).name == "r1"


@pytest.mark.parametrize("first", [True, False], ids=["real ones onto the sample's", "the sample's onto real ones"])
def test_figures_of_the_sample_and_real_ones_never_share_a_ledger(first: bool, tmp_path: Path, to: Path) -> None:
    kinds = [keyed(), keyed(keyed=False, sample=True)]
    one, other = (
        make_edition(tmp_path / name, figures)
        for name, figures in zip(("one", "other"), reversed(kinds) if first else kinds, strict=True)
    )
    publish(one, digest(one), to)
    before = (to / "ledger.jsonl").read_bytes()
    with pytest.raises(UsageError, match="The ledger holds published figures of"):
        publish(other, digest(other), to)
    assert (to / "ledger.jsonl").read_bytes() == before


@pytest.mark.parametrize("name", ["2016-12_2018-11", "2018-06_2018-11 (copy)"])
def test_a_renamed_draft_is_not_published_as_another_edition(draft: Path, to: Path, name: str) -> None:
    renamed = draft.rename(draft.with_name(name))
    with pytest.raises(EditionError, match="named 20"):
        publish(renamed, digest(renamed), to)
    assert not to.exists()


def test_a_target_that_cannot_be_written_is_a_failed_delivery(draft: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DeliveryError) as raised:
        publish(draft, digest(draft), tmp_path / "file" / "published")
    assert raised.value.exit_code == 6
    assert raised.value.__context__ is None


PUBLISHER = """
import sys
from pathlib import Path
from tasks.publish import publish
print(publish(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])).name)
"""


def test_two_publishers_at_once_make_one_revision(draft: Path, to: Path) -> None:
    command = [sys.executable, "-c", PUBLISHER, str(draft), digest(draft), str(to)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[0].strip() for process in both] == ["r1", "r1"]
    assert names(to / draft.name) == ["index.html", "r1"]


DYING_PUBLISHER = (
    """
import os, signal
left, flush = [4], os.fsync
def fsync(handle):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    flush(handle)
os.fsync = fsync
"""
    + PUBLISHER
)


def test_a_killed_publisher_leaves_no_half_revision(draft: Path, to: Path) -> None:
    done = subprocess.run([sys.executable, "-c", DYING_PUBLISHER, str(draft), digest(draft), str(to)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not list(to.glob("*/r*"))
    assert content(publish(draft, digest(draft), to)) == content(draft)
    assert names(to / draft.name) == ["index.html", "r1"]


class _Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]


def test_the_index_leads_to_every_revision(draft: Path, to: Path, tmp_path: Path) -> None:
    publish(draft, digest(draft), to)
    publish(draft, revise(draft, "second"), to)
    older = make_edition(tmp_path / "editions", few_rounded_figures(2, TWO_YEARS))
    # Two editions that each counted the same months could not stand in one ledger.
    publish(older, digest(older), to, tmp_path / "ledger.jsonl")
    page = (to / "index.html").read_text("utf-8")
    index = json.loads((to / "index.json").read_text())
    assert [(e["edition"], [r["revision"] for r in e["revisions"]]) for e in index["editions"]] == [
        ("2018-06_2018-11", [2, 1]),
        ("2016-12_2018-11", [1]),
    ]
    files = [link["address"] for e in index["editions"] for r in e["revisions"] for link in r["links"]]
    assert len(files) == 3 * 6
    assert sorted(_Links(page).addresses) == sorted(
        [*files, *(f"{e['edition']}/index.html" for e in index["editions"]), "feed.json"]
    )
    assert all((to / address).is_file() for address in _Links(page).addresses)
    for edition in index["editions"]:
        landing = to / edition["edition"] / "index.html"
        addresses = _Links(landing.read_text("utf-8")).addresses
        assert [a for a in addresses if not (landing.parent / a).is_file()] == []
        assert len(addresses) == 6 * len(edition["revisions"]) + 3
    assert all(r["digest"] in page for e in index["editions"] for r in e["revisions"])


def test_an_edition_leads_to_those_beside_it_and_the_index_to_a_figure_in_each(
    draft: Path, to: Path, tmp_path: Path
) -> None:
    printed = '<figure id="figure-gender"><p id="figure-unknown">'
    publish(draft, revise(draft, printed), to)
    older = make_edition(tmp_path / "editions", few_rounded_figures(2, TWO_YEARS), printed.encode())
    publish(older, digest(older), to, tmp_path / "ledger.jsonl")
    landing = {name: (to / name / "index.html").read_text("utf-8") for name in (draft.name, older.name)}
    assert 'rel="prev" href="../2016-12_2018-11/index.html"' in landing[draft.name]
    assert 'rel="next" href="../2018-06_2018-11/index.html"' in landing[older.name]
    assert 'rel="next"' not in landing[draft.name] and 'rel="prev"' not in landing[older.name]
    figures = [address for address in _Links((to / "index.html").read_text("utf-8")).addresses if "#" in address]
    assert figures == [f"{name}/r1/report.html#figure-gender" for name in (draft.name, older.name)]


def test_the_index_is_one_accessible_file(draft: Path, to: Path) -> None:
    publish(draft, digest(draft), to)
    page = (to / "index.html").read_text("utf-8")
    assert '<html lang="en">' in page
    assert [tag for tag in _Links(page).tags if tag in ("h1", "h2", "h3", "main")] == ["main", "h1", "h2", "h3"]
    assert "<script" not in page
    assert "http" not in page


def test_a_published_revision_without_its_manifest_stops_the_next(draft: Path, to: Path) -> None:
    first = publish(draft, digest(draft), to)
    (first / "manifest.json").unlink()
    with pytest.raises(EditionError, match="no manifest"):
        publish(draft, revise(draft, "two"), to)
    assert names(to / draft.name) == ["index.html", "r1"]
