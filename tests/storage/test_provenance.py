"""Revisions follow the content of files and nothing else."""

import re
from pathlib import Path

import pytest

from expectations.contract.content import BUNDLED, PROGRAM
from tasks.model.records import Source, SourceFormat
from tasks.storage import provenance
from tasks.storage.provenance import built_from, code_revision, input_digests, public_digests, text_revision, versions


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    (tmp_path / "numbers").mkdir()
    (tmp_path / "a.md").write_text("one")
    (tmp_path / "numbers" / "b.md").write_text("two")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content", "changes"),
    [
        ("a.md", "one", False),
        ("a.md", "another", True),
        ("numbers/c.md", "new", True),
        (".hidden", "x", False),
        ("a.md~", "x", False),
        ("__pycache__/a.pyc", "x", False),
    ],
)
def test_the_revision_of_texts(texts: Path, name: str, content: str, changes: bool) -> None:
    before = text_revision(texts)
    (texts / name).parent.mkdir(exist_ok=True)
    (texts / name).write_text(content)
    assert (text_revision(texts) != before) is changes


def test_a_moved_text_is_a_change(texts: Path) -> None:
    before = text_revision(texts)
    (texts / "a.md").rename(texts / "z.md")
    assert text_revision(texts) != before


def test_the_code_revision_does_not_hang_on_texts_or_sample_logs() -> None:
    covered = {file for name in provenance.CODE for file in provenance._files(PROGRAM / name) if file.is_file()}
    left_out = {file for file in covered if provenance._is_left_out(file)}
    assert Path(provenance.__file__) in covered - left_out
    assert {file.relative_to(PROGRAM).parts[1] for file in left_out} <= {"sample", *BUNDLED.parts}
    assert code_revision() == code_revision()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (["aa", "bb"], ["bb", "aa"], True),
        (["aa"], ["sha256:aa"], True),
        (["aa", "bb"], ["aabb"], False),
        (["aa"], ["aa", "aa"], False),
        ([], ["aa"], False),
    ],
)
def test_the_digest_of_all_inputs(one: list[str], other: list[str], same: bool) -> None:
    assert (built_from(one) == built_from(other)) is same
    assert built_from(one).startswith("sha256:")


def test_versions_name_the_libraries_that_shape_the_output() -> None:
    assert {"python", "weasyprint", "matplotlib", "duckdb"} <= set(versions())


def test_inputs_of_one_name_are_numbered_and_sheets_of_one_file_counted_once() -> None:
    sources = [
        Source("calls", SourceFormat.XLSX, "log.xlsx", Path("a/log.xlsx"), sheet="2017", sha256="1"),
        Source("calls", SourceFormat.XLSX, "log.xlsx", Path("a/log.xlsx"), sheet="2018", sha256="1"),
        Source("calls", SourceFormat.XLSX, "log.xlsx", Path("b/log.xlsx"), sha256="2"),
        Source("emails", SourceFormat.CSV, "log.xlsx", Path("c/log.xlsx"), sha256="3"),
    ]
    assert input_digests(sources) == {"calls/log.xlsx": "1", "calls/log.xlsx (2)": "2", "emails/log.xlsx": "3"}


KEY, OTHER = b"k" * 32, b"o" * 32


def test_under_a_key_no_digest_can_be_computed_without_it() -> None:
    plain = {"calls/log.xlsx": "aa" * 32, "emails/log.csv": "bb" * 32}
    public = {**public_digests(plain, KEY), "all": built_from(plain.values(), KEY)}
    assert all(re.fullmatch(r"hmac-sha256:[0-9a-f]{64}", digest) for digest in public.values())
    assert len(set(public.values())) == 3
    again = {**public_digests(plain, KEY), "all": built_from(reversed(plain.values()), KEY)}
    assert again == public
    others = {**public_digests(plain, OTHER), "all": built_from(plain.values(), OTHER)}
    assert not {*others.values()} & {*public.values()}


def test_the_sample_has_no_key_and_its_digests_are_told_as_they_are() -> None:
    assert public_digests({"calls/calls.xlsx": "aa"}, b"") == {"calls/calls.xlsx": "aa"}
