"""The scanner finds what is planted, in every form and every wrapping; otherwise its silence would mean nothing."""

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.privacy.leak_scanner import find, forms

SECRET = "Placeholder, Phone 0300-12345678901234567 ü"
"""Written so that each of its forms is different bytes."""
FORMS = forms(SECRET)


def plain(path: Path, data: bytes) -> None:
    path.write_bytes(b"before " + data + b" after")


def zipped(path: Path, data: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("member.xml", b"before " + data)


def within_a_pdf(path: Path, data: bytes) -> None:
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nstream\n" + zlib.compress(b"before " + data) + b"\nendstream\nendobj\n")


def zipped_in_a_zip(path: Path, data: bytes) -> None:
    inner = path.with_suffix(".inner")
    zipped(inner, data)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "inner.zip")
    inner.unlink()


@pytest.mark.parametrize("wrap", [plain, zipped, within_a_pdf, zipped_in_a_zip])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_found_in_every_wrapping(form: str, wrap: Callable[[Path, bytes], None], tmp_path: Path) -> None:
    wrap(tmp_path / "file.bin", FORMS[form])
    assert any(line.endswith(f"{form} of {SECRET}") for line in find([SECRET], [tmp_path]))


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_a_text_within_an_encoded_one_is_found(before: str, tmp_path: Path) -> None:
    import base64

    (tmp_path / "file.txt").write_bytes(base64.b64encode(f"{before}{SECRET} and more".encode()))
    assert find([SECRET], [tmp_path])


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    for wrap in (plain, zipped, within_a_pdf):
        wrap(tmp_path / wrap.__name__, b"PLACEHOLDER")
    assert find([SECRET], [tmp_path]) == []


@pytest.mark.parametrize("text", ["31-02-2018", "0300-1234567", "=1+1", "CASE-0"])
def test_no_form_is_looked_for_that_chance_can_make(text: str) -> None:
    """What is searched is made of times, digests and numbers: forms of such signs alone must be long."""
    digits = [form for form, data in forms(text).items() if data.isdigit()]
    coded = [form for form, data in forms(text).items() if form.startswith(("hex", "base64")) and len(data) < 8]
    assert (digits, coded) == ([], [])


def test_forms_are_different_bytes() -> None:
    assert len(set(FORMS.values())) == len(FORMS) >= 16
