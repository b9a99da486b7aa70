"""Hostile values in the logs: none survives into any output, and none does anything on its way."""

from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from expectations.contract.fields import NEVER_READ, fields
from tests import log_files as logs
from tests.privacy.leak_scanner import find, surfaces
from tests.privacy.test_canaries import Sandbox

MARK = "ZQXJKV"
"""Stands in every payload; no word of the report has it."""
PAYLOADS = [
    f"<script>alert('{MARK}')</script>",
    f"<img src=x onerror={MARK}()>",
    f"</td></table><h1>{MARK}</h1>",
    f"<svg onload={MARK}()><text>{MARK}</text></svg>",
    f"<svg><foreignObject><iframe src='javascript:{MARK}'/></foreignObject></svg>",
    f"<style>@import 'http://127.0.0.1/{MARK}'</style>",
    f"<link rel=attachment href=file:///etc/hostname?{MARK}>",
    f"<!-- {MARK} -->",
    f"<![CDATA[{MARK}]]>",
    f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><x>&e;{MARK}</x>",
    f"&lt;b&gt;{MARK}",
    f"{{{{ 7 * 7 }}}} {MARK}",
    f"{{% for x in ().__class__.__base__.__subclasses__() %}}{MARK}{{% endfor %}}",
    f"{{{{ ''.__class__.__mro__[1].__subclasses__() }}}}{MARK}",
    f"{{# {MARK} #}}",
    f"${{{MARK}}} #{{{MARK}}} %({MARK})s {{0.{MARK}}}",
    f"[{MARK}](javascript:alert(1))",
    f"![{MARK}](http://127.0.0.1/x.png)",
    f"![{MARK}](file:///etc/hostname)",
    f"[^1]: {MARK}",
    f"# {MARK}",
    f"```{MARK}```",
    f"url(http://127.0.0.1/{MARK})",
    f"expression({MARK})",
    f"file:///etc/{MARK}",
    f"http://169.254.1.1/{MARK}",
    f"//{MARK}.example/x",
    f"data:text/html;base64,{MARK}",
    f"=HYPERLINK(\"http://127.0.0.1/{MARK}\",\"x\")",
    f"=cmd|' /C {MARK}'!A0",
    f"+{MARK}+1",
    f"-{MARK}-1",
    f"@SUM({MARK})",
    f"\t={MARK}",
    f"\r={MARK}",
    f"＝HYPERLINK({MARK})",
    f"＋{MARK}",
    f"＠{MARK}",
    f"\u202e{MARK}\u202c",
    f"\u2066{MARK}\u2069",
    f"{MARK[:3]}\u200b{MARK[3:]}",
    f"\ufeff{MARK}",
    f"../../../../etc/{MARK}",
    f"..\\..\\{MARK}",
    f"/dev/null; rm -rf {MARK}",
    f"$({MARK}) `{MARK}`",
    f"'; DROP TABLE contacts; -- {MARK}",
    f"' UNION SELECT '{MARK}' --",
    f"%s%n%x {MARK}",
    f"{MARK}\x00{MARK}".replace("\x00", "\x1b[2J"),
]  # fmt: skip
"""HTML, SVG, XML, Jinja, Markdown, CSS, addresses, formulas, invisible characters, paths, shell, SQL, terminals."""


NAMES = ["<img src=x onerror=1>.csv", "{{ 7*7 }}.csv", "=1+1.csv", "![x](http:x).csv"]
"""Names of log files."""


@pytest.fixture(scope="module", params=[False, pytest.param(True, marks=pytest.mark.drill)], ids=["screen", "paper"])
def sandbox(tmp_path_factory: pytest.TempPathFactory, prefect_home: Path, request: pytest.FixtureRequest) -> Sandbox:
    """A build in which each field of each log meets every payload, from files of hostile names; the gate is open."""
    sandbox = Sandbox(tmp_path_factory.mktemp("injection"), prefect_home)
    paths: list[tuple[str, Path]] = []
    for log in ("calls", "emails"):
        sound = [logs.record(number, log) for number in range(1, 30)]
        hostile = [
            logs.record(1000 + number, log, **{field: payload, "notes": payload})
            for number, (field, payload) in enumerate((f, p) for f in fields() for p in PAYLOADS)
        ]
        for record in (*sound, *hostile):
            record |= {column: record.get(column) for column in NEVER_READ}
        (sandbox.folder / log).mkdir()
        for place, name in enumerate(NAMES):
            rows = [*sound, *hostile][place :: len(NAMES)]
            paths.append((f"--{log}", logs.write_csv(sandbox.folder / log / name, rows)))
    sources = (part for option, path in paths for part in (option, str(path)))
    assert sandbox.build(*sources, pdf=request.param, rounded=False) == 0, sandbox.output.read_text()
    for _, path in paths:
        path.unlink()
    return sandbox


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 30


def test_no_payload_survives_into_any_output(sandbox: Sandbox) -> None:
    assert find([MARK, "HYPERLINK(", "__subclasses__", "DROP TABLE"], [sandbox.folder, sandbox.prefect_home]) == []


def test_nothing_of_the_machine_was_read(sandbox: Sandbox) -> None:
    hostname = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else ""
    if len(hostname) > 5:
        [edition] = sandbox.editions
        assert find([hostname], [edition]) == []


def test_workbooks_hold_no_formula_and_no_link_to_outside(sandbox: Sandbox) -> None:
    books = list(sandbox.folder.rglob("*.xlsx"))
    assert {path.name for path in books} == {"tables.xlsx", "fix_list.xlsx"}
    for path in books:
        cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
        assert [c.coordinate for c in cells if c.data_type == "f" or (c.hyperlink and c.hyperlink.target)] == []
        assert [c.coordinate for c in cells if str(c.value)[:1] in {*"=+@\t\r＝＋＠"} and c.value not in NAMES] == []
        assert not [name for name, _ in surfaces(path) if "externalLink" in name or "vba" in name.lower()]


def test_a_file_name_that_turns_what_follows_around_is_refused(tmp_path: Path, prefect_home: Path) -> None:
    sandbox = Sandbox(tmp_path, prefect_home)
    calls, emails = (logs.write_csv(tmp_path / name, [logs.record(1)]) for name in ("a\u202eb.csv", "emails.csv"))
    assert sandbox.build("--calls", str(calls), "--emails", str(emails)) == 3
    assert "\u202e" not in sandbox.output.read_text()


def test_hostile_file_names_are_text_and_nothing_else(sandbox: Sandbox) -> None:
    lists, reports = (list((sandbox.folder / part).rglob("*.html")) for part in ("private", "editions"))
    assert lists and reports
    for page in (*lists, *reports):
        assert "<img src=x" not in page.read_text()
        assert "49.csv" not in page.read_text()
        assert quote("http:x") not in page.read_text()
    cells = [
        c for s in load_workbook(sandbox.folder / "private" / "fix_list.xlsx") for row in s.iter_rows() for c in row
    ]
    assert {str(cell.value) for cell in cells} >= set(NAMES)
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
