"""An outsider attacks editions as published, with an integer program of its own: nobody can be told from them.

The attacker reads the published files alone. A quick part runs with the other tests, the whole with ``make drill``.
"""

import ast
import csv
import sys
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.attack.__main__ import SIZES
from tests.attack.attack import attack, attack_all, holds
from tests.attack.editions import EDITIONS, Cities, Series, late, publish_series, records
from tests.attack.model import DIFFERS, LISTED, NAMES_ONE
from tests.attack.public import answers, slices, tables, windows

HERE = Path(__file__).parent
ATTACKER = ("public", "program", "model", "attack")
"""The modules of the attacker."""
ITS_LIBRARIES = {"numpy", "scipy", "highspy"}
QUICK = 150
every_habit = pytest.mark.parametrize("cities", Cities, ids=str)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("attacked")
