"""What is particular to the helpline and its country, from ``helpline.toml``."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from expectations.contract.content import content
from expectations.contract.forms import STRICT, MonthText, read_form

FILE = "helpline.toml"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    else:
        return name
    raise ValueError("A name of the time zone database is needed, like Europe/Paris; or tzdata is not installed")


def _pattern(text: str) -> str:
    # DuckDB and Spark take it too, which know less than Python.
    try:
        if re.compile(text) and "(?" not in text:
            return text
    except re.error:
        pass
    raise ValueError("A regular expression without (? is needed")


def _card(name: str) -> str:
    from stdnum import get_cc_module

    country, _, kind = name.partition(".")
    if not country.isalpha() or not kind.isidentifier() or get_cc_module(country, kind) is None:
        raise ValueError("The name of a module of python-stdnum is needed, like pk.cnic or fr.nir")
    return name


def _halves(months: tuple[int, ...]) -> tuple[int, ...]:
    if len(months) != 2 or not all(1 <= month <= 12 for month in months) or abs(months[0] - months[1]) != 6:
        raise ValueError("Two months six apart are needed, like [1, 7]")
    return tuple(sorted(months))


@dataclass(frozen=True, slots=True)
class Helpline:
    """The particulars; the head comment of the file says what each is."""

    __pydantic_config__ = STRICT

    timezone: Annotated[str, AfterValidator(_zone)]
    half_years: Annotated[tuple[int, ...], AfterValidator(_halves)]
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    first_month: MonthText | Literal[""] = ""
    mobile_number: Annotated[str, AfterValidator(_pattern)] = ""
    identity_numbers: tuple[Annotated[str, AfterValidator(_card)], ...] = ()
    may_name: tuple[str, ...] = ()
    missing_limit: Annotated[float, Field(gt=0, lt=1)] = 0.05

    @property
    def zone(self) -> ZoneInfo:
        """The time of the logs."""
        return ZoneInfo(self.timezone)

    @property
    def city(self) -> str:
        """The city after which the time zone is named, as messages name it: ``Paris``."""
        return self.timezone.rpartition("/")[2].replace("_", " ")


@cache
def helpline() -> Helpline:
    """The particulars of this process's content.

    Raises:
        ContractError: the file cannot be read, or has not the form that its head comment describes.
    """
    found: Helpline = read_form(content().contract / FILE, Helpline)
    return found
