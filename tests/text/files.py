"""The text files as the tests of the texts read them."""

import re
import tomllib
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parents[2] / "report_templates" / "text" / "en"
NUMBERS = sorted((TEXTS / "numbers").glob("*.md"))
MARKDOWN = sorted(TEXTS.rglob("*.md"))
RECOMMENDATIONS = TEXTS / "recommendations.toml"
TEXTED = [*MARKDOWN, RECOMMENDATIONS]
"""All files in which people write running text."""
EDITION = "editions/2016-12_2018-11"

_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_CALL = r"\b{name}\(\s*'([a-z0-9_-]+)'"


def toml(name: str) -> dict[str, Any]:
    """One TOML file of the texts."""
    return tomllib.loads((TEXTS / name).read_text("utf-8"))


def figure_words() -> dict[str, dict[str, str]]:
    """The words of figures by id, without the keys of what stands out in their charts."""
    entries = toml("figures.toml")
    return {
        figure: {part: text for part, text in words.items() if part != "highlight"} for figure, words in entries.items()
    }


def name_of(path: Path) -> str:
    """A text's path below the folder of texts, to name a test by."""
    return path.relative_to(TEXTS).as_posix()


def prose(path: Path) -> str:
    """A text without what Jinja replaces."""
    return _JINJA.sub(" ", path.read_text("utf-8"))


def calls(function: str, *paths: Path) -> list[str]:
    """The first argument of every call of a function in some texts."""
    pattern = re.compile(_CALL.format(name=function))
    return [argument for path in paths for argument in pattern.findall(path.read_text("utf-8"))]
