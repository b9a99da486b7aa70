"""How an installation's logs are written, read from ``logs.toml``: said once, and never guessed from a log."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Literal

from expectations.contract.content import content
from expectations.contract.forms import STRICT, read_form
from expectations.contract.spelling import squash

FILE = "logs.toml"
DateOrder = Literal["day_first", "month_first", "year_first"]


@dataclass(frozen=True, slots=True)
class SourceForm:
    """How one source is written; the head comment of the file says what each means."""

    __pydantic_config__ = STRICT

    file: str = "*"
    dates: DateOrder | None = None
    serials: Literal[1900, 1904] | None = None
    references: Literal["any", "restart"] | None = None
    lacks: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogForms:
    """The whole file."""

    __pydantic_config__ = STRICT

    not_recorded: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    source: tuple[SourceForm, ...] = ()

    def stands_for(self, heading: str) -> str | None:
        """What a heading was said to stand for, however it is spelt."""
        return {squash(text): name for text, name in self.headings.items()}.get(squash(heading))

    def of(self, file: str) -> SourceForm:
        """What is said of just this file."""
        return next((form for form in self.source if form.file == file), SourceForm(file=file))

    def saying(self, file: str, **said: Any) -> "LogForms":
        """The same, with more said of a file, by the names of :class:`SourceForm`."""
        others = tuple(form for form in self.source if form.file != file)
        return replace(self, source=(replace(self.of(file), **said), *others))


@cache
def log_forms() -> LogForms:
    """What the content says of its logs; nothing where it has no such file, as content from before it has none.

    Raises:
        ContractError: the file cannot be read, or has not the form that its head comment describes.
    """
    path = content().contract / FILE
    found: LogForms = read_form(path, LogForms) if path.exists() else LogForms()
    return found


def source_form(name: str) -> SourceForm:
    """How a source is written, by the name of its file or table."""
    return next((form for form in log_forms().source if fnmatchcase(name, form.file)), SourceForm())
