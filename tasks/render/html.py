"""Pages for the screen and for print: the same blocks in two frames."""

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from tasks.language.bidi import held_together, marked_up
from tasks.language.texts import Texts
from tasks.model.period import Period
from tasks.render.assets import LATIN, dark_charts_css, drawings_css, print_font_uri, shades_css, web_font_uri
from tasks.render.document import Prepared, page_templates, print_blocks
from tasks.render.marks import band_css, mark_line, marks
from tasks.render.model import TEMPLATES, Inputs, Medium, file_of
from tasks.render.news import news, unmarked

SCRIPT = TEMPLATES / "page.js"
"""What the web page can do beside being read."""
LEADING = ("count", "share", "share_of_all", "list", "total", "missing", "value")
"""What is told of cells that a table shows, or of single numbers."""
_ID = re.compile(r' id="([^"]+)"')
_TOLD = re.compile(r'<span (data-told="(\w+) (\w+) edition ?([^"]*)")>(.*?)</span>', re.DOTALL)


def render_html(prepared: Prepared, others: Sequence[Texts] = ()) -> str:
    """The report as one self-contained web page, which leads to those in other languages.

    Raises:
        TextError: a text cannot be rendered.
    """
    return _page(prepared, Medium.SCREEN, others)


def render_print_page(prepared: Prepared) -> str:
    """The report as the page that its PDF is set from.

    Raises:
        TextError: a text cannot be rendered.
    """
    return _page(prepared, Medium.PRINT, ())


def _page(prepared: Prepared, medium: Medium, others: Sequence[Texts]) -> str:
    inputs = prepared.inputs
    texts, figures = inputs.texts, inputs.figures
    period = texts.language.period(figures.edition)
    page = page_templates().get_template(f"{medium}.html.j2")
    html = page.render(
        title=texts.words["rows"]["with_period"].format(words=texts.report["name"], period=period),
        report=texts.report,
        period=period,
        dated=dated(figures.edition),
        words=texts.words,
        language=texts.language,
        others=[(other.language, file_of(other)) for other in others],
        marks=marks(figures, texts.words),
        mark_line=mark_line(figures, texts.words),
        blocks=print_blocks(prepared, medium),
        news=" · ".join(f"{found.number} {found.title}" for found in map(unmarked, news(inputs, prepared.engine))),
        script_digest=_digest(SCRIPT),
    )
    html = _linked(html) if medium is Medium.SCREEN else html
    if source := texts.source:
        html = marked_up(html, source.language.code, source.language.direction)
    html = str(held_together(html) if texts.language.runs_left else html)
    # Last, since the fonts hold the characters of the finished page and no others.
    html = html.replace("<style>", f"<style>{_style(html, inputs, medium)}", 1)
    return html.replace("<script></script>", f"<script>{SCRIPT.read_text('utf-8')}</script>", 1)


def _linked(page: str) -> str:
    """The page on which each number leads to the cell that it comes from, where the page has that."""
    places = set(_ID.findall(page))

    def link(told: re.Match[str]) -> str:
        attribute, kind, figure, keys, words = told.groups()
        place = f"figure-{figure}" if kind == "value" else f"{figure}.{keys.split()[0] if keys else kind}"
        is_in_link = page.rfind("<a ", 0, told.start()) > page.rfind("</a>", 0, told.start())
        if kind not in LEADING or place not in places or is_in_link:
            return told[0]
        return f'<a class="told" href="#{place}" {attribute}>{words}</a>'

    return _TOLD.sub(link, page)


def _digest(script: Path) -> str:
    """By what the page's policy knows its one script from any other."""
    return f"sha256-{b64encode(sha256(script.read_bytes()).digest()).decode('ascii')}"


def dated(edition: Period) -> str:
    """The date that the files carry: the day after the edition's last, so that equal inputs give equal bytes."""
    return f"{edition.last + 1}-01"


def _style(page: str, inputs: Inputs, medium: Medium) -> str:
    brand, language = inputs.brand, inputs.texts.language
    marked = medium is Medium.PRINT and bool(marks(inputs.figures, inputs.texts.words))
    names = ("shared", medium, language.code, *(("marked",) if marked else ()))
    files = [TEMPLATES / "styles" / f"{name}.css" for name in names]
    sheets = [file.read_text("utf-8") for file in files if file.is_file()]
    # Charts stand on the page as they are, or packed as pictures: then their characters cannot be seen in it.
    characters = LATIN.union(page, *(drawing.page for drawing in inputs.charts.values()))
    address = print_font_uri if medium is Medium.PRINT else web_font_uri
    fonts = brand.font_face_css(lambda font: address(font, characters))
    shades = dark_charts_css(brand) if medium is Medium.SCREEN else shades_css(brand)
    bands = [band_css(inputs.figures, inputs.texts, brand)] if marked else []
    return fonts + "\n".join([brand.css_variables(), drawings_css(brand, medium), *bands, *sheets, shades])
