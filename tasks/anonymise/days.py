"""The days on which a contact can have been received, each with what is kept of it."""

from datetime import date, timedelta

import duckdb

from expectations.contract.fields import LOG_START
from expectations.contract.vocabulary import vocabulary

DAYS = "days"
START = date.fromisoformat(f"{LOG_START}-01")

_FILL = f"""CREATE TEMP TABLE {DAYS} AS
    SELECT unnest($day::DATE[]) AS day, unnest($month::VARCHAR[]) AS month, unnest($weekday::VARCHAR[]) AS weekday"""


def create_days(connection: duckdb.DuckDBPyConnection, today: date) -> None:
    """Make the table ``days`` of :func:`days`."""
    connection.execute(_FILL, days(today))


def days(today: date) -> dict[str, list[object]]:
    """From the day on which the helpline began to today: ``day``, ``month``, ``weekday``, as columns."""
    span = [START + timedelta(days=number) for number in range((today - START).days + 1)]
    weekdays = vocabulary("weekday").keys
    return {
        "day": [*span],
        "month": [f"{day:%Y-%m}" for day in span],
        "weekday": [weekdays[day.weekday()] for day in span],
    }
