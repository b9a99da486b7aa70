"""Own content: written whole or not at all, and merged with what a release changes without losing a word."""

import os
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from expectations.contract.content import BUNDLED, VARIABLE, content, use_content
from expectations.contract.errors import ContractError
from flows.operate import own_content
from flows.operate.doctor import examine_content, unknown_functions
from flows.operate.own_content import (
    BASE,
    CONFLICTS,
    MergeOutcome,
    changes,
    conflicts,
    described,
    upgrade,
    write_content,
)
from flows.operate.server_checks import Status
from tasks.model.errors import UsageError
from tests.command_line import run

OLD = {
    "text/en/a.md": "One.\nTwo.\nThree.\n",
    "text/en/b.md": "One.\n",
    "text/en/c.md": "One.\nTwo.\nThree.\n",
    "text/en/gone.md": "Old.\n",
    "text/en/dropped.md": "Old.\n",
    "text/en/words.toml": '[page]\nhome = "Home"\n',
    "brand/logo.svg": "<svg/>\n",
}
"""The content of an older release."""
STAFF = {
    "text/en/a.md": "One.\nTwo.\nThree, as we say.\n",  # the release changes another line
    "text/en/b.md": "One, ours.\n",  # the release changes the same line
    "text/en/c.md": "One.\nTwo, ours.\nThree.\n",  # the release changes nothing
    "text/en/dropped.md": None,
    "text/en/own.md": "A text of ours.\n",
    "text/en/words.toml": '[page]\nhome = "Home"\nback = "Back, ours"\n',
}
"""What staff made of it."""
RELEASE = {
    "text/en/a.md": "One, better.\nTwo.\nThree.\n",
    "text/en/b.md": "One, better.\n",
    "text/en/gone.md": None,
    "text/en/dropped.md": "Better.\n",
    "text/en/new.md": "New.\n",
    "text/en/words.toml": '[page]\nback = "Back"\nhome = "Home"\n',
    "brand/logo.svg": '<svg id="new"/>\n',
}
"""What the next release made of it."""


def edit(folder: Path, files: dict[str, str | None]) -> None:
    for name, text in files.items():
        if text is None:
            (folder / name).unlink()
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")


def texts(folder: Path) -> dict[str, str]:
    files = [file for file in folder.rglob("*") if file.is_file() and file.relative_to(folder).parts[0][0] != "."]
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in files}


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that an older release wrote and staff changed, with the next release in place."""
    program, folder = tmp_path / "program", tmp_path / "own"
    edit(program, OLD)
    monkeypatch.setattr(own_content, "BUNDLED", replace(BUNDLED, **{
        field: program / name for field, name in (("contract", "contract"), ("places", "places"), ("texts", "text"),
                                                  ("brand", "brand"), ("fonts", "fonts"))
    }))  # fmt: skip
    write_content(folder)
    edit(folder, STAFF)
    edit(program, RELEASE)
    return folder


def test_a_release_is_merged_text_by_text_and_nothing_is_lost(own: Path) -> None:
    found = {change.name: change.kind for change in upgrade(own)}
    assert found == {
        "brand/logo.svg": MergeOutcome.REPLACED,
        "text/en/a.md": MergeOutcome.MERGED,
        "text/en/b.md": MergeOutcome.CONFLICT,
        "text/en/dropped.md": MergeOutcome.KEPT,
        "text/en/gone.md": MergeOutcome.REMOVED,
        "text/en/new.md": MergeOutcome.ADDED,
        "text/en/words.toml": MergeOutcome.CONFLICT,
    }
    assert texts(own) == {
        "brand/logo.svg": '<svg id="new"/>\n',
        "text/en/a.md": "One, better.\nTwo.\nThree, as we say.\n",
        "text/en/b.md": "One, ours.\n",
        "text/en/c.md": "One.\nTwo, ours.\nThree.\n",
        "text/en/new.md": "New.\n",
        "text/en/own.md": "A text of ours.\n",
        "text/en/words.toml": STAFF["text/en/words.toml"],
    }
    assert conflicts(own) == ("text/en/b.md", "text/en/words.toml")
    both = (own / CONFLICTS / "text/en/b.md").read_text("utf-8")
    assert all(line in both for line in ("One, ours.", "One, better.", "One.\n"))
    assert changes(own) == ()


def test_before_it_is_applied_it_is_only_shown_with_the_lines_that_conflict(own: Path) -> None:
    before = texts(own)
    lines = [line.strip() for line in described(changes(own))]
    assert {"One, ours.", "One, better."} <= set(lines)
    assert texts(own) == before and not (own / CONFLICTS).exists()


def test_an_upgrade_that_was_stopped_is_done_again(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(own_content, "write_folder", stop)
        upgrade(own)
    written = texts(own)
    assert {change.kind for change in upgrade(own)} <= {MergeOutcome.MERGED, MergeOutcome.CONFLICT, MergeOutcome.KEPT}
    assert texts(own) == written
    assert changes(own) == ()


def stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_it_is_written_whole_and_only_where_nothing_is(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "own"
    assert run(capfd, "init", folder).says('content = "')
    assert {part.name for part in folder.iterdir()} == {*BUNDLED.parts, BASE}
    assert (folder / "contract" / "fields.toml").read_bytes() == (BUNDLED.contract / "fields.toml").read_bytes()
    again = run(capfd, "init", folder)
    assert (again.code, again.says("lies there already")) == (2, True)
    assert changes(folder) == ()


@pytest.mark.parametrize(
    ("options", "code", "line"),
    [
        ([], 0, None),
        (["--blank"], 0, None),
        (["--first-month", "2025-12"], 0, 'first_month = "2025-12"'),
        (["--blank", "--first-month", "2018-12"], 0, 'first_month = "2018-12"'),
        (["--first-month", "2018-13"], 2, None),
    ],
    ids=str,
)
def test_the_month_of_the_first_contact_is_never_that_of_the_sample(
    options: list[str], code: int, line: str | None, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    outcome = run(capfd, "init", tmp_path / "own", *options)
    assert outcome.code == code
    assert outcome.says("the series begins with your first edition") == (code == 0 and line is None)
    if code == 0:
        written = (tmp_path / "own" / "contract" / "helpline.toml").read_text("utf-8").splitlines()
        assert [found for found in written if found.startswith("first_month")] == ([line] if line else [])
    assert (tmp_path / "own").exists() == (code == 0)


def test_a_process_that_has_read_one_content_takes_no_other(tmp_path: Path) -> None:
    write_content(tmp_path / "own")
    before = content(), os.environ.get(VARIABLE)
    with pytest.raises(ContractError, match="begun with other content"):
        use_content(tmp_path / "own")
    assert (content(), os.environ.get(VARIABLE)) == before


def test_without_own_content_there_is_nothing_to_upgrade(capfd: pytest.CaptureFixture[str]) -> None:
    outcome = run(capfd, "upgrade")
    assert (outcome.code, outcome.says("no own content")) == (2, True)


def test_a_folder_that_does_not_say_what_it_was_made_from_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="made from"):
        changes(tmp_path)


def test_the_doctor_names_functions_that_are_gone(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "a.md").write_text(
        "{% set n = count('gender', 'woman') %}{{ tally('gender') }} {{ n }}", "utf-8"
    )
    assert unknown_functions(tmp_path) == {"en/a.md": ("tally",)}


def test_what_content_lacks_for_a_release_is_no_mistake_of_staff(tmp_path: Path) -> None:
    """In a process of its own, which has no other content: that of an older release, without a word that is new."""
    own = tmp_path / "own"
    write_content(own)
    for words in (own / "text/en/words.toml", own / BASE / "text/en/words.toml"):
        words.write_text(re.sub(r"(?m)^in_section = .*\n", "", words.read_text("utf-8")), "utf-8")
    command = [sys.executable, "-m", "flows.cli", "--content", own, "doctor"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    [line] = [" ".join(part.split()) for part in re.split(r"(?m)^(?=\S)", said) if " content:" in part]
    assert line.startswith("FAULT content: what a release needs may be lacking. in_section is lacking.")
    assert line.endswith("Take it over: .venv/bin/helpline-report upgrade.")


def test_the_bundled_content_is_sound() -> None:
    assert examine_content(None).status is Status.OK


def test_blank_content_has_sixteen_texts_and_nothing_of_one_country(tmp_path: Path) -> None:
    write_content(tmp_path / "own", blank=True)
    assert len([*(tmp_path / "own" / "text").rglob("*.md")]) == 16
    channels = tomllib.loads((tmp_path / "own" / "text/en/report.toml").read_text("utf-8"))["channel"]
    assert [channel["id"] for channel in channels if "why" in channel] == ["unanswered"]
    assert "top('city'" not in (tmp_path / "own" / "text/en/figures.toml").read_text("utf-8"), "it has one city"
    files = [f for part in ("contract", "places", "text", "brand") for f in (tmp_path / "own" / part).rglob("*.*")]
    found = [
        (f.name, word)
        for f in files
        for word in ("Pakistan", "Punjab", "FIA", "PECA")
        if word.encode() in f.read_bytes()
    ]
    assert not found
