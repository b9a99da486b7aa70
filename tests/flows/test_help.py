"""The help: every command tells what it does, what comes next, and how it is typed; and what it says can be typed."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from flows import requests
from flows.cli import _parser
from flows.cli.help import FIRST_STEPS, HELP, OPTIONS, in_options
from tests.command_line import run

PROJECT = Path(__file__).parents[2]
PROGRAM = ".venv/bin/helpline-report"
INSTALLED = "sudo helpline-report"
"""On a server, as deploy/helpline-report."""
GUIDES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
_NAMED = re.compile(rf"((?:sudo )?[^\s`]*helpline-report) (?=(?:{'|'.join(HELP)})\b)")


def typed_lines(guide: Path) -> list[str]:
    """The lines of a guide's listings that name a command of the program, from its name on, without comments."""
    listings = re.findall(r"```(?:sh)?\n(.*?)```", re.sub(r"(?m)^ +", "", guide.read_text("utf-8")), re.DOTALL)
    parts = [part.partition("  #")[0] for listing in listings for part in re.split(r"\n|&&", listing)]
    return [part[found.start() :].strip() for part in parts if (found := _NAMED.search(part))]


TYPED = [(guide.name, line) for guide in GUIDES for line in typed_lines(guide)]


@pytest.mark.parametrize("name", HELP)
def test_each_command_has_a_story_and_an_example(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    outcome = run(capfd, name, "--help")
    assert outcome.code == 0
    assert outcome.says(HELP[name].story)
    assert outcome.says(HELP[name].example)
    assert max(map(len, outcome.output.splitlines())) <= 120


@pytest.mark.parametrize(
    "line",
    [
        *(words.example for words in HELP.values() if "helpline-report" in words.example),
        *(line.strip().partition("   ")[0] for line in FIRST_STEPS.splitlines() if "helpline-report" in line),
        *(line for _, line in TYPED),
    ],
)
def test_examples_can_be_typed(line: str) -> None:
    program, *words = shlex.split(line.replace(INSTALLED, PROGRAM))
    assert program == PROGRAM
    assert _parser().parse_args(words).run


def test_a_message_names_the_fields_of_forms_and_on_the_command_line_their_options() -> None:
    forms = [each for each in vars(requests).values() if isinstance(each, type) and issubclass(each, requests.Form)]
    assert set(OPTIONS) <= {field.title for form in forms for field in form.model_fields.values()}
    assert in_options("Give “First month”, or leave “Revise, because” out.") == "Give --from, or leave --revise out."
    files = [*(PROJECT / "flows").glob("*.py"), *(PROJECT / "tasks").rglob("*.py")]
    titles = {title for file in files for title in re.findall("“([A-Z][^”]*)”", file.read_text("utf-8"))}
    assert titles - set(OPTIONS) == {"Reason", "Digest"}, "fields that the command line asks for otherwise"


def test_the_readme_names_each_command_that_an_edition_takes() -> None:
    named = {shlex.split(line)[1] for guide, line in TYPED if guide == "README.md"}
    assert {"build", "check", "render", "verify", "publish", "withdraw", "doctor", "translations"} <= named


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_a_guide_names_commands_as_they_are_typed(guide: Path) -> None:
    assert {found[1] for found in _NAMED.finditer(guide.read_text("utf-8"))} <= {
        PROGRAM,
        INSTALLED,
    }


def test_the_program_runs_as_it_is_typed_where_nothing_is_on_the_path() -> None:
    done = subprocess.run([PROGRAM, "--help"], cwd=PROJECT, env={**os.environ, "PATH": "/usr/bin:/bin"}, check=False)
    assert done.returncode == 0


def test_the_first_page_names_every_command_and_the_first_steps(capfd: pytest.CaptureFixture[str]) -> None:
    outcome = run(capfd, "--help")
    assert all(outcome.says(words.line) for words in HELP.values())
    assert outcome.says("first steps")
