"""The second process: it gives what this one would, and neither fails unseen nor outlives a run."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tasks.core.companion import Companion, _ahead, accompanied, started_ahead
from tasks.core.errors import StageError, TextError
from tasks.render.model import Attached, Gathering, PrintPages
from tasks.render.pdf import render_pdf
from tests.figures_factory import TWO_YEARS

PAGE = '<html lang="en"><title>A title</title><body><h1>A heading</h1><p>Words – and more. {}</p></body></html>'
TABLE = Attached("a.csv", "A table", "key,count\na,1\n")


def printed(page: str) -> PrintPages:
    return PrintPages("", (Gathering(page),), PAGE)


def refuse(value: str) -> None:
    raise TextError("A text is wrong.", where=value, remedy="Mend it.")


def fail(value: str) -> None:
    raise LookupError(value)


@pytest.fixture
def companion() -> Iterator[Companion]:
    with accompanied(pdf=False) as found:
        yield found


def test_the_bytes_are_those_of_this_process(companion: Companion) -> None:
    order = (printed(PAGE), TWO_YEARS, "an-id", (TABLE,))
    assert companion.begin("the setting", render_pdf, *order).result() == render_pdf(*order)


def test_one_order_follows_the_other_whatever_their_length(companion: Companion) -> None:
    for text in ("", "x" * 3_000_000, "y"):
        assert companion.begin("upper case", str.upper, text).result() == text.upper()


def test_a_refusal_comes_back_as_it_is(companion: Companion) -> None:
    with pytest.raises(TextError) as told:
        companion.begin("the setting", refuse, "a.md").result()
    assert (told.value.problem, told.value.where, told.value.remedy) == ("A text is wrong.", "a.md", "Mend it.")


def test_what_is_unforeseen_there_is_told_here_without_what_was_there(companion: Companion) -> None:
    with pytest.raises(StageError, match="An unforeseen LookupError stopped the drawing") as told:
        companion.begin("the drawing", fail, "a-name").result()
    assert "a-name" not in str(told.value) and told.value.__cause__ is None
    assert companion.begin("upper case", str.upper, "and it goes on").result() == "AND IT GOES ON"


def test_a_page_that_asks_for_a_file_is_refused(companion: Companion) -> None:
    page = printed(PAGE.format('<img src="file:///etc/a-name" alt="x">'))
    with pytest.raises(StageError, match="An unforeseen FatalURLFetchingError") as told:
        companion.begin("the setting", render_pdf, page, TWO_YEARS, "an-id", ()).result()
    assert "a-name" not in str(told.value)


def kill(companion: Companion) -> None:
    companion._process.kill()
    companion._process.wait()


def begin_and_kill(companion: Companion) -> None:
    order = companion.begin("the waiting", time.sleep, 60)
    kill(companion)
    order.result()


def kill_and_begin(companion: Companion) -> None:
    kill(companion)
    companion.begin("the waiting", str.upper, "x" * 1_000_000).result()


@pytest.mark.parametrize("end", [begin_and_kill, kill_and_begin])
def test_a_process_that_is_gone_is_told(companion: Companion, end: Callable[[Companion], None]) -> None:
    with pytest.raises(StageError, match="stopped the waiting"):
        end(companion)


def test_neither_process_nor_file_outlives_a_failure_of_this_side() -> None:
    with pytest.raises(ZeroDivisionError), accompanied(pdf=False) as companion:
        folder = Path(companion.begin("a look", tempfile.mkdtemp).result())
        companion.begin("the waiting", time.sleep, 60)
        raise ZeroDivisionError
    assert companion._process.poll() is not None
    assert not folder.exists()


@pytest.mark.parametrize("at_work", [False, True], ids=["idle", "at work"])
def test_it_ends_when_this_side_is_gone(companion: Companion, at_work: bool) -> None:
    if at_work:
        companion.begin("the waiting", time.sleep, 1)
    companion._line.close()
    assert companion._process.wait() == 0
    assert not Path(companion._folder.name).exists()


def test_the_one_started_ahead_is_taken_once() -> None:
    with started_ahead(pdf=False), accompanied(pdf=False) as first, accompanied(pdf=False) as second:
        assert first._process.pid != second._process.pid
        assert first.begin("upper case", str.upper, "a").result() == "A"


def test_one_started_ahead_for_nothing_is_dismissed() -> None:
    with pytest.raises(ZeroDivisionError), started_ahead(pdf=False):
        [early] = _ahead
        raise ZeroDivisionError
    assert early._process.poll() is not None
    assert _ahead == []


def test_it_reads_nothing_but_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks" / "__init__.py").write_text("raise SystemExit(3)")
    with accompanied(pdf=False) as companion:
        assert companion.begin("a look", os.getcwd).result() != str(tmp_path)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="this system does not show environments")
def test_it_is_told_no_key_and_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HELPLINE_REPORT_KEY", "LOG_PASSWORD"):
        monkeypatch.setenv(name, "5a" * 32)
    with accompanied(pdf=False) as companion:
        assert companion.begin("a look", os.getenv, "PATH").result() == os.environ["PATH"]
        assert b"5a5a" not in Path(f"/proc/{companion._process.pid}/environ").read_bytes()
