"""The page for the screen, and the one from which the PDF is made: the same blocks in two frames."""

from collections.abc import Sequence

from tasks.core.brand import Brand
from tasks.core.direction import held_together
from tasks.core.figures import Disclosure
from tasks.core.foreign import marked_up
from tasks.core.language import Language
from tasks.core.period import Period
from tasks.core.texts import Texts
from tasks.render.document import Inputs, Prepared, page_templates, print_blocks
from tasks.render.fonts import LATIN, print_font_uri, web_font_uri
from tasks.render.model import TEMPLATES, Medium, file_of
from tasks.render.pictures import drawings_css


def render_html(prepared: Prepared, medium: Medium, others: Sequence[Texts] = ()) -> str:
    """The report as one self-contained page, which leads to those in other languages.

    Raises:
        TextError: a text cannot be rendered.
    """
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
        draft=texts.words["page"]["draft"] if figures.disclosure is Disclosure.NONE else "",
        styles=_styles(inputs.brand, medium, texts.language),
        blocks=print_blocks(prepared, medium),
    )
    if source := texts.source:
        html = marked_up(html, source.language.code, source.language.direction)
    if texts.language.runs_left:
        html = held_together(html)
    # Last, since the fonts hold the characters of the finished page and no others.
    return str(html).replace("<style>", f"<style>{_fonts(inputs, medium, html)}", 1)


def dated(edition: Period) -> str:
    """The date that the files carry: the day after the edition's last, so that equal inputs give equal bytes."""
    return f"{edition.last + 1}-01"


def _styles(brand: Brand, medium: Medium, language: Language) -> str:
    files = [TEMPLATES / "styles" / f"{name}.css" for name in ("shared", medium, language.code)]
    sheets = [file.read_text("utf-8") for file in files if file.is_file()]
    return "\n".join([brand.css_variables(), drawings_css(brand, medium), *sheets])


def _fonts(inputs: Inputs, medium: Medium, html: str) -> str:
    # Charts stand on the page as they are, or packed as pictures: then their characters cannot be seen in it.
    characters = LATIN.union(html, *(drawing.page for drawing in inputs.charts.values()))
    address = print_font_uri if medium is Medium.PRINT else web_font_uri
    return inputs.brand.font_face_css(lambda font: address(font, characters))
