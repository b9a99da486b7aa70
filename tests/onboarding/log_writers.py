"""The files of a log, in the forms in which helplines keep theirs."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests import log_files as logs
from tests.onboarding.helplines import RECORDS, Helpline

Rows = Sequence[Sequence[Any]]


def _csv(path: Path, headings: Sequence[str], rows: Rows) -> Path:
    return _delimited(path.with_suffix(".csv"), [headings, *rows], ",", "utf-8-sig")


def _utf16(path: Path, headings: Sequence[str], rows: Rows) -> Path:
    return _delimited(path.with_suffix(".txt"), [headings, *rows], "\t", "utf-16")


def _kobo(path: Path, headings: Sequence[str], rows: Rows) -> Path:
    """With the answers to a question of several in one column too, and with columns of the form itself."""
    several = [n for n, heading in enumerate(headings) if "/platforms/" in heading]
    whole = [" ".join(headings[n].rpartition("/")[2] for n in several if row[n]) for row in rows]
    device = ["", *(["ee.kobo:Zymorane"] * len(rows))]
    every = [[*headings, "incident/platforms", "deviceid", "meta/instanceID"]]
    every += [[*row, some, device[1], f"uuid:{n}"] for n, (row, some) in enumerate(zip(rows, whole, strict=True))]
    return _delimited(path.with_suffix(".csv"), every, ";", "utf-8-sig")


def _delimited(path: Path, rows: Rows, sign: str, encoding: str) -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=sign).writerows(rows)
    return path


def _xlsx(path: Path, headings: Sequence[str], rows: Rows) -> Path:
    return logs.write_xlsx(path.with_suffix(".xlsx"), {"Log": [headings, *rows]})


def _ods(path: Path, headings: Sequence[str], rows: Rows) -> Path:
    return logs.write_ods(path.with_suffix(".ods"), {"Log": [headings, *rows], "Notes": [["for the team"]]})


def _register(path: Path, headings: Sequence[str], rows: Rows) -> Path:
    """Calls in two sheets under titles, with blank rows, a comment, totals, a summary; e-mails in an old encoding."""
    width, total = len(headings), ["TOTAL", len(rows), *[None] * (len(headings) - 2)]
    if path.name == "emails":
        old = [["E-mails – “helpdesk”", *[""] * (width - 1)], headings, *rows, total]
        return _delimited(path.with_suffix(".csv"), old, ";", "cp1252")
    titles = [["Helpline — register of calls"], ["printed 1 December 2018"], []]
    blank, comment = [None] * width, ["from here on by the new form", *[None] * (width - 1)]
    return logs.write_xlsx(
        path.with_suffix(".xlsx"),
        {
            "2017": [*titles, headings, *rows[:100], blank, comment, *rows[100:150], total],
            "2018": [*titles, headings, *rows[150:], blank, total],
            "Summary": [["Records", RECORDS]],
        },
    )


def _parquet(path: Path, headings: Sequence[str], rows: Rows) -> Path:
    return logs.write_parquet(path.with_suffix(".parquet"), [dict(zip(headings, row, strict=True)) for row in rows])


WRITERS: dict[str, Callable[[Path, Sequence[str], Rows], Path]] = {
    "csv": _csv,
    "utf16": _utf16,
    "kobo": _kobo,
    "xlsx": _xlsx,
    "ods": _ods,
    "register": _register,
    "parquet": _parquet,
}


def write(helpline: Helpline, folder: Path, postgres: Any = None) -> dict[str, str]:
    """Write a helpline's log: a file, or a table of a database, for calls and for e-mails."""
    found: dict[str, str] = {}
    for log in ("calls", "emails"):
        records = [record for record in helpline.originals() if record.log == log]
        headings, rows = list(helpline.columns), helpline.rows(records)
        if records and helpline.form == "sql":
            with postgres.connect() as connection:
                logs.write_table(connection, "contacts_2018", [dict(zip(headings, r, strict=True)) for r in rows])
            found[log] = postgres.address("contacts_2018")
        elif records:
            found[log] = str(WRITERS[helpline.form](folder / log, headings, rows))
    return found
