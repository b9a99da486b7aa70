"""Private folders: made for their owner alone, and never changed where somebody else made them."""

import stat
from pathlib import Path

import pytest

from tasks.model.errors import UsageError
from tasks.storage.workspace import private_folder, write_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_made_on_the_way_is_private_too(tmp_path: Path) -> None:
    write_private(tmp_path / "state" / "approvals" / "one", b"x")
    made = ("state", "state/approvals", "state/approvals/one")
    assert [mode(tmp_path / name) for name in made] == [0o700, 0o700, 0o600]
    assert private_folder(tmp_path / "state") == tmp_path / "state"


@pytest.mark.parametrize("open_to", [0o710, 0o701, 0o755, 0o777])
def test_a_folder_that_is_open_to_others_stays_as_it_is(tmp_path: Path, open_to: int) -> None:
    tmp_path.chmod(open_to)
    with pytest.raises(UsageError, match="chmod 700"):
        private_folder(tmp_path)
    assert mode(tmp_path) == open_to
