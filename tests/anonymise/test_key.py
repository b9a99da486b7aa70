"""Where the key of the pseudonyms comes from, and that it comes to light nowhere."""

import hashlib
import hmac
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.anonymise import destroy_edition_key, installation_key, make_installation_key, pseudonym_key
from tasks.anonymise.key import INSTALLATION_KEY, KEY, KEY_FILE, pads, pseudonym
from tasks.model.errors import UsageError

HEX = "0f" * 32
EDITION = "2016-12_2017-05"


def key_file(folder: Path, text: str, mode: int = 0o600) -> str:
    path = folder / f"key-{mode:o}"
    path.write_text(text)
    path.chmod(mode)
    return str(path)


def test_key_from_the_environment(tmp_path: Path) -> None:
    assert installation_key(tmp_path, {KEY: HEX}) == b"\x0f" * 32


def test_key_from_a_file(tmp_path: Path) -> None:
    assert installation_key(tmp_path, {KEY_FILE: key_file(tmp_path, HEX + "\n")}) == b"\x0f" * 32


def test_the_key_of_an_installation_is_drawn_once_into_its_private_folder(tmp_path: Path) -> None:
    private = tmp_path / "private"
    assert make_installation_key(private, {}) == private / INSTALLATION_KEY
    key = installation_key(private, {})
    assert len(key) == 32
    assert make_installation_key(private, {}) is None
    assert installation_key(private, {}) == key
    assert (private.stat().st_mode & 0o777, (private / INSTALLATION_KEY).stat().st_mode & 0o777) == (0o700, 0o600)
    assert [path.name for path in private.iterdir()] == [INSTALLATION_KEY]
    # It can be moved to where the environment names it.
    assert installation_key(tmp_path, {KEY_FILE: str(private / INSTALLATION_KEY)}) == key
    assert make_installation_key(tmp_path / "other", {}) is not None
    assert installation_key(tmp_path / "other", {}) != key


@pytest.mark.parametrize("environment", [{KEY: HEX}, {KEY_FILE: "key-600"}], ids=["value", "file"])
def test_no_key_is_drawn_where_one_is_configured(tmp_path: Path, environment: dict[str, str]) -> None:
    key_file(tmp_path, HEX)
    named = {name: str(tmp_path / value) if name == KEY_FILE else value for name, value in environment.items()}
    assert make_installation_key(tmp_path / "private", named) is None
    assert not (tmp_path / "private").exists()


def _open_to_others(key: Path) -> None:
    key.chmod(0o640)


def _lost(key: Path) -> None:
    key.rename(key.with_name("elsewhere"))
    key.symlink_to(key.with_name("nowhere"))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_open_to_others, "open to other users"),
        (lambda key: key.write_text(HEX[:-2]), "not 64 hex digits"),
        (_lost, "cannot be read"),
    ],
    ids=["open", "cut off", "a link to nothing"],
)
def test_a_spoilt_key_of_the_installation_is_refused_and_no_other_drawn(
    tmp_path: Path, spoil: Callable[[Path], Any], words: str
) -> None:
    make_installation_key(tmp_path, {})
    spoil(tmp_path / INSTALLATION_KEY)
    before = sorted(path.name for path in tmp_path.iterdir())
    for use in (installation_key, make_installation_key):
        with pytest.raises(UsageError, match=words) as caught:
            use(tmp_path, {})
        assert str(tmp_path / INSTALLATION_KEY) in caught.value.where
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_builds_at_once_draw_one_key_of_the_installation(tmp_path: Path) -> None:
    def key(_: int) -> bytes:
        make_installation_key(tmp_path, {})
        return installation_key(tmp_path, {})

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(key, range(32)))) == 1
    assert [path.name for path in tmp_path.iterdir()] == [INSTALLATION_KEY]


def test_without_a_key_of_the_installation_each_run_has_its_own_and_leaves_none(tmp_path: Path) -> None:
    assert installation_key(tmp_path, {}) == b""
    first, second = (pseudonym_key(tmp_path, EDITION, {}) for _ in range(2))
    assert len(first) == 32
    assert first != second
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_no_edition_has_a_key_of_its_own_and_leaves_none(tmp_path: Path) -> None:
    first, second = (pseudonym_key(tmp_path, None, {KEY: HEX}) for _ in range(2))
    assert first != second
    assert list(tmp_path.iterdir()) == []


def test_runs_of_an_edition_have_one_key_which_needs_both(tmp_path: Path) -> None:
    first, second = (pseudonym_key(tmp_path / "private", EDITION, {KEY: HEX}) for _ in range(2))
    assert first == second
    assert pseudonym_key(tmp_path / "private", "2017-06_2017-11", {KEY: HEX}) != first
    assert pseudonym_key(tmp_path / "private", EDITION, {KEY: "1f" * 32}) != first
    assert pseudonym_key(tmp_path / "elsewhere", EDITION, {KEY: HEX}) != first


def test_the_key_of_an_edition_is_open_to_its_owner_alone(tmp_path: Path) -> None:
    pseudonym_key(tmp_path / "private", EDITION, {KEY: HEX})
    [folder] = (tmp_path / "private").iterdir()
    [file] = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_destroyed_key_is_overwritten_gone_and_never_drawn_again(tmp_path: Path) -> None:
    before = pseudonym_key(tmp_path, EDITION, {KEY: HEX})
    [file] = (tmp_path / "keys").iterdir()
    (tmp_path / "another name").hardlink_to(file)
    destroy_edition_key(tmp_path, EDITION)
    assert not file.exists()
    assert (tmp_path / "another name").read_bytes() == bytes(32)
    assert pseudonym_key(tmp_path, EDITION, {KEY: HEX}) != before


def test_what_was_never_drawn_can_be_destroyed(tmp_path: Path) -> None:
    destroy_edition_key(tmp_path, EDITION)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_key_is_refused(tmp_path: Path) -> None:
    pseudonym_key(tmp_path, EDITION, {KEY: HEX})
    [file] = (tmp_path / "keys").iterdir()
    file.write_bytes(b"short")
    with pytest.raises(UsageError, match="broken"):
        pseudonym_key(tmp_path, EDITION, {KEY: HEX})


def test_builds_at_once_draw_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: pseudonym_key(tmp_path, EDITION, {KEY: HEX}), range(32)))
    assert len(keys) == 1
    assert len(list((tmp_path / "keys").iterdir())) == 1


@pytest.mark.parametrize("text", ["secret", HEX[:-2], HEX + "00", "é" * 64])
def test_what_is_no_key(tmp_path: Path, text: str) -> None:
    for environment in ({KEY: text}, {KEY_FILE: key_file(tmp_path, text)}):
        with pytest.raises(UsageError) as caught:
            installation_key(tmp_path, environment)
        assert text not in str(caught.value)


def test_key_file_that_cannot_serve(tmp_path: Path) -> None:
    for environment in (
        {KEY_FILE: str(tmp_path / "none")},
        {KEY_FILE: key_file(tmp_path, HEX, 0o644)},
        {KEY: HEX, KEY_FILE: key_file(tmp_path, HEX)},
    ):
        with pytest.raises(UsageError):
            installation_key(tmp_path, environment)


@settings(max_examples=50)
@given(key=st.binary(min_size=1, max_size=80), text=st.text(st.characters(exclude_characters="\0", codec="utf-8")))
def test_pseudonym_is_the_hmac_of_the_standard(key: bytes, text: str) -> None:
    query = f"SELECT {pseudonym('$text::VARCHAR')}"
    found = duckdb.execute(query, {**pads(key), "text": text}).fetchall()[0][0]
    assert found == hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]
