"""The content of another organisation: another country, other provinces, no agency that investigates, two languages.

What `init --blank` writes, changed as people change it. Each command on it runs in a process of its own, which has
one content.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PROJECT = Path(__file__).parents[1]
OTHER, BRAND = PROJECT / "tests" / "other_content", PROJECT / "tests" / "brands" / "tideline"
GONE = (
    *("takeover_scams_by_month", "cybercrime_office_access", "cybercrime_office_access_fixed"),
    *("within_fia_remit", "fia_referral"),
)
"""Figures that blank content has not."""
EDITS = {
    "contract/vocabulary.toml": {
        'other = { label = "Other", aliases = ["others"] }\nnone = { label = "Not online"':
            'discord = { label = "Discord", since = "2019-09" }\n'
            'other = { label = "Other", aliases = ["others"] }\nnone = { label = "Not online"',
    },
    "text/en/report.toml": {
        "Our organisation": "Tideline",
        "Our helpline": "Tideline Line",
        '"000"': '"211"',
        "every working day, 9 am to 5 pm": "every day, 8 am to 8 pm",
        "helpline@example.org": "line@tideline.example",
        'id = "unanswered"\nname = "Calls that nobody could answer"\nwhy = "They leave no entry in the log."':
            'id = "letters"\nname = "Letters"\nwhy = "They are answered, and no log lists them."',
    },
    "text/en/standing/help.md": {"000": "211"},
    "text/en/typed_numbers.toml": {"'000'": "'211'", "[95]( [ap]m)": "8( [ap]m)"},
    "brand/brand.toml": {"../../../assets/fonts": "../fonts"},
}  # fmt: skip
"""What it says otherwise."""
PROVINCES = """[province]
littoral = { label = "Littoral", proper = true }
highlands = { label = "Highlands", proper = true }
islands = { label = "Islands", proper = true, aliases = ["isles"] }
"""


def run(content: Path, *arguments: str | Path) -> str:
    """Run a command with the content, in a process of its own: one has one content."""
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "--content", content, *arguments],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def without(text: str, tables: tuple[str, ...]) -> str:
    """A TOML file without some of its tables, and without its comments."""
    for name in tables:
        text, times = re.subn(rf"(?m)^\[{name}\]\n(?:(?!\[).*\n)*", "", text)
        assert times == 1, name
    return re.sub(r"(?m)^#.*\n", "", text)


def edit(file: Path, changes: Mapping[str, str]) -> None:
    """Change texts that stand in a file."""
    text = file.read_text("utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def write_content(folder: Path) -> None:
    """Write the organisation's content."""
    from flows.operate.own_content import BASE
    from flows.operate.own_content import write_content as init

    init(folder, blank=True)
    for part in (BASE, "brand"):
        shutil.rmtree(folder / part)
    shutil.copytree(OTHER, folder, dirs_exist_ok=True)
    shutil.copytree(BRAND, folder / "brand")
    for name, changes in EDITS.items():
        edit(folder / name, changes)
    vocabulary = folder / "contract/vocabulary.toml"
    vocabulary.write_text(re.sub(r"\[province\]\n(?:[^\[\n].*\n)+", PROVINCES, vocabulary.read_text("utf-8")), "utf-8")


def run_with(content: Path, script: str, *arguments: str | Path) -> str:
    """Run a script with the content; gives what it prints."""
    environment = os.environ | {"HELPLINE_REPORT_CONTENT": str(content)}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
