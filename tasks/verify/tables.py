"""Tables: CSV and workbook hold the figures and nothing else. They are read as any reader would read them."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence

from tasks.model.asked import NotAsked, not_asked
from tasks.model.figures import MISSING, Figure, Measure, ProtectedFigures, Window, WindowName
from tasks.model.manifest import digest_of

NumberPlace = tuple[str, ...]
"""Window, key and column of a number."""
TableNumbers = Mapping[NumberPlace, float | str | None]
SKIPPED = ("window", "from", "to", "sample")


def csv_faults(figures: ProtectedFigures, files: Mapping[str, bytes]) -> list[str]:
    """Figures whose CSV is missing or holds another number than ``figures.json``; tables of no figure."""
    present = {name for name in files if name.startswith("tables/") and name.endswith(".csv")}
    faults = [f"{name} is of no figure" for name in present - {f"tables/{i}.csv" for i in figures.figures}]
    for figure in figures:
        name = f"tables/{figure.spec.id}.csv"
        rows = list(csv.reader(io.StringIO(files.get(name, b"").decode("utf-8", "replace"))))
        faults += _differences(name, figure, rows)
    return faults


def workbook_faults(figures: ProtectedFigures, files: Mapping[str, bytes]) -> list[str]:
    """Figures whose sheet is missing or holds another number than ``figures.json``; formulas; sheets of no figure."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(files.get("tables.xlsx", b"")), read_only=True)
    except Exception as error:  # noqa: BLE001 - a broken workbook raises anything
        return [f"tables.xlsx cannot be opened ({type(error).__name__})"]
    faults = [f"sheet {name} is of no figure" for name in book.sheetnames if name not in ("contents", *figures.figures)]
    for figure in figures:
        known = figure.spec.id in book.sheetnames
        rows = [list(row) for row in book[figure.spec.id].iter_rows(values_only=True)] if known else []
        head = next((place for place, row in enumerate(rows) if row and row[0] == "window"), len(rows))
        faults += _differences(f"sheet {figure.spec.id}", figure, rows[head:])
    return faults


def description_faults(figures: ProtectedFigures, files: Mapping[str, bytes]) -> list[str]:
    """Tables that ``datapackage.json`` does not describe with their digest."""
    try:
        package = json.loads(files.get("tables/datapackage.json", b""))
        described = {resource["path"]: resource["hash"] for resource in package["resources"]}
    except (ValueError, KeyError, TypeError):
        return ["datapackage.json describes no tables"]
    digests = {f"{i}.csv": f"sha256:{digest_of(files.get(f'tables/{i}.csv', b''))}" for i in figures.figures}
    return [name for name in {*digests, *described} if digests.get(name) != described.get(name)]


def _parsed(value: object) -> float | str | None:
    if value is None or isinstance(value, int | float):
        return value
    try:
        return float(str(value))
    except ValueError:
        return str(value) or None


def _differences(where: str, figure: Figure, rows: Sequence[Sequence[object]]) -> list[str]:
    if not rows:
        return [f"{where} is missing or empty"]
    expected, unasked, found = _published(figure), _unasked(figure), _read(figure, rows)
    wrong = sorted(
        p
        for p in {*expected, *found}
        if p not in found or found[p] not in [known[p] for known in (expected, unasked) if p in known]
    )
    if not wrong and len(rows) - 1 != len({place[:-1] for place in found}):
        return [f"{where} has a row twice"]
    return [f"{where}: {', '.join(place)}" for place in wrong]


def _read(figure: Figure, rows: Sequence[Sequence[object]]) -> TableNumbers:
    """The numbers of a table by place. Labels are words beside a key; they are no numbers."""
    header = [str(name) for name in rows[0]]
    dimensions = figure.spec.dimensions
    words = {*SKIPPED, *dimensions, *(f"{name}_label" for name in dimensions)}
    found: dict[NumberPlace, float | str | None] = {}
    for values in rows[1:]:
        row = dict(zip(header, values, strict=False))
        key = (str(row.get("window")), *(str(row.get(name)) for name in dimensions))
        period = f"{row.get('from') or ''} {row.get('to') or ''}".strip()
        numbers = {name: _parsed(value) for name, value in row.items() if name not in words}
        found |= {(*key, name): value for name, value in (numbers | {"months": period}).items()}
    return found


def _published(figure: Figure) -> TableNumbers:
    """The numbers of a figure by place, as a table has to tell them."""
    found: dict[NumberPlace, float | str | None] = {}
    for name, window in figure.windows.items():
        months = f"{window.period.first} {window.period.last}" if window.period else ""
        for key, numbers in _window_rows(figure, name, window):
            found |= {(*key, column): value for column, value in (numbers | {"months": months}).items()}
    return found


def _unasked(figure: Figure) -> TableNumbers:
    """What may stand in its place where something was not asked; tables made before they told so have the numbers."""
    found: dict[NumberPlace, float | str | None] = {}
    keys = [cell.key for window in figure.windows.values() for cell in window]
    for name, window in figure.windows.items():
        rows: dict[NumberPlace, NotAsked | None] = {key: not_asked(figure.spec, key, window) for key in keys}
        rows[(MISSING,) * len(figure.spec.dimensions)] = not_asked(figure.spec, (), window)
        totals = dict(
            _window_rows(figure, name, Window(window.period, window.total, window.missing, (), None, window.bound))
        )
        for key, why in rows.items():
            if why and window.period:
                (common,) = totals.values()
                values = {"share": None, "share_of_all": None, "count": str(why), "value": str(why)}
                months = {"months": f"{window.period.first} {window.period.last}"}
                found |= {(name.value, *key, column): value for column, value in (common | values | months).items()}
    return found


def _window_rows(
    figure: Figure, name: WindowName, window: Window
) -> Iterable[tuple[NumberPlace, dict[str, float | str | None]]]:
    total, missing = (
        f"fewer than {window.bound}" if window.bound and not count else count
        for count in (window.total, window.missing)
    )
    if figure.spec.measure is not Measure.CELLS:
        yield (name.value,), {"value": window.value, "total": total, "missing": missing}
        return
    whole: dict[str, float | str | None] = {"total": total, "share": None}
    if figure.spec.share_of_all:
        whole["share_of_all"] = None
    for cell in window:
        shares = {"share": cell.share, "share_of_all": cell.share_of_all}
        values = {column: value for column, value in shares.items() if column in whole and cell.below is None}
        count = cell.count if cell.below is None else f"fewer than {cell.below}"
        yield (name.value, *cell.key), {**whole, "count": count, **values}
    yield (name.value, *[MISSING] * len(figure.spec.dimensions)), {**whole, "count": missing}
