"""Numbers to choose from: the cells of the figures of a draft, each with the call that prints it in a text.

Carried out in the process of :mod:`flows.site.preview_process`, as proofs are.
"""

from dataclasses import dataclass

from flows.site.languages import _
from flows.site.proofs import WINDOWS, Draft, as_counted, base_of, comparison, texts_in
from tasks.model.errors import ReportError, TextError
from tasks.model.figures import Measure, WindowName
from tasks.render.functions import functions


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A row to choose from: its label, each value with the call that prints it, and its key, if it is a cell."""

    label: str
    values: tuple[tuple[str, str], ...]
    key: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class FigureRows:
    """A figure to choose from: what it is called and counts, its windows, the one that is shown, its rows."""

    title: str
    base: str
    windows: tuple[tuple[str, str], ...]
    window: str
    rows: tuple[NumberRow, ...]


def figures(draft: Draft, code: str) -> tuple[tuple[str, str, str], ...]:
    """The figures to choose from: id, title, letter of the section."""
    with as_counted(draft) as shown:
        texts = texts_in(draft, code)
        return tuple((i, texts.figures[i].title, shown[i].spec.section) for i in shown.figures if i in texts.figures)


def cells(draft: Draft, code: str, figure_id: str, window: str) -> FigureRows:
    """A figure in a window; in the edition's, where the figure has no such window.

    Raises:
        TextError: there is no such figure.
    """
    with as_counted(draft) as shown:
        texts = texts_in(draft, code)
        if figure_id not in shown.figures:
            raise TextError(_("There is no such figure."), figure_id, _("Choose one from the list."))
        figure, prints = shown[figure_id], functions(shown, texts, comparison(draft))
        windows = tuple((name.value, _(WINDOWS[name])) for name, each in figure.windows.items() if each.period)
        window = window if window in dict(windows) else WindowName.EDITION

        def row(label: str, names: tuple[str, ...], key: tuple[str, ...] = ()) -> NumberRow:
            given = "".join(f", '{part}'" for part in key) + ("" if window == "edition" else f", window='{window}'")
            calls = ((name, f"{{{{ {name}('{figure_id}'{given}) }}}}") for name in names)
            values = tuple((str(prints[name](figure_id, *key, window=window)), call) for name, call in calls)
            return NumberRow(label, values, key or None)

        title = texts.figures[figure_id].title
        if figure.spec.measure is not Measure.CELLS:
            return FigureRows(title, base_of(figure), windows, window, (row(title, ("value",)),))
        window_cells = figure.windows[WindowName(window)]
        dimensions, labels_of = figure.spec.dimensions, texts.language.labels_of
        of_cells = (
            row(labels_of(zip(dimensions, cell.key, strict=True)), ("count", "share"), cell.key)
            for cell in window_cells
        )
        whole = (
            row(label, (name,))
            for name, label in (("total", _("All")), ("known", _("Known")), ("missing", _("Missing")))
        )
        return FigureRows(title, base_of(figure), windows, window, (*of_cells, *whole))


def words(draft: Draft, code: str, figure_id: str, key: tuple[str, ...]) -> tuple[str, ...]:
    """The calls of the words of degree that are true of a cell, whatever chance and rounding did."""
    with as_counted(draft) as shown:
        texts = texts_in(draft, code)
        holds = functions(shown, texts, comparison(draft))["holds"]
        arguments = "".join(f", '{part}'" for part in key)

        def is_true(word: str) -> bool:
            try:
                return bool(holds(word, figure_id, *key))
            except (ReportError, LookupError, TypeError, ValueError):
                return False  # Not a word for such a figure.

        return tuple(
            f"{{{{ word('{word}', '{figure_id}'{arguments}) }}}}" for word in texts.language.degree if is_true(word)
        )
