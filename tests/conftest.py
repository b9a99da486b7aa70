"""Fixtures that several parts of the tests share."""

from collections.abc import Iterator

import pytest

from tests.postgres import Postgres, binaries, cluster


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL server; the tests that need it are skipped, and say so, where none is installed."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL's server programs are not installed (Debian: apt install postgresql): nothing tested")
    with cluster(programs) as server:
        yield server
