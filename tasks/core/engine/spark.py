"""The database of a stage on Spark."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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

    def read_files(self, name: str, patterns: Sequence[str], columns: Mapping[str, str]) -> Sequence[str]:
        """Name Parquet files of the same columns, with ``file_path`` and ``row_index`` beside those that are read.

        Args:
            name: what to name them.
            patterns: paths, in which Hadoop's special characters are escaped.
            columns: from the names to give to the columns that are read to their names in the files.

        Returns:
            The files as ``file_path`` calls them, but for the number of slashes after ``file:``.
        """
        files = self.session.read.parquet(*patterns)
        read = [files[_quoted(theirs)].alias(ours) for ours, theirs in columns.items()]
        files.select(*read, "_metadata.file_path", "_metadata.row_index").createOrReplaceTempView(name)
        return list(files.inputFiles())

    def define(self, name: str, query: str) -> None:
        self.session.sql(for_spark(query)).createOrReplaceTempView(name)

    def work(self, name: str, query: str, function: Callable[[Iterable[Any]], Iterator[Any]], columns: str) -> None:
        """Let the workers turn a query's outcome into another, and keep it.

        Args:
            name: what to name it.
            query: what goes in.
            function: from Arrow batches to Arrow batches; it is found on the workers by its module.
            columns: what comes out, as ``name type, …``.
        """
        kept = self.session.sql(for_spark(query)).mapInArrow(function, columns).persist()
        self._kept.append(kept)
        # Now, since Spark sends a table to all workers only if it knows that it is small.
        kept.count()
        kept.createOrReplaceTempView(name)

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


def _quoted(column: str) -> str:
    return "`" + column.replace("`", "``") + "`"
