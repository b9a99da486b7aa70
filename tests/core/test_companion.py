"""The second process: it gives what this one would, and neither fails unseen nor outlives a run."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tasks.core.companion import Companion, companion, start_ahead
from tasks.core.errors import StageError, TextError
from tasks.render.model import Attached
from tasks.render.pdf import render_pdf
from tests.figures_factory import TWO_YEARS

PAGE = '<html lang="en"><title>A title</title><h1>A heading</h1><p>Words – and more. {}</p></html>'
TABLE = Attached("a.csv", "A table", "key,count\na,1\n")


def refuse(value: str) -> None:
    raise TextError("A text is wrong.", where=value, remedy="Mend it.")


def fail(value: str) -> None:
    raise LookupError(value)


@pytest.fixture
def helper() -> Iterator[Companion]:
    with companion(pdf=False) as found:
        yield found


def test_the_bytes_are_those_of_this_process(helper: Companion) -> None:
    order = (PAGE, TWO_YEARS, "an-id", (TABLE,))
    assert helper.begin("the setting", render_pdf, *order).result() == render_pdf(*order)


def test_one_order_follows_the_other_whatever_their_length(helper: Companion) -> None:
    for text in ("", "x" * 3_000_000, "y"):
        assert helper.begin("upper case", str.upper, text).result() == text.upper()


def test_a_refusal_comes_back_as_it_is(helper: Companion) -> None:
    with pytest.raises(TextError) as told:
        helper.begin("the setting", refuse, "a.md").result()
    assert (told.value.problem, told.value.where, told.value.remedy) == ("A text is wrong.", "a.md", "Mend it.")


def test_what_is_unforeseen_there_is_told_here_without_what_was_there(helper: Companion) -> None:
    with pytest.raises(StageError, match="An unforeseen LookupError stopped the drawing") as told:
        helper.begin("the drawing", fail, "a-name").result()
    assert "a-name" not in str(told.value) and told.value.__cause__ is None
    assert helper.begin("upper case", str.upper, "and it goes on").result() == "AND IT GOES ON"


def test_a_page_that_asks_for_a_file_is_refused(helper: Companion) -> None:
    page = PAGE.format('<img src="file:///etc/a-name" alt="x">')
    with pytest.raises(StageError, match="An unforeseen FatalURLFetchingError") as told:
        helper.begin("the setting", render_pdf, page, TWO_YEARS, "an-id", ()).result()
    assert "a-name" not in str(told.value)


def kill(helper: Companion) -> None:
    helper._process.kill()
    helper._process.wait()


def begin_and_kill(helper: Companion) -> None:
    order = helper.begin("the waiting", time.sleep, 60)
    kill(helper)
    order.result()


def kill_and_begin(helper: Companion) -> None:
    kill(helper)
    helper.begin("the waiting", str.upper, "x" * 1_000_000).result()


@pytest.mark.parametrize("end", [begin_and_kill, kill_and_begin])
def test_a_process_that_is_gone_is_told(helper: Companion, end: Callable[[Companion], None]) -> None:
    with pytest.raises(StageError, match="stopped the waiting"):
        end(helper)


def test_neither_process_nor_file_outlives_a_failure_of_this_side() -> None:
    with pytest.raises(ZeroDivisionError), companion(pdf=False) as helper:
        folder = Path(helper.begin("a look", tempfile.mkdtemp).result())
        helper.begin("the waiting", time.sleep, 60)
        raise ZeroDivisionError
    assert helper._process.poll() is not None
    assert not folder.exists()


@pytest.mark.parametrize("at_work", [False, True], ids=["idle", "at work"])
def test_it_ends_when_this_side_is_gone(helper: Companion, at_work: bool) -> None:
    if at_work:
        helper.begin("the waiting", time.sleep, 1)
    helper._line.close()
    assert helper._process.wait(30) == 0
    assert not Path(helper._folder.name).exists()


def test_the_one_started_ahead_is_taken_once() -> None:
    start_ahead(pdf=False)
    with companion(pdf=False) as first, companion(pdf=False) as second:
        assert first._process.pid != second._process.pid
        assert first.begin("upper case", str.upper, "a").result() == "A"


def test_it_reads_nothing_but_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks" / "__init__.py").write_text("raise SystemExit(3)")
    with companion(pdf=False) as helper:
        assert helper.begin("a look", os.getcwd).result() != str(tmp_path)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="this system does not show environments")
def test_it_is_told_no_key_and_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HELPLINE_REPORT_KEY", "LOG_PASSWORD"):
        monkeypatch.setenv(name, "5a" * 32)
    with companion(pdf=False) as helper:
        assert helper.begin("a look", os.getenv, "PATH").result() == os.environ["PATH"]
        assert b"5a5a" not in Path(f"/proc/{helper._process.pid}/environ").read_bytes()
