"""Any log builds, verifies and publishes, or is refused by the quality gate or disclosure control in words."""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.any_log.shapes import draw_shape
from tests.any_log.way import outcomes

FIXED = (14, 16, 21, 28, 31, 200, 203, 213, 218, 224, 274, 353)
"""The seeds of twelve small logs: each history and most sides, a log with faults, one without two columns."""
QUICK = (31, 213, 224)
"""Those that run each time; a build takes ten seconds of processor."""
DRILLED = 200


@pytest.mark.parametrize("seeds", [QUICK, pytest.param(FIXED, marks=pytest.mark.drill)], ids=["quick", "all"])
def test_fixed_logs_are_published_or_refused_in_words(
    seeds: tuple[int, ...], prefect_home: Path, tmp_path: Path
) -> None:
    found = outcomes([draw_shape(seed) for seed in seeds], tmp_path)
    assert not [outcome.line for outcome in found if not (outcome.published or outcome.refused)]
    assert sum(outcome.published for outcome in found) >= len(seeds)


@pytest.mark.drill
def test_random_logs_are_published_or_refused_in_words(prefect_home: Path, tmp_path: Path) -> None:
    first = int(os.environ.get("ANY_LOG_SEED") or int.from_bytes(os.urandom(3)))
    print(f"seeds {first} to {first + DRILLED - 1}; to run them again: ANY_LOG_SEED={first}")
    found = outcomes([draw_shape(first + place) for place in range(DRILLED)], tmp_path, every_pdf=10)
    print(Counter((outcome.command, outcome.code) for outcome in found))
    print(*(outcome.line for outcome in found), sep="\n")
    assert not [outcome.line for outcome in found if not (outcome.published or outcome.refused)]
