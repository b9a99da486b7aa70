"""The same statements for Spark: SQL as DuckDB has it, said again in Spark's dialect."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlglot
from sqlglot import expressions as sql

# Java's `$` also matches before a line break at the end of a text, `\z` does not.
_WHOLE = r"\A(?:{})\z"


def for_spark(query: str) -> str:
    """Translate one SELECT. sqlglot knows most of what differs; what it passes on unchanged stands in ``_SAID``."""
    translated: str = sqlglot.parse_one(query, dialect="duckdb").transform(_said).sql(dialect="spark")
    return translated


def _said(node: Any) -> Any:
    say = _SAID.get(type(node))
    return say(node) if say else node


def _full_match(node: Any) -> Any:
    pattern = sql.Literal.string(_WHOLE.format(node.expression.name))
    return sql.RegexpLike(this=node.this, expression=pattern)


def _day_name(node: Any) -> Any:
    # Spark's own function of this name gives three letters.
    return sql.Anonymous(this="DATE_FORMAT", expressions=[node.this, sql.Literal.string("EEEE")])


_SAID: Mapping[type, Callable[[Any], Any]] = {sql.RegexpFullMatch: _full_match, sql.Dayname: _day_name}
