"""Sources as people name them: no address holds a secret, and none that a form names leads to one of the worker's."""

from collections.abc import Collection, Iterable, Sequence
from typing import Annotated

from pydantic import AfterValidator, Field

from tasks.core.database import ADDRESS, FILE, is_address, parse_address
from tasks.core.errors import UsageError

_TYPED: set[str] = set()


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


def typed(places: Sequence[str]) -> tuple[str, ...]:
    """Places from the command line, whose user is the owner of the environment that they may name passwords of."""
    _TYPED.update(places)
    return tuple(places)


def refuse_variables(places: Iterable[str], configured: Collection[str]) -> None:
    """Refuse an address that names a variable of this process, unless whoever owns the process gave it.

    Whoever fills in a form could else have the worker send a password to a server of theirs.

    Raises:
        UsageError: an address is neither configured nor typed on the command line.
    """
    for place in filter(is_address, places):
        if parse_address(place).variable and place not in _TYPED and place not in configured:
            raise UsageError(
                "An address that names an environment variable stands in a form.",
                where=parse_address(place).shown,
                remedy="Name the source in settings.toml under [sources], and leave the field of the form empty.",
            )
