"""The infographic as far as it is words: what it says, and the page that its PDF is set from."""

import re

from tasks.model.drawing import InfographicWords
from tasks.model.figures import ROUNDED_TO, Disclosure
from tasks.render.assets import svg_uri
from tasks.render.change_sentences import number_value
from tasks.render.document import Prepared, page_templates
from tasks.render.html import dated
from tasks.render.marks import mark_line
from tasks.render.news import news, unmarked

_SIZE = re.compile(r'width="([\d.]+mm)" height="([\d.]+mm)"')
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


def infographic_page(prepared: Prepared, words: InfographicWords, svg: str) -> str:
    """The page that a PDF of the infographic is set from: the picture, at the size that it gives itself."""
    width, height = _SIZE.findall(svg)[0]
    page = page_templates().get_template("infographic.html.j2")
    return page.render(
        language=prepared.inputs.texts.language,
        title=f"{words.name}, {words.period}",
        organisation=words.organisation,
        dated=dated(prepared.inputs.figures.edition),
        image=svg_uri(svg),
        alt=words.read_out,
        width=width,
        height=height,
    )
