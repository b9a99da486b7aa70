"""Tables of cases of which a few run each time and the others in the drill, and the chance that drills draw by."""

import os
import random
from collections.abc import Iterable, Mapping
from typing import Any

import pytest


def cases(table: Mapping[Any, Any] | Iterable[Any], quick: Iterable[Any]) -> list[Any]:
    """The parameters of a test, one a case of the table; those that ``quick`` does not name wait for the drill.

    Args:
        table: cases by name, or names that are cases themselves.
        quick: the names of the cases that run each time.
    """
    named = table if isinstance(table, Mapping) else {name: name for name in table}
    missing = [name for name in quick if name not in named]
    assert not missing, f"no such case: {missing}"
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)),
            id=_id(name),
            marks=[] if name in quick else [pytest.mark.drill],
        )
        for name, case in named.items()
    ]


def drawn_by_chance() -> random.Random:
    """Give chance that differs from run to run; its seed is printed, and set by DRILL_SEED to see a failure again."""
    seed = int(os.environ.get("DRILL_SEED") or random.SystemRandom().randrange(2**32))
    print(f"to draw the same again: DRILL_SEED={seed}")
    return random.Random(seed)


def _id(name: Any) -> str:
    return " ".join(map(str, name)) if isinstance(name, tuple) else getattr(name, "__name__", str(name))
