"""Which values count: in the SQL of DuckDB, and in what Spark is told, said back in DuckDB's words."""

import duckdb
import pytest
import sqlglot

from expectations.conditions import AskedWithin
from expectations.contract.span import Span
from tasks.storage.engine.spark import for_spark
from tasks.storage.sql import _counted

DATED = AskedWithin(
    "platforms",
    {
        "skype": Span(last="2019-05"),
        "messenger": Span(last="2019-05"),
        "discord": Span("2019-06"),
        "web": Span("2019-08"),
    },
    {"messenger": "facebook", "skype": "web"},
)
COUNTED = [
    ("discord;facebook", "2019-05", "facebook"),
    ("discord;facebook", "2019-06", "discord;facebook"),
    ("discord", "2019-05", None),
    ("messenger", "2019-05", "messenger"),
    ("messenger", "2019-06", "facebook"),
    ("email;messenger;sms", "2020-01", "email;facebook;sms"),
    ("skype", "2019-07", None),  # merged into one that was not asked yet
    ("skype", "2019-08", "web"),
    ("messengers", "2019-06", "messengers"),
    (None, "2019-06", None),
]


@pytest.mark.parametrize(
    "said",
    [lambda query: query, lambda query: sqlglot.transpile(for_spark(query), read="spark", write="duckdb")[0]],
    ids=["DuckDB", "Spark"],
)
@pytest.mark.parametrize(("value", "month", "counts"), COUNTED)
def test_a_value_counts_by_its_month(said, value: str | None, month: str, counts: str | None) -> None:
    query = said(f"SELECT {_counted('platforms', DATED)} AS counted FROM contacts")
    with duckdb.connect() as database:
        database.execute("CREATE TABLE contacts (platforms VARCHAR, month VARCHAR)")
        database.execute("INSERT INTO contacts VALUES (?, ?)", [value, month])
        assert database.execute(query).fetchall() == [(counts,)]
