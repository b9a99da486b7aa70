"""From logs of ten invented helplines to figures, by answers that a person gives; nothing of a log is left behind."""

import json
import pickle
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

import pytest

from expectations.contract.fields import fields
from expectations.contract.helpline import helpline
from expectations.contract.logs import LogForms, SourceForm
from flows.onboarding import ask, remember
from flows.onboarding.ask import Interview
from flows.onboarding.look import look
from flows.onboarding.propose import day_order
from flows.onboarding.spellings import unread
from flows.operate.own_content import write_content
from tasks.aggregate.catalogue import CATALOGUE
from tasks.aggregate.declaration import Declaration
from tasks.model.errors import UsageError
from tasks.model.figures import Base
from tests import oracle
from tests.aggregate.editions import differences
from tests.drill import cases
from tests.onboarding.helplines import NAMES, RECORDS, TOWN, Helpline
from tests.onboarding.log_writers import write
from tests.onboarding.person import Person
from tests.onboarding.ten import TEN, WITHOUT_KINDS
from tests.second_content import PROJECT, run_with

EDITION = ("2018-06", "2018-11")
MOST_QUESTIONS = 40
"""At half a minute each, twenty minutes."""
COUNT = """
import json, pickle, sys
from datetime import date
from pathlib import Path
from tasks.aggregate import aggregate
from tasks.anonymise import anonymise
from tasks.extract import extract
from tasks.model.figures import Disclosure
from tasks.model.period import Month, Period
from tasks.protect import protect
from tasks.validate import validate
folder = Path(sys.argv[1])
logs = {log: [name] for log, name in json.loads(sys.argv[2]).items()}
intake = anonymise(extract(logs), b"k" * 32, folder, date(2026, 1, 1))
verdict = validate(intake, folder, folder / "private", gate=0)
counted = aggregate(intake.records, Period(*map(Month.parse, sys.argv[3:5])), set_aside=verdict.set_aside)
figures = protect(counted, Disclosure.NONE, "sha256:0")
(folder / "counted").write_bytes(pickle.dumps((sum(verdict.quality.accepted.values()), figures)))
print(*(f"{rule.field} {rule.rule}: {rule.records}" for rule in verdict.quality.rules), sep="\\n")
"""


@dataclass(frozen=True)
class Onboarded:
    """What came of a log: the content, who was asked, how many records are accepted, and how the figures differ."""

    content: Path
    logs: dict[str, str]
    person: Person
    accepted: int
    differences: list[str]
    lost: set[str]
    broken: str


def onboarded(helpline: Helpline, folder: Path, postgres: object = None) -> Onboarded:
    """Onboard a log into content of its own, and count it by that content."""
    content, logs, person = folder / "content", write(helpline, folder, postgres), Person(helpline)
    write_content(content)
    sheets = [sheet for name in logs.values() for sheet in look(name)]
    Interview(content, person.answer, person.say).run(sheets)
    broken = run_with(content, COUNT, folder, json.dumps(logs), *EDITION)
    accepted, figures = pickle.loads((folder / "counted").read_bytes())
    every = oracle.count(helpline.originals(), *EDITION)
    there = {name: answer for name, answer in every.items() if name in figures.figures}
    return Onboarded(content, logs, person, accepted, differences(figures, there), every.keys() - there.keys(), broken)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Onboarded:
    return onboarded(TEN["register"], tmp_path_factory.mktemp("register"))


@pytest.mark.parametrize("helpline", cases(TEN, ["register"]))
def test_a_log_is_counted_as_it_is_true(helpline: Helpline, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    postgres = request.getfixturevalue("postgres") if helpline.form == "sql" else None
    again = helpline is TEN["register"]
    found = request.getfixturevalue("register") if again else onboarded(helpline, tmp_path, postgres)
    assert found.accepted / RECORDS > 0.98, found.broken
    assert found.differences == []
    assert found.lost == {each.spec.id for each in CATALOGUE if not _asked(each) <= helpline.recorded}
    if postgres:
        assert "table contacts_2018" in command(found).communicate()[0]
    assert len(found.person.asked) <= MOST_QUESTIONS, "\n".join(found.person.asked)


@pytest.mark.parametrize("helpline", cases(WITHOUT_KINDS, [*WITHOUT_KINDS][:1]))
def test_a_log_that_does_not_say_what_is_new(helpline: Helpline, tmp_path: Path) -> None:
    """New is the first contact of a case; where no case is named either, contacts are counted, and no cases."""
    found = onboarded(helpline, tmp_path)
    shown = helpline.recorded | ({"kind"} if "case_ref" in helpline.recorded else set())
    assert found.accepted / RECORDS > 0.98, found.broken
    assert found.differences == []
    assert found.lost == {each.spec.id for each in CATALOGUE if not _asked(each) <= shown}
    assert [line for line in found.person.shown if "No column" in line]


def _asked(figure: Declaration) -> set[str]:
    """The fields that a figure asks."""
    names = {*figure.columns, *figure.spec.questions, *(figure.spec.part or ())[:1]}
    names |= {"kind"} if figure.spec.base is Base.CASES else set()
    names |= {"received_at.time"} if "hour" in names else set()
    offices = {"city"} if "office_access" in str(names) else set()
    return offices | names & {"received_at.time"} | {f.name for f in fields().values() if {f.name, f.question} & names}


# ------------------------------------------------------------------------------------------ what is left behind


def command(register: Onboarded) -> subprocess.Popen[str]:
    """The command on the log of the register."""
    return subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "--content", register.content, "onboard", *register.logs.values()],
        cwd=PROJECT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def test_asked_again_there_is_nothing_new(register: Onboarded) -> None:
    """But what was left open. Without an answer to that the command stops, and says so."""
    done = command(register)
    shown, _ = done.communicate()
    assert re.findall(r"(“.*”): \d+ cells", shown) in ([], [f"“{TOWN}”"])
    assert "Which column" not in shown and not any(name in shown for name in NAMES)


def test_what_is_confirmed_stands_in_the_content(register: Onboarded) -> None:
    said = (register.content / "contract" / "logs.toml").read_text("utf-8")
    assert '"Sex of caller" = "gender"' in said
    assert 'dates = "day_first"' not in said and 'passed_over = ["Summary"]' in said
    assert said.startswith("# How an installation's logs are written")
    assert '"Lady"' in (register.content / "contract" / "vocabulary.toml").read_text("utf-8")
    assert "not looked into, by their headings: columns 5, 15" in "\n".join(register.person.shown)


Stops = tuple[type[BaseException], ...]
STOPPED: dict[str, tuple[Stops, int]] = {
    "by either in turn, at each third": ((KeyboardInterrupt, UsageError), 3),
    "by either in turn": ((KeyboardInterrupt, UsageError), 1),
    "by Ctrl-C": ((KeyboardInterrupt,), 1),
    "by the end of the answers": ((UsageError,), 1),
}


@pytest.mark.parametrize(("stops", "step"), cases(STOPPED, ["by either in turn, at each third"]))
def test_stopped_at_any_question_no_value_is_left(register: Onboarded, stops: Stops, step: int, tmp_path: Path) -> None:
    """Nothing in the content but what was confirmed; and of names and remarks nothing on the terminal either."""
    sheets = [sheet for name in register.logs.values() for sheet in look(name)]
    helpline, questions = TEN["register"], len(register.person.asked)
    words = {word for known in helpline.words.values() for word in known.values()} | {helpline.blank}
    values = {str(cell) for row in helpline.rows(helpline.originals()) for cell in row if cell} - words
    values = {value for value in values if len(value) > 3 and value not in _content(register.content / ".base")}
    for last, stop in zip(range(0, questions, step), cycle(stops), strict=False):
        content = tmp_path / str(last)
        for part in ("contract", "places"):
            shutil.copytree(register.content / ".base" / part, content / part)
        person = Person(helpline)
        with pytest.raises(stop):
            Interview(content, _stopping(person, last, stop), person.say).run(sheets)
        written, shown = _content(content), "\n".join((*person.asked, *person.shown))
        assert not [value for value in values if value in written]
        assert not [name for name in NAMES if name in shown]
        shutil.rmtree(content)


def _stopping(person: Person, last: int, stop: type[BaseException]) -> Callable[[str, str], str]:
    def answer(question: str, default: str) -> str:
        if len(person.asked) == last:
            raise stop("stopped") if stop is UsageError else stop
        return person.answer(question, default)

    return answer


def _content(folder: Path) -> str:
    """Contract and places of a folder of content."""
    files = [file for part in ("contract", "places") for file in sorted((folder / part).rglob("*")) if file.is_file()]
    return "\n".join(file.read_text("utf-8") for file in files)


def test_the_command_itself_stops_without_a_word_of_the_log(register: Onboarded, tmp_path: Path) -> None:
    shutil.copytree(register.content / ".base", tmp_path / "content")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has jobs in the background ignore it
    running = command(Onboarded(tmp_path / "content", register.logs, register.person, 0, [], set(), ""))
    assert running.stdout
    shown = ""
    while "?" not in shown:
        shown += running.stdout.read(1)
    running.send_signal(signal.SIGINT)
    shown += running.communicate()[0]
    assert running.returncode == 130, shown
    assert "Stopped." in shown and not any(name in shown for name in NAMES)


# ------------------------------------------------------------------------------------------ its parts


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


CODES = [
    ("kind", ["Y", "N"], {"N": "new"}),
    ("kind", ["New", "N"], {}),
    ("kind", ["New", "Old", "N"], {}),
    ("kind", ["FU", "N", "R"], {"FU": "follow_up", "N": "new"}),
    ("province", ["PB", "NA", "ZZ", "Sindh"], {"PB": "punjab", "NA": ""}),
    ("age", ["7", "23", "X"], {}),
    ("city", ["LHE", "ZZ"], {}),
]


@pytest.mark.parametrize(("field", "values", "doubtful"), CODES)
def test_codes_that_are_known_are_asked_about_beside_codes_that_are_not(field: str, values, doubtful) -> None:
    found = unread(fields()[field], dict.fromkeys(values, 1))
    assert {code: cluster.meant for cluster in found.doubtful for code in cluster.cells} == doubtful


def test_a_spelling_is_taken_from_the_answer_that_it_does_not_stand_for(tmp_path: Path) -> None:
    write_content(tmp_path / "own")
    file = tmp_path / "own" / "contract" / "vocabulary.toml"
    remember.take_spellings(tmp_path / "own", fields()["kind"], "new", ("N",))
    remember.add_spellings(tmp_path / "own", fields()["kind"], "follow_up", ("N",))
    text = file.read_text("utf-8")
    assert 'new = { label = "New", aliases = ["new case", "first contact", "naya"] }' in text
    assert 'follow_up = { label = "Follow-up", aliases = ["N", "fu", "f/u", "follow", "repeat"] }' in text
    file.write_text(text.replace('aliases = ["new case"', 'aliases  = ["new case"'), "utf-8")
    remember.take_spellings(tmp_path / "own", fields()["kind"], "new", ("naya",))
    assert 'aliases  = ["new case", "first contact"] }' in file.read_text("utf-8"), "however it is set"


@pytest.mark.parametrize(("first_month", "written"), [("", "2018-03"), ("2016-12", None)])
def test_the_month_of_the_first_contact_is_taken_from_the_logs_where_it_is_open(
    first_month: str, written: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_content(tmp_path / "own", first_month="")
    monkeypatch.setattr(ask, "helpline", lambda: replace(helpline(), first_month=first_month))
    rows = [["No", "Date", "Type of Case", "Kind"], *([i, f"0{i}-03-2018", "hacking", "new"] for i in range(1, 9))]
    (tmp_path / "log.csv").write_text("\n".join(",".join(map(str, row)) for row in rows), "utf-8")
    ask.Interview(tmp_path / "own", answer_by_default, lambda *_: None).run(look(str(tmp_path / "log.csv")))
    found = tomllib.loads((tmp_path / "own" / "contract" / "helpline.toml").read_text("utf-8"))
    assert found.get("first_month") == written


def answer_by_default(question: str, default: str) -> str:
    """Answer as Enter does, but for the columns of this log."""
    columns = {"contact_id": "1", "received_at": "2", "case_type": "3", "kind": "4"}
    return next((column for name, column in columns.items() if f"({name})" in question), default)


def test_what_people_wrote_beside_what_is_said_of_logs_stays(tmp_path: Path) -> None:
    write_content(tmp_path / "own")
    file = tmp_path / "own" / "contract" / "logs.toml"
    said, source = {"Rcvd": "received_at"}, (SourceForm("a.csv"),)
    remember.write_forms(tmp_path / "own", LogForms((), said, source))
    file.write_text(file.read_text("utf-8").replace('"received_at"', '"received_at"  # as of 2018'), "utf-8")
    remember.write_forms(tmp_path / "own", LogForms(("age",), {**said, 'Of "whom"': "gender"}, source))
    text = file.read_text("utf-8")
    assert text.startswith("# How an installation's logs are written") and "  # as of 2018" in text
    assert tomllib.loads(text) == {
        "not_recorded": ["age"],
        "headings": {"Rcvd": "received_at", 'Of "whom"': "gender"},
        "source": [{"file": "a.csv"}],
    }


def test_a_spelling_is_added_where_its_answer_stands_and_nothing_else_changes(tmp_path: Path) -> None:
    write_content(tmp_path / "own")
    file = tmp_path / "own" / "contract" / "vocabulary.toml"
    before = file.read_text("utf-8").splitlines()
    for key, word in (("skype", 'a "b"'), ("facebook", "fbk")):
        remember.add_spellings(tmp_path / "own", fields()["platforms"], key, (word,))
    changed = [line for line in file.read_text("utf-8").splitlines() if line not in before]
    assert changed == [
        'facebook = { label = "Facebook", proper = true, aliases = ["fbk", "fb", "face book"] }',
        'skype = { label = "Skype", proper = true, aliases = ["a \\"b\\""]}',
    ]
    file.write_text("[platform.skype]\nlabel = 'Skype'  # a call\n", "utf-8")
    remember.add_spellings(tmp_path / "own", fields()["platforms"], "skype", ("word",))
    assert file.read_text("utf-8") == "[platform.skype]\nlabel = 'Skype'  # a call\naliases = [\"word\"]\n"
