"""A real PostgreSQL for the tests: a private cluster on a free port of the loopback, gone when they end."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from psycopg import Connection, connect

USER = "intake"


@dataclass(frozen=True)
class Postgres:
    """A running cluster; its password is drawn anew each time."""

    port: int
    password: str = field(repr=False)
    database: str = "postgres"
    restart: tuple[str, ...] = ()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Within the block nothing answers; after it the server is back with all that it held."""
        as_user = _unprivileged(Path(self.restart[self.restart.index("-D") + 1]).parent)
        _run([*self.restart, "-m", "fast", "stop"], as_user)
        try:
            yield
        finally:
            _run([*self.restart, "start"], as_user)

    def address(self, table: str, *, user: str = USER, password: str | None = None, database: str | None = None) -> str:
        """The address of a table, as staff give it; the password goes into an environment variable that it names."""
        secret = self.password if password is None else password
        if not secret.startswith("${"):
            name = f"POSTGRES_TEST_{sha256(secret.encode()).hexdigest()[:8]}"
            os.environ[name] = secret
            secret = f"${{{name}}}"
        return f"postgresql+psycopg://{user}:{secret}@127.0.0.1:{self.port}/{database or self.database}#{table}"

    def prefect_address(self, database: str) -> str:
        """The address of a database, as Prefect's server takes it."""
        return f"postgresql+asyncpg://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def connect(self) -> Connection:
        """A connection that may write."""
        return connect(
            host="127.0.0.1",
            port=self.port,
            user=USER,
            password=self.password,
            dbname=self.database,
            autocommit=True,
        )


def binaries() -> Path | None:
    """The folder with the server's programs, the newest version first; None where the server is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


@contextmanager
def cluster(programs: Path) -> Iterator[Postgres]:
    """Start a cluster of its own, as a user that is not root, and stop it after the block."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-test-"))
    port, password = _free_port(), secrets.token_hex(16)
    password_file = folder / "password"
    password_file.write_text(password)
    as_user = _unprivileged(folder)
    data, log = str(folder / "data"), str(folder / "log")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    try:
        _run([programs / "initdb", "-D", data, "-U", USER, f"--pwfile={password_file}", *_INITDB], as_user)
        _run([programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start"], as_user)
        try:
            start = (str(programs / "pg_ctl"), "-D", data, "-l", log, "-w", "-o", options)
            yield Postgres(port, password, restart=start)
        finally:
            _run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], as_user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_INITDB = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]


def _run(command: list[str | Path], as_user: dict[str, object]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd="/", **as_user)


def _unprivileged(folder: Path) -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    names = [entry.pw_name for entry in pwd.getpwall()]
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    for path in (folder, *folder.iterdir()):
        os.chown(path, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
