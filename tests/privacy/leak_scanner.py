"""Looks for texts wherever a run may have left them: in files, in archives and streams, in other encodings."""

import base64
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import ahocorasick

LONG_ENOUGH = {"digits": 14, "last digits": 14, "hex": 16, "base64": 8}
"""Bytes that a form needs, by what it is made of; others need six. Shorter ones come about by chance: two timestamps
beside each other hold any seven digits in one of some thousand databases."""
TELLING = 4
"""How many different digits a number needs: files are full of zeros."""


def forms(text: str) -> dict[str, bytes]:
    """The ways in which a text could stand in a file: name of the form → its bytes."""
    raw = text.encode()
    digits = "".join(re.findall(r"[0-9]", text))
    found = {
        "raw": raw,
        "lower case": text.lower().encode(),
        "upper case": text.upper().encode(),
        "url": quote(text, safe="").encode(),
        "json": text.encode("ascii", "backslashreplace"),
        "utf-16": text.encode("utf-16-le"),
        "utf-16 big-endian": text.encode("utf-16-be"),
        "hex": raw.hex().encode(),
        **({"digits": digits.encode()} if len(set(digits)) >= TELLING else {}),
        **({"last digits": digits[-14:].encode()} if len(set(digits[-14:])) >= TELLING else {}),
        **{f"base64 at {shift}": _base64(raw, shift) for shift in range(3)},
        **{name: hashlib.new(name, raw).hexdigest().encode() for name in ("md5", "sha1", "sha256")},
    }
    return {name: data for name, data in found.items() if len(data) >= LONG_ENOUGH.get(name.split(" at ")[0], 6)}


def _base64(raw: bytes, shift: int) -> bytes:
    # A text within a longer one is encoded in one of three ways, by where it begins; the edges mix with what is beside.
    encoded = base64.b64encode(bytes(shift) + raw)
    return encoded[-(-shift * 4 // 3) : len(encoded) // 4 * 4 - 4]


def surfaces(path: Path) -> Iterator[tuple[str, bytes]]:
    """A file and all that is packed within it: name → content."""
    yield from unpacked(path.name, path.read_bytes())


def unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Content, and what its archives and compressed streams hold."""
    yield name, content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from unpacked(f"{name}/{member}", archive.read(member))
    if content.startswith(b"%PDF"):
        yield from ((f"{name}, stream", stream) for stream in pdf_streams(content))


def pdf_streams(content: bytes) -> Iterator[bytes]:
    """The streams of a PDF, inflated where they are compressed."""
    for match in re.finditer(rb"stream\r?\n", content):
        inflate = zlib.decompressobj()
        try:
            yield inflate.decompress(content[match.end() :])
        except zlib.error:
            continue


def find(texts: Iterable[str], folders: Iterable[Path]) -> list[str]:
    """Where any of the texts stands in any form: ``file: form of text``."""
    needles = _needles(texts)
    found = {
        f"{name}: {form} of {text}"
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
        for name, content in surfaces(path)
        for _, (form, text) in needles.iter(content.decode("latin-1"))
    }
    return sorted(found)


def _needles(texts: Iterable[str]) -> ahocorasick.Automaton:
    """All forms of all texts, for one pass over a file. Of forms that are the same bytes, the first gives the name."""
    needles = ahocorasick.Automaton()
    for text in texts:
        for form, data in forms(text).items():
            word = data.decode("latin-1")
            if not needles.exists(word):
                needles.add_word(word, (form, text))
    needles.make_automaton()
    return needles
