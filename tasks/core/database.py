"""Database addresses and connections, for the stage that checks a table and the one that reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tasks.core.errors import LogError, ReportError, SourceUnavailableError, UsageError

SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
_FORM = "postgresql+psycopg://user:password@host/database#schema.table"
_TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Address:
    """A table in a database.

    Attributes:
        url: the database, with the password; kept out of ``repr``.
        shown: what messages call the table; without user and password.
        path: the table's name, with its schema before it where one is given.
    """

    url: str = field(repr=False)
    shown: str
    path: tuple[str, ...]


def parse_address(text: str) -> Address:
    """Read ``postgresql+psycopg://user:password@host/database#schema.table``.

    Raises:
        UsageError: another kind of database, or no table after ``#``.
    """
    parts = urlsplit(text)
    names = parts.fragment.split(".")
    if parts.scheme not in SCHEMES or not 1 <= len(names) <= 2 or not all(names):
        raise UsageError(
            "A database address has another form than is read.", where=parts.scheme, remedy=f"Write it like {_FORM}."
        )
    url = urlunsplit(("postgresql", parts.netloc, parts.path, parts.query, ""))
    place = parts.netloc.rpartition("@")[2] or "local"
    shown = f"table {parts.fragment} in the database {parts.path.strip('/') or '(default)'} on {place}"
    return Address(url, shown, tuple(names))


@contextmanager
def connected(address: Address) -> Iterator[Any]:
    """A read-only connection to the database of an address; times come in UTC.

    The driver's messages may hold the password or values, so none of them gets out: whatever goes wrong within the
    block comes out as a refusal of ours.

    Raises:
        SourceUnavailableError: the database does not answer, or the connection broke.
        LogError: it refuses the user, lacks the database, or does not let the table be read.
    """
    import psycopg

    refusal: ReportError | None = None
    try:
        with psycopg.connect(
            address.url,
            connect_timeout=_TIMEOUT_SECONDS,
            options="-c default_transaction_read_only=on -c TimeZone=UTC -c DateStyle=ISO -c client_encoding=UTF8",
        ) as connection:
            yield connection
    except psycopg.Error as error:
        refusal = _refusal(address, error)
    if refusal:
        raise refusal


def _refusal(address: Address, error: Any) -> ReportError:
    import psycopg

    # At connection time there is no error code: the server's words are all there is, and they are only compared.
    words, code = str(error), error.sqlstate or ""
    if "authentication failed" in words or "no password supplied" in words or code.startswith("28"):
        return LogError(
            "The database refuses the user or the password.",
            where=address.shown,
            remedy="Check user and password in the database address.",
        )
    if code == "42501":
        return LogError(
            "The database user may not read the table.", where=address.shown, remedy="Grant SELECT on the table."
        )
    if "does not exist" in words or code in ("3D000", "42P01", "42703"):
        return LogError(
            "The database has no such database, user, table or column.",
            where=address.shown,
            remedy="Check the names in the address; the table stands after #, as schema.table.",
        )
    if isinstance(error, psycopg.ProgrammingError):
        return LogError("The database address cannot be read.", where=address.shown, remedy=f"Write it like {_FORM}.")
    return SourceUnavailableError(
        "The database does not answer.", where=address.shown, remedy="Check that it runs and can be reached; try again."
    )
