"""What a figure may show: in its chart, its tables, its caption, and the comparison beside it."""

from collections import Counter
from collections.abc import Iterator

from expectations.contract.vocabulary import vocabularies
from tests.finished_figures import drawn_rows, table_cells
from tests.finished_page import Node
from tests.oracle_of_changes import newcombe, tenths
from tests.printed_numbers import (
    Key,
    Published,
    Window,
    change_numerals,
    decimal,
    month_words,
    numerals,
    percent,
    whole,
)

HEADLINES = ("calls", "emails", "contacts", "cases")
"""The bases whose records a figure of their name counts exactly."""


def labels(window: Window) -> set[str]:
    """The numerals of a figure's categories."""
    return {form for key in window.cells for text in window.labels(key) for form in numerals(text)}


def drawn(figure: Node, window: Window) -> set[str]:
    """What the chart of a figure may show: its numbers, sums of its rows, labels, and the ticks of its scale."""
    found = [form for key in window.cells for form in (window.count(key), window.share(key))]
    found += [window.words_of(window.missing), window.words_of(window.total), *_sums(window)]
    found += _taken_together(figure, window) if window.spec["chart"] == "bar" else ()
    if window.spec["chart"] in ("line", "lines"):
        found += _ticks(window) if len(window.spec["dimensions"]) == 1 else [f"{tick}%" for tick in range(0, 101, 10)]
    found += _of_quarters(window) if window.spec["chart"] == "lines" else ()
    found += [f"Q{n}" for n in range(1, 5)] if {"quarter", "month"} & {*window.spec["dimensions"]} else []
    found += [str(hour) for hour in range(24)] if "hour" in window.spec["dimensions"] else []
    found += [f"fewer than {window.bound}"] if window.bound else []
    return {form for text in found for form in numerals(text)} | labels(window)


def _ticks(window: Window) -> Iterator[str]:
    """The scale of a line of counts: by the smallest round step of which five reach the highest of them."""
    most = max(cell["count"] for cell in window.cells.values())
    step = min(n * 10**power for n in (1, 2, 5) for power in range(6) if 5 * n * 10**power >= most)
    yield from (whole(tick) for tick in range(0, most + 1, step))


def _of_quarters(window: Window) -> Iterator[str]:
    """The shares of lines by month where these are drawn by quarter: of what was known in its months, added."""
    counts, known = Counter[tuple[str, str]](), Counter[str]()
    for month in {key[0] for key in window.cells}:
        quarter = f"{month[:4]}-{(int(month[5:]) + 2) // 3}"
        cells = {key[1]: cell for key, cell in window.cells.items() if key[0] == month}
        largest = max(cells.values(), key=lambda cell: cell["count"])
        known[quarter] += round(largest["count"] / largest["share"]) if largest["share"] else 0
        counts.update({(quarter, category): cell["count"] for category, cell in cells.items()})
    for (quarter, _), count in counts.items():
        yield from (percent(count / known[quarter]), quarter[:4]) if known[quarter] else ()


def _sums(window: Window) -> Iterator[str]:
    """The rows of each category together."""
    for place in range(len(window.spec["dimensions"])):
        for part in {key[place] for key in window.cells}:
            yield window.count(*(key for key in window.cells if key[place] == part))


def _taken_together(figure: Node, window: Window) -> Iterator[str]:
    """The rows that a chart of bars does not show one by one: how many, and their sum; apart for each rank."""
    rows = drawn_rows(figure, window)
    rest = [key for key in window.cells if window.labels(key)[0] not in rows]
    for rank in {key[1:] for key in rest}:
        keys = [key for key in rest if key[1:] == rank]
        yield from (window.count(*keys), window.share(*keys))
        # A category that is called other is taken in, but is not one of several.
        yield from (str(len(keys)), str(sum(key[0] != "other" for key in keys)))


def captioned(figures: Published, window: Window) -> set[str]:
    """What the caption of a figure may tell, beside what is declared."""
    numbers = [window.words_of(number) for number in (window.total, window.known, window.missing)]
    texts = [*numbers, window.missing_share(), window.period]
    if window.spec["base"] in HEADLINES:
        texts.append(figures.window(window.spec["base"]).value(0))
    known = [vocabularies()[name] for name in window.spec["dimensions"] if name in vocabularies()]
    asked = {window.spec["since"], *(category.since for vocabulary in known for category in vocabulary)}
    texts += [month_words(month) for month in asked if month]
    return {form for text in texts for form in numerals(text)} | labels(window)


def table_is_right(table: Node, window: Window) -> bool:
    """Whether a table of a figure tells its cells: counts, shares, and where there are such, shares of all."""
    cells = list(table_cells(table, window))
    for key, printed in cells:
        counted, share = (window.count(key), window.share(key)) if key in window.cells else ("0", "")
        if printed.count != counted or printed.share not in ("", share):
            return False
    if not window.spec["share_of_all"]:
        return True
    last = [row.with_tag("td")[-1].text for row in table.with_tag("tr")[1:] if not row.classes]
    expected = zip(last, (key for key, _ in cells), strict=True)
    return all(printed in ("–", window.share_of_all(key)) for printed, key in expected)


def cut(figure: Node, window: Window) -> list[str]:
    """How many rows or columns of how many a table shows, in each order that they may be told in."""
    head, *rows = figure.with_tag("table")[0].with_tag("tr")
    shown = {str(len(rows)), str(len(head.with_tag("th")) - 1)}
    every = {str(len({key[place] for key in window.cells})) for place in range(len(window.spec["dimensions"]))}
    return [f"{some} {of}" for some in shown for of in every]


def compared(figures: Published, figure: str, key: Key) -> set[str]:
    """What a comparison may tell of a row: both periods, all time, the difference, and where the true one may lie."""
    now, before, whole_time = (figures.window(figure, name) for name in ("edition", "previous", "since_launch"))
    found = change_numerals(figures, figure, key)
    if not key:
        totals = [window.words_of(window.total) for window in (now, before, whole_time)]
        values = [whole_time.value(digits) for digits in (0, 1) if "value" in whole_time.data]
        values += (
            [whole((whole_time.data["value"] or 0) * whole_time.known)] if whole_time.spec["measure"] == "share" else []
        )
        return found | set(numerals(" ".join(totals + values)))
    found |= set(
        numerals(f"{whole_time.count(key)} {percent(whole_time.cells[key]['share'], 1)} {whole_time.share(key)}")
    )
    if key in before.cells and now.known and before.known and not now.spec["share_within"]:
        sides = (now.cells[key]["count"], now.known, before.cells[key]["count"], before.known)
        found |= {decimal(abs(float(tenths(bound))), 1) for bound in newcombe(*sides)}
    return found
