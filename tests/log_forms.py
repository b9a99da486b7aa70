"""What the content says of how logs are written, for one test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from expectations.contract import logs
from expectations.contract.content import BUNDLED


@contextmanager
def said(folder: Path, text: str) -> Iterator[None]:
    """Within the block, ``logs.toml`` holds the text."""
    (folder / logs.FILE).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logs, "content", lambda: replace(BUNDLED, contract=folder))
        logs.log_forms.cache_clear()
        yield
    logs.log_forms.cache_clear()
