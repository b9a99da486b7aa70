"""Database addresses and connections, for the stage that checks a table and the one that reads it.

An address never holds a secret: it goes into forms, lists of inputs and messages. It names the environment variable of
its password, which is looked up where the connection is made, and nowhere before.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tasks.model.errors import LogError, ReportError, SourceUnavailableError, UsageError

PARAMETERS = (
    *("application_name", "channel_binding", "gssencmode", "host", "hostaddr", "port"),
    *("sslcrl", "sslmode", "sslrootcert", "ssl_min_protocol_version", "target_session_attrs"),
)
"""What may follow ``?``: nothing that is secret, and no file that a secret is read from."""
_BEGINS = r"(?:postgres|postgresql|postgresql\+psycopg):"
_PARAMETER = rf"(?:{'|'.join(PARAMETERS)})=[^\s&#@?=$]*"
ADDRESS = (
    _BEGINS + r"//(?:[^\s:@/?#$=]+(?::\$\{\w+\})?@)?[^\s@/?#$=]*(?:/[^\s@/?#$=]*)?"
    rf"(?:\?{_PARAMETER}(?:&{_PARAMETER})*)?#[^@?#$=.]+(?:\.[^@?#$=.]+)?"
)
"""The form of an address, as Python and browsers read it."""
FILE = rf"(?!{_BEGINS})(?!.*://)(?!.*[Pp][Aa][Ss][Ss][Ww][Oo][Rr][Dd]=).*"
"""The form of what is no address: the path of a file, or a glob."""
FORM = "postgresql+psycopg://user:${NAME}@host/database#schema.table"
REMEDY = (
    f"Write it like {FORM}, where the environment variable NAME holds the password. Nothing else in it may be secret or"
    f" a variable; after ? may stand {', '.join(PARAMETERS)}."
)
_PARTS = re.compile(r"[^:]+:(//(?:([^:@/]+)(?::\$\{(\w+)\})?@)?([^/?#]*)(?:/([^?#]*))?(?:\?[^#]*)?)#(.+)")
_TIMEOUT_SECONDS = 10
_DRIVER = "PG"
"""What the names of the variables begin with that the driver reads."""


@dataclass(frozen=True, slots=True)
class Address:
    """A table in a database.

    Attributes:
        url: the database, without a password.
        variable: the environment variable that holds the password; empty for none.
        shown: what messages call the table; without what stands before the host.
        path: the table's name, with its schema before it where one is given.
    """

    url: str = field(repr=False)
    variable: str
    shown: str
    path: tuple[str, ...]


def is_address(place: str) -> bool:
    """Whether a source is a database address, or is meant as one, and no file."""
    return re.fullmatch(FILE, place, re.DOTALL) is None


def parse_address(text: str) -> Address:
    """Read ``postgresql+psycopg://user:${NAME}@host/database#schema.table``.

    Raises:
        UsageError: it has another form, or may hold a secret; the message does not repeat it.
    """
    parts = _PARTS.fullmatch(text)
    if parts is None or not re.fullmatch(ADDRESS, text):
        raise UsageError("A database address has another form than is read, or holds a secret.", remedy=REMEDY)
    rest, _, variable, host, database, table = parts.groups(default="")
    url = f"postgresql:{rest.replace(f':${{{variable}}}@', '@', 1)}"
    shown = f"table {table} in the database {database or '(default)'} on {host or 'local'}"
    return Address(url, variable, shown, tuple(table.split(".")))


def environment_for(places: Iterable[str]) -> dict[str, str]:
    """The variables of the environment that some sources are read with: the passwords of addresses, and the driver's.

    Raises:
        UsageError: an address has another form than is read.
    """
    passwords = {parse_address(place).variable for place in places if is_address(place)}
    return {name: value for name, value in os.environ.items() if name in passwords or name.startswith(_DRIVER)}


@contextmanager
def connected(address: Address) -> Iterator[Any]:
    """A read-only connection to the database of an address; times come in UTC.

    The driver's messages may hold the password or values, so none of them gets out: whatever goes wrong within the
    block comes out as a refusal of ours.

    Raises:
        UsageError: the environment variable of the password is not set.
        SourceUnavailableError: the database does not answer, or the connection broke.
        LogError: it refuses the user, lacks the database, or does not let the table be read.
    """
    import psycopg

    refusal: ReportError | None = None
    try:
        with psycopg.connect(
            address.url,
            password=_password(address),
            connect_timeout=_TIMEOUT_SECONDS,
            options="-c default_transaction_read_only=on -c TimeZone=UTC -c DateStyle=ISO -c client_encoding=UTF8",
        ) as connection:
            yield connection
    except psycopg.Error as error:
        refusal = _refusal(address, error)
    if refusal:
        raise refusal


def _password(address: Address) -> str:
    # Without a variable it is empty, and not left out: else the driver would take one from a variable of its own, and
    # send it to whatever server the address names.
    if not address.variable:
        return ""
    if address.variable not in os.environ:
        raise UsageError(
            f"The environment variable {address.variable}, by which an address names its password, is not set.",
            where=address.shown,
            remedy="Set it where the program runs: for the worker, in its environment file.",
        )
    return os.environ[address.variable]


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
        return LogError("The database address cannot be read.", where=address.shown, remedy=REMEDY)
    return SourceUnavailableError(
        "The database does not answer.", where=address.shown, remedy="Check that it runs and can be reached; try again."
    )
