"""Logs in which every cell that could point to a person is a canary: a text of its own, to be found nowhere else."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expectations.contract.fields import NEVER_READ, fields
from tests import log_files as logs

RECORDS = 60
"""Records a log. Each has a canary in every column that must not be read, and in one of the others at most."""
WITH_DIGITS = ("phone", "cnic")
"""Columns whose canaries have digits too."""
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


class Aviary:
    """Hands out canaries and remembers them: letters that no word has, and digits more than any clock or count has."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)
        self.canaries: list[str] = []

    def catch(self, *, digits: bool = False) -> str:
        """A new canary."""
        letters = "".join(self._draw.choices(_LETTERS, k=10))
        number = "".join(self._draw.choices("123456789", k=20))
        self.canaries.append(f"{letters} {number}" if digits else letters)
        return self.canaries[-1]


@dataclass(frozen=True)
class CanaryLogs:
    """Two logs on disk, and the canaries in them."""

    calls: Path
    emails: Path
    canaries: tuple[str, ...]


def write_logs(folder: Path, seed: int = 1, **changed: Any) -> CanaryLogs:
    """Write both logs: sound records, and for every field that is read one record with a canary in it.

    Args:
        changed: a value to put into every record of a field; None leaves the column out.
    """
    aviary = Aviary(seed)
    paths = [_write(folder / f"in-{log}.csv", _records(aviary, log), changed) for log in ("calls", "emails")]
    return CanaryLogs(*paths, tuple(aviary.canaries))


def _write(path: Path, records: list[dict[str, Any]], changed: dict[str, Any]) -> Path:
    for record in records:
        for name, value in changed.items():
            record[name] = value
            if value is None:
                del record[name]
    return logs.write_csv(path, records)


def _records(aviary: Aviary, log: str) -> list[dict[str, Any]]:
    found = [logs.record(number, log) for number in range(1, RECORDS + 1)]
    for record in found:
        record["case_ref"] = aviary.catch()
        record |= {column: aviary.catch(digits=column in WITH_DIGITS) for column in (*NEVER_READ, "Desk colour")}
    for record, name in zip(found, fields(), strict=False):
        record[name] = aviary.catch()
    return found
