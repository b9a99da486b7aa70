"""The rules for the places of a page: which one a numeral belongs to, and whether it is traced there."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from tests.finished_page import Node, Page
from tests.printed_numbers import NUMERAL, Published, Window, change_numerals, months, numerals, percent, tells, whole
from tests.tracing import figures as shown
from tests.tracing.constants import FACTS, METHOD, REPORT, WORDS, notes, undeclared
from tests.tracing.places import Place, by_id, figure_name, own_text, places, typed_text
from tests.tracing.tables import Tables

BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "td", "th", "div")


class TracedPage:
    """The finished page of an edition."""

    def __init__(self, folder: Path) -> None:
        self.figures = Published(folder)
        self.page = Page(folder / "report.html")
        self.quality, manifest = (
            json.loads((folder / f"{n}.json").read_text("utf-8")) for n in ("quality", "manifest")
        )
        self.tables = Tables(self.figures, self.quality, manifest)
        self.places = places(self.page)
        self.by_id = by_id(self.page)
        self._right_tables: dict[int, bool] = {}
        self._charts: dict[str, set[str]] = {}

    def untraced(self) -> list[str]:
        """The places whose numerals nothing accounts for."""
        return [str(place) for place in self.places if not self._is_traced(place)]

    def _is_traced(self, place: Place) -> bool:
        return next((rule(place) for belongs, rule in self._rules if belongs(place)), False)

    @cached_property
    def _rules(self) -> Sequence[tuple[Callable[[Place], object], Callable[[Place], bool]]]:
        """The first rule to whose kind of place a numeral belongs decides."""
        return (
            (lambda p: p.within(name="note-ref"), self._note_mark),
            (lambda p: p.within(name="figure-ref"), self._figure_reference),
            (lambda p: p.within(attribute="data-told"), self._traced),
            (lambda p: p.within(attribute="data-compared"), self._compared),
            (lambda p: p.within(name="compared"), lambda p: set(numerals(p.text)) <= self._periods),
            (lambda p: p.within(name="beside"), self._beside),
            (lambda p: p.within(name="outside"), self._outside),
            (lambda p: p.within(name="finding-basis"), self._basis),
            (lambda p: p.within(name="citation"), self._citation),
            (lambda p: p.within(tag="div", name="number"), self._number),
            (lambda p: p.within(tag="figure"), self._figure),
            (lambda p: p.within(name="contents"), self._contents),
            (lambda p: p.within(name="chapter-number"), lambda p: self._counts_up("chapter-number")),
            (lambda p: p.within(name="rank"), lambda p: self._counts_up("rank")),
            (lambda p: p.within(name="recommendations"), self._typed),
            (lambda p: p.within(name="notes"), lambda p: p.text in notes()),
            (lambda p: p.within(name="cover"), self._cover),
            (lambda p: p.within(name="data"), self._table),
            (lambda p: p.within(tag="section") or p.within(name="insert"), self._typed),
        )

    # ------------------------------------------------------------------------------------------ running text

    def _traced(self, place: Place) -> bool:
        node = _within(place, attribute="data-told")
        kind, subject, *rest = node.attributes["data-told"].split()
        found = set(numerals(own_text(node)))
        if kind in ("fact", "note"):
            return found == set(numerals(FACTS.get(subject, {}).get("value", "")))
        if kind == "compared":
            return found <= self._rows_compared
        if kind == "change":
            key = tuple(rest[1].split("/")) if len(rest) > 1 else ()
            return found <= change_numerals(self.figures, subject, key) | METHOD
        return tells(self.figures, node.attributes["data-told"], node.text)

    def _typed(self, place: Place) -> bool:
        """Nothing is left of the paragraph but what is declared."""
        block = next(node for node in reversed(place.path) if node.tag in BLOCKS)
        text = typed_text(block)
        if block.tag == "h2":
            text = f"## {text}"
        if block.tag == "td":
            text = f"| {text} |"
        gate, share = percent(self.quality["gate"], 1), percent(self.quality["share_set_aside"], 1)
        return not NUMERAL.search(undeclared(text)) or text == WORDS["quality"]["gate"].format(gate=gate, share=share)

    def _note_mark(self, place: Place) -> bool:
        link = _within(place, tag="a").attributes["href"].removeprefix("#")
        return link == f"note-{place.text}" and link in self.by_id

    def _figure_reference(self, place: Place) -> bool:
        target = _within(place, tag="a").attributes["href"].removeprefix("#")
        return figure_name(self.by_id[target]) == place.text

    # ------------------------------------------------------------------------------------------ figures

    def _basis(self, place: Place) -> bool:
        """What a finding rests on is told by the figure whose number it prints."""
        finding = next(node for node in place.path if "finding" in node.classes)
        [expected] = [
            node for node in finding.with_class("finding-number")[0].elements if "data-told" in node.attributes
        ]
        window = self.figures.window(expected.attributes["data-told"].split()[1])
        return set(numerals(place.text)) <= shown.captioned(self.figures, window)

    def _citation(self, place: Place) -> bool:
        figure = _within(place, tag="figure")
        expected = shown.captioned(self.figures, self.figures.window(figure.attributes["data-figure"]))
        return set(numerals(place.text)) <= {*numerals(figure_name(figure)), *expected}

    def _figure(self, place: Place) -> bool:
        figure = _within(place, tag="figure")
        found, name = numerals(place.text), figure_name(figure)
        if place.within(name="figure-name") or place.within(tag="summary") or place.within(name="links"):
            return found == numerals(name) and name in self._names
        if "changes" in figure.classes:
            return set(found) <= self._all_changes
        window = self.figures.window(figure.attributes["data-figure"])
        if place.within(tag="svg"):
            return set(numerals(undeclared(place.text))) <= self._drawn(figure, window)
        if place.within(tag="table"):
            return self._figure_table(place, window)
        if place.within(name="cut"):
            return " ".join(found) in shown.cut(figure, window)
        caption = place.text.replace(WORDS["caption"]["several"], "")
        return set(numerals(undeclared(caption))) <= shown.captioned(self.figures, window)

    def _drawn(self, figure: Node, window: Window) -> set[str]:
        name = figure.attributes["data-figure"]
        if name not in self._charts:
            self._charts[name] = shown.drawn(figure, window)
        return self._charts[name]

    def _figure_table(self, place: Place, window: Window) -> bool:
        row, table = _within(place, tag="tr"), _within(place, tag="table")
        if row.classes & {"missing", "total"}:
            return place.text == window.words_of(window.missing if "missing" in row.classes else window.total)
        if place.within(tag="th"):
            return set(numerals(place.text)) <= shown.labels(window)
        if id(table) not in self._right_tables:
            self._right_tables[id(table)] = shown.table_is_right(table, window)
        return self._right_tables[id(table)]

    @cached_property
    def _names(self) -> set[str]:
        """The names of figures and tables, counted as they stand on the page."""
        counted: Counter[str] = Counter()
        names = set()
        for figure in self.page.root.with_tag("figure"):
            kind = figure_name(figure).split()[0]
            counted[kind] += 1
            names.add(f"{kind} {counted[kind]}")
        return names

    def _number(self, place: Place) -> bool:
        window = self.figures.window(self._numbered(_within(place, tag="div", name="number")))
        if place.within(name="number-value"):
            return place.text == window.value(1 if window.spec["measure"] == "per_month" else 0)
        length = str(len(months(window.data["from"], window.data["to"])))
        return set(numerals(place.text)) <= {*numerals(f"{window.period} {window.words_of(window.known)}"), length}

    def _numbered(self, block: Node) -> str:
        """The figure of a big number, which has its title."""
        [title] = [node.text for node in block.with_class("number-title")]
        return self.figures.titled(title)

    def _outside(self, place: Place) -> bool:
        [statement] = [node.text for node in _within(place, name="outside").with_class("number-title")]
        facts = [fact for fact in FACTS.values() if fact["statement"] == statement]
        expected = [text for f in facts for text in (f["value"], f["statement"], f"{f['population']}, {f['year']}")]
        return place.text in expected

    # ------------------------------------------------------------------------------------------ comparisons

    @cached_property
    def _periods(self) -> set[str]:
        windows = [self.figures.window("contacts", name) for name in ("edition", "since_launch")]
        return {form for window in windows for form in numerals(window.period)}

    def _compared(self, place: Place) -> bool:
        row = _within(place, attribute="data-compared")
        figure, [head] = row.attributes["data-compared"], row.with_tag("th")
        window = self.figures.window(figure)
        name = head.text.rpartition(": ")[2].lower()
        keys = [key for key in window.cells if window.labels(key)[0].lower() == name]
        allowed = {form for key in keys or [()] for form in shown.compared(self.figures, figure, key)}
        return set(numerals(place.text)) <= allowed | METHOD | (
            shown.labels(window) if place.within(tag="th") else set()
        )

    def _beside(self, place: Place) -> bool:
        number = place.within(tag="div", name="number")
        name = self._numbered(number) if number else _within(place, tag="figure").attributes["data-figure"]
        window = self.figures.window(name)
        allowed = {form for key in window.cells or [()] for form in shown.compared(self.figures, name, key)}
        return set(numerals(place.text)) <= allowed | shown.labels(window) | self._periods | METHOD

    @cached_property
    def _all_changes(self) -> set[str]:
        """What the chart of changes may tell, the ticks of its scale among it."""
        found = {f"{tick}%" for tick in range(0, 101, 5)}
        for figure in self.figures:
            window = self.figures.window(figure)
            found |= shown.labels(window)
            found |= {form for key in window.cells or [()] for form in shown.compared(self.figures, figure, key)}
        return found

    @cached_property
    def _rows_compared(self) -> set[str]:
        """How many rows were compared, of each verdict, and by chance, as the tables of the chapter have them."""
        rows: Counter[str] = Counter()
        for table in self.by_id["what-changed"].with_tag("table"):
            [caption] = [node.text for node in table.with_tag("caption")]
            rows[caption] = sum("data-compared" in row.attributes for row in table.with_tag("tr"))
        holds, doubtful = (rows[WORDS["changes"][f"caption_{verdict}"]] for verdict in ("holds", "doubtful"))
        # A few that hold up are told one by one, in the first list of the chapter, and need no table.
        first_list = next(iter(self.by_id["what-changed"].with_tag("ul")), None)
        holds = holds or len(first_list.with_tag("li") if first_list else ())
        return {whole(number) for number in (holds, doubtful, holds + doubtful, (holds + doubtful) * 0.05)}

    # ------------------------------------------------------------------------------------------ around the text

    def _cover(self, place: Place) -> bool:
        report: Mapping[str, str] = REPORT["report"]
        declared = (report["telephone"], f"{report['telephone_note']} · {report['hours']}", report["email"])
        return place.text in declared or place.text == self.figures.window("contacts").period

    def _contents(self, place: Place) -> bool:
        section = self.by_id[_within(place, tag="a").attributes["href"].removeprefix("#")]
        return " ".join(section.with_tag("h1", "h2")[0].text.split()) == place.text

    def _counts_up(self, name: str) -> bool:
        numbers = [other.text for other in self.places if other.within(name=name)]
        return numbers == [str(number) for number in range(1, len(numbers) + 1)]

    def _table(self, place: Place) -> bool:
        table, row = _within(place, tag="table"), _within(place, tag="tr")
        [caption] = [node.text for node in table.with_tag("caption")]
        return self.tables.has(caption, [cell.text for cell in row.with_tag("th", "td")])


def _within(place: Place, *, tag: str = "", name: str = "", attribute: str = "") -> Node:
    node = place.within(tag=tag, name=name, attribute=attribute)
    assert node, str(place)
    return node
