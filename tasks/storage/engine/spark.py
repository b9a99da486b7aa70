"""The database of a stage on Spark."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tasks.storage.engine.database import Parameters
from tasks.storage.engine.dialect import for_spark

_GLOB = "*?[]{},\\"
"""What is special in a path that Hadoop reads."""


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
        self.session.read.parquet(_pattern(path)).createOrReplaceTempView(name)

    def read_files(self, name: str, paths: Iterable[Path], columns: Mapping[str, str]) -> Mapping[str, Path]:
        """Name Parquet files of the same columns, with ``file_path`` and ``row_index`` beside those that are read.

        Args:
            name: what to name them.
            paths: absolute ones.
            columns: from the names to give to the columns that are read to their names in the files.

        Returns:
            From what ``file_path`` calls a file to its path.
        """
        files = self.session.read.parquet(*map(_pattern, paths))
        read = [files[_quoted(theirs)].alias(ours) for ours, theirs in columns.items()]
        files.select(*read, "_metadata.file_path", "_metadata.row_index").createOrReplaceTempView(name)
        # There it has as many slashes as a path has, here as an address has.
        found = {uri.replace("file:///", "file:/", 1): uri for uri in files.inputFiles()}
        return {name: Path(unquote(urlsplit(uri).path)) for name, uri in found.items()}

    def define(self, name: str, query: Any) -> None:
        self.session.sql(self._text(query)).createOrReplaceTempView(name)

    def work(self, name: str, query: str, function: Callable[[Iterable[Any]], Iterator[Any]], columns: str) -> None:
        """Let the workers turn a query's outcome into another, and keep it.

        Args:
            name: what to name it.
            query: what goes in.
            function: from Arrow batches to Arrow batches; it is found on the workers by its module.
            columns: what comes out, as ``name type, …``.
        """
        self._keep(name, self.session.sql(for_spark(query)).mapInArrow(function, columns))

    def take(self, name: str, table: Any) -> None:
        self.session.createDataFrame(table).createOrReplaceTempView(name)

    def keep(self, name: str, query: Any) -> None:
        self._keep(name, self.session.sql(self._text(query)))

    def _keep(self, name: str, frame: Any) -> None:
        kept = frame.persist()
        self._kept.append(kept)
        # Now, since Spark sends a table to all workers only if it knows that it is small.
        kept.count()
        kept.createOrReplaceTempView(name)

    def rows(self, query: str) -> Sequence[tuple[Any, ...]]:
        return [tuple(row) for row in self.session.sql(for_spark(query)).collect()]

    def frame(self, query: str) -> Any:
        return self.session.sql(for_spark(query)).toArrow().to_pandas()

    def write(self, query: str, path: Path, parameters: Parameters | None = None) -> None:
        self.session.sql(for_spark(query), args=dict(parameters or {})).write.parquet(_address(path))

    def close(self) -> None:
        for kept in self._kept:
            kept.unpersist()

    def _text(self, query: Any) -> str:
        return for_spark(query) if isinstance(query, str) else str(self.ibis.compile(query))


def _address(path: Path) -> str:
    # A cluster may take a bare path for one of its own file system.
    return f"file://{path.absolute()}"


def _pattern(path: Path) -> str:
    return "".join(f"\\{c}" if c in _GLOB else c for c in _address(path))


def _quoted(column: str) -> str:
    return "`" + column.replace("`", "``") + "`"
