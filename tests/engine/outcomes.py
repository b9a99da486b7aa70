"""What an engine makes of logs, stage by stage, with the seconds that each stage took."""

import json
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.aggregate import aggregate
from tasks.anonymise import anonymise
from tasks.extract import extract
from tasks.model.figures import Disclosure
from tasks.model.figures_json import figures_json
from tasks.model.period import Month, Period
from tasks.model.quality import quality_json
from tasks.model.records import Counts, Intake, LogName
from tasks.protect import protect
from tasks.storage.engine import Engine
from tasks.validate import ValidationResult, validate

KEY, TODAY = b"k" * 32, date(2026, 1, 1)
EDITION = Period(Month.parse("2016-12"), Month.parse("2018-11"))
NO_JAVA = "Java is not installed (Debian: apt install default-jre-headless): nothing tested on Spark"


@dataclass(frozen=True)
class Outcome:
    """What one engine made of the logs, and in how many seconds a stage."""

    intake: Intake
    verdict: ValidationResult
    counts: Counts
    seconds: Mapping[str, float]

    @property
    def contacts(self) -> pa.Table:
        return _table(self.intake.records)

    @property
    def set_aside(self) -> pa.Table:
        return _table(self.verdict.set_aside)

    @property
    def fix_list(self) -> bytes:
        return (self.verdict.fix_list or Path()).read_bytes()

    @property
    def published(self) -> bytes:
        """All that leaves the records' side of the line, and so all that the report is made from, in two files."""
        figures = protect(self.counts, Disclosure.ROUND, "sha256:0", secret=KEY)
        return json.dumps(
            [figures_json(figures, dict.fromkeys(self.counts.specs, "")), quality_json(self.verdict.quality)]
        ).encode()


def outcome(logs: Mapping[LogName, Sequence[str]], folder: Path, engine: Engine) -> Outcome:
    """Run the stages that see records."""
    clock = [time.perf_counter()]
    intake = anonymise(extract(logs), KEY, folder, TODAY, engine)
    clock.append(time.perf_counter())
    verdict = validate(intake, folder, folder / "private", gate=1.0, engine=engine)
    clock.append(time.perf_counter())
    counts = aggregate(verdict.contacts, EDITION, engine=engine, set_aside=verdict.set_aside)
    clock.append(time.perf_counter())
    stages = ("anonymise", "validate", "aggregate")
    seconds = {stage: clock[i + 1] - clock[i] for i, stage in enumerate(stages)}
    return Outcome(intake, verdict, counts, seconds)


def need_java() -> None:
    """Skip the test where no Java can be had."""
    if not shutil.which("java"):
        pytest.skip(NO_JAVA)


def _table(path: Path) -> pa.Table:
    table = pq.read_table(path)
    # How a text is kept, and whether a column could hold nulls, is each engine's own business.
    schema = pa.schema([(name, _plain(table.schema.field(name).type)) for name in sorted(table.column_names)])
    return table.select(schema.names).cast(schema).sort_by([("source", "ascending"), ("row", "ascending")])


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind
