"""The pages of the site, from templates, in the colours of the brand and the language of whoever asks."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from expectations.contract.helpline import helpline
from flows.settings import Settings, load_settings
from flows.site.languages import ENGLISH, TEMPLATES, _, language, ngettext, others, script_words
from tasks.language.languages import source_language
from tasks.model.brand import Brand, load_brand
from tasks.model.period import Period
from tasks.render.assets import LATIN, web_font_uri

POLICY = (
    "default-src 'self'; script-src {script}; style-src 'unsafe-inline'; font-src data:; img-src 'self' data:;"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
WITH_SCRIPT = {"Content-Security-Policy": POLICY.format(script="'self'")}
"""Headers of a page that runs a script of the site; others run none."""
ARABIC = frozenset(map(chr, [*range(0x600, 0x700), 0x200C, 0x200D, 0x200E, 0x200F]))
"""Characters that somebody may write who writes Urdu."""


def page(
    request: Request,
    name: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    **content: object,
) -> HTMLResponse:
    """A page for whoever asks, by the name of its template.

    Raises:
        UsageError: the settings cannot be read, and no others are given.
    """
    spoken = language()
    common = {
        "settings": settings or load_settings(),
        "brand": _brand(spoken.code),
        "city": helpline().city,
        "fonts": _fonts() + script_fonts(spoken.code),
        "spoken": spoken,
        "others": others(),
        "here": request.url.path,
        "again": f"{request.url.path}?{request.url.query}".rstrip("?") if request.method == "GET" else "/",
        "account": request.state.account,
        "trial": request.state.trial,
        "csrf": request.session.get("csrf", ""),
    }
    html = _templates().get_template(f"{name}.html.j2").render(common | content)
    return HTMLResponse(html, status, headers)


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    found.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    number = source_language().number
    found.filters["percent"] = lambda share: source_language().percent(share, 1)
    found.filters["number"] = number
    found.filters["translated"] = _  # of words that come from elsewhere, such as another process
    found.filters["period"] = lambda edition: language().period(Period.parse(edition))
    found.globals["script_words"] = script_words
    return found


@cache
def _brand(code: str = ENGLISH) -> Brand:
    return load_brand().for_language(code)


@cache
def script_fonts(code: str) -> str:
    """The rules for the family of a script that the site's own families lack, for texts that people write in it."""
    brand = _brand(code)
    own = tuple(f for f in brand.font_files if brand.script and f.family == brand.script.family and f.weight == 400)
    return replace(brand, font_files=own).font_face_css(lambda font: web_font_uri(font, LATIN | ARABIC))


@cache
def _fonts() -> str:
    return _brand().font_face_css(lambda font: web_font_uri(font, LATIN))
