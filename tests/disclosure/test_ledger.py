"""The ledger: what goes in comes out, nothing in it can be changed unseen, and no writer loses or halves an entry."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.disclosure.ledger import BEGINNING, Ledger, LedgerEntry, append, new_slices, read_ledger, writing
from tasks.disclosure.series import continued
from tasks.model.errors import DisclosureError, UsageError
from tasks.model.figures import FigureCounts, TimeSlice
from tasks.model.period import Month, Period
from tests.drill import drawn_by_chance
from tests.figures_factory import HALF_YEAR, rounded_figures

LAUNCH = Month(2016, 12)
HALVES = [Period(LAUNCH + 6 * i, LAUNCH + (6 * i + 5)) for i in range(6)]


def time_slice(period: Period, women: int = 25) -> TimeSlice:
    return TimeSlice(period, {"gender": FigureCounts(women + 10, 10, {("woman",): women})})


def entry(number: int, women: int = 25, revision: int = 0, reason: str = "") -> LedgerEntry:
    return LedgerEntry(str(HALVES[number]), f"{number:064x}", revision, reason, (time_slice(HALVES[number], women),))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of three half-years."""
    path = tmp_path / "published" / "ledger.jsonl"
    for number in range(3):
        with writing(path) as ledger:
            append(ledger, entry(number))
    return path


# ------------------------------------------------------------------------------------------------ there and back


def test_what_goes_in_comes_out(path: Path) -> None:
    assert read_ledger(path).entries == tuple(entry(number) for number in range(3))
    assert list(read_ledger(path).slices) == HALVES[:3]


def test_a_ledger_that_is_not_there_yet_has_no_entries(tmp_path: Path) -> None:
    assert read_ledger(tmp_path / "ledger.jsonl") == Ledger(tmp_path / "ledger.jsonl")
    assert not list(tmp_path.iterdir())


def test_real_time_slices_survive(tmp_path: Path) -> None:
    figures = rounded_figures(2, 600, HALF_YEAR)
    with writing(tmp_path / "ledger.jsonl") as ledger:
        append(ledger, LedgerEntry(str(HALF_YEAR), "0" * 64, 0, "", figures.slices))
    assert tuple(read_ledger(tmp_path / "ledger.jsonl").slices.values()) == figures.slices


def test_each_line_is_chained_to_the_one_before(path: Path) -> None:
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["previous"] for line in lines] == [BEGINNING, *(line["sha256"] for line in lines[:-1])]
    assert [line["entry"] for line in lines] == [1, 2, 3]


def test_a_later_entry_supersedes_a_time_slice_and_says_why(path: Path) -> None:
    with writing(path) as ledger:
        append(ledger, entry(1, women=30, revision=1, reason="ages were misread"))
    ledger = read_ledger(path)
    assert ledger.slices[HALVES[1]] == time_slice(HALVES[1], 30)
    assert [ledger.revision(period) for period in HALVES[:4]] == [0, 1, 0, None]
    assert (ledger.reason(HALVES[1]), ledger.reason(HALVES[0])) == ("ages were misread", "")


# ------------------------------------------------------------------------------------------------ tampering


def lines(change: Callable[[list[str]], list[str]]) -> Callable[[str], str]:
    return lambda text: "".join(change(text.splitlines(keepends=True)))


def resealed(line: str, old: str, new: str) -> str:
    """A line changed by somebody who knows how its digest is made."""
    import hashlib

    body = json.loads(line.replace(old, new))
    del body["sha256"]
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return f'{text[:-1]},"sha256":"{hashlib.sha256(text.encode()).hexdigest()}"}}\n'


@pytest.mark.parametrize(
    ("tamper", "line"),
    [
        (lambda text: text.replace('["woman"],25', '["woman"],20', 1), 1),
        (lambda text: text.replace('"total":35', '"total": 35', 1), 1),
        (lines(lambda ls: [ls[0], ls[1].replace('["woman"],25', '["woman"],20'), ls[2]]), 2),
        (lines(lambda ls: [ls[0], resealed(ls[1], '["woman"],25', '["woman"],20'), ls[2]]), 3),
        (lines(lambda ls: ls[1:]), 1),
        (lines(lambda ls: [ls[0], ls[2]]), 2),
        (lines(lambda ls: [ls[0], ls[2], ls[1]]), 2),
        (lines(lambda ls: [ls[0], ls[0], *ls[1:]]), 2),
        (lines(lambda ls: [*ls, ls[2]]), 4),
        (lines(lambda ls: [*ls, "{}\n"]), 4),
        (lines(lambda ls: [*ls, "\n"]), 4),
        (lambda text: text[:-1], 3),
        (lambda text: text[:-40], 3),
        (lambda text: "\ufeff" + text, 1),
        (lambda text: text.replace('"reason":""', '"reason":"x"', 1), 1),
        (lambda text: text.replace('"revision":0', '"revision":true', 1), 1),
    ],
)
def test_a_broken_chain_is_refused_and_the_place_told(path: Path, tamper: Callable[[str], str], line: int) -> None:
    before = path.read_text()
    path.write_text(tamper(before))
    assert path.read_text() != before
    with pytest.raises(DisclosureError) as refusal:
        read_ledger(path)
    assert refusal.value.exit_code == 5
    assert refusal.value.where == f"{path}, line {line}"
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize(
    "forged",
    [
        entry(1, women=30),
        entry(1, women=30, revision=1),
        entry(1, women=30, reason="ages were misread"),
        LedgerEntry("2017-01_2017-06", "f" * 64, 0, "", (time_slice(Period(LAUNCH + 1, LAUNCH + 6)),)),
        LedgerEntry("2016-12_2018-05", "f" * 64, 9, "all was misread", (time_slice(Period(LAUNCH, LAUNCH + 17)),)),
    ],
    ids=["not a revision", "without a reason", "with no number", "overlapping by a month", "over frozen periods"],
)
def test_an_entry_that_contradicts_earlier_ones_is_refused_though_its_chain_is_whole(
    path: Path, forged: LedgerEntry
) -> None:
    with writing(path) as ledger:
        append(ledger, forged)
    with pytest.raises(DisclosureError, match="contradicts earlier ones") as refusal:
        read_ledger(path)
    assert refusal.value.where == f"{path}, line 4"


def test_every_line_cut_and_bytes_turned_anywhere_are_refused(path: Path) -> None:
    """A cut at the end of a line leaves a whole, shorter ledger: that is seen by the drafts that continue it alone."""
    good, draw = path.read_bytes(), drawn_by_chance()
    ends = [at for at, byte in enumerate(good, start=1) if byte == 10]
    for begin, end in zip([0, *ends], ends, strict=False):
        cuts = [good[:at] for at in {begin + 1, end - 1, *draw.sample(range(begin + 1, end), 20)}]
        turned = [(at, 1 << draw.randrange(8)) for at in {begin, end - 1, *draw.sample(range(begin, end), 60)}]
        for content in (*cuts, *(good[:at] + bytes([good[at] ^ bit]) + good[at + 1 :] for at, bit in turned)):
            path.write_bytes(content)
            with pytest.raises(DisclosureError) as refusal:
                read_ledger(path)
            assert f"{path}, line " in refusal.value.where


def test_nothing_is_written_to_a_broken_ledger(path: Path) -> None:
    path.write_text(path.read_text()[:-1])
    before = path.read_bytes()
    with pytest.raises(DisclosureError), writing(path):
        pytest.fail("a broken ledger was handed out")
    assert path.read_bytes() == before


# ------------------------------------------------------------------------------------------------ several writers


def _append_some(path: Path, start: int) -> None:
    for number in range(start, start + 20):
        with writing(path) as ledger:
            append(ledger, LedgerEntry(str(HALVES[0]), f"{number:064x}", 0, "", (time_slice(HALVES[0]),)))


def test_writers_at_once_lose_no_entry(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_append_some, args=(path, 100 * number)) for number in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    drafts = {int(entry.draft, 16) for entry in read_ledger(path).entries}
    assert drafts == {100 * number + place for number in range(3) for place in range(20)}


def test_a_killed_writer_leaves_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    program = (
        "from pathlib import Path; from tests.disclosure.test_ledger import _append_some\n"
        f"print('ready', flush=True)\nfor n in range(1000): _append_some(Path({str(path)!r}), 1000 * n)"
    )
    seen = 0
    for delay in (0.05, 0.1, 0.15, 0.2, 0.25):
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(delay)
            os.kill(writer.pid, signal.SIGKILL)
        count = len(read_ledger(path).entries)
        assert count >= seen
        seen = count
    assert seen
    with writing(path) as ledger:
        append(ledger, entry(0))
    assert [p.name for p in tmp_path.iterdir()] == ["ledger.jsonl"]


# ------------------------------------------------------------------------------------------------ what a draft freezes


def test_a_draft_freezes_what_is_new_alone(path: Path) -> None:
    ledger = read_ledger(path)
    slices = [time_slice(period) for period in HALVES[:4]]
    assert new_slices(ledger, slices, HALVES[3], 0) == (slices[3],)
    assert new_slices(ledger, slices[:3], HALVES[2], 0) == ()


@pytest.mark.parametrize(
    ("slices", "edition", "revision"),
    [
        ([time_slice(HALVES[0]), time_slice(HALVES[1], 30)], HALVES[1], 0),
        ([time_slice(Period(HALVES[0].first, HALVES[1].last))], HALVES[1], 1),
        ([time_slice(HALVES[0], 30), time_slice(HALVES[1], 30)], HALVES[1], 1),
        ([time_slice(Period(HALVES[2].last, HALVES[3].last))], HALVES[3], 0),
    ],
    ids=["other numbers", "other months", "a revision beyond the edition", "an overlap by a month"],
)
def test_a_draft_that_contradicts_what_was_published_since_is_refused(
    path: Path, slices: list[TimeSlice], edition: Period, revision: int
) -> None:
    with pytest.raises(DisclosureError, match="published after this draft was built"):
        new_slices(read_ledger(path), slices, edition, revision)


def test_a_revision_supersedes_the_time_slices_of_its_edition_once(path: Path) -> None:
    ledger, revised = read_ledger(path), time_slice(HALVES[1], 30)
    assert new_slices(ledger, [time_slice(HALVES[0]), revised], HALVES[1], 1) == (revised,)
    with writing(path) as before:
        ledger = append(before, entry(1, women=30, revision=1, reason="ages were misread"))
    with pytest.raises(DisclosureError):
        new_slices(ledger, [time_slice(HALVES[0]), time_slice(HALVES[1], 35)], HALVES[1], 1)


# ------------------------------------------------------------------------------------------------ continuing it


def test_a_new_edition_takes_what_is_published_and_counts_the_rest(path: Path) -> None:
    series = continued(HALVES[4], read_ledger(path))
    assert [t.period for t in series.published] == HALVES[:3]
    assert series.to_count == (HALVES[3], HALVES[4])
    assert (series.revision, series.reason) == (0, "")


def test_a_published_edition_built_again_counts_nothing(path: Path) -> None:
    series = continued(HALVES[1], read_ledger(path))
    assert [t.period for t in series.published] == HALVES[:2]
    assert series.to_count == ()


def test_a_revision_counts_the_edition_again(path: Path) -> None:
    series = continued(HALVES[1], read_ledger(path), "ages were misread")
    assert [t.period for t in series.published] == HALVES[:1]
    assert series.to_count == (HALVES[1],)
    assert (series.revision, series.reason) == (1, "ages were misread")
    with writing(path) as before:
        ledger = append(before, entry(1, women=30, revision=1, reason="ages were misread"))
    again = continued(HALVES[1], ledger)
    assert (again.to_count, again.revision, again.reason) == ((), 1, "ages were misread")
    assert continued(HALVES[1], ledger, "and again").revision == 2


def test_what_is_not_published_cannot_be_revised(path: Path) -> None:
    with pytest.raises(UsageError, match="Nothing of this period is published"):
        continued(HALVES[4], read_ledger(path), "why not")


def test_an_internal_draft_continues_nothing() -> None:
    assert continued(HALVES[1], None).to_count == (HALVES[0], HALVES[1])
