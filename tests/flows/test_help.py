"""The help: every command tells what it does, what comes next, and how it is typed; and what it says can be typed."""

import shlex

import pytest

from flows.cli import _parser
from flows.cli_help import FIRST_STEPS, HELP
from tests.command_line import run


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
        *(words.example for words in HELP.values() if words.example.startswith("helpline")),
        *(line.strip().partition("   ")[0] for line in FIRST_STEPS.splitlines() if "helpline-report" in line),
    ],
)
def test_examples_can_be_typed(line: str) -> None:
    assert _parser().parse_args(shlex.split(line)[1:]).run


def test_the_first_page_names_every_command_and_the_first_steps(capfd: pytest.CaptureFixture[str]) -> None:
    outcome = run(capfd, "--help")
    assert all(outcome.says(words.line) for words in HELP.values())
    assert outcome.says("first steps")
