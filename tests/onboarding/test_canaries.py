"""The command on a log, ended at each of its questions in each way: no file that it leaves behind has a value."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.onboarding.ask import Interview
from flows.onboarding.look import look
from flows.operate.own_content import write_content
from tests.drill import cases
from tests.onboarding.helplines import NAMES
from tests.onboarding.log_writers import write
from tests.onboarding.person import Person
from tests.onboarding.ten import TEN
from tests.second_content import PROJECT

HELPLINE = TEN["register"]
TYPED = "Xanthorrhoe"
"""Typed where an answer is asked for, and no answer to anything."""
PATIENCE = 60.0


@dataclass(frozen=True)
class Known:
    """What is known beforehand: the blank start, the logs, each question with its answer, and what must not be found.

    ``confirmed`` are words that answers put into the content; of these all others are ``values``.
    """

    start: Path
    logs: Sequence[str]
    asked: Sequence[str]
    answered: Sequence[str]
    values: frozenset[str]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """Asked through once."""
    folder, person = tmp_path_factory.mktemp("known"), Person(HELPLINE)
    write_content(folder / "start")
    shutil.copytree(folder / "start", folder / "content")
    logs = [*write(HELPLINE, folder).values()]
    Interview(folder / "content", person.answer, person.say).run([sheet for name in logs for sheet in look(name)])
    confirmed = {word for words in HELPLINE.words.values() for word in words.values()} | {HELPLINE.blank}
    cells = {str(cell) for row in HELPLINE.rows(HELPLINE.originals()) for cell in row if cell} - confirmed
    before = b"".join(file.read_bytes() for file in _files(folder / "start")).decode("utf-8", "replace")
    values = frozenset(cell for cell in cells if len(cell) > 3 and cell not in before)
    return Known(folder / "start", logs, person.asked, person.answered, values | {*NAMES})


def _signalled(number: signal.Signals) -> Callable[[subprocess.Popen[str]], str]:
    def end(running: subprocess.Popen[str]) -> str:
        running.send_signal(number)
        return running.communicate()[0]

    return end


WAYS: dict[str, tuple[Callable[[subprocess.Popen[str]], str], int]] = {
    "by the end of the answers": (lambda running: running.communicate()[0], 2),
    "after an invalid answer": (lambda running: running.communicate(f"{TYPED}\n")[0], 2),
    "by Ctrl-C": (_signalled(signal.SIGINT), 130),
    "by being killed": (_signalled(signal.SIGKILL), -signal.SIGKILL),
}
"""What each gives: what is told on the terminal from then on. And with which code the command ends."""
QUESTIONS = 22
"""How many the log of the register asks."""


QUICK = [("after an invalid answer", 12), ("by being killed", 12)]


@pytest.mark.parametrize(("way", "last"), cases({(way, n): (way, n) for way in WAYS for n in range(QUESTIONS)}, QUICK))
def test_no_file_has_a_value_of_the_log(known: Known, tmp_path: Path, way: str, last: int) -> None:
    """The content, the state, the home and the temporary folder; and nothing is told any more on the terminal."""
    end, code = WAYS[way]
    assert len(known.asked) == QUESTIONS, "the table is of another log"
    running = _command(known, tmp_path)
    shown = _until_asked(running, known, last)
    after = end(running)
    assert running.returncode == code, shown + after
    assert not [name for name in NAMES if name in shown]
    told = after if way != "after an invalid answer" else after.replace(known.asked[last], "")
    left = _left(tmp_path)
    assert "state/kept/onboarding.json" in left
    for where, text in {"the terminal": told, **left}.items():
        assert not [value for value in {*known.values, TYPED} if value in text], where


def test_no_file_has_a_value_of_the_log_where_its_reading_was_killed(known: Known, tmp_path: Path) -> None:
    """What the process that opens the logs holds on the disk is gone soon after."""
    running = _command(known, tmp_path)
    time.sleep(0.7)
    running.kill()
    running.communicate()
    until = time.monotonic() + PATIENCE
    while any((tmp_path / "temporary").iterdir()) and time.monotonic() < until:
        time.sleep(0.1)
    for where, text in _left(tmp_path).items():
        assert not [value for value in known.values if value in text], where


def _command(known: Known, folder: Path) -> subprocess.Popen[str]:
    shutil.copytree(known.start, folder / "content")
    places = {name: folder / name for name in ("state", "home", "temporary")}
    for place in places.values():
        place.mkdir()
    where = [f"content = '{folder / 'content'}'", "[folders]", f"state = '{places['state'] / 'kept'}'"]
    (folder / "settings.toml").write_text("\n".join(where), "utf-8")
    own = {
        "HELPLINE_REPORT_SETTINGS": folder / "settings.toml",
        "HOME": places["home"],
        "TMPDIR": places["temporary"],
        "PREFECT_HOME": places["state"] / "prefect",
    }
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has jobs in the background ignore it
    return subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "onboard", *known.logs],
        cwd=places["state"], env=os.environ | {"PYTHONPATH": str(PROJECT)} | {k: str(v) for k, v in own.items()},
        text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def _until_asked(running: subprocess.Popen[str], known: Known, last: int) -> str:
    """Answer the questions before the last one; gives what was shown until that was asked."""
    assert running.stdin and running.stdout
    shown = ""
    for number in range(last + 1):
        while known.asked[number] not in shown or not shown.endswith(": "):
            shown += (sign := running.stdout.read(1))
            assert sign, shown
        if number < last:
            running.stdin.write(f"{known.answered[number]}\n")
            running.stdin.flush()
            shown += "\n"
    return shown


def _left(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_bytes().decode("utf-8", "replace") for file in _files(folder)}


def _files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.is_file() and "fonts" not in file.parts]
