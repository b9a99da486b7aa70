"""From a stranger's log to accepted records, by answers that a person gives; nothing of the log is left behind."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from expectations.contract.fields import fields
from flows.onboarding import remember
from flows.onboarding.ask import Interview
from flows.onboarding.dates import day_order
from flows.onboarding.look import look
from flows.operate.own_content import write_content
from tasks.model.errors import UsageError
from tests.onboarding import strangers_log as stranger

PROJECT = Path(__file__).parents[2]
MOST_QUESTIONS = 40
"""At half a minute each, twenty minutes."""


@dataclass(frozen=True)
class Onboarded:
    folder: Path
    content: Path
    files: tuple[Path, Path]
    asked: tuple[str, ...]
    told: str


@pytest.fixture(scope="module")
def onboarded(tmp_path_factory: pytest.TempPathFactory) -> Onboarded:
    folder = tmp_path_factory.mktemp("stranger")
    files, asked, told = stranger.write(folder), [], []
    write_content(folder / "content")
    sheets = [sheet for path in files for sheet in look(str(path))]
    Interview(folder / "content", stranger.person(asked), lambda *lines: told.extend(lines)).run(sheets)
    return Onboarded(folder, folder / "content", files, tuple(asked), "\n".join(told))


def run(made: Onboarded, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", "--content", made.content, *arguments],
        cwd=PROJECT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_more_than_98_of_100_records_are_accepted(onboarded: Onboarded) -> None:
    calls, emails = onboarded.files
    done = run(onboarded, "check", "--calls", calls, "--emails", emails, "--private", onboarded.folder / "private")
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.findall(r"(\d+) read = (\d+) accepted", done.stdout)
    assert [int(read) for read, _ in found] == [stranger.CALLS, stranger.EMAILS]
    assert sum(int(accepted) for _, accepted in found) / stranger.RECORDS > 0.98
    assert "2 title rows above the headings, 1 blank rows, 1 totals rows, 1 rows with a single cell" in done.stdout


def test_it_takes_a_person_twenty_minutes(onboarded: Onboarded) -> None:
    assert len(onboarded.asked) <= MOST_QUESTIONS, "\n".join(onboarded.asked)


def test_asked_again_there_is_nothing_new(onboarded: Onboarded) -> None:
    """But what was left open. Without an answer to that the command stops, and says so."""
    done = run(onboarded, "onboard", *onboarded.files)
    questions = re.findall(r".*\((?:.*)\):", done.stdout)
    assert [question for question in questions if stranger.UNSAID not in question] == []
    assert done.returncode == 2
    assert "The answers ended" in done.stderr


def test_values_are_shown_by_their_form_alone_and_kept_nowhere(onboarded: Onboarded) -> None:
    assert "not looked into, by their headings: columns 5, 15" in onboarded.told
    assert "A/999" in onboarded.told
    for name in stranger.NAMES:
        assert name not in onboarded.told + "\n".join(onboarded.asked)
    left = [path for path in onboarded.folder.rglob("*") if path.is_file() and path not in onboarded.files]
    for word in (*stranger.NAMES, stranger.UNSAID):
        assert not [path for path in left if word.encode() in path.read_bytes()]


DAYS = [
    (["03/03/18"], {}, 0, True),
    (["13/03/18", "03/04/18"], {"day_first": 1}, 1, True),
    (["03/13/2018", "03/04/2018"], {"month_first": 1}, 1, True),
    (["2-3-2018", "13-3-2018"], {"day_first": 1}, 1, False),
    (["3rd March 2018", "2018-03-03 10:15", "-", "Total"], {}, 0, False),
    (["43162", "43163.5"], {}, 0, False),
]


@pytest.mark.parametrize(("days", "only", "either", "needs_word"), DAYS)
def test_days_are_asked_about_where_they_have_two_readings(days, only, either: int, needs_word: bool) -> None:
    found = day_order(dict.fromkeys(days, 1))
    assert {order: cells for order, cells in found.only.items() if cells} == only
    assert (found.either, found.needs_word) == (either, needs_word)
    assert found.serials == sum(day[0] == "4" for day in days)


def test_a_spelling_is_added_where_its_answer_stands_and_nothing_else_changes(tmp_path: Path) -> None:
    write_content(tmp_path / "own")
    file = tmp_path / "own" / "contract" / "vocabulary.toml"
    before = file.read_text("utf-8").splitlines()
    for key, word in (("skype", 'a "b"'), ("facebook", "fbk")):
        remember.add_spellings(tmp_path / "own", fields()["platforms"], key, (word,))
    changed = [line for line in file.read_text("utf-8").splitlines() if line not in before]
    assert changed == [
        'facebook = { label = "Facebook", proper = true, aliases = ["fbk", "fb", "face book"] }',
        'skype = { label = "Skype", proper = true, aliases = ["a \\"b\\""] }',
    ]
    file.write_text("[platform.skype]\nlabel = 'Skype'\n", "utf-8")
    with pytest.raises(UsageError, match="another way"):
        remember.add_spellings(tmp_path / "own", fields()["platforms"], "skype", ("word",))


def test_what_is_confirmed_stands_in_the_content(onboarded: Onboarded) -> None:
    said = (onboarded.content / "contract" / "logs.toml").read_text("utf-8")
    assert '"Sex of caller" = "gender"' in said
    assert 'dates = "day_first"' in said
    assert 'passed_over = ["Summary"]' in said
    assert "perpetrator" in said.split("[headings]")[0].splitlines()[-2]
    assert said.startswith("# How an installation's logs are written")
    assert '"Lady"' in (onboarded.content / "contract" / "vocabulary.toml").read_text("utf-8")
    assert ";Lahor\n" in (onboarded.content / "places" / "cities.csv").read_text("utf-8")
