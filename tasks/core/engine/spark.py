"""The database of a stage on Spark."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from tasks.core.engine.database import Parameters
from tasks.core.engine.dialect import for_spark


class SparkDatabase:
    """Named queries of one stage, apart from those of other stages in the same session."""

    def __init__(self, session: Any) -> None:
        self.session = session.newSession()
        self._kept: list[Any] = []

    @cached_property
    def ibis(self) -> Any:
        import ibis

        return ibis.pyspark.connect(self.session)

    def read(self, name: str, path: Path) -> None:
        self.session.read.parquet(str(path)).createOrReplaceTempView(name)

    def take(self, name: str, table: Any) -> None:
        self.session.createDataFrame(table).createOrReplaceTempView(name)

    def keep(self, name: str, query: Any) -> None:
        text = for_spark(query) if isinstance(query, str) else self.ibis.compile(query)
        kept = self.session.sql(text).persist()
        self._kept.append(kept)
        kept.createOrReplaceTempView(name)

    def rows(self, query: str) -> Sequence[tuple[Any, ...]]:
        return [tuple(row) for row in self.session.sql(for_spark(query)).collect()]

    def frame(self, query: str) -> Any:
        return self.session.sql(for_spark(query)).toArrow().to_pandas()

    def write(self, query: str, path: Path, parameters: Parameters | None = None) -> None:
        self.session.sql(for_spark(query), args=dict(parameters or {})).write.parquet(str(path))

    def close(self) -> None:
        for kept in self._kept:
            kept.unpersist()
