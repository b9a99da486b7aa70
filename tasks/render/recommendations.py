"""The table of recommendations: what is asked, of whom, on which evidence, since when, and what has become of it."""

from collections.abc import Iterator

from jinja2 import Environment
from markupsafe import Markup

from tasks.language.texts import Recommendation, Texts
from tasks.model.period import Month
from tasks.render.engine import TextEngine
from tasks.render.markdown import Parts, inline_html

FILE = "recommendations.toml"


def recommendations(texts: Texts, engine: TextEngine, parts: Parts, pages: Environment) -> str:
    """The table as HTML, with the marks of its sources.

    Args:
        texts: the texts of one language.
        engine: what carries them out.
        parts: what their marks stand for.
        pages: the page templates.

    Raises:
        TextError: a text cannot be rendered.
    """

    def inline(name: str, key: str, text: str) -> Markup:
        return Markup(inline_html(engine.marked(text, texts.place(FILE, name, key)), parts))  # noqa: S704 - escaped

    rows = [
        {
            "ask": inline(name, "ask", entry.ask),
            "to": inline(name, "to", entry.to),
            "why": inline(name, "why", entry.why),
            "evidence": inline(name, "evidence", entry.evidence),
            "links": tuple(_links(entry, texts, engine, parts)),
            "since": texts.language.month(Month.parse(entry.since)),
            "status": entry.status,
        }
        for name, entry in texts.recommendations.items()
    ]
    return pages.get_template("recommendations.html.j2").render(rows=rows, words=texts.words)


def _links(entry: Recommendation, texts: Texts, engine: TextEngine, parts: Parts) -> Iterator[tuple[str, str]]:
    """The anchor and the name of each place that shows something; what this edition does not have is passed over."""
    titles = {block.id: block.title for block in texts.blocks}
    for name in entry.shown_in:
        if name in parts.references:
            yield f"figure-{name}", parts.references[name]
        elif name in titles:
            yield name, engine.line(titles[name], texts.place("report.toml", name, "title"))
