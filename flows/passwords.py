"""Sources as people name them: no address holds a secret, and only the settings' own lead to one of the worker's."""

from collections.abc import Collection, Iterable
from typing import Annotated

from pydantic import AfterValidator, Field

from tasks.core.database import ADDRESS, FILE, is_address, parse_address
from tasks.core.errors import UsageError


def _without_secrets(places: tuple[str, ...]) -> tuple[str, ...]:
    for place in filter(is_address, places):
        try:
            parse_address(place)
        except UsageError as error:
            problem = f"{error.problem} {error.remedy}"
        else:
            continue
        raise ValueError(problem)
    return places


Place = Annotated[str, Field(json_schema_extra={"pattern": f"^(?:{ADDRESS}|{FILE})$"})]
"""A file, a glob or a database address; Prefect's server refuses another before it keeps the form."""
Places = Annotated[tuple[Place, ...], AfterValidator(_without_secrets)]


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
