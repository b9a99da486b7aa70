"""Which published numbers a draft would change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tasks.language.languages import source_language
from tasks.model.figures import Figure, ProtectedFigures, WindowName

WINDOWS = {
    WindowName.EDITION: "this edition",
    WindowName.PREVIOUS: "the period before",
    WindowName.SINCE_LAUNCH: "since launch",
}
ABSENT = "not there"


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A number that reads another way: of which figure, in which window and row, before and after."""

    figure: str
    window: str
    row: str
    before: str
    after: str


def figure_changes(before: ProtectedFigures, after: ProtectedFigures) -> tuple[FigureChange, ...]:
    """Every number that differs between two states of an edition, figures that came or went included."""
    ids = dict.fromkeys([*(f.spec.id for f in before), *(f.spec.id for f in after)])
    return tuple(change for i in ids for change in _changes(i, before.figures.get(i), after.figures.get(i)))


def _changes(figure_id: str, before: Figure | None, after: Figure | None) -> Iterator[FigureChange]:
    for name, words in WINDOWS.items():
        old, new = _rows(before, name), _rows(after, name)
        for row in dict.fromkeys([*old, *new]):
            if old.get(row) != new.get(row):
                yield FigureChange(figure_id, words, row, old.get(row, ABSENT), new.get(row, ABSENT))


def _rows(figure: Figure | None, name: WindowName) -> Mapping[str, str]:
    """What a window of a figure says, by row."""
    window = figure.windows.get(name) if figure else None
    if figure is None or window is None or window.period is None:
        return {}
    if window.value is not None:
        return {"value": source_language().number(window.value, 0 if isinstance(window.value, int) else 4)}
    cells = {
        source_language().labels_of(figure.spec.dimensions, cell.key): source_language().count(cell) for cell in window
    }
    return {
        **cells,
        "all records": source_language().told(window.total, window.bound),
        "not recorded": source_language().told(window.missing, window.bound),
    }
