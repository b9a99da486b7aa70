"""A figure on a finished page, read back to keys: its tables cell by cell, and what its chart says row by row."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.finished_page import Node
from tests.printed_numbers import Key, Window, label

TOLD = frozenset({"channel", "cybercrime_office_access_fixed", "fia_referral"})
"""The figures that a sentence tells, with no chart and no table: a page names them only where they changed."""
TOGETHER = re.compile(r"Other (places|types|platforms)")
"""The row of a chart in which its smaller rows are taken together."""
VALUE = re.compile(r"(fewer than )?[\d,]+( +· +.*| mentions)?( +\+ +[\d,]+)?$|[\d.]+%$")
SHORT = re.compile(r"[A-Z][a-z]{2}$")


@dataclass(frozen=True)
class Printed:
    """A cell as it is printed: its count, and its share where one stands beside it."""

    count: str
    share: str = ""


def table_cells(table: Node, window: Window) -> Iterator[tuple[Key, Printed]]:
    """The cells of a figure's table; the rows of what is missing and of all are left out."""
    head, *rows = table.with_tag("tr")
    columns = [cell.text for cell in head.with_tag("th")][1:]
    for row in rows:
        if row.classes & {"missing", "total"}:
            continue
        [name], cells = [cell.text for cell in row.with_tag("th")], row.with_tag("td")
        if len(window.spec["dimensions"]) == 1:
            yield (_key(window, 0, name),), Printed(cells[0].text, cells[1].text.replace("–", ""))
        else:
            for column, cell in zip(columns, cells, strict=True):
                yield _crossed(window, name, column), _printed(cell)


def _printed(cell: Node) -> Printed:
    share = "".join(span.text for span in cell.with_class("share"))
    return Printed(cell.text.removesuffix(share).strip(), share.replace("–", ""))


def _crossed(window: Window, row: str, column: str) -> Key:
    try:
        return _key(window, 0, row), _key(window, 1, column)
    except KeyError:
        return _key(window, 0, column), _key(window, 1, row)


def _key(window: Window, place: int, name: str) -> str:
    dimension = window.spec["dimensions"][place]
    known = {label(dimension, key[place]): key[place] for key in window.cells}
    if dimension == "hour":
        known |= {key: key for key in known.values()}
    return known[name]


def drawn_texts(figure: Node) -> list[str]:
    """All texts of a figure's chart as the page has it, in the order in which they were drawn."""
    return [text.text for drawing in figure.with_class("wide") for text in drawing.with_tag("text")]


def drawn_rows(figure: Node, window: Window) -> Mapping[str, str]:
    """The rows of a chart of bars or of ages: each label, its lines joined, with the value that follows it."""
    words: list[str] = []
    rows: dict[str, str] = {}
    texts = drawn_texts(figure)
    # Above bars of two ranks stands the key to their shades.
    for text in texts[2:] if "rank" in window.spec["dimensions"] else texts:
        if VALUE.match(text):
            rows[" ".join(words)] = " ".join(text.split())
            words = []
        else:
            words.append(text)
    assert rows, window.spec
    return rows


def drawn_groups(figure: Node, window: Window) -> Iterator[tuple[Key, str]]:
    """The bars of a chart of groups: for each group the value of each category, in the order of the chart's key."""
    group, category = window.spec["dimensions"]
    groups = {label(group, key[0]): key[0] for key in window.cells}
    categories = {label(category, key[1]): key[1] for key in window.cells}
    texts = drawn_texts(figure)
    order = [categories[text] for text in texts[: texts.index(next(iter(groups)))]]
    for name, key in groups.items():
        start = texts.index(name) + 2
        for place, text in enumerate(texts[start : start + len(order)]):
            yield (key, order[place]), text


def drawn_months(figure: Node, window: Window) -> Iterator[tuple[str, str]]:
    """The columns of a chart of months: the total above each, in the order of time."""
    numbers = [text for text in drawn_texts(figure) if re.fullmatch(r"[\d,]+", text)]
    in_order = sorted({key[0] for key in window.cells})
    yield from zip(in_order, numbers[: len(in_order)], strict=True)


def drawn_week(figure: Node, window: Window) -> Iterator[tuple[str, list[str]]]:
    """The rows of a heat map: for each weekday the numbers in it, in the order of the hours that have one."""
    days = {label("weekday", key[0]): key[0] for key in window.cells}
    row: tuple[str, list[str]] | None = None
    for text in drawn_texts(figure):
        if text in days:
            if row:
                yield row
            row = (days[text], [])
        elif row and re.fullmatch(r"[\d,]+", text):
            row[1].append(text)
        elif row and ":" in text:
            break
    if row:
        yield row
