"""What the desk keeps beside the texts, in one SQLite file that its user alone can read: accounts, sessions, attempts
to sign in, comments, and a log of who did what. No figure and no text of the report lies there.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flows.settings import load_settings
from flows.site.languages import _
from tasks.model.errors import FileError
from tasks.storage.workspace import private_folder

FILE = "desk.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS account (name TEXT PRIMARY KEY COLLATE NOCASE, hash TEXT, roles TEXT, session TEXT);
CREATE TABLE IF NOT EXISTS session (id TEXT PRIMARY KEY, name TEXT COLLATE NOCASE, stamp TEXT, until REAL);
CREATE TABLE IF NOT EXISTS attempt (of TEXT, at REAL);
CREATE TABLE IF NOT EXISTS log (at TEXT, who TEXT, did TEXT, what TEXT);
CREATE TABLE IF NOT EXISTS comment
    (id INTEGER PRIMARY KEY, edition TEXT, block TEXT, who TEXT, at TEXT, text TEXT, resolved TEXT DEFAULT '');
CREATE TABLE IF NOT EXISTS secret (value TEXT);
"""


def desk_folder() -> Path:
    """The folder of the desk, within that of the state."""
    return load_settings().folders.state / "desk"


@contextmanager
def stored() -> Iterator[sqlite3.Connection]:
    """A transaction on the file, which is made where it is not there yet.

    Raises:
        FileError: the file cannot be read or written.
        UsageError: others may look into its folder.
    """
    path = desk_folder() / FILE
    try:
        # The folder of the state too, if this makes it: a check of the logs takes none into which others may look.
        private_folder(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(path, timeout=30)) as connection, connection:
            connection.executescript(SCHEMA)
            yield connection
        return
    except (OSError, sqlite3.Error) as error:
        problem = getattr(error, "strerror", None) or str(error)
    raise FileError(
        _("The desk cannot keep this: %(problem)s.", problem=problem),
        str(path),
        _("See that the disk has room, and the folder may be written to."),
    )


def is_kept() -> bool:
    """Whether the file is there: without it nobody has an account."""
    return (desk_folder() / FILE).is_file()


def now() -> str:
    """The time as it is kept, in UTC."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def note(who: str, did: str, what: str = "") -> None:
    """Write into the log who did what."""
    with stored() as kept:
        kept.execute("INSERT INTO log VALUES (?, ?, ?, ?)", (now(), who, did, what))


def noted(most: int = 500) -> list[tuple[str, str, str, str]]:
    """The log, the latest first: when, who, did, what."""
    with stored() as kept:
        return kept.execute("SELECT at, who, did, what FROM log ORDER BY rowid DESC LIMIT ?", (most,)).fetchall()


def writers_since(when: float) -> frozenset[str]:
    """Who has saved a text since a time, in seconds of the epoch; their names in small letters."""
    since = f"{datetime.fromtimestamp(when, UTC):%Y-%m-%dT%H:%M:%SZ}"
    with stored() as kept:
        found = kept.execute(
            "SELECT DISTINCT who FROM log WHERE did IN ('saved', 'restored') AND at >= ?", (since,)
        ).fetchall()
    return frozenset(name.casefold() for (name,) in found)
