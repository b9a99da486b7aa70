"""``docs/access.md``: it has each requirement of ASVS 5.0.0 level 1 once, and what it names is there."""

import re

import pytest

from flows.settings import PROJECT

LEVEL_1 = """
1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.5.3
4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 7.2.1
7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2 8.3.1 9.1.1 9.1.2 9.1.3 9.2.1 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 11.3.1
11.3.2 11.4.1 12.1.1 12.2.1 12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
""".split()
PAGE = (PROJECT / "docs" / "access.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)


def test_each_requirement_has_a_row() -> None:
    assert [row[0] for row in ROWS] == LEVEL_1


@pytest.mark.parametrize(("where", "test"), [row[2:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_a_row_names_is_there(where: str, test: str) -> None:
    paths = [PROJECT / path for path in re.findall(r"`([\w./]+\.(?:py|j2|js|lock)|deploy/\w+)`", where)]
    assert [path for path in paths if not path.exists()] == []
    code = "".join(path.read_text("utf-8") for path in paths)
    assert [name for name in re.findall(r"`(\w+)`", where) if name.isidentifier() and name not in code] == []
    assert paths or where.startswith("does not apply: ") or "](#" in where
    for file, name in re.findall(r"`(tests/[\w/]+\.py)` `(\w+)`", test):
        assert f"def {name}(" in (PROJECT / file).read_text("utf-8")
    assert "::" not in test and test.startswith(("`tests/", "by hand", "none is needed"))
    assert test != "none is needed" or where.startswith("does not apply: ")
