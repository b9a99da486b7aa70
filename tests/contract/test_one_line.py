"""Adding a platform or a city is one line: the reader, the count and the data dictionary know it, without code."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASK = """
import json, sys
from types import SimpleNamespace
from expectations.contract.fields import fields
from tasks.aggregate.catalogue import CATALOGUE
from tasks.anonymise.normalise import normalise
from tasks.language.languages import source_language
from tasks.model.period import Month, Period
from tasks.render.generated import data_dictionary

field, written, figure, key, label = sys.argv[1:]
declaration = next(d for d in CATALOGUE if d.spec.id == figure)
title = fields()[field].title
inputs = SimpleNamespace(texts=SimpleNamespace(language=source_language()))
entry = next(entry for entry in data_dictionary(inputs)["fields"] if entry[0] == title)
print(json.dumps({
    "reader": repr(normalise(fields()[field], written)),
    "counted": [list(key) for key in declaration.keys(Period(Month(2018, 1), Month(2018, 6)))],
    "dictionary": label in str(entry[2]),
}))
"""


def answers(root: Path, *question: str) -> dict[str, object]:
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", ASK, *question], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("file", "after", "line", "question"),
    [
        (
            "expectations/contract/vocabulary.toml",
            'tiktok = { label = "TikTok"',
            'meerkat = { label = "Meerkat", aliases = ["mkt"] }',
            ("platforms", "fb; MKT", "platform", "meerkat", "Meerkat"),
        ),
        (
            "assets/places/cities.csv",
            "rawalpindi,",
            "nowhere_city,Nowhere City,punjab,nwc",
            ("city", "NWC", "city", "nowhere_city", ""),
        ),
    ],
    ids=["platform", "city"],
)
def test_one_line_is_enough(file: str, after: str, line: str, question: tuple[str, ...], tmp_path: Path) -> None:
    for part in ("expectations", "tasks", "assets/places", "report_templates/text"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    key = question[3]
    before = answers(tmp_path, *question)
    lines = (tmp_path / file).read_text("utf-8").splitlines()
    place = next(number for number, text in enumerate(lines) if text.startswith(after))
    (tmp_path / file).write_text("\n".join([*lines[: place + 1], line, *lines[place + 1 :], ""]), "utf-8")
    now = answers(tmp_path, *question)
    assert key not in str(before["reader"]) and key in str(now["reader"])
    assert [key] not in before["counted"] and [key] in now["counted"]
    assert now["dictionary"]
    assert len(now["counted"]) == len(before["counted"]) + 1
