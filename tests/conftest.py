"""Fixtures that several parts of the tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import Desk, prefect_server
from tests.postgres import Postgres, binaries, cluster


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL server; the tests that need it are skipped, and say so, where none is installed."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL's server programs are not installed (Debian: apt install postgresql): nothing tested")
    with cluster(programs) as server:
        yield server


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of a Prefect server that runs for the whole session: starting one takes seconds."""
    with prefect_server(tmp_path_factory.mktemp("prefect")) as home:
        yield home


@pytest.fixture
def desk(prefect_home: Path, tmp_path: Path) -> Desk:
    """A folder for one command's files."""
    return Desk(tmp_path, prefect_home)


@pytest.fixture(scope="session")
def sample_edition(prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample edition as it may be published, built once through the command line; not to be changed."""
    from flows.cli import main

    folder = tmp_path_factory.mktemp("sample")
    period = ["--from", "2016-12", "--to", "2018-11"]
    folders = ["--out", str(folder / "editions"), "--private", str(folder / "private")]
    assert main(["build", "--sample", *period, *folders]) == 0
    return folder / "editions" / "2016-12_2018-11"


@pytest.fixture(scope="session")
def exact_edition(prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample edition as an internal draft, with exact counts; not to be changed."""
    from flows.cli import main

    folder = tmp_path_factory.mktemp("exact")
    period = ["--from", "2016-12", "--to", "2018-11", "--disclosure", "none", "--no-pdf"]
    folders = ["--out", str(folder / "editions"), "--private", str(folder / "private")]
    assert main(["build", "--sample", *period, *folders]) == 0
    return folder / "editions" / "2016-12_2018-11"


@pytest.fixture(scope="session")
def half_year_edition(prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An internal draft of the sample's last half-year, which has a period before it; not to be changed."""
    from flows.cli import main

    folder = tmp_path_factory.mktemp("half-year")
    period = ["--from", "2018-06", "--to", "2018-11", "--disclosure", "none", "--no-pdf"]
    folders = ["--out", str(folder / "editions"), "--private", str(folder / "private")]
    assert main(["build", "--sample", *period, *folders]) == 0
    return folder / "editions" / "2018-06_2018-11"
