"""Figures on the page: numbered charts and tables with headline and caption, and big numbers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from tasks.language.captions import caption, number_caption, number_value
from tasks.language.language import Language
from tasks.language.texts import FigureWords
from tasks.model.asked import not_asked
from tasks.model.changes import CHART
from tasks.model.drawing import Drawing
from tasks.model.errors import NotInEditionError, TextError
from tasks.model.figures import Chart, Figure, Measure, ProtectedFigures
from tasks.render import trace
from tasks.render.assets import data_uri, svg_uri
from tasks.render.change_blocks import ChangeBlocks
from tasks.render.engine import TextEngine
from tasks.render.model import Inputs, Medium, page_template
from tasks.render.tables import table_of

ROWS, COLUMNS = 10, 6
"""What a printed table shows at most; the whole table is in the data files."""

_PLACED = re.compile(r"^@(figure|changes)\[(\w+)\]$", re.MULTILINE)


@dataclass(frozen=True)
class FigureBlocks:
    """Draws the figures of one document.

    Attributes:
        references: figure id → its name with number; single numbers have none.
        changes: sets what stands beside a figure: the period before, and all since the first call.
    """

    inputs: Inputs
    engine: TextEngine
    medium: Medium
    references: Mapping[str, str]
    changes: ChangeBlocks

    def figure(self, figure_id: str) -> str:
        """The block of a figure: a numbered chart or table, or a big number."""
        words, figure = self._words(figure_id), self.inputs.figures[figure_id]
        if not words.headline:
            raise TextError("The figure has no headline.", figure_id, "Give it headline and alt in figures.toml.")
        if figure.spec.measure is not Measure.CELLS:
            return self._number(figure, words, f"figure-{figure_id}")
        chart = self.inputs.charts.get(figure_id) if figure.spec.chart is not Chart.TABLE else None
        alt = trace.without_marks(self._finding(figure, words, "alt"))
        language = self.inputs.texts.language
        files = self.inputs.attachments if self.medium is Medium.SCREEN else ()
        file = next((attached for attached in files if attached.name == f"{figure_id}.csv"), None)
        return page_template("figure").render(
            id=figure_id,
            name=self.references[figure_id],
            kind=figure.spec.chart,
            title=words.title,
            headline=self._headline(self._finding(figure, words, "headline")),
            alt=alt,
            image=svg_uri(chart.page) if chart and self.medium is Medium.PRINT else None,
            drawing=_inlined(chart, alt) if chart and self.medium is Medium.SCREEN else None,
            table=None if chart else table_of(figure, figure.edition, language, ROWS, COLUMNS),
            full=table_of(figure, figure.edition, language) if self.medium is Medium.SCREEN else None,
            total=language.count_or_bound(figure.edition.total, figure.edition.bound),
            missing=language.not_asked(unasked)
            if (unasked := not_asked(figure.spec, (), figure.edition))
            else language.count_or_bound(figure.edition.missing, figure.edition.bound),
            several=len(figure.spec.dimensions) > 1,
            caption=caption(figure, self.inputs.figures, self.inputs.texts, self._note(figure_id, words)),
            beside=self.changes.line(figure),
            compared=Markup(self.changes.of_figure(figure)) if self.medium is Medium.SCREEN else "",  # noqa: S704 - ours
            file=file,
            address=data_uri("text/csv;charset=utf-8", file.content.encode()) if file else "",
            words=self.inputs.texts.words,
            cited=self._cited(figure_id, words),
        )

    def big(self, figure_id: str) -> str:
        """A single number in large type, without being the figure itself."""
        words, figure = self._words(figure_id), self.inputs.figures[figure_id]
        if figure.spec.measure is Measure.CELLS:
            raise TextError("Only single numbers can be printed big.", figure_id, "Use figure(…) for tables.")
        return self._number(figure, words, "")

    def big_fact(self, key: str, mark: str) -> str:
        """A number from outside in large type, with the mark of its note and what it says."""
        fact = self.inputs.texts.facts[key]
        return page_template("number").render(
            anchor="",
            id="",
            value=fact.value,
            mark=Markup(mark),  # noqa: S704 - made by the renderer of notes
            title=fact.statement,
            caption=self.inputs.texts.words["rows"]["with_period"].format(words=fact.population, period=fact.year),
            beside="",
        )

    def changes_chart(self) -> str:
        """The chart of the shares that changed; nothing where none did."""
        chart, drawn, words = (
            self.inputs.charts.get(CHART),
            self.changes.comparison.drawn,
            self.inputs.texts.words["changes"],
        )
        if not chart or not drawn:
            return ""
        rows = [self.changes.row(change, words["chart_row"]) for change in drawn]
        alt = words["chart_alt"].format(widest=self.inputs.texts.language.lists["semicolon"].join(rows))
        return page_template("changes_chart").render(
            id=CHART,
            name=self.references[CHART],
            headline=self.changes.row(drawn[0], words["chart_headline"]),
            alt=alt,
            image=svg_uri(chart.page) if self.medium is Medium.PRINT else None,
            drawing=_inlined(chart, alt) if self.medium is Medium.SCREEN else None,
            caption=words["chart_caption"],
        )

    def _cited(self, figure_id: str, words: FigureWords) -> str:
        """How to cite a figure: who published it, where it stands, and by which file of data."""
        report = self.inputs.texts.report
        return self.inputs.texts.words["page"]["cited"].format(
            organisation=report["organisation"],
            report=report["name"],
            period=self.inputs.texts.language.period(self.inputs.figures.edition),
            figure=self.references[figure_id],
            title=words.title,
            file=figure_id,
        )

    def _number(self, figure: Figure, words: FigureWords, anchor: str) -> str:
        value = number_value(figure, figure.edition, self.inputs.texts.language)
        return page_template("number").render(
            anchor=anchor,
            id=figure.spec.id,
            value="–" if value == self.inputs.texts.language.no_share else value,
            mark="",
            title=words.title,
            caption=number_caption(figure, self.inputs.texts),
            beside=self.changes.line(figure),
        )

    def _finding(self, figure: Figure, words: FigureWords, part: str) -> str:
        # A finding speaks of shares and ranks, and where nothing was recorded there are none.
        if why := not_asked(figure.spec, (), figure.edition):
            return self.inputs.texts.words["caption"]["unasked"].format(
                title=words.title, why=self.inputs.texts.language.not_asked(why)
            )
        if not figure.edition.known:
            return self.inputs.texts.words["caption"]["unrecorded"].format(title=words.title)
        return self._line(figure.spec.id, words, part)

    def _headline(self, words: str) -> str:
        # On a screen the browser balances the lines; on paper the last word would often have one to itself.
        return "\N{NO-BREAK SPACE}".join(words.rsplit(" ", 1)) if self.medium is Medium.PRINT else words

    def _note(self, figure_id: str, words: FigureWords) -> str:
        return self._line(figure_id, words, "note") if words.note else ""

    def _line(self, figure_id: str, words: FigureWords, part: str) -> str:
        try:
            line = self.engine.marked_line(
                getattr(words, part), self.inputs.texts.place("figures.toml", figure_id, part)
            )
            # Of a group that is too small for shares a headline says nothing; its title does.
            return words.title if part == "headline" and self.inputs.texts.language.no_share in line else line
        except NotInEditionError as error:
            self.engine.left_out[error.where] = None
            return "" if part == "note" else words.title

    def _words(self, figure_id: str) -> FigureWords:
        if figure_id not in self.inputs.texts.figures or figure_id not in self.inputs.figures.figures:
            raise TextError(
                "A figure is unknown, or has no words.", f"figures.toml, {figure_id}", "Add title, headline and alt."
            )
        return self.inputs.texts.figures[figure_id]


def printed_figures(markdown: Iterable[str]) -> tuple[str, ...]:
    """The ids of the figures that the texts print, in their order."""
    return tuple(figure_id for kind, figure_id in _PLACED.findall("\n".join(markdown)) if kind == "figure")


def numbered(markdown: Sequence[str], figures: ProtectedFigures, language: Language) -> dict[str, str]:
    """The name of every table and chart in the order of the texts: ``Figure 7``, ``Table 2``.

    Raises:
        TextError: a figure is printed twice.
    """
    names: dict[str, str] = {}
    counted = {"figure": 0, "table": 0}
    seen: set[str] = set()
    for kind, figure_id in _PLACED.findall("\n".join(markdown)):
        if figure_id in seen:
            raise TextError("A figure is printed twice.", figure_id, "Refer to it with ref(…) the second time.")
        seen.add(figure_id)
        counted_as = _counted_as(figures, figure_id) if kind == "figure" else "figure" if figure_id == CHART else ""
        if counted_as:
            counted[counted_as] += 1
            names[figure_id] = f"{language.words['page'][counted_as]} {language.number(counted[counted_as])}"
    return names


def _counted_as(figures: ProtectedFigures, figure_id: str) -> str:
    """Among what a figure is numbered: figures or tables; single numbers are not."""
    if figure_id not in figures.figures:
        raise TextError("A text prints a figure that does not exist.", figure_id, "Use an id of the catalogue.")
    spec = figures[figure_id].spec
    if spec.measure is not Measure.CELLS:
        return ""
    return "table" if spec.chart in (Chart.TABLE, Chart.NUMBER) else "figure"


def _inlined(chart: Drawing, alt: str) -> str:
    """Both drawings for inclusion in a page, which lends them its fonts and shows the one that has room."""
    return "".join(
        svg[svg.index("<svg") :].replace("<svg", f'<svg class="{room}" role="img" aria-label="{escape(alt)}"', 1)
        for room, svg in (("wide", chart.page), ("narrow", chart.phone))
    )
