"""The desk's disk is full while somebody saves: the text that was stands, what was typed stays on the page."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.place import empty, fill, small_disk
from tests.site.conftest import EDITION, Installation, install

pytestmark = [
    pytest.mark.drill,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(os.geteuid() != 0, reason="a disk can be mounted by root alone"),
]
ABOUT = f"/desk/{EDITION}/write/en/about-us"


@pytest.fixture
def small_installation(sample_edition: Path, tmp_path: Path) -> Iterator[Installation]:
    with small_disk(tmp_path / "disk"):
        installation = install(tmp_path / "disk", sample_edition)
        try:
            installation.start()
            yield installation
        finally:
            installation.stop()


def test_a_text_saved_on_a_full_disk(small_installation: Installation) -> None:
    disk = small_installation.folder
    person = small_installation.sign_in()
    text, token = person.opened(ABOUT)
    files = {path: path.read_bytes() for path in (disk / "content").rglob("*.md")}
    fill(disk)
    answer = person.save(ABOUT, f"{text}\nA sentence more.", token)
    print("desk's save on a full disk:", answer.status_code)
    empty(disk)
    assert answer.status_code < 500 and answer.status_code != 303
    assert "A sentence more." in answer.text and "Traceback" not in answer.text
    assert {path: path.read_bytes() for path in (disk / "content").rglob("*.md")} == files
    assert not [path for path in (disk / "content").rglob(".*") if path.name.endswith(".new")]
    assert person.save(ABOUT, f"{text}\nA sentence more.", token).status_code == 303
    assert "A sentence more." in person.opened(ABOUT)[0]
