"""What the program imports is declared: nothing runs only because something else happens to bring it along."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

PROJECT = Path(__file__).parents[1]
OWN = ("flows", "tasks", "expectations")


def imported() -> dict[str, str]:
    """The packages from elsewhere that the program's modules import, each with the first module that does."""
    found: dict[str, str] = {}
    for path in sorted(path for package in OWN for path in (PROJECT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for name in names:
                found.setdefault(name.partition(".")[0], str(path.relative_to(PROJECT)))
    return {name: path for name, path in found.items() if name not in (*OWN, *sys.stdlib_module_names)}


def declared() -> set[str]:
    """The distributions that the program declares, those of its extras among them."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    return {_normal(re.match(r"[\w.-]+", line)[0]) for line in lines}  # type: ignore[index]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_is_imported_is_declared() -> None:
    brought_by = packages_distributions()
    extras = {"pyspark": ["pyspark"], "py4j": ["pyspark"]}  # not set up unless Spark is tried
    undeclared = {
        name: path
        for name, path in imported().items()
        if not declared() & {_normal(each) for each in brought_by.get(name, extras.get(name, []))}
    }
    assert undeclared == {}
