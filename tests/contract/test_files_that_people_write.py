"""Files that people write: what is wrong with one is told with its name, the line and the reason, and exits with 2."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from expectations import places, rules
from expectations.contract import fields, helpline, not_recorded, vocabulary
from expectations.contract.content import BUNDLED
from flows.operate.settings import load_settings
from tasks.disclosure.printed import read_printed
from tasks.language.languages import texts_folder
from tasks.language.text_files import read_toml
from tasks.language.texts_loader import load_texts
from tasks.model.brand import load_brand
from tasks.model.errors import ReportError
from tasks.model.period import Period
from tasks.proofread.typed import allowed, refused
from tests import log_files as logs

ROOT = Path(__file__).parents[2]
Reader = Callable[[Path, pytest.MonkeyPatch], object]
"""Reads a changed file, where the program would look for it."""


def contract(module: object, read: Callable[[], object], part: str = "contract") -> Reader:
    def reader(path: Path, patch: pytest.MonkeyPatch) -> object:
        changed = replace(BUNDLED, **{part: path.parent})
        patch.setattr(module, "content", lambda: changed)
        return read()

    return reader


def texts(path: Path, patch: pytest.MonkeyPatch) -> object:
    folder = Path(shutil.copytree(texts_folder(), path.parent / "en"))
    shutil.copy(path, folder / path.name)
    edition = load_texts(folder, Period.parse("2016-12_2018-11"))
    return edition, allowed(folder, "typed_numbers.toml"), refused(folder, "typed_words.toml")


READERS: dict[str, Reader] = {
    "expectations/contract/vocabulary.toml": contract(vocabulary, vocabulary.vocabularies.__wrapped__),
    "expectations/contract/helpline.toml": contract(helpline, helpline.helpline.__wrapped__),
    "expectations/contract/fields.toml": contract(fields, fields.fields.__wrapped__),
    "expectations/contract/not_recorded.toml": contract(not_recorded, not_recorded._spellings.__wrapped__),
    "expectations/contract/rules.toml": contract(rules, rules._words.__wrapped__),
    "assets/places/cities.csv": contract(vocabulary, lambda: vocabulary._gazetteer(("punjab",)), "places"),
    "assets/places/cybercrime_offices.csv": contract(places, places.offices.__wrapped__, "places"),
    "assets/places/opening_hours.csv": contract(places, places.opening_hours.__wrapped__, "places"),
    "assets/brand/brand.toml": lambda path, _: load_brand(path),
    **{
        f"report_templates/text/en/{name}.toml": texts
        for name in ("report", "figures", "facts", "notes", "words", "language", "typed_words", "typed_numbers")
    },
    "settings.toml": lambda path, _: load_settings(path),
    "printed_before.toml": lambda path, _: read_printed(path),
}
SOUND = {"settings.toml": b"[gate]\nset_aside = 0.02\n", "printed_before.toml": b"printed = []\n"}
"""Files that do not come with the program."""
TOML = [name for name in READERS if name.endswith(".toml")]


def sound(name: str) -> bytes:
    return SOUND.get(name) or (ROOT / name).read_bytes()


def refusal(name: str, content: bytes, folder: Path, patch: pytest.MonkeyPatch) -> ReportError:
    path = folder / Path(name).name
    path.write_bytes(content)
    with pytest.raises(ReportError) as caught:
        READERS[name](path, patch)
    assert caught.value.exit_code == 2
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize("name", TOML)
@pytest.mark.parametrize(
    ("added", "reason", "line"),
    [
        (b"\n[twice]\na = 1\na = 2\n", "a key or a table is written twice", 3),
        (b"\n[twice]\n[twice]\n", "a key or a table is written twice", 2),
        (b"\n[twice]\na = { b = 1, b = 2 }\n", "a key or a table is written twice", 2),
        (b"\n[open\n", "Expected ']' at the end of a table declaration", 1),
        (b"\n[open]\nlabel = Women\n", "Invalid value", 2),
        (b'\n[open]\nlabel = "Women', "Unterminated string", 2),
        ("\n[open]\nlabel = 'caf\u00e9'\n".encode("latin-1"), "no text in UTF-8", 2),
    ],
    ids=["key twice", "table twice", "part twice", "bracket", "no quotes", "open quote", "Latin-1"],
)
def test_what_is_no_toml_is_told_with_line_and_reason(
    name: str, added: bytes, reason: str, line: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = sound(name)
    error = refusal(name, content.rstrip(b"\n") + b"\n" + added, tmp_path, monkeypatch)
    assert reason in error.problem
    assert Path(name).name in error.problem
    lines = content.rstrip(b"\n").count(b"\n") + 2 + line
    assert f"{Path(name).name}, line {lines}" in error.where


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("expectations/contract/vocabulary.toml", 'yes = { label = "Yes",', "yes = {", "yes lacks label"),
        ("expectations/contract/vocabulary.toml", 'yes = { label = "Yes",', 'yes = { colour = 1,', "colour is no key"),
        ("expectations/contract/vocabulary.toml", 'calls = { label = "Call" }', 'calls = "Call"', "a table of keys"),
        ("expectations/contract/fields.toml", 'title = "Gender"\n', "", "gender lacks title"),
        ("expectations/contract/fields.toml", 'kind = "age"', 'kind = "years"', "'years' is not allowed as kind"),
        ("expectations/contract/rules.toml", 'severity = "warning"\n', "", "case_opened_once"),
        ("assets/places/cities.csv", "aliases", "spellings", "lacks the column aliases"),
        ("assets/places/cybercrime_offices.csv", "opened", "since", "lacks the column opened"),
        ("assets/places/opening_hours.csv", "opens", "from", "lacks the column opens"),
    ],
)  # fmt: skip
def test_what_has_another_form_is_told(
    name: str, old: str, new: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = sound(name).decode()
    assert old in text
    assert says in refusal(name, text.replace(old, new, 1).encode(), tmp_path, monkeypatch).problem


@pytest.mark.parametrize("name", [name for name in READERS if name.endswith(".csv")])
@pytest.mark.parametrize("row", [b"kharan", b"a,b,c,d,e,f,g,h,i,j"], ids=["short", "long"])
def test_a_row_of_another_length_is_told_with_its_line(
    name: str, row: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = sound(name).rstrip(b"\n")
    error = refusal(name, content + b"\n" + row + b"\n", tmp_path, monkeypatch)
    assert f"{Path(name).name}, line {content.count(bytes([10])) + 2}" in error.where


@pytest.mark.parametrize("name", TOML)
def test_a_folder_in_its_place_is_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "texts" / Path(name).name
    path.mkdir(parents=True)
    with pytest.raises(ReportError) as caught:
        if READERS[name] is texts:
            read_toml(path)
        else:
            READERS[name](path, monkeypatch)
    assert caught.value.exit_code == 2


def test_the_program_says_which_line_of_the_vocabulary_has_a_key_twice(tmp_path: Path) -> None:
    root = tmp_path / "checkout"
    for part in ("flows", "tasks", "expectations", "assets", "report_templates"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    path = root / "expectations" / "contract" / "vocabulary.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("[kind]\n", '[kind]\nnew = { label = "New" }\n', 1), "utf-8")
    twice = text[: text.index("[kind]\n")].count("\n") + 3
    source = logs.write_csv(tmp_path / "calls.csv", [logs.record()])
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("PREFECT", "HELPLINE"))}
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "check", "--calls", source, "--emails", source],
        cwd=root,
        env=environment | {"PREFECT_HOME": str(tmp_path / "prefect"), "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Refused. The file vocabulary.toml is not valid TOML: a key or a table is written twice." in done.stderr
    assert f"vocabulary.toml, line {twice}, column" in done.stderr
    assert "unforeseen" not in done.stderr
