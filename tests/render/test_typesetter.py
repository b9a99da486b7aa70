"""The process that sets the PDF: it gives the bytes of this one, and neither fails unseen nor outlives a run."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tasks.core.errors import StageError
from tasks.render.model import Attached
from tasks.render.pdf import render_pdf
from tasks.render.typesetter import Typesetter, typesetter
from tests.figures_factory import TWO_YEARS

PAGE = '<html lang="en"><title>A title</title><h1>A heading</h1><p>Words – and more. {}</p></html>'
TABLE = Attached("a.csv", "A table", "key,count\na,1\n")


def order(html: str) -> tuple[Any, ...]:
    return html, TWO_YEARS, "an-id", (TABLE,)


def test_the_bytes_are_those_of_this_process() -> None:
    with typesetter() as setting:
        setting.begin(*order(PAGE))
        assert setting.finished() == render_pdf(*order(PAGE))


def test_what_fails_there_is_told_here_without_what_was_there() -> None:
    with typesetter() as setting:
        setting.begin(*order(PAGE.format('<img src="file:///etc/a-name" alt="x">')))
        with pytest.raises(StageError, match="An unforeseen FatalURLFetchingError") as told:
            setting.finished()
    assert "a-name" not in str(told.value)


def kill(setting: Typesetter) -> None:
    setting._process.kill()
    setting._process.wait()


def begin_and_kill(setting: Typesetter) -> None:
    setting.begin(*order(PAGE))
    kill(setting)


def kill_and_begin(setting: Typesetter) -> None:
    kill(setting)
    setting.begin(*order(PAGE.format("x" * 1_000_000)))


@pytest.mark.parametrize("end", [begin_and_kill, kill_and_begin])
def test_a_process_that_is_gone_is_told(end: Callable[[Typesetter], None]) -> None:
    with typesetter() as setting, pytest.raises(StageError, match="stopped the setting of the PDF"):
        end(setting)
        setting.finished()


def test_no_process_outlives_a_failure_of_the_other_side() -> None:
    with pytest.raises(ZeroDivisionError), typesetter() as setting:
        raise ZeroDivisionError
    assert setting._process.poll() is not None


def test_it_reads_nothing_but_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks" / "__init__.py").write_text("raise SystemExit(3)")
    with typesetter() as setting:
        setting.begin(*order(PAGE))
        assert setting.finished().startswith(b"%PDF-")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="this system does not show environments")
def test_it_is_told_no_key_and_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HELPLINE_REPORT_KEY", "LOG_PASSWORD"):
        monkeypatch.setenv(name, "5a" * 32)
    with typesetter() as setting:
        while not (told := Path(f"/proc/{setting._process.pid}/environ").read_bytes()):
            time.sleep(0.01)  # its program has not taken over yet
        assert b"PATH=" in told and b"5a5a" not in told
        setting.begin(*order(PAGE))
        assert setting.finished().startswith(b"%PDF-")
