"""Settings of an installation: where the logs are, how their headings are called, where things go.

They come from ``settings.toml`` beside the project, or the file that ``HELPLINE_REPORT_SETTINGS`` names. Secrets never
stand there: a database address names the environment variable of its password as ``${NAME}``, and the installation's
key comes from the environment, a key file or the private folder (see :mod:`tasks.anonymise.key`).
"""

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from expectations.contract.content import VARIABLE, use_content
from expectations.contract.forms import read_form
from tasks.disclosure.ledger import LEDGER
from tasks.model.errors import UsageError
from tasks.model.period import Period
from tasks.storage.database import ADDRESS, FILE, is_address, parse_address
from tasks.storage.engine import DUCKDB, Engine


def _without_secrets(places: tuple[str, ...]) -> tuple[str, ...]:
    for place in filter(is_address, places):
        try:
            parse_address(place)
        except UsageError as error:
            raise ValueError(f"{error.problem} {error.remedy}") from None
    return places


SourcePlace = Annotated[str, Field(json_schema_extra={"pattern": f"^(?:{ADDRESS}|{FILE})$"})]
"""A file, a glob or a database address; Prefect's server refuses another before it keeps the form."""
SourcePlaces = Annotated[tuple[SourcePlace, ...], AfterValidator(_without_secrets)]


def _without_user(address: str) -> str:
    if any(sign in address for sign in "@$?"):
        raise ValueError("An address without user, password, query or variables is needed, like s3://reports/helpline")
    return address


def refuse_variables(places: Iterable[str], configured: Collection[str]) -> None:
    """Refuse an address that names a variable of this process, unless the settings have it.

    Whoever fills in a form could else have the worker send a password to a server of theirs; the command line is no
    other way of doing it.

    Raises:
        UsageError: an address is not configured.
    """
    for place in filter(is_address, places):
        if parse_address(place).variable and place not in configured:
            raise UsageError(
                "An address names an environment variable, which only those of the settings may.",
                where=parse_address(place).shown,
                remedy="Name the source in settings.toml under [sources], and leave “Call logs” and “E-mail logs” out.",
            )


HOST = "127.0.0.1"
"""Where the services of an installation listen."""
PORT = 4200
"""The port of the Prefect page, where no other is asked for."""
PORTS = {"prefect": 0, "site": 1, "watch": 2}
"""The port of each service, counted from that of the Prefect page."""


def address_of(service: str, port: int = PORT) -> str:
    """The address of a service on this machine, from the port of the Prefect page."""
    return f"http://{HOST}:{port + PORTS[service]}"


PROJECT = Path(__file__).parents[1]
DEFAULT = PROJECT / "settings.toml"
SETTINGS_VARIABLE = "HELPLINE_REPORT_SETTINGS"
SAMPLE = PROJECT / "assets" / "sample"
SAMPLE_PERIOD = Period.parse("2016-12_2018-11")
"""The months of the sample logs."""


class SettingsTable(BaseModel):
    """A table of the settings, which refuses a key that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sources(SettingsTable):
    """Where each log lies: files, globs, or database addresses with a table."""

    calls: SourcePlaces = ()
    emails: SourcePlaces = ()


FIX_LIST_ADDRESS, ONBOARDING_ADDRESS = "/fix-list/", "/onboarding/"
"""Of the pages of the fix list and of the columns of logs, on the editions site."""


AbsolutePath = Annotated[Path, AfterValidator(Path.absolute)]
"""A path from the folder in which the program was started, made absolute so that every message can say it."""


class Folders(SettingsTable):
    """Where editions, publications and the staff's private files go; the ledger lies among the publications.

    ``state`` is what operation remembers between runs: alerts sent and to be sent, approvals, the quality of each week,
    the draft that another replaced. It holds counts only, and of figures the protected ones, but is not for the public.
    ``public`` is the fsspec address that publications are copied to, such as ``s3://reports/helpline``; empty for none.
    It holds no user or password: credentials are those of the environment, as fsspec's libraries read them.
    """

    model_config = ConfigDict(validate_default=True)

    out: AbsolutePath = Path("editions")
    published: AbsolutePath = Path("published")
    private: AbsolutePath = Path("private")
    state: AbsolutePath = Path("state")
    public: Annotated[str, AfterValidator(_without_user)] = ""
    ledger: AbsolutePath | None = None

    def ledger_among(self, publications: Path) -> Path:
        """The ledger: the configured one, else the one that lies among the publications."""
        return self.ledger or publications / LEDGER


class Gate(SettingsTable):
    """The quality gate: the greatest share of records that may be set aside before a build is refused."""

    set_aside: Annotated[float, Field(ge=0, le=1)] = 0.02


class Site(SettingsTable):
    """The addresses by which readers know the editions site and the Prefect page, for links; and who may publish there.

    ``second_person`` asks that whoever approves a draft has saved no text since the last publication. ``user_header``
    names the header by which a proxy on this machine says who has signed in to it; empty, none is believed.
    """

    address: str = address_of("site")
    prefect: str = address_of("prefect")
    second_person: bool = False
    user_header: str = ""


class Settings(SettingsTable):
    """All settings of an installation.

    ``content`` is the folder of own content, as ``helpline-report init`` writes it; without it the content that comes
    with the program is used. ``headings`` maps a source's own heading to our field; ``brand`` is the brand
    file, that of the content where none is named.
    """

    content: Path | None = None
    sources: Sources = Sources()
    headings: Mapping[str, str] = {}
    brand: Path | None = None
    folders: Folders = Field(default_factory=Folders)
    gate: Gate = Gate()
    engine: Engine = DUCKDB
    site: Site = Site()

    def fix_list_location(self, fix_list: Path) -> str:
        """Where staff find a fix list: on the site, if it lies in the configured private folder, else the file."""
        shown = fix_list.resolve().parent == self.folders.private.resolve()
        return f"{self.site.address}{FIX_LIST_ADDRESS}" if shown else str(fix_list.resolve())


def use_content_of_settings(named: Path | None = None) -> None:
    """Have this process use the content that is named, else that of the process that started it, else the settings'.

    Raises:
        ContractError: there is no such content.
        UsageError: the settings cannot be read.
    """
    folder = named or (None if VARIABLE in os.environ else load_settings().content)
    if folder:
        use_content(folder)


def is_configured() -> bool:
    """Whether there are settings: this is an installation then, and else a trial."""
    return SETTINGS_VARIABLE in os.environ or DEFAULT.exists()


def load_settings(path: Path | None = None) -> Settings:
    """Settings from a file; the defaults where none was named and none is there.

    Raises:
        UsageError: the named file is missing, or says something that no setting is called.
    """
    named = path or (Path(os.environ[SETTINGS_VARIABLE]) if SETTINGS_VARIABLE in os.environ else None)
    file = named or DEFAULT
    if not file.is_file():
        if named or file.exists():
            raise UsageError("There is no such settings file.", where=str(file), remedy="Name an existing file.")
        return Settings()
    found: Settings = read_form(file, Settings, UsageError, "See docs/settings.md.", secret=True)
    return found
