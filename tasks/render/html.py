"""The page for the screen, and the one from which the PDF is made: the same blocks in two frames."""

from tasks.core.brand import Brand
from tasks.core.figures import Disclosure
from tasks.core.period import Period
from tasks.render.document import Prepared, page_templates, print_blocks
from tasks.render.model import TEMPLATES, Medium
from tasks.render.pictures import cover_css
from tasks.render.web_fonts import LATIN, web_font_uri


def render_html(prepared: Prepared, medium: Medium) -> str:
    """The report as one self-contained page.

    Raises:
        TextError: a text cannot be rendered.
    """
    inputs = prepared.inputs
    texts, figures = inputs.texts, inputs.figures
    page = page_templates().get_template(f"{medium}.html.j2")
    html = page.render(
        title=f"{texts.report['name']}, {figures.edition.words}",
        report=texts.report,
        period=figures.edition.words,
        dated=dated(figures.edition),
        words=texts.words,
        draft=texts.words["page"]["draft"] if figures.disclosure is Disclosure.NONE else "",
        styles=_styles(inputs.brand, medium),
        blocks=print_blocks(prepared, medium),
    )
    # Last, since the screen's fonts hold the characters of the finished page and no others.
    return str(html).replace("<style>", f"<style>{_fonts(inputs.brand, medium, html)}", 1)


def dated(edition: Period) -> str:
    """The date that the files carry: the day after the edition's last, so that equal inputs give equal bytes."""
    return f"{edition.last + 1}-01"


def _styles(brand: Brand, medium: Medium) -> str:
    sheets = [(TEMPLATES / "styles" / name).read_text("utf-8") for name in ("shared.css", f"{medium}.css")]
    return "\n".join([brand.css_variables(), cover_css(brand), *sheets])


def _fonts(brand: Brand, medium: Medium, html: str) -> str:
    if medium is Medium.PRINT:
        return brand.font_face_css()
    characters = frozenset(html) | LATIN
    return brand.font_face_css(lambda path: web_font_uri(path, characters))
