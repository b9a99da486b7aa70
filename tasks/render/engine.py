"""The two Jinja engines of the texts: one whose values are safe in Markdown, one for plain lines such as alt texts."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from traceback import extract_tb
from types import CodeType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateAssertionError, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from tasks.language.bidi import foreign, is_foreign, without_foreign
from tasks.language.rendered_text import Place, RenderedText, TracedSpan, ValueSource
from tasks.language.text_syntax import parse
from tasks.model.errors import NotInEditionError, ReportError, TextError
from tasks.render import trace
from tasks.render.functions.numbers import escape_markdown
from tasks.render.functions.rows import CAPITAL
from tasks.render.left_out import without_piece
from tasks.render.trace import TracedMarkup, TracedText

_BEFORE_CAPITAL = re.compile(r"(?:\A|\n[ \t]*\n|\n[-*#>]+ |[.!?][\"'”’*_)]*)\s*[\"'“‘*_(]*\Z")
_FILE = "<text>"
MOST_CALLS, MOST_CHARACTERS = 20_000, 1_000_000
"""For all texts of an edition in one language; those of the report take a tenth."""
_SHORTER = "Shorten the text, or take out what is repeated."

_LOOK_BACK = 100
"""Characters before a word that tell whether it begins a sentence."""


class TextEngine:
    """Renders the texts of an edition with its functions, and keeps what each of them came to say.

    ``rendered`` holds every text that was carried out, by its place. What is printed as ``marked`` carries the marks of
    its sources, until :meth:`named` writes them into the page or :func:`trace.without_marks` takes them away.
    ``left_out`` says, line by line, what is not printed because the edition does not have it.
    """

    def __init__(self, functions: Mapping[str, Callable[..., Any]], of_source: "TextEngine | None" = None) -> None:
        """An engine; texts that are marked as foreign are carried out by the other one, in their own language."""
        self.rendered: dict[Place, RenderedText] = {}
        self.left_out: dict[str, None] = {}
        self._foreign = of_source
        # One numbering, since words of both stand on one page.
        self._sources: dict[ValueSource, int] = of_source._sources if of_source else {}
        self._effort = _Effort()
        counted = {name: self._effort.counted(function) for name, function in functions.items()}
        self._markdown = _Medium(_environment(counted, self._in_markdown), _typed_in_markdown)
        self._plain = _Medium(_environment(counted, self._in_line), _unsaid)

    def marked(self, source: str, place: Place) -> str:
        """A text with its functions carried out, as Markdown in which no value can act as markup.

        What it says of figures and answers that the edition does not have is left out.

        Raises:
            TextError: the text names something that does not exist, or is no valid template.
        """
        if self._foreign and is_foreign(source):
            return foreign(self._foreign.marked(without_foreign(source), place))
        while True:
            try:
                return self._keep(_carried_out(self._markdown, source, place, self._effort), source, place)
            except NotInEditionError as error:
                self.left_out[error.where] = None
                source = without_piece(source, error.line)

    def marked_line(self, source: str, place: Place) -> str:
        """The same for a line without markup, such as a headline.

        Raises:
            TextError: as above.
        """
        if self._foreign and is_foreign(source):
            return foreign(self._foreign.marked_line(without_foreign(source), place))
        marked = Markup(_carried_out(self._plain, source, place, self._effort)).unescape()  # noqa: S704
        return self._keep(marked, source, place).strip()

    def line(self, source: str, place: Place) -> str:
        """The same without marks, for attributes and the like."""
        return trace.without_marks(self.marked_line(source, place))

    def spans(self, place: Place) -> Sequence[TracedSpan]:
        """What functions printed in a text that was carried out, be it by the engine of its own language."""
        if place not in self.rendered and self._foreign:
            return self._foreign.spans(place)
        return self.rendered[place].spans if place in self.rendered else ()

    def named(self, page: str) -> str:
        """A page on which each number says in ``data-told`` what it tells of which figure."""
        return trace.named(page, tuple(self._sources))

    def _keep(self, marked: str, source: str, place: Place) -> str:
        marked = _with_capitals(marked)
        conditions = trace.conditions(source)
        sources = tuple(self._sources)
        self.rendered[place] = trace.passage(marked, place, sources, conditions)
        return trace.inline_only(marked, sources)

    def _in_markdown(self, value: Any) -> Markup:
        if isinstance(value, TracedText) and not value.is_published:
            raise NotInEditionError("Too few records are behind it.", value.source.subject)
        if isinstance(value, TracedMarkup):
            return Markup(trace.enclosed(value, self._number(value.source)))  # noqa: S704 - a mark of our own
        if isinstance(value, TracedText):
            return Markup(trace.enclosed(escape_markdown(value), self._number(value.source)))  # noqa: S704 - escaped
        return _typed_in_markdown(value)

    def _in_line(self, value: Any) -> str:
        if isinstance(value, TracedText | TracedMarkup):
            return trace.enclosed(value, self._number(value.source))
        return _unsaid(value)

    def _number(self, source: ValueSource) -> int:
        return self._sources.setdefault(source, len(self._sources))


class _TooLongError(Exception):
    """The texts of an edition print more than they may."""


class _Effort:
    """What the texts of an edition may ask for, counted and not timed: the same texts always pass, or never."""

    def __init__(self) -> None:
        self._calls = self._characters = 0

    def counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, counted each time that a text asks for it."""

        def call(*arguments: Any, **named: Any) -> Any:
            self._calls += 1
            if self._calls > MOST_CALLS:
                problem = f"The texts of an edition call functions more than {MOST_CALLS:,} times."
                raise TextError(problem, remedy=_SHORTER)
            return function(*arguments, **named)

        return call

    def prints(self, piece: str) -> None:
        """Count the characters of a piece of a text."""
        self._characters += len(piece)
        if self._characters > MOST_CHARACTERS:
            raise _TooLongError


def _unsaid(value: Any) -> str:
    """A value that no function printed: a word, perhaps, but no number."""
    if isinstance(value, str) and not any(sign.isdigit() for sign in value):
        return value
    raise TextError(
        "A text prints a number that no figure told.",
        str(value)[:80],
        "Print it with a function of docs/writing.md, and compute nothing between the braces.",
    )


def _typed_in_markdown(value: Any) -> Markup:
    return Markup(escape_markdown(_unsaid(value)))  # noqa: S704 - escaped


@dataclass(frozen=True, eq=False)
class _Medium:
    """What carries texts out for one medium, and how a value that the text itself spells is printed there."""

    environment: ImmutableSandboxedEnvironment
    typed: Callable[[Any], str]

    def template(self, source: str) -> Template:
        code = _code(source, frozenset(self.environment.globals), self.typed)
        return Template.from_code(self.environment, code, self.environment.make_globals(None))


def _environment(functions: Mapping[str, Callable[..., Any]], finalize: Any) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=finalize)
    environment.globals = dict(functions)
    return environment


@lru_cache(maxsize=4096)
def _code(source: str, functions: frozenset[str], typed: Callable[[Any], str]) -> CodeType:
    """A text as a program: compiled once, whichever figures it is carried out over."""
    tree = parse(source)
    _refuse_unknown(tree, functions)
    environment = _environment({}, typed)
    return environment.compile(trace.instrumented(tree, trace.conditions(source)), filename=_FILE)


def _carried_out(medium: _Medium, source: str, place: Place, effort: "_Effort") -> str:
    pieces: list[str] = []
    try:
        for piece in medium.template(source).generate():
            pieces.append(piece)
            effort.prints(piece)
        return "".join(pieces)
    except _TooLongError:
        line = place.at(trace.last_line("".join(pieces)))
        refusal = TextError(
            f"The texts of an edition print more than {MOST_CHARACTERS:,} characters.", f"{line}", _SHORTER
        )
    except NotInEditionError as error:
        at = _line(error, place)
        refusal = NotInEditionError(error.problem, f"{at}: {error.where}", "Take it out.", at.line - place.line + 1)
    except TextError as error:
        refusal = TextError(
            error.problem, ": ".join(filter(None, (str(_line(error, place)), error.where))), error.remedy
        )
    except ReportError:
        raise
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as error:
        refusal = TextError(
            f"A text cannot be rendered: {getattr(error, 'message', None) or error}",
            str(_line(error, place)),
            "Compare it with the functions described in docs/writing.md.",
        )
    raise refusal


def _refuse_unknown(tree: nodes.Template, functions: Collection[str]) -> None:
    """Refuse names that are neither functions nor set in the text, whichever way its conditions go."""
    names = list(tree.find_all(nodes.Name))
    known = {*functions, *(found.name for found in names if found.ctx == "store")}
    for found in names:
        if found.name not in known:
            close = get_close_matches(found.name, functions, n=3, cutoff=0.5)
            instead = f" Write {' or '.join(close)}." if close else ""
            raise TemplateAssertionError(f"There is no function {found.name}.{instead}", found.lineno)


def _line(error: Exception, place: Place) -> Place:
    """The line of the text on which carrying it out stopped."""
    passed = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == _FILE]
    return place.at(getattr(error, "lineno", None) or (passed[-1] if passed and passed[-1] else 1))


def _with_capitals(text: str) -> str:
    first, *pieces = text.split(CAPITAL)
    done, before = [first], trace.without_marks(first)[-_LOOK_BACK:]
    for piece in pieces:
        done.append(piece[:1].upper() + piece[1:] if _BEFORE_CAPITAL.search(before) else piece)
        before = (before + trace.without_marks(piece))[-_LOOK_BACK:]
    return "".join(done)
