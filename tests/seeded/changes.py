"""Ways to change what a stage made: documents, tables, workbooks, quality statements, ledgers."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl

from tasks.disclosure.ledger import Ledger, LedgerEntry, append, read_ledger, writing
from tasks.model.figures import ProtectedFigures, TimeSlice
from tasks.model.quality import FieldMissing, Quality, RuleResult, Severity, quality_json
from tasks.tabulate import json_bytes
from tests.reconcile.test_reconcile import printed


def cell(figure: str, *key: str, **to: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        cells = document["figures"][figure]["windows"]["edition"]["cells"]
        next(c for c in cells if tuple(c["key"]) == key).update(to)

    return change


def untold(figure: str) -> Callable[[Any], None]:
    """A true zero told as one."""

    def change(document: Any) -> None:
        cells = document["figures"][figure]["windows"]["edition"]["cells"]
        del next(c for c in cells if "below" in c)["below"]

    return change


def window(figure: str, name: str = "edition", **to: Any) -> Callable[[Any], None]:
    return lambda d: d["figures"][figure]["windows"][name].update(to)


def time_slice(place: int, figure: str, **to: Any) -> Callable[[Any], None]:
    return lambda d: d["tiles"][place]["figures"][figure].update(to)


def audited(**to: Any) -> Callable[[Any], None]:
    return lambda d: d["tiles"][0]["audit"].update({name: to[name](d["tiles"][0]["audit"][name]) for name in to})


def moved(figure: str, by: int, *keys: tuple[str, ...]) -> Callable[[ProtectedFigures], ProtectedFigures]:
    """Records moved from one cell to another, in the edition's window and in its time slice alike."""

    def change(figures: ProtectedFigures) -> ProtectedFigures:
        steps = dict(zip(keys, (by, -by), strict=False))
        seen = printed(
            figure,
            lambda w: replace(w, cells=tuple(replace(c, count=c.count + steps.get(c.key, 0)) for c in w.cells)),
        )(figures)
        *earlier, last = seen.slices
        counts = last.figures[figure]
        recounted = replace(counts, cells={k: n + steps.get(k, 0) for k, n in counts.cells.items()})
        return replace(seen, slices=(*earlier, replace(last, figures={**last.figures, figure: recounted})))

    return change


def text(pattern: str, new: str, name: str) -> Callable[[Path], None]:
    def change(edition: Path) -> None:
        path = edition / name
        before = path.read_text("utf-8")
        path.write_text(re.sub(pattern, new, before, count=1, flags=re.MULTILINE), "utf-8")
        assert path.read_text("utf-8") != before

    return change


def content(name: str, new: bytes) -> Callable[[Path], None]:
    return lambda edition: (edition / name).write_bytes(new)  # type: ignore[return-value]


def women_moved(edition: Path) -> None:
    """Other numbers of the same total, in the time slice and in every window of it."""
    document = json.loads((edition / "figures.json").read_text("utf-8"))
    cells = document["tiles"][0]["figures"]["gender"]["cells"]
    for name in ("edition", "since_launch"):
        told_ = document["figures"]["gender"]["windows"][name]["cells"]
        told_[0]["count"], told_[1]["count"] = told_[0]["count"] + 5, told_[1]["count"] - 5
    cells[0][1], cells[1][1] = cells[0][1] + 5, cells[1][1] - 5
    (edition / "figures.json").write_text(json.dumps(document), "utf-8")


def sheet(change: Callable[[openpyxl.Workbook], Any]) -> Callable[[Path], None]:
    def apply(edition: Path) -> None:
        book = openpyxl.load_workbook(edition / "tables.xlsx")
        change(book)
        book.save(edition / "tables.xlsx")

    return apply


def women_in(book: openpyxl.Workbook) -> Any:
    rows = book["gender"].iter_rows()
    return next(row[place + 2] for row in rows for place, c in enumerate(row) if c.value == "woman")


def statement(missing: int = 210, warnings: int = 0) -> bytes:
    rules = (RuleResult("asked_since", "gender", "calls", Severity.WARNING, "Not recorded yet", warnings),)
    asked = (FieldMissing("gender", "both", 2300, missing),)
    return json_bytes(quality_json(Quality({}, {}, {}, rules if warnings else (), asked, {}, 0.02)))


def relined(change: Callable[[list[str]], list[str]]) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        path.write_text("".join(change(path.read_text("utf-8").splitlines(keepends=True))), "utf-8")

    return apply


def appended(entry: Callable[[Ledger], LedgerEntry]) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        with writing(path) as ledger:
            append(ledger, entry(ledger))

    return apply


def rewritten(change: Callable[[TimeSlice], TimeSlice]) -> Callable[[Path], None]:
    """A ledger written anew by somebody who knows how its chain is made."""

    def apply(path: Path) -> None:
        [entry] = read_ledger(path).entries
        path.unlink()
        appended(lambda _: replace(entry, slices=tuple(map(change, entry.slices))))(path)

    return apply


def with_women(known: TimeSlice) -> TimeSlice:
    gender = known.figures["gender"]
    counted = replace(gender, cells={**gender.cells, ("woman",): gender.cells["woman",] + 5, ("man",): 0})
    return replace(known, figures={**known.figures, "gender": counted})
