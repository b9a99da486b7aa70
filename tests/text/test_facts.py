"""The list of what the report states: its files exist, each line has a verdict, and its summary counts them."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.text.files import EDITION, TEXTS

ROOT = TEXTS.parents[2]
LIST = (ROOT / "docs" / "facts.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in LIST.splitlines() if line.startswith("| `")]
VERDICT = re.compile(r"holds|(mended|added|taken out) \(([12])\)")


def _file(name: str) -> Path:
    return next((root / name for root in (TEXTS, ROOT) if (root / name).is_file()), TEXTS / name)


def _count(cell: str) -> int:
    return 0 if cell == "–" else int(cell)


@pytest.mark.parametrize("row", ROWS, ids=[row[1][:50] for row in ROWS])
def test_a_statement_has_its_place_and_a_verdict(row: list[str]) -> None:
    where, statement, source, verdict = row
    names = [name.replace("edition/", f"{EDITION}/") for name in re.findall(r"`(\S+\.\w+)`", where)]
    assert names and [name for name in names if not _file(name).is_file()] == []
    assert statement and VERDICT.match(verdict)
    assert source != "–" or not verdict.startswith(("holds", "added"))


def test_the_summary_counts_the_lines() -> None:
    found = Counter((match[1] or "holds", match[2]) for match in (VERDICT.match(row[3]) for row in ROWS) if match)
    summary = re.findall(r"^\| (holds|mended|added|taken out) \| (\S+) \| (\S+) \| (\d+) \|$", LIST, re.MULTILINE)
    assert {verdict: (_count(first), _count(second)) for verdict, first, second, _ in summary} == {
        verdict: (found[verdict, "1"], found[verdict, "2"]) for verdict in ("holds", "mended", "added", "taken out")
    }
    by_verdict = {verdict: sum(n for (of, _), n in found.items() if of == verdict) for verdict, *_ in summary}
    assert {verdict: int(all_of_it) for verdict, *_, all_of_it in summary} == by_verdict
    assert f"| {len(ROWS)} |\n" in LIST
