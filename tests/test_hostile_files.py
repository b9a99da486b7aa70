"""Files, folders and words that are made to break the program: a refusal, no more, and nothing left behind."""

import os
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.operate.server import CLIENT_PASSWORD
from tests import log_files as logs
from tests.command_line import Desk, Outcome, run
from tests.drill import cases
from tests.extract.test_refusals import endless_parquet, garbled_parquet
from tests.hostile_workbooks import MARK, SHEET, WORKBOOKS, changed

Make = Callable[[Path], object]
PERIOD = ("--from", "2018-06", "--to", "2018-11")
ESCAPE = "\x1b[31m\x07"
HEADING = ",".join(logs.FIELDS)
PATIENCE = 120
"""Seconds after which a command is taken to hang."""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files go, of which none may be left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def assert_refused(outcome: Outcome, desk: Desk, code: int, says: str) -> None:
    assert outcome.code == code, outcome.output
    assert outcome.says(says), outcome.output
    assert not outcome.says("unforeseen"), outcome.output
    assert "\x1b" not in outcome.output
    assert MARK not in outcome.output
    assert desk.editions == []
    assert desk.work_folders == []


def sound(desk: Desk, log: str = "emails") -> Path:
    return logs.write_csv(desk.folder / f"{log}.csv", [logs.record(n, log) for n in range(1, 30)])


def content(data: bytes) -> Make:
    return lambda path: path.write_bytes(data)


def link_to(target: str) -> Make:
    return lambda path: path.symlink_to(target)


def with_sheet(change: Callable[[bytes], bytes]) -> Make:
    def put(entries: dict[str, bytes]) -> None:
        entries[SHEET] = change(entries[SHEET])

    return lambda path: changed(path, put)


def laughing(sheet: bytes) -> bytes:
    """Entities that stand for each other: ten to the ninth power of them, were they put in."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    declared = f'<!DOCTYPE x [<!ENTITY l0 "{MARK}">{entities}]>'
    cell = b'<row r="9"><c r="A9" t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData>'
    return sheet.replace(b"?>", b"?>" + declared.encode(), 1).replace(b"</sheetData>", cell)


def workbook_in_a_workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", b"PK\x03\x04" * 100)


def spoilt_parquet(path: Path) -> None:
    """The footer is sound, and what it tells of is not."""
    logs.write_parquet(path, [{k: v and str(v) for k, v in logs.record(n).items()} for n in range(200)])
    data = bytearray(path.read_bytes())
    data[4:2000] = bytes(1996)
    path.write_bytes(bytes(data))


def endless_footer(path: Path) -> None:
    path.write_bytes(b"PAR1" + MARK.encode() * 20 + b"\xff\xff\xff\x7fPAR1")


LOGS: dict[str, tuple[str, Make, str]] = {
    **{f"workbook with a {name}": (file, make, "unpack") for name, (file, make) in WORKBOOKS.items()},
    "workbook whose entities multiply": ("calls.xlsx", with_sheet(laughing), "calls.xlsx"),
    "workbook cut within a sheet": ("calls.xlsx", with_sheet(lambda sheet: sheet[:500]), "calls.xlsx"),
    "workbook within a workbook": ("calls.xlsx", workbook_in_a_workbook, "damaged"),
    "Parquet of equal records": ("calls.parquet", endless_parquet, "more records than bytes"),
    "Parquet of noise": ("calls.parquet", garbled_parquet, "damaged"),
    "Parquet with an endless footer": ("calls.parquet", endless_footer, "damaged"),
    "Parquet with spoilt pages": ("calls.parquet", spoilt_parquet, "damaged"),
    "CSV of one line": ("calls.csv", content(HEADING.encode() + b"," + b"x" * 9_000_000), "calls.csv"),
    "CSV of one line in an old encoding": ("calls.csv", content(b"\x93" * 9_000_000), "calls.csv"),
    "CSV with a hundred thousand columns": ("calls.csv", content(b"x," * 100_000 + b"\n1\n"), "No heading row"),
    "CSV of quotes": ("calls.csv", content(b'"' * 500_001), "calls.csv"),
    "CSV with a byte order mark alone": ("calls.csv", content(b"\xff\xfe"), "No heading row"),
    "CSV whose heading speaks to the terminal": (
        "calls.csv",
        content(ESCAPE.encode() + b",kind\n1,2\n"),
        "No heading row",
    ),
    "pipe": ("calls.csv", os.mkfifo, "No file"),
    "folder": ("calls.csv", Path.mkdir, "No file"),
    "device without end": ("calls.csv", link_to("/dev/zero"), "No file"),
    "link to itself": ("calls.csv", link_to("calls.csv"), "calls.csv"),
    "link to nothing": ("calls.csv", link_to("nothing"), "No file"),
    "name that speaks to the terminal": (f"calls{ESCAPE}.csv", content(HEADING.encode()), "\\x1b[31m"),
    "name of many lines": ("calls\nRefused\n.csv", content(HEADING.encode()), "cannot be shown"),
    "name that turns the line": ("calls\u202evsc.csv", content(HEADING.encode()), "\\u202e"),
}


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize(("name", "make", "says"), LOGS.values(), ids=list(LOGS))
def test_a_log(desk: Desk, capfd: pytest.CaptureFixture[str], name: str, make: Make, says: str) -> None:
    path = desk.folder / name
    make(path)
    outcome = run(capfd, "check", "--calls", path, "--emails", sound(desk), "--private", desk.private)
    assert_refused(outcome, desk, 3, says)


def test_a_name_that_is_no_text_among_many(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    Path(os.fsdecode(bytes(desk.folder) + b"/calls-\xff.csv")).write_text(HEADING)
    outcome = run(
        capfd, "check", "--calls", desk.folder / "calls-*", "--emails", sound(desk), "--private", desk.private
    )
    assert_refused(outcome, desk, 3, "calls-\\udcff.csv")


def link(path: Path) -> None:
    path.with_name("elsewhere").mkdir(mode=0o700)
    path.symlink_to("elsewhere")


def open_to_all(path: Path) -> None:
    path.mkdir()
    path.chmod(0o777)


FOLDERS: dict[str, tuple[str, Make, str]] = {
    "private folder that is a link": ("private", link, "is a link"),
    "private folder open to all": ("private", open_to_all, "chmod 700"),
    "private folder that is a file": ("private", content(b""), "Not a directory"),
    "private folder that is a pipe": ("private", os.mkfifo, "Not a directory"),
    "folder of editions that is a file": ("editions", content(b""), "editions"),
    "folder of editions that is a pipe": ("editions", os.mkfifo, "editions"),
    "ledger that is a pipe": ("ledger.jsonl", os.mkfifo, "is no file"),
    "ledger that is a folder": ("ledger.jsonl", Path.mkdir, "is no file"),
    "ledger without end": ("ledger.jsonl", link_to("/dev/zero"), "is no file"),
    "ledger of noise": ("ledger.jsonl", content(bytes(range(256)) * 10), "line 1"),
    "ledger nested deeply": ("ledger.jsonl", content(b'{"entry":' + b"[" * 100_000 + b"\n"), "line 1"),
    "ledger of one line without end": ("ledger.jsonl", content(b"x" * 3_000_000), "line 1"),
}
CODES = {"private": 2, "editions": 2, "ledger.jsonl": 5}


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize(("name", "make", "says"), FOLDERS.values(), ids=list(FOLDERS))
def test_a_folder_or_a_ledger(desk: Desk, capfd: pytest.CaptureFixture[str], name: str, make: Make, says: str) -> None:
    make(desk.folder / name)
    before = (desk.folder / name).lstat()
    sources = ("--calls", sound(desk, "calls"), "--emails", sound(desk), "--private", desk.private)
    where = ("--out", desk.out, "--ledger", desk.folder / "ledger.jsonl", "--no-pdf")
    outcome = run(capfd, "build", *sources, *where, *PERIOD)
    assert_refused(outcome, desk, CODES[name], says)
    after = (desk.folder / name).lstat()
    assert (after.st_mode, after.st_ino) == (before.st_mode, before.st_ino)


WORDS: dict[str, tuple[Sequence[str], int, str]] = {
    "years without end": (("build", "--sample", "--from", "0001-01", "--to", "9999-12"), 2, "2018-11"),
    "a century": (("build", "--sample", "--from", "2000-01", "--to", "2099-12"), 2, "from 2016-12"),
    "years to come": (("build", "--sample", "--from", "2018-01", "--to", "2099-12"), 2, "at the most. Today is"),
    "month in raised digits": (("build", "--sample", "--from", "2018-¹²", "--to", "2018-12"), 2, "2018-11"),
    "month in Arabic digits": (("build", "--sample", "--from", "٢٠١٨-٠١", "--to", "2018-12"), 2, "2018-11"),
    "argument that is no text": (("check", "--calls", os.fsdecode(b"calls-\xff.csv")), 2, "\\udcff"),
    "argument that speaks to the terminal": (("check", "--sample", ESCAPE), 2, "\\x1b"),
    "command that speaks to the terminal": ((ESCAPE,), 2, "command"),
    "name too long for any file": (("check", "--calls", "x" * 5_000, "--emails", "y"), 3, "too long"),
    "revision in a raised digit": (
        ("withdraw", "published/2018-06_2018-11/r²", "--reason", "A reason"),
        2,
        "no revision",
    ),
    "revision in an Arabic digit": (
        ("withdraw", "published/2018-06_2018-11/r١", "--reason", "A reason"),
        2,
        "no revision",
    ),
    "revision without end": (("withdraw", f"published/2018-06_2018-11/r{'9' * 5000}", "--reason", "A reason"), 2, ""),
    "revision that is the root": (("withdraw", "/", "--reason", "A reason"), 2, "no revision"),
    "edition that is not there": (("verify", "nowhere/2018-06_2018-11"), 2, "no manifest"),
    "edition with a name too long": (("verify", "x" * 5_000), 2, "too long"),
    "draft that speaks to the terminal": (("render", f"nowhere{ESCAPE}"), 2, "\\x1b"),
}


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize(("words", "code", "says"), WORDS.values(), ids=list(WORDS))
def test_words(desk: Desk, capfd: pytest.CaptureFixture[str], words: Sequence[str], code: int, says: str) -> None:
    places = {"build": ("--out", desk.out, "--private", desk.private), "check": ("--private", desk.private)}
    assert_refused(run(capfd, *words, *places.get(words[0], ())), desk, code, says)


SETTINGS: dict[str, tuple[Make, str]] = {
    "folder": (Path.mkdir, "no such settings file"),
    "pipe": (os.mkfifo, "no such settings file"),
    "device without end": (link_to("/dev/zero"), "no such settings file"),
    "nothing": (lambda path: None, "no such settings file"),
    "no text": (content(b"\xff\xfe"), "no text in UTF-8"),
    "NUL": (content(b"\0"), "not valid TOML"),
    "deeply nested": (content(b"a = " + b"[" * 100_000), "too deep"),
}


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize(("make", "says"), SETTINGS.values(), ids=list(SETTINGS))
def test_settings(
    desk: Desk, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, make: Make, says: str
) -> None:
    path = desk.folder / f"settings{ESCAPE}.toml"
    make(path)
    monkeypatch.setenv("HELPLINE_REPORT_SETTINGS", str(path))
    outcome = run(capfd, "check", "--sample", "--private", desk.private)
    assert_refused(outcome, desk, 2, says)
    assert outcome.says("settings\\x1b[31m\\x07.toml")


@dataclass(frozen=True)
class Nobody:
    """A user without rights, and a folder of its own; whoever runs the tests, where that is not the superuser."""

    folder: Path
    prefect_api: str

    def owns(self, path: Path) -> Path:
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)
        return path

    def run(self, *arguments: str | Path) -> Outcome:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", *map(str, arguments)],
            cwd=Path(__file__).parents[1],
            env=kept
            | {CLIENT_PASSWORD: os.environ[CLIENT_PASSWORD], "PREFECT_API_URL": self.prefect_api}
            | {"HELPLINE_REPORT_SETTINGS": str(self.folder / "settings.toml")}
            | {name: str(self.folder) for name in ("HOME", "PREFECT_HOME", "TMPDIR")}
            | {"PYTHONDONTWRITEBYTECODE": "1"},
            user=NOBODY if os.geteuid() == 0 else None,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        return Outcome(done.returncode, done.stdout + done.stderr)


NOBODY = 65534


@pytest.fixture
def nobody(prefect_home: Path, temporary: Path) -> Iterator[Nobody]:
    # Not among pytest's own folders, which are open to their owner alone.
    with tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        user = Nobody(Path(folder), os.environ["PREFECT_API_URL"])
        user.owns(Path(folder))
        folders = "".join(f'{n} = "{folder}/{n}"\n' for n in ("published", "state", "private", "out"))
        (Path(folder) / "settings.toml").write_text(f"[folders]\n{folders}")
        yield user


def unreadable_log(user: Nobody) -> tuple[str, int]:
    (user.folder / "calls.csv").chmod(0)
    return "calls.csv", 3


def unreadable_folder_of_logs(user: Nobody) -> tuple[str, int]:
    (user.folder / "calls.csv").unlink()
    shut = user.folder / "calls.csv"
    shut.mkdir(mode=0)
    return "calls.csv", 3


def unwritable_private_folder(user: Nobody) -> tuple[str, int]:
    (user.folder / "private").mkdir(mode=0o500)
    return "private", 2


def unwritable_folder_of_editions(user: Nobody) -> tuple[str, int]:
    (user.folder / "out").mkdir(mode=0o555)
    return "out", 2


def unreadable_ledger(user: Nobody) -> tuple[str, int]:
    (user.folder / "published").mkdir(mode=0o755)
    (user.folder / "published" / "ledger.jsonl").touch(mode=0)
    return "ledger.jsonl", 5


def unreadable_settings(user: Nobody) -> tuple[str, int]:
    (user.folder / "settings.toml").chmod(0)
    return "settings.toml", 2


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize(
    "shut",
    cases(
        [
            unreadable_log,
            unreadable_folder_of_logs,
            unwritable_private_folder,
            unwritable_folder_of_editions,
            unreadable_ledger,
            unreadable_settings,
        ],
        [unwritable_folder_of_editions, unreadable_settings],
    ),
)
def test_what_this_user_may_not_touch(nobody: Nobody, shut: Callable[[Nobody], tuple[str, int]]) -> None:
    for log in ("calls", "emails"):
        nobody.owns(logs.write_csv(nobody.folder / f"{log}.csv", [logs.record(n, log) for n in range(1, 30)]))
    named, code = shut(nobody)
    source = nobody.folder / "calls.csv"
    calls = source / "calls.csv" if source.is_dir() else source
    outcome = nobody.run("build", "--calls", calls, "--emails", nobody.folder / "emails.csv", *PERIOD, "--no-pdf")
    assert outcome.code == code, outcome.output
    assert outcome.says(named), outcome.output
    assert not outcome.says("unforeseen"), outcome.output
    assert not list(nobody.folder.glob("out/*"))
    assert not list(nobody.folder.glob("private/work/*"))


@contextmanager
def full_disk(after: int) -> Iterator[None]:
    """No file may grow beyond a length: the next that does meets a full disk."""
    import resource

    before, ignored = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize("room", [2_000, 9_000], ids=["for no records", "for no fix list"])
def test_a_full_private_disk(desk: Desk, capsys: pytest.CaptureFixture[str], room: int) -> None:
    path = logs.write_csv(desk.folder / "calls.csv", [logs.record(n, gender=MARK) for n in range(1, 30)])
    emails = sound(desk)
    with full_disk(room):
        outcome = run(capsys, "check", "--calls", path, "--emails", emails, "--private", desk.private)
    assert_refused(outcome, desk, 2, "private")
    assert not (desk.private / "fix_list.xlsx").exists()
