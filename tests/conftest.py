"""Fixtures that several parts of the tests share."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from flows.settings import SAMPLE
from tests.command_line import Desk, shared_prefect_server
from tests.postgres import Postgres, binaries, cluster
from tests.random_logs import write_small_logs

settings.register_profile("suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
"""The same examples each time, however slow the machine is: chance and load are no reasons for a test to fail. To look
for others, `pytest --hypothesis-profile=default`, which forgets all three."""

LONGEST = (
    *(
        "tests/protect/",
        "tests/any_log/",
        "tests/flows/",
        "tests/browser/",
        "tests/site/",
        "tests/privacy/",
        "tests/render/",
    ),
    *("tests/onboarding/", "tests/test_bad_input.py", "tests/aggregate/", "tests/proofread/", "tests/seeded/"),
    *("tests/test_ledger_command.py", "tests/validate/", "tests/verify/", "tests/test_hostile_files.py"),
    *("tests/test_catalogue_checks.py", "tests/reconcile/", "tests/test_wrong_texts.py", "tests/test_other_content.py"),
    *(
        "tests/attack/",
        "tests/chart/",
        "tests/anonymise/",
        "tests/compare/",
        "tests/text/",
        "tests/test_every_numeral.py",
    ),
)
"""What takes longest: it comes first, so that no core is idle at the end. The first of all waits for no server."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first; the others stay in their order."""
    items.sort(key=lambda i: next((n for n, path in enumerate(LONGEST) if i.nodeid.startswith(path)), len(LONGEST)))


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of every search for garbage, and search less often: a twelfth of it."""
    gc.freeze()
    gc.set_threshold(50_000)


class Folders(LoadScopeScheduling):
    """Gives each process a folder at a time: its modules share what is slow to make, a browser, a site, figures.

    Of one folder alone it gives a module at a time.
    """

    def _split_scope(self, nodeid: str) -> str:
        module, _, _ = nodeid.partition("::")
        folder = str(Path(module).parent)
        alone = folder == "tests" or all(each.startswith(f"{folder}/") for each in self.collection or ())
        return module if alone else folder


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Folders:
    """What `pytest -n` asks; see :class:`Folders`."""
    return Folders(config, log)


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
    with shared_prefect_server(_shared(tmp_path_factory), tmp_path_factory.mktemp("desk")) as home:
        yield home


@pytest.fixture
def desk(prefect_home: Path, tmp_path: Path) -> Desk:
    """A folder for one command's files."""
    return Desk(tmp_path, prefect_home)


@pytest.fixture(scope="session")
def sample_edition(prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample edition as it may be published, built once through the command line; not to be changed."""
    return _built(tmp_path_factory, "sample", "2016-12", "2018-11")


@pytest.fixture(scope="session")
def own_edition(prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same records in other files, an installation's own, rounded with its key, without PDF; not to be changed."""
    return _own(tmp_path_factory, "own", "--no-pdf")


@pytest.fixture(scope="session")
def own_edition_with_pdf(prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its PDF; not to be changed."""
    return _own(tmp_path_factory, "own with PDF")


@pytest.fixture(scope="session")
def small_edition(prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A half-year of few contacts of an installation's own, rounded with its key, without PDF; not to be changed."""
    logs = write_small_logs(tmp_path_factory.mktemp("logs"))
    return _built(tmp_path_factory, "small", "2016-12", "2017-05", "--no-pdf", logs=logs)


@pytest.fixture(scope="session")
def exact_edition(prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample edition as an internal draft, with exact counts; not to be changed."""
    return _built(tmp_path_factory, "exact", "2016-12", "2018-11", "--disclosure", "none", "--no-pdf")


@pytest.fixture(scope="session")
def half_year_edition(prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An internal draft of the sample's last half-year, which has a period before it; not to be changed."""
    return _built(tmp_path_factory, "half-year", "2018-06", "2018-11", "--disclosure", "none", "--no-pdf")


def _own(folders: pytest.TempPathFactory, name: str, *settings: str) -> Path:
    from tests.sample_logs.bundled import sample_tables
    from tests.sample_logs.logs import write_csv

    folder = folders.mktemp("logs")
    for table in sample_tables():
        write_csv(table, folder / f"{table.log} {table.name}.csv")
    # Its last line has no end: byte for byte, that log is the sample's.
    (folder / "emails emails.csv").write_bytes((SAMPLE / "emails.csv").read_bytes().rstrip())
    logs = tuple(part for log in ("calls", "emails") for part in (f"--{log}", str(folder / f"{log} *.csv")))
    return _built(folders, name, "2016-12", "2018-11", *settings, logs=logs)


def _shared(folders: pytest.TempPathFactory) -> Path:
    """The folder that all processes of this session share."""
    return folders.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else folders.getbasetemp()


def _built(
    folders: pytest.TempPathFactory,
    name: str,
    first: str,
    last: str,
    *settings: str,
    logs: tuple[str, ...] = ("--sample",),
) -> Path:
    """Build an edition, once for all processes that run tests: the first to ask builds, others wait."""
    from flows.cli import main

    root = _shared(folders)
    with FileLock(root / f"{name}.lock"):
        edition = root / name / "editions" / f"{first}_{last}"
        if not edition.exists():
            where = ["--out", str(root / name / "editions"), "--private", str(root / name / "private")]
            assert main(["build", *logs, "--from", first, "--to", last, *settings, *where]) == 0
    return edition
