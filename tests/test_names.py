"""A name stands for one thing: no two classes or types of the program are called alike."""

import ast
import re
from collections import defaultdict
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PACKAGES = ("flows", "tasks", "expectations")


def types_defined() -> dict[str, list[str]]:
    """The classes and the aliases of types at the top of each module: name → modules."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(path for package in PACKAGES for path in (PROJECT / package).rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            names = [node.name] if isinstance(node, ast.ClassDef) else []
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript | ast.BinOp):
                # As `Rows = Sequence[…]`; names in capitals are constants.
                names = [t.id for t in node.targets if isinstance(t, ast.Name) and re.match("_?[A-Z][a-z]", t.id)]
            for name in names:
                found[name].append(str(path.relative_to(PROJECT)))
    return found


def test_no_two_types_are_called_alike() -> None:
    assert {name: where for name, where in types_defined().items() if len(where) > 1} == {}
