"""TOML files held against the form that they must have: what is wrong is told with its line and what may stand."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError

from expectations.contract.errors import ContractError, ReportError
from expectations.contract.files import REMEDY, read_toml
from expectations.contract.spelling import nearest, squash

Location = Sequence[str | int]
STRICT = ConfigDict(extra="forbid")
"""For a dataclass that is a form, as ``__pydantic_config__``: a key that it has not is refused."""
WORDS = ConfigDict(extra="forbid", coerce_numbers_to_str=True)
"""The same for one of words, where a number is taken as it is written."""
_TOO_MANY = ("extra_forbidden", "unexpected_keyword_argument")

_HEADER = re.compile(r"""\s*(\[\[?)\s*([^\]#]+?)\s*\]""")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_NAME = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_WANTED = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list in brackets",
    "dict_type": "a table of keys",
    "mapping_type": "a table of keys",
    "dataclass_type": "a table of keys",
    "model_type": "a table of keys",
}


def is_month(text: str) -> bool:
    """Whether a text is a month as ``2018-06``."""
    return bool(re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", text))


def _month(text: str) -> str:
    if not is_month(text):
        raise ValueError("A month of this century is needed, like 2018-06")
    return text


MonthText = Annotated[str, AfterValidator(_month)]
"""A month as ``2018-06``."""


def read_form(
    path: Path,
    form: Any,
    refusal: type[ReportError] = ContractError,
    remedy: str = REMEDY,
    *,
    secret: bool = False,
) -> Any:
    """A TOML file as the type that its head comment describes.

    Args:
        path: the file.
        form: a dataclass, a pydantic model, or a mapping of such.
        refusal: what to raise.
        remedy: what to do then.
        secret: whether what stands there may hold a secret, and is not repeated.

    Raises:
        ReportError: of the kind given: the file is no TOML, or something in it has another form.
    """
    given = read_toml(path, refusal, remedy)
    try:
        return TypeAdapter(form).validate_python(given)
    except ValidationError as error:
        # A misspelt key is told before the one that is lacking for it.
        first = min(error.errors(include_url=False), key=lambda each: each["type"] not in _TOO_MANY)
    location = [part for part in first["loc"] if not str(part).startswith("function-")]
    raise refusal(_told(form, location, first, secret), place(path, location), remedy)


def place(path: Path, location: Location) -> str:
    """The file, the line and the name of an entry, as messages tell them."""
    name = ", ".join(str(part + 1) if isinstance(part, int) else part for part in location)
    return f"{path}, line {line_of(path.read_text('utf-8'), location)}, {name}" if name else str(path)


def line_of(text: str, location: Location) -> int:
    """The line of a TOML file where an entry stands, or the nearest table around it."""
    here: list[str | int] = []
    counted: dict[tuple[str | int, ...], int] = {}
    best, line = 0, 1
    for number, written in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(written):
            here = [*_names(header[2])]
            if header[1] == "[[":
                place = counted[tuple(here)] = counted.get(tuple(here), -1) + 1
                here.append(place)
            known = here
        elif key := _KEY.match(written):
            known = [*here, *_names(key[1])]
        else:
            continue
        shared = _shared(known, location)
        # A key of the table around counts for what is lacking in it only where nothing nearer is found.
        if shared > best and (header or shared == len(known) or shared > len(here)):
            best, line = shared, number
    return line


def choice(word: str, allowed: Iterable[str]) -> str:
    """What may stand in place of a word: the nearest of those allowed, and all where they are few."""
    names = list(allowed)
    near = nearest(word, {squash(name): name for name in names}) if word else None
    meant = f" Perhaps {near} is meant." if near else ""
    return f"{meant} Allowed: {', '.join(names)}." if len(names) <= MOST_NAMED else meant


MOST_NAMED = 25
"""More names than this are not listed in a message."""


def _told(form: Any, location: Location, error: Mapping[str, Any], secret: bool) -> str:
    kind, given = error["type"], None if secret else error["input"]
    last = str(location[-1]) if location else ""
    if kind in _TOO_MANY:
        return f"{last} is no key that can stand here.{choice(last, _keys(_type_at(form, location[:-1])))}"
    if kind in ("missing", "missing_argument"):
        return f"{' '.join(map(str, location[:-1])) or 'The file'} lacks {last}."
    if kind in ("enum", "literal_error"):
        known = choice("" if secret else str(given), _values(_type_at(form, location)))
        return f"{'What stands there' if secret else repr(given)} is not allowed as {last}.{known}"
    wanted = _WANTED.get(kind) or _plain(str(error["msg"]))
    shown = f"{given!r} stands" if isinstance(given, str | int | float) else "Something else stands"
    return f"{shown} where there must be {wanted}." if kind in _WANTED else f"{shown} here. {wanted}."


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".")


def _type_at(form: Any, location: Location) -> Any:
    """The type of what stands at a place of a form; None where the form does not tell."""
    for part in location:
        form = _without_none(form)
        named = _named(form)
        if named is not None:
            form = named.get(str(part))
        else:
            inner = [each for each in get_args(form) if each is not Ellipsis]
            form = inner[-1] if inner and get_origin(form) in (dict, tuple, list, Mapping, *_MAPPINGS) else None
    return _without_none(form)


_MAPPINGS = (get_origin(Mapping[str, str]),)


def _named(form: Any) -> Mapping[str, Any] | None:
    if isinstance(form, type) and issubclass(form, BaseModel):
        return {field.alias or name: field.annotation for name, field in form.model_fields.items()}
    if not is_dataclass(form):
        return None
    hints = get_type_hints(form, include_extras=True)
    return {_alias(hints[field.name]) or field.name: hints[field.name] for field in fields(form)}


def _alias(hint: Any) -> str | None:
    return next((each.alias for each in getattr(hint, "__metadata__", ()) if getattr(each, "alias", None)), None)


def _without_none(form: Any) -> Any:
    form = get_args(form)[0] if hasattr(form, "__metadata__") else form
    inner = [each for each in get_args(form) if each is not type(None)]
    return inner[0] if len(inner) == 1 and type(None) in get_args(form) else form


def _keys(form: Any) -> Iterable[str]:
    return _named(form) or ()


def _values(form: Any) -> Iterable[str]:
    if isinstance(form, type) and issubclass(form, Enum):
        return [str(each.value) for each in form if each.value]
    return map(str, get_args(form))


def _names(dotted: str) -> Iterable[str]:
    return (name.strip("\"'") for name in _NAME.findall(dotted))


def _shared(known: Location, wanted: Location) -> int:
    """How many parts two places have in common from the start."""
    for length, (one, other) in enumerate(zip(known, wanted, strict=False)):
        if one != other:
            return length
    return min(len(known), len(wanted))
