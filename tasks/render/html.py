"""Pages for the screen and for print: the same blocks in two frames."""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from tasks.language.bidi import held_together, marked_up
from tasks.language.captions import number_value
from tasks.language.rendered_text import RenderedText
from tasks.language.texts import Block, Texts
from tasks.model.drawing import InfographicWords, PrintedDrawing
from tasks.model.figures import ROUNDED_TO, Disclosure
from tasks.model.period import Period
from tasks.render.assets import (
    LATIN,
    band_css,
    dark_charts_css,
    drawings_css,
    print_font_uri,
    shades_css,
    svg_uri,
    web_font_uri,
)
from tasks.render.document import Prepared, engine_of, print_blocks
from tasks.render.figure_blocks import numbered
from tasks.render.model import TEMPLATES, Inputs, Medium, mark_line, marks, page_template
from tasks.render.news import news, unmarked

SCRIPT = TEMPLATES / "page.js"
"""What the web page can do beside being read."""
LEADING = ("count", "share", "share_of_all", "list", "total", "missing", "value")
"""What is told of cells that a table shows, or of single numbers."""
_ID = re.compile(r' id="([^"]+)"')
_TRACED_NUMBER = re.compile(r'<span (data-told="(\w+) (\w+) edition ?([^"]*)")>(.*?)</span>', re.DOTALL)


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
    page = page_template(medium)
    html = page.render(
        title=texts.words["rows"]["with_period"].format(words=texts.report["name"], period=period),
        report=texts.report,
        period=period,
        dated=dated(figures.edition),
        words=texts.words,
        language=texts.language,
        others=[(other.language, other.page) for other in others],
        marks=marks(figures, texts.words),
        mark_line=mark_line(figures, texts.words),
        blocks=print_blocks(prepared, medium),
        news=" · ".join(f"{found.number} {found.title}" for found in map(unmarked, news(inputs, prepared.engine))),
        script_digest=_digest(SCRIPT),
    )
    html = _linked(html) if medium is Medium.SCREEN else html
    html = _in_directions(html, texts)
    # Last, since the fonts hold the characters of the finished page and no others.
    html = html.replace("<style>", f"<style>{_style(html, inputs, medium)}", 1)
    return html.replace("<script></script>", f"<script>{SCRIPT.read_text('utf-8')}</script>", 1)


def _in_directions(html: str, texts: Texts) -> str:
    """A page that says which of its words are foreign, and on which numbers keep their order."""
    if source := texts.source:
        html = marked_up(html, source.language.code, source.language.direction)
    return held_together(html) if texts.language.runs_left else html


def _linked(page: str) -> str:
    """The page on which each number leads to the cell that it comes from, where the page has that."""
    places = set(_ID.findall(page))

    def link(found: re.Match[str]) -> str:
        attribute, kind, figure, keys, words = found.groups()
        place = f"figure-{figure}" if kind == "value" else f"{figure}.{keys.split()[0] if keys else kind}"
        is_in_link = page.rfind("<a ", 0, found.start()) > page.rfind("</a>", 0, found.start())
        if kind not in LEADING or place not in places or is_in_link:
            return found[0]
        return f'<a class="told" href="#{place}" {attribute}>{words}</a>'

    return _TRACED_NUMBER.sub(link, page)


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
    bands = [band_css(brand)] if marked else []
    return fonts + "\n".join([brand.css_variables(), drawings_css(brand, medium), *bands, *sheets, shades])


def with_text(prepared: Prepared, block: Block, text: str) -> tuple[Prepared, RenderedText]:
    """The report with another text in one block, to print that alone; and the text as it was carried out.

    Args:
        prepared: the report, whose other texts give the numbers of figures.
        block: one of its blocks.
        text: as somebody wrote it.

    Raises:
        TextError: the text cannot be rendered.
    """
    inputs = prepared.inputs
    engine, place = engine_of(inputs, prepared.source), inputs.texts.place(inputs.texts.file(block))
    own = engine.marked(text, place)
    markdown = [own if other.id == block.id else source for other, source in prepared.sources]
    references = numbered(markdown, inputs.figures, inputs.texts.language)
    alone = replace(prepared, engine=engine, sources=((block, own),), references=references)
    return alone, engine.rendered[place]


def printed_alone(prepared: Prepared) -> str:
    """The blocks of a prepared report as its web page has them, without the page around them.

    Raises:
        TextError: a text cannot be rendered.
    """
    macro = page_template("block").module.printed_block  # type: ignore[attr-defined]
    html = "".join(str(macro(printed)) for printed in print_blocks(prepared, Medium.SCREEN))
    return _in_directions(html, prepared.inputs.texts)


TOTALS = ("calls", "emails", "cases")
"""The figures whose numbers stand at its head, if the edition has them; words.toml says what each is called there."""


def infographic_words(prepared: Prepared) -> InfographicWords:
    """What the infographic of an edition says."""
    inputs, words, report = prepared.inputs, prepared.inputs.texts.words["infographic"], prepared.inputs.texts.report
    language, period = inputs.texts.language, inputs.texts.language.period(inputs.figures.edition)
    totals = tuple(
        (number_value(inputs.figures[total], inputs.figures[total].edition, language), words[total])
        for total in TOTALS
        if total in inputs.figures.figures
    )
    source = words["source"].format(organisation=report["organisation"], name=report["name"], period=period)
    is_rounded = inputs.figures.disclosure is Disclosure.ROUND
    rounded = words["rounded"].format(unit=language.number(ROUNDED_TO)) if is_rounded else ""
    return InfographicWords(
        organisation=report["organisation"],
        name=report["name"],
        period=period,
        totals=totals,
        findings=tuple(map(unmarked, news(inputs, prepared.engine))),
        source=" ".join(filter(None, (source, rounded))),
        help=words["help"].format(telephone=report["telephone"], note=report["telephone_note"], hours=report["hours"]),
        mark=mark_line(inputs.figures, inputs.texts.words),
    )


def infographic_page(prepared: Prepared, words: InfographicWords, drawing: PrintedDrawing) -> str:
    """The page that a PDF of the infographic is set from: the drawing, and the faces that its text is set in."""
    characters = LATIN.union(drawing.svg)
    return page_template("infographic").render(
        language=prepared.inputs.texts.language,
        fonts=prepared.inputs.brand.font_face_css(lambda font: print_font_uri(font, characters)),
        title=f"{words.name}, {words.period}",
        organisation=words.organisation,
        dated=dated(prepared.inputs.figures.edition),
        image=svg_uri(drawing.svg),
        alt=words.read_out,
        width=f"{drawing.width:g}mm",
        height=f"{drawing.height:g}mm",
    )
