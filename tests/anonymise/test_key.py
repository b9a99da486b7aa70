"""Where the key of the pseudonyms comes from, and that it comes to light nowhere."""

import hashlib
import hmac
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.anonymise import pseudonym_key
from tasks.anonymise.key import KEY, KEY_FILE
from tasks.anonymise.pseudonyms import pads, pseudonym
from tasks.core.errors import UsageError

HEX = "0f" * 32


def key_file(folder: Path, text: str, mode: int = 0o600) -> str:
    path = folder / f"key-{mode:o}"
    path.write_text(text)
    path.chmod(mode)
    return str(path)


def test_key_from_the_environment() -> None:
    assert pseudonym_key({KEY: HEX}) == (b"\x0f" * 32, False)


def test_key_from_a_file(tmp_path: Path) -> None:
    assert pseudonym_key({KEY_FILE: key_file(tmp_path, HEX + "\n")}) == (b"\x0f" * 32, False)


def test_throw_away_keys_differ() -> None:
    (first, thrown_away), (second, _) = pseudonym_key({}), pseudonym_key({})
    assert thrown_away
    assert len(first) == 32
    assert first != second


@pytest.mark.parametrize("text", ["secret", HEX[:-2], HEX + "00", "é" * 64])
def test_what_is_no_key(tmp_path: Path, text: str) -> None:
    for environment in ({KEY: text}, {KEY_FILE: key_file(tmp_path, text)}):
        with pytest.raises(UsageError) as caught:
            pseudonym_key(environment)
        assert text not in str(caught.value)


def test_key_file_that_cannot_serve(tmp_path: Path) -> None:
    for environment in (
        {KEY_FILE: str(tmp_path / "none")},
        {KEY_FILE: key_file(tmp_path, HEX, 0o644)},
        {KEY: HEX, KEY_FILE: key_file(tmp_path, HEX)},
    ):
        with pytest.raises(UsageError):
            pseudonym_key(environment)


@settings(max_examples=50)
@given(key=st.binary(min_size=1, max_size=80), text=st.text(st.characters(exclude_characters="\0", codec="utf-8")))
def test_pseudonym_is_the_hmac_of_the_standard(key: bytes, text: str) -> None:
    query = f"SELECT {pseudonym('$text::VARCHAR')}"
    found = duckdb.execute(query, {**pads(key), "text": text}).fetchall()[0][0]
    assert found == hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]
