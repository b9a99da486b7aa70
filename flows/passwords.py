"""Passwords in database addresses: Prefect stores whatever a form holds, so none may stand in one."""

import os
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

VARIABLE = "HELPLINE_REPORT_PASSWORD_{number}"
_REFERENCE = re.compile(r"\$\{\w+\}")


def has_password(place: str) -> bool:
    """Whether a password stands in the address itself, and not as the name of an environment variable."""
    return "://" in place and not _REFERENCE.fullmatch(urlsplit(place).password or "${NONE}")


def without_passwords(places: Iterable[str]) -> tuple[str, ...]:
    """The addresses with their passwords moved into this process's environment, and referred to from there.

    For the command line, where a password was typed already; a form refuses one.
    """
    return tuple(_without_password(place) if has_password(place) else place for place in places)


def _without_password(place: str) -> str:
    password = urlsplit(place).password or ""
    name = next(name for number in range(1, 1000) if (name := VARIABLE.format(number=number)) not in os.environ)
    os.environ[name] = password
    return place.replace(f":{password}@", f":${{{name}}}@", 1)
