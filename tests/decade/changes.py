"""How the contract changes in ten years: each change as somebody would write it into the content."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from expectations.contract.content import BUNDLED

VOCABULARY, FIELDS = "contract/vocabulary.toml", "contract/fields.toml"
CITIES, OFFICES = "places/cities.csv", "places/cybercrime_offices.csv"
QUETTA = "quetta,2007-01-01,National Response Centre for Cyber Crime"
LATER_QUESTION = {
    FIELDS: r"(?m)^\[takeover_scam\]\n(?:(?!\[).*\n?)*",
    **{f"text/{code}/figures.toml": r"(?m)^\[takeover_scams_by_month\]\n(?:(?!\[).*\n?)*" for code in ("en", "ur")},
    **{
        f"text/{code}/findings.toml": r"\{% set top = peak\('takeover_scams_by_month'\)[^\"\n]*"
        for code in ("en", "ur")
    },
    **{f"text/{code}/recommendations.toml": r"(?m)^\[expertise\]\n(?:(?!\[).*\n?)*" for code in ("en", "ur")},
    **{f"text/{code}/numbers/c_case_types.md": r"(?m)^### [^#]*takeover_scams_by_month[^#]*" for code in ("en", "ur")},
}
"""What makes a question with its figure and its sentences, by file: the last question of the bundled contract."""


@dataclass(frozen=True)
class Change:
    """What is written otherwise from a half-year on.

    Attributes:
        first: the first month of the half-year before whose build it is written.
        words: what happened, for the table.
        write: writes it into a folder of content.
    """

    first: str
    words: str
    write: Callable[[Path], None]


def prepare(content: Path) -> None:
    """Make the content that the series begins with.

    It lacks its last question, has columns for dates of places, and recommends from the first edition on.
    """
    asked = content / "text/en/recommendations.toml"
    asked.write_text(re.sub(r'(?m)^since = "[^"]*"', 'since = "2017-05"', asked.read_text("utf-8")), "utf-8")
    for name, part in LATER_QUESTION.items():
        text, times = re.subn(part, "", (content / name).read_text("utf-8"))
        assert times == 1, name
        (content / name).write_text(text, "utf-8")
    for name, heading in ((CITIES, "since"), (OFFICES, "closed")):
        first, *rows = (content / name).read_text("utf-8").splitlines()
        text = "\n".join([f"{first},{heading}", *(f"{row}," for row in rows)])
        (content / name).write_text(f"{text}\n", "utf-8")


def _add_question(content: Path) -> None:
    """Take all that is said of the last question from the bundled content."""
    for name in LATER_QUESTION:
        part, _, file = name.partition("/")
        (content / name).write_bytes((BUNDLED.parts[part] / file).read_bytes())


def _edits(edits: Mapping[str, Mapping[str, str]]) -> Callable[[Path], None]:
    """What stands in a file, and what takes its place, by file."""

    def write(content: Path) -> None:
        for name, pairs in edits.items():
            text = (content / name).read_text("utf-8")
            for old, new in pairs.items():
                assert text.count(old) == 1, (name, old)
                text = text.replace(old, new)
            (content / name).write_text(text, "utf-8")

    return write


def _line(name: str, line: str) -> Callable[[Path], None]:
    """A line at the end of a file."""

    def write(content: Path) -> None:
        (content / name).write_text((content / name).read_text("utf-8") + line + "\n", "utf-8")

    return write


CHANGES = (
    Change("2018-06", "a question is added, with its figure", _add_question),
    Change(
        "2018-12",
        "a platform is added",
        _edits({VOCABULARY: {"snapchat = {": 'discord = { label = "Discord", since = "2018-12" }\nsnapchat = {'}}),
    ),
    Change("2019-06", "a platform is renamed", _edits({VOCABULARY: {'label = "Twitter"': 'label = "X"'}})),
    Change("2019-12", "a platform is retired", _edits({VOCABULARY: {"skype = {": 'skype = { until = "2019-11",'}})),
    Change(
        "2020-06",
        "an answer is split in two",
        _edits(
            {
                VOCABULARY: {
                    'friend = { label = "Friend"': 'close_friend = { label = "Close friend", since = "2020-06" }\n'
                    'online_friend = { label = "Friend from the internet", since = "2020-06" }\n'
                    'friend = { until = "2020-05", label = "Friend"'
                }
            }
        ),
    ),
    Change(
        "2020-12",
        "two case types are merged",
        _edits(
            {VOCABULARY: {"gender_bullying = {": 'gender_bullying = { until = "2020-11", merged_into = "bullying",'}}
        ),
    ),
    Change("2021-06", "a city changes its province", _line(CITIES, "hunza,Hunza,azad_jammu_kashmir,,2021-06")),
    Change("2021-12", "an office opens", _line(OFFICES, "multan,2021-12-01,,")),
    Change("2022-06", "an office closes", _edits({OFFICES: {f"{QUETTA},": f"{QUETTA},2022-05-31"}})),
    Change(
        "2023-06",
        "a question changes its meaning",
        _edits({FIELDS: {"[suicidal_ideation]": '[suicidal_ideation]\nbreak = "2023-06"'}}),
    ),
    Change("2024-12", "a question is dropped", _edits({FIELDS: {"[heard_from]": '[heard_from]\nuntil = "2024-11"'}})),
)
"""Each way in which docs/contract.md says that a contract may change."""
