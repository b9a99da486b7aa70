"""Files that people write: what is wrong with one is told with its name, the line and the reason, and exits with 2."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from expectations import places, rules
from expectations.contract import fields, helpline, vocabulary
from expectations.contract import logs as log_forms
from expectations.contract.content import BUNDLED
from expectations.contract.forms import read_toml
from flows.settings import load_settings
from tasks.disclosure.printed import read_printed
from tasks.language.languages import texts_folder
from tasks.language.texts_loader import load_texts
from tasks.model.brand import load_brand
from tasks.model.errors import ReportError, TextError
from tasks.model.period import Period
from tasks.proofread.typed import patterns
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
    return edition, patterns(folder, "typed_numbers.toml", "allowed"), patterns(folder, "typed_words.toml", "refused")


PROVINCES = vocabulary.vocabulary("province").keys
READERS: dict[str, Reader] = {
    "expectations/contract/vocabulary.toml": contract(vocabulary, vocabulary.vocabularies.__wrapped__),
    "expectations/contract/helpline.toml": contract(helpline, helpline.helpline.__wrapped__),
    "expectations/contract/fields.toml": contract(fields, fields._listed_fields.__wrapped__),
    "expectations/contract/not_recorded.toml": contract(log_forms, log_forms._spellings.__wrapped__),
    "expectations/contract/personal_headings.toml": contract(log_forms, log_forms._entries.__wrapped__),
    "expectations/contract/logs.toml": contract(log_forms, log_forms.log_forms.__wrapped__),
    "expectations/contract/rules.toml": contract(rules, rules._words.__wrapped__),
    "assets/places/cities.csv": contract(vocabulary, lambda: vocabulary._gazetteer(PROVINCES), "places"),
    "assets/places/cybercrime_offices.csv": contract(places, places.offices.__wrapped__, "places"),
    "assets/places/opening_hours.csv": contract(places, places.opening_hours.__wrapped__, "places"),
    "assets/brand/brand.toml": lambda path, _: load_brand(path),
    **{
        f"report_templates/text/en/{name}.toml": texts
        for name in (
            "report",
            "figures",
            "facts",
            "notes",
            "words",
            "language",
            "degree",
            "typed_words",
            "typed_numbers",
        )
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


CONTRACT, PLACES, ENGLISH = "expectations/contract", "assets/places", "report_templates/text/en"
BRAND, SETTINGS, PRINTED = "assets/brand/brand.toml", "settings.toml", "printed_before.toml"
MUTATIONS = [
    (f"{CONTRACT}/vocabulary.toml", 'woman = { label = "Women",', "woman = {", "woman lacks label"),
    (f"{CONTRACT}/vocabulary.toml", 'woman = { label =', "woman = { labl =", "labl is no key", "label is meant"),
    (f"{CONTRACT}/vocabulary.toml", 'calls = { label = "Call" }', 'calls = "Call"', "a table of keys"),
    (f"{CONTRACT}/vocabulary.toml", 'since = "2017-12"', 'since = "12/2017"', "'12/2017'", "like 2018-06"),
    (f"{CONTRACT}/vocabulary.toml", 'since = "2017-12"', "since = 2017", "2017 stands", "a text in quotes"),
    (f"{CONTRACT}/vocabulary.toml", "ages = [5, 17]", "ages = 5", "5 stands", "a list in brackets"),
    (f"{CONTRACT}/vocabulary.toml", "ages = [5, 17]", 'ages = ["five", 17]', "'five' stands", "a whole number"),
    (f"{CONTRACT}/vocabulary.toml", 'merge_into = "other"', 'merge_into = "othr"', "into othr", "other is meant"),
    (f"{CONTRACT}/vocabulary.toml", 'since = "2017-12"', 'since = "2017-12", until = "2017-11"', "until 2017-11"),
    (f"{CONTRACT}/vocabulary.toml", "skype = {", 'skype = { merged_into = "phone",', "not say until when"),
    (f"{CONTRACT}/vocabulary.toml", "skype = {", 'skype = { until = "2018-05",merged_into = "phne",', "phone is meant"),
    (f"{CONTRACT}/vocabulary.toml", "skype = {", 'skype = { until = "2018-05",merged_into = "skype",', "into skype"),
    (f"{CONTRACT}/vocabulary.toml", "skype = {", 'skype = { until = "2018-05",merged_into = "none",', "no answer to"),
    (
        f"{CONTRACT}/vocabulary.toml",
        'skype = { label = "Skype", proper = true }\nemail = {',
        'skype = { label = "Skype", until = "2018-05", merged_into = "email" }\nemail = { until = "2018-08",',
        "email, which ends itself",
    ),
    (f"{CONTRACT}/vocabulary.toml", '["insta", "ig"]', '["fb", "ig"]', "both facebook and instagram"),
    (f"{CONTRACT}/vocabulary.toml", "harassment = false", 'harassment = "so"', "true or false"),
    (f"{CONTRACT}/vocabulary.toml", 'sunday = { label = "Sunday" }', 'sundy = { label = "Sunday" }', "keys of weekday"),
    (f"{CONTRACT}/fields.toml", 'title = "Gender"\n', "", "gender lacks title"),
    (f"{CONTRACT}/fields.toml", 'kind = "age"', 'kind = "ages"', "'ages' is not allowed", "age is meant"),
    (f"{CONTRACT}/fields.toml", 'needed = "follow_up"', 'needed = "folow_up"', "'folow_up'", "follow_up is meant"),
    (f"{CONTRACT}/fields.toml", 'vocabulary = "platform"', 'vocabulary = "platfrm"', "no table platfrm", "platform is"),
    (f"{CONTRACT}/fields.toml", 'value = "fia"', 'value = "fiaa"', "no answer fiaa", "fia is meant"),
    (f"{CONTRACT}/fields.toml", 'field = "referrals"', 'field = "referal"', "no field referal", "referrals is meant"),
    (f"{CONTRACT}/fields.toml", 'since = "2018-09"', 'since = "2018-9"', "'2018-9'", "like 2018-06"),
    (f"{CONTRACT}/fields.toml", 'since = "2018-09"', 'until = "2018-08"\nsince = "2018-09"', "until 2018-08, and only"),
    (f"{CONTRACT}/fields.toml", 'since = "2018-09"', 'break = "2018-09"\nsince = "2018-09"', "In 2018-09 the question"),
    (f"{CONTRACT}/fields.toml", 'since = "2018-09"', 'break = "2018/10"', "'2018/10'", "like 2018-06"),
    (f"{CONTRACT}/fields.toml", 'since = "2018-09"', 'breaks = "2018-10"', "breaks is no key", "break is meant"),
    (f"{CONTRACT}/fields.toml", "[case_type]", "[type_of_case]", "needs the field case_type"),
    (f"{CONTRACT}/fields.toml", "ordered = true", 'orderd = true', "orderd is no key", "ordered is meant"),
    (f"{CONTRACT}/rules.toml", 'severity = "warning"\n', "", "case_opened_once lacks severity"),
    (f"{CONTRACT}/rules.toml", 'severity = "warning"', 'severity = "warnig"', "'warnig'", "warning is meant"),
    (f"{CONTRACT}/rules.toml", 'title = "A value is', 'titel = "A value is', "titel is no key", "title is meant"),
    (f"{CONTRACT}/not_recorded.toml", 'words = [', "wrds = [", "wrds is no key", "words is meant"),
    (f"{CONTRACT}/personal_headings.toml", "en = [", 'en = ["-", ', "'-' has no letters"),
    (f"{CONTRACT}/helpline.toml", '"2016-12"', '"December 2016"', "'December 2016'", "like 2018-06"),
    (f"{CONTRACT}/helpline.toml", '"Asia/Karachi"', '"Karachi"', "'Karachi'", "like Europe/Paris"),
    (f"{CONTRACT}/helpline.toml", "[6, 12]", "[6, 11]", "six apart"),
    (f"{CONTRACT}/helpline.toml", "[6, 12]", '["June", "December"]', "'June'", "a whole number"),
    (f"{CONTRACT}/helpline.toml", 'country = "PK"', 'country = "Pakistan"', "'Pakistan'"),
    (f"{CONTRACT}/helpline.toml", "'3\\d{2}", "'(3\\d{2}", "regular expression"),
    (f"{CONTRACT}/helpline.toml", "pk.cnic", "pk.cinc", "python-stdnum"),
    (f"{CONTRACT}/helpline.toml", "0.05", '"5%"', "'5%'", "a number"),
    (f"{CONTRACT}/helpline.toml", "timezone =", "time_zone =", "time_zone is no key", "timezone is meant"),
    (f"{PLACES}/cities.csv", "aliases", "spellings", "lacks the column aliases"),
    (f"{PLACES}/cities.csv", "multan,Multan,punjab", "multan,Multan,panjab", "no province panjab", "punjab is meant"),
    (f"{PLACES}/cities.csv", "multan,Multan", "lahore,Multan", "lahore is listed twice"),
    (f"{PLACES}/cybercrime_offices.csv", "opened", "since", "lacks the column opened"),
    (f"{PLACES}/cybercrime_offices.csv", "quetta,", "queta,", "no queta", "quetta is meant"),
    (f"{PLACES}/cybercrime_offices.csv", "quetta,2007-01-01", "quetta,01-01-2007", "'01-01-2007' is no day"),
    (f"{PLACES}/opening_hours.csv", "opens", "from", "lacks the column opens"),
    (f"{PLACES}/opening_hours.csv", "2016-12,9,17", "2016-12,9 am,17", "'9 am'", "from 0 to 24"),
    (f"{PLACES}/opening_hours.csv", "2016-12,9,17", "2016,9,17", "'2016' is no month"),
    (BRAND, 'ink = "#2B1B3D"\n', "", "no colour ink"),
    (BRAND, 'ink = "#2B1B3D"', 'ink = "dark"', "'dark'", "like #5B2A86"),
    (BRAND, 'ink = "#2B1B3D"', 'ink = "#F0F0F0"', "ink is too faint on paper"),
    (BRAND, 'series = ["primary",', 'series = ["primry",', "no colour primry", "primary is meant"),
    (BRAND, "weight = 400", 'weight = "thin"', "'thin' stands", "a whole number"),
    (BRAND, 'style = "normal"', 'style = "norml"', "'norml'", "normal is meant"),
    (BRAND, "SourceSans3-Regular.otf", "SourceSans.otf", "no file SourceSans.otf"),
    (BRAND, 'display = "Fraunces"', 'dispaly = "Fraunces"', "dispaly is no key", "display is meant"),
    (f"{ENGLISH}/report.toml", 'kind = "cover"', 'kind = "covr"', "'covr'", "cover is meant"),
    (f"{ENGLISH}/report.toml", 'start = "page"', 'strat = "page"', "strat is no key", "start is meant"),
    (f"{ENGLISH}/figures.toml", "headline = ", "headlin = ", "headlin is no key", "headline is meant"),
    (f"{ENGLISH}/facts.toml", 'n = "not given"\n', "", "lacks n"),
    (f"{ENGLISH}/notes.toml", "text = ", "txt = ", "txt is no key", "text is meant"),
    (f"{ENGLISH}/words.toml", "several = ", "sveral = ", "several is lacking", "sveral is meant"),
    (f"{ENGLISH}/words.toml", "{total}", "{totl}", "{totl} stands for nothing", "total is meant"),
    (f"{ENGLISH}/language.toml", 'comma = ", "', "comma = 1", "a text in quotes"),
    (f"{ENGLISH}/degree.toml", "majority =", "majrity =", "majority is lacking", "majrity is meant"),
    (f"{ENGLISH}/typed_words.toml", "pattern = '", "pattern = '(", "no regular expression"),
    (f"{ENGLISH}/typed_numbers.toml", "why = ", "wy = ", "An entry lacks why"),
    (SETTINGS, "set_aside", "setaside", "setaside is no key", "set_aside is meant"),
    (SETTINGS, "0.02", '"a fiftieth"', "a number"),
    (SETTINGS, "0.02", "2", "less than or equal to 1"),
    (PRINTED, "printed = []", "printed = 1", "1 stands", "a list in brackets"),
    (PRINTED, "printed = []", '[[printed]]\nfrom = "2016-12"', "lacks to"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [(name, old, new, says) for name, old, new, *says in MUTATIONS],
    ids=[f"{Path(name).name} {says}" for name, _, _, says, *_ in MUTATIONS],
)
def test_what_has_another_form_is_told(
    name: str, old: str, new: str, says: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = sound(name).decode()
    assert old in text
    error = refusal(name, text.replace(old, new, 1).encode(), tmp_path, monkeypatch)
    assert [words for words in says if words not in error.problem] == []
    assert Path(name).name in error.where
    changed = text[: text.index(old)].count("\n") + 1
    named = re.search(r"line (\d+)", error.where)
    # What is lacking has no line; the table is named in which it is.
    assert not named or int(named[1]) == changed or not new or "lack" in error.problem or "no file" in error.problem


DATED = [
    (
        f"{PLACES}/cities.csv",
        "key,label,province,aliases,since",
        "a,A,punjab,,\na,A,sindh,,2018-13",
        "'2018-13' is no month",
    ),
    (f"{PLACES}/cities.csv", "key,label,province,aliases,since", "a,A,punjab,,\na,A,sindh,,", "needs a later since"),
    (f"{PLACES}/cities.csv", "key,label,province,aliases,since", "a,A,punjab,,2018-06", "the first has none"),
    (
        f"{PLACES}/cybercrime_offices.csv",
        "city,opened,closed,note",
        "quetta,2018-01-01,2017-12-31,",
        "before it opened",
    ),
    (f"{PLACES}/cybercrime_offices.csv", "city,opened,closed,note", "quetta,2018-01-01,2019,", "'2019' is no day"),
]
"""Lists in which a place begins, ends or moves: headings and rows."""


@pytest.mark.parametrize(("name", "headings", "rows", "says"), DATED, ids=[says for *_, says in DATED])
def test_an_impossible_date_of_a_place_is_told_with_its_line(
    name: str, headings: str, rows: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = refusal(name, f"{headings}\n{rows}\n".encode(), tmp_path, monkeypatch)
    assert says in error.problem
    assert f"{Path(name).name}, line {rows.count(chr(10)) + 2}" in error.where


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
            read_toml(path, TextError)
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
