"""The two Jinja engines of the texts: one whose values are safe in Markdown, one for plain lines such as alt texts."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from tasks.core.errors import ReportError, TextError
from tasks.render.functions.marks import escape_markdown
from tasks.render.functions.rows import CAPITAL

_BEFORE_CAPITAL = re.compile(r"(?:\A|\n[ \t]*\n|\n[-*#>]+ |[.!?][\"'”’*_)]*)\s*[\"'“‘*_(]*\Z")


class TextEngine:
    """Renders the texts of an edition with its functions."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self._markdown = _environment(functions, _markdown_value)
        self._plain = _environment(functions, None)

    def markdown(self, source: str, where: str) -> str:
        """A text with its functions carried out, as Markdown in which no value can act as markup.

        Raises:
            TextError: the text names something that does not exist, or is no valid template.
        """
        return _with_capitals(_render(self._markdown, source, where))

    def line(self, source: str, where: str) -> str:
        """The same for a line without markup, such as a headline or an alt text.

        Raises:
            TextError: as above.
        """
        return _with_capitals(Markup(_render(self._plain, source, where)).unescape()).strip()  # noqa: S704


def _environment(functions: Mapping[str, Callable[..., Any]], finalize: Any) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=finalize)
    environment.globals = dict(functions)
    return environment


def _markdown_value(value: Any) -> Any:
    return value if isinstance(value, Markup) else Markup(escape_markdown(str(value)))  # noqa: S704 - escaped here


@lru_cache(maxsize=2048)
def _template(environment: ImmutableSandboxedEnvironment, source: str) -> Template:
    # Each line of words is compiled once, though it is printed in two media.
    return environment.from_string(source)


def _render(environment: ImmutableSandboxedEnvironment, source: str, where: str) -> str:
    try:
        return _template(environment, source).render()
    except TextError as error:
        refusal = TextError(error.problem, f"{where}: {error.where}", error.remedy)
    except ReportError:
        raise
    except (TemplateError, TypeError, ValueError, IndexError, KeyError) as error:
        line = getattr(error, "lineno", None)
        refusal = TextError(
            f"A text cannot be rendered: {error}",
            f"{where}, line {line}" if line else where,
            "Compare it with the functions described in docs/writing.md.",
        )
    raise refusal


def _with_capitals(text: str) -> str:
    first, *pieces = text.split(CAPITAL)
    done = first
    for piece in pieces:
        done += piece[:1].upper() + piece[1:] if _BEFORE_CAPITAL.search(done) else piece
    return done
