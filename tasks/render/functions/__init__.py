"""The functions that a text may call between ``{{`` and ``}}``; ``docs/writing.md`` says what each prints."""

from collections.abc import Callable, Mapping
from typing import Any

from tasks.language.texts import Texts
from tasks.model.changes import Comparison
from tasks.model.figures import ProtectedFigures
from tasks.render.functions.changes import Changes
from tasks.render.functions.degree import Degree
from tasks.render.functions.lookup import Lookup
from tasks.render.functions.numbers import Marks, Numbers
from tasks.render.functions.rows import Rows, Time

GROUPS = (Numbers, Rows, Time, Degree, Changes, Marks)
NAMES = frozenset(name for group in GROUPS for name in dir(group) if not name.startswith("_"))
"""The names of all functions."""


def functions(figures: ProtectedFigures, texts: Texts, comparison: Comparison) -> Mapping[str, Callable[..., Any]]:
    """Every function by the name under which a text calls it."""
    lookup = Lookup(figures, texts.language, texts.absent.figures)
    groups = (group(lookup, texts, comparison) for group in GROUPS)
    return {name: getattr(group, name) for group in groups for name in dir(group) if not name.startswith("_")}
