"""The pages of the site, from templates, in the colours of the brand."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import replace
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from expectations.contract.helpline import helpline
from flows.operate.settings import PROJECT
from tasks.language.languages import source_language
from tasks.model.brand import Brand, load_brand
from tasks.render.assets import LATIN, web_font_uri

TEMPLATES = PROJECT / "report_templates" / "site"
visitor: ContextVar[Mapping[str, object]] = ContextVar("visitor")
"""Who asked for the page, as its menu shows it: ``account``, ``trial``, and ``csrf`` for its forms."""
_NOBODY: Mapping[str, object] = {"account": None, "trial": False, "csrf": ""}


def page(name: str, **content: object) -> str:
    """A page by the name of its template; ``here`` is its place in the menu, if it has one."""
    common = {"here": "", "brand": _brand(), "city": helpline().city, "fonts": _fonts(), **visitor.get(_NOBODY)}
    return _templates().get_template(f"{name}.html.j2").render(common | content)


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    number = source_language().number
    found.filters["percent"] = lambda share: source_language().percent(share, 1)
    found.filters["number"] = number
    found.filters["several"] = lambda count, noun: f"{number(count)} {noun}{'' if count == 1 else 's'}"
    return found


@cache
def _brand() -> Brand:
    return load_brand()


@cache
def script_fonts(code: str) -> str:
    """The rules for the family of a script that the site's own families lack, for texts that people write in it."""
    brand = _brand().lettered(code)
    own = tuple(f for f in brand.font_files if brand.script and f.family == brand.script.family and f.weight == 400)
    return replace(brand, font_files=own).font_face_css(lambda font: web_font_uri(font, LATIN | ARABIC))


ARABIC = frozenset(map(chr, [*range(0x600, 0x700), 0x200C, 0x200D, 0x200E, 0x200F]))
"""Characters that somebody may write who writes Urdu."""


@cache
def _fonts() -> str:
    return _brand().font_face_css(lambda font: web_font_uri(font, LATIN))
