"""The manifest: there and back, and what is found wrong with a folder that was touched."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tasks.model.errors import EditionError
from tasks.model.manifest import Manifest, digest, digest_of, read_files, read_manifest

FILES = {"figures.json": b"{}", "tables/gender.csv": b"a,b\n"}


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    folder = tmp_path / "2016-12_2018-11"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    digests = {name: digest_of(content) for name, content in FILES.items()}
    manifest = Manifest("2016-12_2018-11", digests, {"calls.xlsx": "0" * 64}, {"gate": 0.02}, {}, {})
    (folder / "manifest.json").write_bytes(manifest.as_bytes())
    return folder


def test_an_untouched_folder(edition: Path) -> None:
    manifest = read_manifest(edition)
    assert manifest.as_bytes() == (edition / "manifest.json").read_bytes()
    assert manifest.settings == {"gate": 0.02}
    assert read_files(edition, manifest) == (FILES, ())
    assert digest(edition) == digest_of(manifest.as_bytes())


def _link(edition: Path) -> None:
    (edition / "figures.json").rename(edition.parent / "elsewhere.json")
    (edition / "figures.json").symlink_to(edition.parent / "elsewhere.json")


@pytest.mark.parametrize(
    ("touch", "wrong"),
    [
        (lambda e: (e / "figures.json").write_text("{ }"), "figures.json was altered"),
        (lambda e: (e / "figures.json").unlink(), "figures.json is missing"),
        (lambda e: (e / "tables" / "gender.csv").unlink(), "tables/gender.csv is missing"),
        (lambda e: (e / "tables" / "extra.csv").write_text(""), "tables/extra.csv does not belong to it"),
        (lambda e: (e / ".hidden").write_text(""), ".hidden does not belong to it"),
        (lambda e: (e / "empty").mkdir(), "empty does not belong to it"),
        (_link, "figures.json is missing"),
    ],
)
def test_a_touched_folder(edition: Path, touch: Callable[[Path], Any], wrong: str) -> None:
    touch(edition)
    assert read_files(edition, read_manifest(edition))[1] == (wrong,)


def _without(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda content: content.pop(name)


@pytest.mark.parametrize(
    "change",
    [
        _without("files"),
        _without("settings"),
        lambda content: content.update(surprise=1),
        lambda content: content.update(files=["figures.json"]),
        lambda content: content["files"].update({"../outside": "0"}),
        lambda content: content["files"].update({"/etc/passwd": "0"}),
        lambda content: content["files"].update({"manifest.json": "0"}),
        lambda content: content["files"].update({"figures.json": 1}),
    ],
)
def test_a_broken_manifest_is_refused(edition: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    content = json.loads((edition / "manifest.json").read_text())
    change(content)
    (edition / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(EditionError, match="manifest is broken") as refusal:
        read_manifest(edition)
    assert refusal.value.__context__ is None


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]"])
def test_what_is_no_manifest_is_refused(edition: Path, content: bytes) -> None:
    (edition / "manifest.json").write_bytes(content)
    with pytest.raises(EditionError, match="broken"):
        read_manifest(edition)


def test_a_folder_without_a_manifest_is_no_edition(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="no edition"):
        digest(tmp_path)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2018-06_2018-11", "named 2018-06_2018-11, and what lies in it is the edition 2016-12_2018-11"),
        ("2018-06_2018-11/r1", "named 2018-06_2018-11, and"),
        ("2016-12_2018-11 (copy)", "(copy), and"),
    ],
    ids=["another edition", "a revision of another", "a copy"],
)
def test_a_folder_of_another_name_is_not_taken_for_the_edition(edition: Path, name: str, words: str) -> None:
    (edition.parent / name).parent.mkdir(exist_ok=True)
    renamed = edition.rename(edition.parent / name)
    with pytest.raises(EditionError, match=re.escape(words)) as refusal:
        read_manifest(renamed)
    assert refusal.value.exit_code == 2


@pytest.mark.parametrize("name", ["elsewhere/2016-12_2018-11", "2016-12_2018-11/r12"], ids=["elsewhere", "a revision"])
def test_an_edition_may_lie_anywhere_under_its_name(edition: Path, name: str) -> None:
    known = read_manifest(edition)
    aside = edition.rename(edition.with_name("aside"))
    (edition.parent / name).parent.mkdir()
    assert read_manifest(aside.rename(edition.parent / name)) == known
