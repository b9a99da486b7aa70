"""What the content says of how logs are written, for one test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from expectations.contract import fields, logs
from expectations.contract.content import BUNDLED


@contextmanager
def said(folder: Path, text: str) -> Iterator[None]:
    """Within the block, ``logs.toml`` holds the text."""
    (folder / logs.FILE).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logs, "content", lambda: replace(BUNDLED, contract=folder))
        _read_anew()
        yield
    _read_anew()


def _read_anew() -> None:
    for read in (logs.log_forms, fields.unrecorded, fields.fields, fields.headings):
        read.cache_clear()
