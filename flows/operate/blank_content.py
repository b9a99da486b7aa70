"""The content of a helpline that has none yet: what comes with the program without its country, and short texts.

Contract and words hold for any helpline but for a few entries, which ``edits.toml`` takes out or rewrites; texts,
places and particulars lie beside it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from expectations.contract.content import PROGRAM

BLANK = PROGRAM / "assets" / "blank"
EDITS = "edits.toml"
_LEFT_OUT = ("text/ur/", "text/en/editions/", "text/en/numbers/", "text/en/standing/")


@dataclass(frozen=True)
class Edits:
    """By file: tables and lines of one entry each that go, words that change, and what stands at the end."""

    tables_left_out: Mapping[str, list[str]]
    lines_left_out: Mapping[str, list[str]]
    rewritten: Mapping[str, Mapping[str, str]]
    added: Mapping[str, str]

    @property
    def files(self) -> set[str]:
        """All files that are edited."""
        return {*self.tables_left_out, *self.lines_left_out, *self.rewritten, *self.added}

    def applied(self, name: str, text: str) -> str:
        """A file as a blank folder has it."""
        for table in self.tables_left_out.get(name, ()):
            text = _changed(rf"(?m)^\[{table}\]\n(?:(?!\[).*\n)*", "", text)
        for entry in self.lines_left_out.get(name, ()):
            text = _changed(rf"(?m)^{entry} = .*\n", "", text)
        for old, new in self.rewritten.get(name, {}).items():
            text = _changed(re.escape(old), new, text)
        return text + self.added.get(name, "")


def blank_files(bundled: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a blank folder of content, given those that come with the program."""
    edits = Edits(**tomllib.loads((BLANK / EDITS).read_text("utf-8")))
    found = {path.relative_to(BLANK).as_posix(): path for path in sorted(BLANK.rglob("*")) if path.is_file()}
    own = {name: path.read_bytes() for name, path in found.items() if name != EDITS}
    kept = {name: data for name, data in bundled.items() if not name.startswith(_LEFT_OUT)}
    return {**kept, **{name: edits.applied(name, kept[name].decode()).encode() for name in edits.files}, **own}


def _changed(pattern: str, new: str, text: str) -> str:
    text, times = re.subn(pattern, lambda _: new, text)
    if not times:
        raise AssertionError(f"the content that comes with the program has changed: {pattern}")
    return text
