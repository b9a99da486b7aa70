"""Spark writes what does not fit in memory, and speaks when it fails: neither may tell a value."""

from pathlib import Path

import pandas as pd
import pytest

from tasks.anonymise import anonymise
from tasks.extract import extract
from tasks.model.errors import StageError
from tasks.storage.engine import Engine, running
from tasks.storage.engine.spark import properties
from tasks.storage.workspace import private_folder
from tasks.validate import validate
from tests.engine.outcomes import KEY, TODAY, need_java
from tests.engine.test_spark import SPARK
from tests.privacy.canaries import CanaryLogs, write_logs
from tests.privacy.leak_scanner import find

SAFE = {
    "spark.eventLog.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.io.encryption.enabled": "true",
    "spark.authenticate": "true",
    "spark.network.crypto.enabled": "true",
}


@pytest.mark.parametrize("master", ["local[2]", "yarn", "spark://cluster:7077"])
@pytest.mark.parametrize("name", SAFE)
def test_no_option_makes_it_less_safe(name: str, master: str, tmp_path: Path) -> None:
    told = properties(Engine("spark", master, {name: "otherwise", "spark.executor.cores": "4"}), tmp_path)
    assert told[name] == SAFE[name]
    assert told["spark.executor.cores"] == "4"


@pytest.mark.spark
@pytest.mark.drill
def test_no_canary_is_on_disk_while_it_runs_nor_heard_when_it_fails(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    need_java()
    canaries, sources = _as_parquet(write_logs(tmp_path), tmp_path)
    work = private_folder(tmp_path / "work")
    with running(SPARK, work):
        intake = anonymise(extract(sources), KEY, work, TODAY, SPARK)
        validate(intake, work, tmp_path / "private", gate=1.0, engine=SPARK)
        assert list((work / "spill").rglob("shuffle_*.data")), "nothing was spilled, so that nothing was tried"
        opened = extract(sources)
        for paths in sources.values():
            _cut(Path(paths[0]))
        with pytest.raises(StageError) as refused:
            anonymise(opened, KEY, work / "again", TODAY, SPARK)
        said = "".join(capfd.readouterr()) + str(refused.value) + repr(refused.value.__context__)
        for paths in sources.values():
            Path(paths[0]).unlink()
        assert find(canaries, [tmp_path]) == []
    assert [canary for canary in canaries if canary in said] == []


def _as_parquet(logs: CanaryLogs, folder: Path) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    sources = {}
    for log, path in {"calls": logs.calls, "emails": logs.emails}.items():
        pd.read_csv(path, dtype=str).to_parquet(folder / f"{log}.parquet", row_group_size=10)
        sources[log] = [str(folder / f"{log}.parquet")]
        path.unlink()
    return logs.canaries, sources


def _cut(path: Path) -> None:
    """Damage the file in its middle, where the heading is not."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 4] + bytes(len(content) // 4) + content[len(content) // 2 :])
