"""Drafts made and approved at the desk: what is refused before a run begins. The runs themselves are for the drill."""

from pathlib import Path

import pytest

from flows.site.store import note, writers_since
from tasks.model.manifest import digest
from tests.site.conftest import EDITION, Installation

DESK = f"/desk/{EDITION}"


def test_without_a_prefect_server_nothing_is_begun_and_nothing_lost(installation: Installation) -> None:
    reviewer = installation.sign_in("Reviewer")
    approved = digest(installation.folder / "out" / EDITION)
    assert approved in reviewer.get(f"{DESK}/make").text
    for path, words in (("make", {}), ("publish", {"digest": approved})):
        assert "The Prefect server does not answer" in reviewer.post(f"{DESK}/{path}", **words).text
    assert "approved" not in [line for line in reviewer.get("/log/").text.split("<td>") if EDITION in line]


@pytest.mark.parametrize(
    ("path", "words", "refusal"),
    [
        ("publish", {"digest": "0" * 64}, "The draft is another one by now"),
        ("withdraw", {"revision": "1", "reason": "Two charts were exchanged."}, "There is no such revision"),
        ("withdraw", {"revision": "1; x", "reason": "Two charts were exchanged."}, "There is no such revision"),
    ],
)
def test_what_makes_no_sense_is_refused(
    installation: Installation, path: str, words: dict[str, str], refusal: str
) -> None:
    assert refusal in installation.sign_in("Reviewer").post(f"{DESK}/{path}", **words).text


def test_an_open_comment_is_settled_before_anybody_approves(installation: Installation) -> None:
    reviewer, approved = installation.sign_in("Reviewer"), digest(installation.folder / "out" / EDITION)
    reviewer.post(f"{DESK}/comment/en/services", text="Is this so?")
    answer = reviewer.post(f"{DESK}/publish", digest=approved)
    assert answer.status_code == 403
    assert "open comments" in answer.text
    page = reviewer.get(f"{DESK}/write/en/services").text
    [number] = [part.partition('"')[0] for part in page.split('name="id" value="')[1:]]
    reviewer.post(f"{DESK}/resolve/en/services", id=number)
    assert "open comments" not in reviewer.post(f"{DESK}/publish", digest=approved).text


def test_who_has_written_since_a_time_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.toml").write_text(f"[folders]\nstate = {str(tmp_path)!r}\n")
    monkeypatch.setenv("HELPLINE_REPORT_SETTINGS", str(tmp_path / "settings.toml"))
    for name, did in (("Writer", "saved"), ("Colleague", "restored"), ("Reviewer", "approved")):
        note(name, did, "en/standing/about_us.md")
    assert writers_since(0) == {"writer", "colleague"}
    assert writers_since(4e9) == frozenset()
