"""The languages that the site and the desk speak to whoever asks: English, and those with a file of gettext's beside
the templates. Texts of the report have languages of their own (:mod:`tasks.language`).

``_`` marks what a person reads, and says it in the language of whoever asks; where nobody does, in English.
"""

import json
import re
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import Request

from expectations.contract.content import BUNDLED, PROGRAM
from tasks.language.language import Language
from tasks.language.languages import load_language

ENGLISH = "en"
COOKIE, HOST_ONLY = "language", "__Host-"
TEMPLATES = PROGRAM / "report_templates" / "site"
spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)
"""The code of the language in which whoever asks is answered."""


@cache
def translations() -> Mapping[str, NullTranslations]:
    """What the site says, by the codes of the languages in which it can."""
    return {ENGLISH: NullTranslations(), **{file.stem: _read(file) for file in sorted(TEMPLATES.glob("*.po"))}}


def asked_for(request: Request) -> str:
    """The language that whoever asks has chosen, by the cookie that the choice left."""
    code = request.cookies.get(f"{HOST_ONLY}{COOKIE}") or request.cookies.get(COOKIE, "")
    return code if code in translations() else ENGLISH


def language() -> Language:
    """The language in which whoever asks is answered: its direction, its lists, how it names a period."""
    return _language(spoken.get())


def others() -> tuple[Language, ...]:
    """The languages that may be chosen instead."""
    return tuple(_language(code) for code in translations() if code != spoken.get())


def _(message: str, **values: object) -> str:
    """A message in the language of whoever asks; as it is where that has no words for it."""
    translated = translations()[spoken.get()].gettext(message) if message else ""
    return translated % values if values else translated


def ngettext(one: str, several: str, count: int) -> str:
    """A message that depends on a number."""
    return translations()[spoken.get()].ngettext(one, several, count)


def script_words(script: str) -> str:
    """The words of a script of the site, as JSON: each message that it marks, and what to say for it."""
    source = (TEMPLATES / script).read_text("utf-8")
    return json.dumps({message: _(message) for message in re.findall(r'\b_\("([^"]+)"', source)}, ensure_ascii=False)


@cache
def _language(code: str) -> Language:
    return load_language(BUNDLED.texts / code)


def _read(file: Path) -> GNUTranslations:
    compiled = BytesIO()
    with file.open("rb") as opened:
        write_mo(compiled, read_po(opened, file.stem))
    compiled.seek(0)
    return GNUTranslations(compiled)
