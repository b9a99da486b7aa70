"""The editions site over real folders: what a reviewer sees, and what nobody may read through it."""

import json
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from flows.edition.reading import read_edition, save_previous_draft, snapshot
from flows.site.application import site
from flows.site.log_quality import WEEKS
from tasks.model.figures import Disclosure
from tasks.model.manifest import digest
from tasks.model.period import Period
from tasks.publish import publish, withdraw
from tasks.storage.provenance import record_build
from tasks.validate import validate
from tests.edition_factory import make_edition
from tests.figures_factory import few_rounded_figures
from tests.validate.intakes import make_intake, records

EDITION = "2018-06_2018-11"
BEFORE = Period.parse("2017-12_2018-05")
WHY = "Two charts were exchanged."
QUALITY = {
    "read": {"calls": 200, "emails": 10},
    "accepted": {"calls": 197, "emails": 10},
    "set_aside": {"calls": 3, "emails": 0},
    **{"rules": [], "missing": [], "unknown_columns": {}, "gate": 0.02, "checks": 30},
}
READ = json.dumps(QUALITY).encode()
BY_WORDS = 'As <del class="in">before</del><ins class="in">ever</ins>.'
"""What changed from one of the drafts of :func:`draft` to the other."""


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folders of an installation, which its settings name."""
    names = ("out", "published", "private", "state")
    settings = tmp_path / "settings.toml"
    settings.write_text("[folders]\n" + "".join(f"{name} = {str(tmp_path / name)!r}\n" for name in names))
    monkeypatch.setenv("HELPLINE_REPORT_SETTINGS", str(settings))
    return tmp_path


@pytest.fixture
def browser(folders: Path) -> Iterator[TestClient]:
    with TestClient(site(), "http://127.0.0.1") as client:
        yield client


def draft(folders: Path, text: str = "As before.", seed: int = 1) -> Path:
    page = f"<!doctype html><body><p>Who calls</p><p>{text}</p>"
    return make_edition(folders / "out", few_rounded_figures(seed), page.encode(), READ)


def test_an_empty_installation_says_what_to_do_first(browser: TestClient) -> None:
    page = browser.get("/").text
    assert "There is no draft yet" in page
    assert "Nothing is published yet" in page
    assert browser.get("/published/").status_code == 404
    assert "No check was made yet" in browser.get("/quality/").text


def test_a_first_draft_shows_files_digest_quality_and_checks(browser: TestClient, folders: Path) -> None:
    folder = draft(folders)
    assert f"/drafts/{EDITION}/" in browser.get("/").text
    page = browser.get(f"/drafts/{EDITION}/").text
    assert digest(folder) in page
    assert "nothing to compare it with" in page
    assert '<td class="n">200</td><td class="n">197</td><td class="n">3</td>' in page
    # Two figures alone are no whole edition, and the checks say so.
    assert "A check does not hold" in page
    assert "there is no figure emails" in page
    for name in ("report.html", "report.pdf", "tables.xlsx"):
        assert browser.get(f"/drafts/{EDITION}/{name}").content == (folder / name).read_bytes()


def test_a_draft_leads_to_its_page_in_urdu_and_lists_what_has_no_translation(
    browser: TestClient, folders: Path
) -> None:
    gap = "standing/about_us.md: not translated"
    folder = make_edition(folders / "out", few_rounded_figures(1), untranslated=[gap])
    page = browser.get(f"/drafts/{EDITION}/").text
    assert f"<li>{gap}</li>" in page
    assert '<a class="button" href="report.ur.html">Read the web page in <span lang="ur">اردو</span></a>' in page
    assert browser.get(f"/drafts/{EDITION}/report.ur.html").content == (folder / "report.ur.html").read_bytes()


def test_a_draft_that_is_translated_says_nothing_of_translators(browser: TestClient, folders: Path) -> None:
    draft(folders)
    assert "translator" not in browser.get(f"/drafts/{EDITION}/").text


def test_a_changed_draft_shows_what_changes_against_the_published_revision(browser: TestClient, folders: Path) -> None:
    first = draft(folders)
    publish(first, digest(first), folders / "published")
    assert "byte for byte what is published as r1" in browser.get(f"/drafts/{EDITION}/").text
    draft(folders, "As ever.")
    page = browser.get(f"/drafts/{EDITION}/").text
    assert "Against revision 1, which is published</a>: 0 numbers and 1 passage that read another way" in page
    assert BY_WORDS in page
    draft(folders, "As ever.", seed=2)
    page = browser.get(f"/drafts/{EDITION}/").text
    assert "Numbers that change" in page
    assert "<td>this edition</td><td>all records</td>" in page


def test_publications_and_withdrawals_are_listed(browser: TestClient, folders: Path) -> None:
    first = draft(folders)
    revision = publish(first, digest(first), folders / "published")
    assert "published as r1" in browser.get("/").text
    withdraw(revision, WHY, date(2018, 12, 20))
    pages = ("", "published/", "published/index.json", "published/feed.json", f"published/{EDITION}/")
    assert [page for page in pages if WHY not in browser.get(f"/{page}").text] == []


PERSON = {"Accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize("name", ["report.html", "report.ur.html", "report.pdf", "tables/gender.csv"])
def test_whoever_opens_a_withdrawn_report_meets_the_notice_and_the_file_stays(
    browser: TestClient, folders: Path, name: str
) -> None:
    first = draft(folders)
    revision = publish(first, digest(first), folders / "published")
    address, content = f"/published/{EDITION}/r1/{name}", (first / name).read_bytes()
    assert browser.get(address, headers=PERSON).content == content
    withdraw(revision, WHY, date(2018, 12, 20))
    met = browser.get(address, headers=PERSON)
    assert WHY in met.text
    none_else = {"report.ur.html": "اس کی کوئی اور نظرِ ثانی شائع نہیں۔"}  # in the language of the page
    assert none_else.get(name, "No other revision of it is published") in met.text
    assert ("As before." in met.text) is name.endswith(".html"), "the page is below its notice"
    assert browser.get(address).content == content, "a program gets what the manifest names"
    assert browser.get(f"{address}?as-published", headers=PERSON).content == content
    assert (revision / name).read_bytes() == content
    second = draft(folders, "As ever.")
    publish(second, digest(second), folders / "published", reason="Charts were put right.")
    assert f'href="/published/{EDITION}/r2/{name}"' in browser.get(address, headers=PERSON).text
    assert WHY not in browser.get(f"/published/{EDITION}/r2/{name}", headers=PERSON).text


def test_a_draft_after_a_withdrawal_says_what_was_withdrawn_and_what_it_changes(
    browser: TestClient, folders: Path
) -> None:
    first = draft(folders)
    withdraw(publish(first, digest(first), folders / "published"), WHY, date(2018, 12, 20))
    page = browser.get(f"/drafts/{EDITION}/").text
    assert "This draft is byte for byte that revision, and is not published again" in page
    assert "form that publishes" not in page
    draft(folders, "As ever.", seed=2)
    page = browser.get(f"/drafts/{EDITION}/").text
    assert f"Revision 1 was withdrawn on 2018-12-20:</strong> {WHY}" in page
    assert "Against revision 1, which was withdrawn</h2>" in page
    assert "<td>this edition</td><td>all records</td>" in page
    assert "nothing to compare it with" not in page


def test_a_draft_is_told_apart_from_the_one_that_it_replaced(browser: TestClient, folders: Path) -> None:
    before = snapshot(draft(folders))
    for text in ("As ever.", "As ever."):
        save_previous_draft(before, again := draft(folders, text), folders / "state")
        before = snapshot(again)
    page = browser.get(f"/drafts/{EDITION}/").text
    assert "Against the draft before this one</a>: 0 numbers and 1 passage that read another way" in page
    assert BY_WORDS in page
    [kept] = (folders / "state" / "previous_drafts").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_draft_says_which_blocks_it_lacks_and_which_texts_switched(browser: TestClient, folders: Path) -> None:
    out = folders / "out"
    make_edition(out, few_rounded_figures(1, BEFORE), quality=READ, ways={"b_gender.md: women < men": "yes"})
    make_edition(
        out, few_rounded_figures(1), quality=READ, omitted=["Case studies"], ways={"b_gender.md: women < men": "no"}
    )
    page = browser.get(f"/drafts/{EDITION}/").text
    assert "<li>Case studies</li>" in page
    assert "<li>b_gender.md: women &lt; men: yes before, no now</li>" in page
    assert "1 text switched</a> since the edition for December 2017 to May 2018" in page
    first = browser.get(f"/drafts/{BEFORE}/").text
    assert "Nothing is left out" in first
    assert "no edition before it" in first


def test_there_is_one_way_to_publish_from_the_site(browser: TestClient, folders: Path) -> None:
    approved = digest(draft(folders))
    assert f'href="/desk/{EDITION}/make#publish"' in browser.get(f"/drafts/{EDITION}/").text
    page = browser.get(f"/desk/{EDITION}/make").text
    assert approved in page
    assert "Nobody has an account yet" in page, "and it says what to do then"
    assert browser.get(f"/drafts/{EDITION}/publish", params={"approve": approved}).status_code == 404


SCRIPT = "sha256-RSvS/zlrz7dpqJMfLFsrE4b8Nv8Jg7Ga5NJ8fHCP4bQ="


@pytest.mark.parametrize(
    ("stated", "script"),
    [
        (f"default-src 'none'; script-src '{SCRIPT}'", f"'{SCRIPT}'"),
        ("script-src 'unsafe-inline' 'self' https:", "'none'"),
        ("", "'none'"),
    ],
)
def test_a_report_runs_the_one_script_that_it_names_by_its_digest_and_as_of_another_site(
    browser: TestClient, folders: Path, stated: str, script: str
) -> None:
    policy = f'<meta http-equiv="Content-Security-Policy" content="{stated}">' if stated else ""
    page = f"<!doctype html><head>{policy}</head><body><p>Who calls</p>".encode()
    folder = make_edition(folders / "out", few_rounded_figures(1), page, READ)
    publish(folder, digest(folder), folders / "published")
    for address in (f"/drafts/{EDITION}", f"/published/{EDITION}/r1"):
        rules = browser.get(f"{address}/report.html").headers["Content-Security-Policy"].split("; ")
        assert f"script-src {script}" in rules
        assert "sandbox allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox" in rules
        assert "frame-ancestors 'none'" in rules
        assert "script-src 'none'" in browser.get(f"{address}/figures.json").headers["Content-Security-Policy"]


def test_the_weeks_are_shown_by_logs_the_last_check_of_each(browser: TestClient, folders: Path) -> None:
    checks = [("2018-12-03", 200, 6), ("2018-12-04", 200, 5), ("2018-12-10", 210, 2)]
    lines = [
        json.dumps({"on": on, "logs": "the configured logs", "read": read, "set_aside": aside, "gate": 0.02})
        for on, read, aside in checks
    ]
    (folders / "state").mkdir()
    (folders / "state" / WEEKS).write_text("\n".join(lines) + "\n")
    page = browser.get("/quality/").text
    assert page.index("2018-W50") < page.index("2018-W49")
    assert "2.5" in page
    assert "gate closed" in page
    assert "3.0" not in page


def test_the_fix_list_is_shown_and_kept_by_no_browser(browser: TestClient, folders: Path) -> None:
    assert "There is nothing to mend" in browser.get("/fix-list/").text
    assert browser.get("/fix-list/fix_list.xlsx").status_code == 404
    wrong = [{"gender": "!unknown:woman"}, {"gender": "!unknown:woman"}, {"age_band": "!out_of_range"}, {}]
    intake = replace(make_intake(folders / "work", records(*wrong)), unreadable={"gender": 2, "age": 1})
    fix_list = validate(intake, folders / "work", folders / "private").fix_list
    assert fix_list
    page = browser.get("/fix-list/")
    text = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    assert "3 of 4 records are set aside" in text
    assert "Gender 2 2 0 Women (2)" in text
    assert "3 C-000002 Gender The value is none of those allowed. Women critical calls.xlsx, 2018" in text
    file = browser.get("/fix-list/fix_list.xlsx")
    assert file.content == fix_list.read_bytes()
    assert {answer.headers["Cache-Control"] for answer in (page, file)} == {"no-store"}
    for name in ("fix_list.json", "quality.html", "../private/fix_list.xlsx", "%2e%2e/private/fix_list.xlsx"):
        assert browser.get(f"/fix-list/{name}").status_code == 404
    fix_list.with_name("fix_list.json").write_text("{")
    assert "Check the logs again" in browser.get("/fix-list/").text


def test_a_draft_that_was_touched_is_named_as_that(browser: TestClient, folders: Path) -> None:
    (draft(folders) / "report.html").write_text("altered")
    answer = browser.get(f"/drafts/{EDITION}/")
    assert answer.status_code == 404
    assert "report.html was altered" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/drafts/private/fix_list.xlsx",
        f"/drafts/{EDITION}/../../private/fix_list.xlsx",
        f"/drafts/{EDITION}/%2e%2e/%2e%2e/private/fix_list.xlsx",
        f"/drafts/.{EDITION}.ledger",
        f"/drafts/{EDITION}/.hidden",
        f"/drafts/{EDITION}/link",
        "/drafts/2017-06_2017-11/",
        "/published/ledger.jsonl",
        "/published/x/ledger.jsonl",
        "/private/fix_list.xlsx",
        "/state/outbox.json",
    ],
)
def test_nothing_else_can_be_read(browser: TestClient, folders: Path, path: str) -> None:
    folder = draft(folders)
    for secret in (folders / "private" / "fix_list.xlsx", folders / "state" / "outbox.json", folder / ".hidden"):
        secret.parent.mkdir(exist_ok=True)
        secret.write_text("secret")
    (folders / "published").mkdir()
    (folders / "published" / "ledger.jsonl").write_text("secret")
    (folder / "link").symlink_to(folders / "private" / "fix_list.xlsx")
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_an_internal_draft_is_neither_listed_nor_served(browser: TestClient, folders: Path) -> None:
    internal = replace(few_rounded_figures(1), disclosure=Disclosure.NONE)
    make_edition(folders / "out", internal, b"<p>x</p>", json.dumps(QUALITY).encode())
    assert EDITION not in browser.get("/").text
    for name in ("", "report.html", "figures.json", "manifest.json", "tables.xlsx"):
        answer = browser.get(f"/drafts/{EDITION}/{name}")
        assert answer.status_code == 404
        assert "report.pdf" not in answer.text


def break_reason(revision: Path) -> None:
    revision.with_name("r2.reason.json").write_bytes(b"{damaged")


def break_withdrawal(revision: Path) -> None:
    revision.with_name("r2.withdrawn.json").write_text('{"reason": 3}')


def lose_manifest(revision: Path) -> None:
    (revision / "manifest.json").unlink()


def make_folder_of_manifest(revision: Path) -> None:
    lose_manifest(revision)
    (revision / "manifest.json").mkdir()


@pytest.mark.parametrize("damage", [break_reason, break_withdrawal, lose_manifest, make_folder_of_manifest])
def test_one_broken_publication_is_named_and_the_others_are_there(
    browser: TestClient, folders: Path, damage: Callable[[Path], None]
) -> None:
    for text in ("As before.", "As ever."):
        folder = draft(folders, text)
        revision = publish(folder, digest(folder), folders / "published", reason="Another text.")
    assert revision.name == "r2"
    damage(revision)
    home = browser.get("/")
    assert home.status_code == 200
    assert "r2" in home.text
    assert "To do:" in home.text
    assert f"/published/{EDITION}/r1/report.html" in home.text
    assert browser.get(f"/drafts/{EDITION}/").status_code == 200


def test_settings_and_weeks_that_are_broken_are_named(browser: TestClient, folders: Path) -> None:
    (folders / "state").mkdir()
    (folders / "state" / WEEKS).write_bytes(b"{damaged\n")
    answer = browser.get("/quality/")
    assert answer.status_code == 404
    assert WEEKS in answer.text
    (folders / "settings.toml").write_bytes(b"\xff")
    assert "no text in UTF-8" in browser.get("/").text


# ------------------------------------------------------------------------------------------------ as it is now


def _alter_page(folders: Path) -> None:
    (folders / "out" / EDITION / "report.html").write_text("altered")


def _break_ledger(folders: Path) -> None:
    (folders / "published").mkdir(exist_ok=True)
    (folders / "published" / "ledger.jsonl").write_text("{}\n")


def _lose_record(folders: Path) -> None:
    for record in (folders / "private").iterdir():
        record.unlink()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_alter_page, "report.html was altered"),
        (_break_ledger, "ledger of published figures is broken"),
        (_lose_record, "no build of this edition is recorded"),
    ],
    ids=["a file", "the ledger", "the private folder"],
)
def test_a_draft_that_was_looked_at_before_is_checked_again(
    browser: TestClient, folders: Path, change: Callable[[Path], None], words: str
) -> None:
    record_build(folders / "private", read_edition(draft(folders)).figures, {})
    assert words not in browser.get(f"/drafts/{EDITION}/").text
    change(folders)
    assert words in browser.get(f"/drafts/{EDITION}/").text


@pytest.mark.parametrize("name", ["2016-12_2018-11", "2017-12_2018-05"])
def test_a_renamed_draft_is_shown_as_no_edition(browser: TestClient, folders: Path, name: str) -> None:
    draft(folders).rename(folders / "out" / name)
    answer = browser.get(f"/drafts/{name}/")
    assert answer.status_code == 404
    assert f"named {name}" in answer.text
    assert browser.get(f"/drafts/{name}/report.html").status_code == 404


def test_which_ledger_a_draft_is_held_against_is_not_said_beside_it(browser: TestClient, folders: Path) -> None:
    folder = draft(folders)
    (folders / "other.jsonl").write_text("{}\n")
    folder.with_name(f".{EDITION}.ledger").write_text(f"{folders / 'other.jsonl'}\n")
    assert "is broken" not in browser.get(f"/drafts/{EDITION}/").text


# ------------------------------------------------------------------------------------------------ links


def _moved_and_linked(path: Path, elsewhere: Path) -> None:
    elsewhere.mkdir(exist_ok=True)
    path.rename(elsewhere / path.name)
    path.symlink_to(elsewhere / path.name)


@pytest.mark.parametrize("linked", [".", "tables", "tables/gender.csv"], ids=["draft", "folder", "file"])
@pytest.mark.parametrize("root", ["drafts", "published"])
def test_no_link_is_followed(browser: TestClient, folders: Path, root: str, linked: str) -> None:
    folder, address = draft(folders), f"/drafts/{EDITION}"
    if root == "published":
        folder, address = publish(folder, digest(folder), folders / "published"), f"/published/{EDITION}/r1"
    assert browser.get(f"{address}/tables/gender.csv").status_code == 200
    _moved_and_linked(folder / linked if linked != "." else folder, folders / "private")
    assert browser.get(f"{address}/tables/gender.csv").status_code == 404


def test_the_folder_of_editions_may_be_a_link_that_the_operator_set(browser: TestClient, folders: Path) -> None:
    draft(folders)
    _moved_and_linked(folders / "out", folders / "disk")
    assert browser.get(f"/drafts/{EDITION}/tables/gender.csv").status_code == 200


def test_the_index_of_publications_is_no_link(browser: TestClient, folders: Path) -> None:
    first = draft(folders)
    publish(first, digest(first), folders / "published")
    _moved_and_linked(folders / "published" / "index.html", folders / "private")
    assert browser.get("/published/").status_code == 404
