"""The Prefect server's database where it is SQLite: its writers wait for each other.

A transaction of SQLite that reads before it writes cannot go on where another wrote in between, however long it waits:
the database is locked, it is told. Prefect begins its transactions so, and answers 503; its own clients ask again, but
the page of a form does not. Begun as a writer's, a transaction waits its turn.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from prefect.server.database.configurations import AioSqliteConfiguration
from prefect.server.database.dependencies import MODELS_DEPENDENCIES
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL


class ImmediateTransactions(AioSqliteConfiguration):
    """Prefect's configuration of SQLite, with every transaction begun as a writer's."""

    @asynccontextmanager
    async def begin_transaction(self, session: Any, with_for_update: bool = True) -> AsyncGenerator[Any, None]:
        """Begin a transaction, once no other writes."""
        async with super().begin_transaction(session, with_for_update=True) as transaction:
            yield transaction


def begin_transactions_immediately() -> None:
    """Before the server is made: have it use this configuration if its database is SQLite."""
    address = PREFECT_API_DATABASE_CONNECTION_URL.value()
    if address.startswith("sqlite"):
        MODELS_DEPENDENCIES["database_config"] = ImmediateTransactions(connection_url=address)
