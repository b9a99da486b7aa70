"""Any log builds, verifies and publishes, or is refused by the quality gate or disclosure control in words."""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.any_log.shapes import draw_shape
from tests.any_log.way import outcomes

FIXED = (14, 16, 21, 28, 31, 200, 203, 213, 218, 224, 274, 353)
"""The seeds that run each time: each history and most sides, with few contacts."""
DRILLED = 200


def test_fixed_logs_are_published_or_refused_in_words(prefect_home: Path, tmp_path: Path) -> None:
    found = outcomes([draw_shape(seed) for seed in FIXED], tmp_path)
    assert not [outcome.line for outcome in found if not (outcome.published or outcome.refused)]
    assert sum(outcome.published for outcome in found) >= len(FIXED)


@pytest.mark.drill
def test_random_logs_are_published_or_refused_in_words(prefect_home: Path, tmp_path: Path) -> None:
    first = int(os.environ.get("ANY_LOG_SEED") or int.from_bytes(os.urandom(3)))
    print(f"seeds {first} to {first + DRILLED - 1}; to run them again: ANY_LOG_SEED={first}")
    found = outcomes([draw_shape(first + place) for place in range(DRILLED)], tmp_path, every_pdf=10)
    print(Counter((outcome.command, outcome.code) for outcome in found))
    print(*(outcome.line for outcome in found), sep="\n")
    assert not [outcome.line for outcome in found if not (outcome.published or outcome.refused)]
