"""How each published number must read in print, worked out from ``figures.json`` alone.

A second implementation, for tests that read finished files: it shares no code with the program that set them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from pathlib import Path
from typing import Any

from expectations.contract.vocabulary import vocabularies
from tests.oracle_of_changes import newcombe, tenths

Key = tuple[str, ...]
NUMERAL = re.compile(r"\d+(?:[.,:]\d+)*%?")
MONTHS = "January February March April May June July August September October November December".split()
MONTHLY = {
    "calls": "calls_by_month",
    "new_calls": "calls_by_month",
    "follow_up_calls": "calls_by_month",
    "takeover_scams_by_month": "takeover_scams_by_month",
}
"""What is counted month by month, so that an edition without a period before can be cut into halves."""
WINDOWS = ("edition", "previous", "since_launch")


def numerals(text: str) -> list[str]:
    """The numerals of a text, with their percent sign."""
    return NUMERAL.findall(text)


def whole(number: float) -> str:
    return f"{Decimal(str(number)).quantize(Decimal(1), ROUND_HALF_UP):,}"


def decimal(number: float, digits: int) -> str:
    return f"{Decimal(str(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):,}"


def percent(share: float | None, digits: int = 0) -> str:
    if share is None:
        return "no share"
    if 0 < share < 0.0005:
        return "under 0.1%"
    if 0 < share < 0.0095:
        digits = max(digits, 1)
    return f"{(Decimal(str(share)) * 100).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)}%"


def month_words(month: str) -> str:
    return f"{MONTHS[int(month[5:]) - 1]} {month[:4]}"


def label(dimension: str, key: str) -> str:
    """A category as print calls it."""
    if dimension == "month":
        return month_words(key)
    if dimension == "quarter":
        last = 3 * int(key[-1])
        return f"{MONTHS[last - 3]} to {MONTHS[last - 1]} {key[:4]}"
    if dimension == "year":
        return " to ".join(map(month_words, key.split("_")))
    if dimension == "hour":
        return key
    if dimension == "services":
        first, *others = (label("service", part) for part in key.split("+"))
        return " and ".join([first, *(other[:1].lower() + other[1:] for other in others)])
    return vocabularies()[dimension][key].label


@dataclass(frozen=True)
class Window:
    """One figure in one window, as published."""

    spec: Mapping[str, Any]
    data: Mapping[str, Any]

    @property
    def cells(self) -> Mapping[Key, Mapping[str, Any]]:
        return {tuple(cell["key"]): cell for cell in self.data["cells"]}

    @property
    def period(self) -> str:
        return f"{month_words(self.data['from'])} to {month_words(self.data['to'])}"

    @property
    def total(self) -> int:
        return self.data["total"]

    @property
    def missing(self) -> int:
        return self.data["missing"]

    @property
    def known(self) -> int:
        return self.total - self.missing

    @property
    def bound(self) -> int | None:
        return self.data.get("bound")

    def labels(self, key: Key) -> list[str]:
        """The categories of a key as print calls them."""
        return [label(dimension, part) for dimension, part in zip(self.spec["dimensions"], key, strict=False)]

    def words_of(self, number: int) -> str:
        """A total, or what is missing."""
        return f"fewer than {self.bound}" if self.bound and not number else whole(number)

    def count(self, *keys: Key) -> str:
        """The cells of these keys, added."""
        cells = [self.cells[key] for key in keys]
        added, hidden = sum(cell["count"] for cell in cells), [cell["below"] - 1 for cell in cells if "below" in cell]
        return f"fewer than {sum(hidden) + 1}" if hidden and not added else whole(added)

    def whole_of(self, *keys: Key) -> int | None:
        """The records that shares of these keys are of; None where they cannot be told from the cells."""
        within = self.spec["share_within"]
        if not within:
            return self.known
        if self.spec["multi_response"]:
            return None
        groups = {key[:within] for key in keys}
        return sum(cell["count"] for key, cell in self.cells.items() if key[:within] in groups)

    def share(self, *keys: Key, digits: int = 0) -> str:
        """The share of these keys together."""
        cell, base = self.cells[keys[0]], self.whole_of(*keys)
        if len(keys) == 1 and "below" not in cell:
            return percent(cell["share"], digits)
        added = sum(self.cells[key]["count"] for key in keys)
        if len(keys) > 1:
            return percent(rounded(added, base or 0), digits)
        return "no share" if base is None else self._under(base, cell["below"], digits)

    def share_of_all(self, key: Key, digits: int = 0) -> str:
        cell = self.cells[key]
        return (
            self._under(self.total, cell["below"], digits) if "below" in cell else percent(cell["share_of_all"], digits)
        )

    def missing_share(self, digits: int = 0) -> str:
        if self.bound and not self.missing:
            return self._under(self.total, self.bound, digits)
        return percent(rounded(self.missing, self.total), digits)

    def value(self, digits: int) -> str:
        """The single number that the figure is."""
        value = self.data["value"]
        return percent(value, digits) if self.spec["measure"] == "share" else decimal(value, digits)

    def _under(self, base: int, bound: int, digits: int) -> str:
        if bound >= base:
            return "no share"
        highest = Decimal(bound) / Decimal(base) * 100
        return f"under {highest.quantize(Decimal(1).scaleb(-max(digits, int(highest < 1))), ROUND_UP)}%"


def rounded(part: int, base: int) -> float | None:
    """A share as it is published: to four places, half up."""
    return float((Decimal(part) / Decimal(base)).quantize(Decimal("0.0001"), ROUND_HALF_UP)) if base else None


class Published:
    """The figures of an edition."""

    def __init__(self, edition: Path) -> None:
        self.document = json.loads((edition / "figures.json").read_text("utf-8"))
        self.figures: Mapping[str, Any] = self.document["figures"]

    def __iter__(self) -> Iterator[str]:
        return iter(self.figures)

    def window(self, figure: str, name: str = "edition") -> Window:
        return Window(self.figures[figure], self.figures[figure]["windows"][name])

    def titled(self, title: str) -> str:
        """The figure of a title."""
        [found] = [figure for figure, spec in self.figures.items() if spec["title"] == title]
        return found

    @property
    def is_rounded(self) -> bool:
        return self.document["edition"]["disclosure"] == "round"

    def years(self, figure: str, key: Key) -> list[tuple[int, int, float | None]]:
        """What an edition of two years counts of a row in the second and in the first: count, known and share of it."""
        if f"{figure}_by_year" not in self.figures:
            return []
        by_year = f"{figure}_by_year"
        known: dict[str, int] = {}
        for time_slice in self.document["tiles"]:
            for (year,), count in time_slice["figures"][by_year]["groups"]:
                known[year] = known.get(year, 0) + count
        cells = self.window(by_year).cells
        found = {year: cells.get((year, key[0])) for year in sorted({year for year, _ in cells}, reverse=True)}
        return [(cell["count"], known[year], cell["share"]) for year, cell in found.items() if cell]

    def month_sums(self, figure: str, key: Key) -> tuple[int, int] | None:
        """The first and the second half of the edition, for what is counted month by month."""
        by_month = MONTHLY.get(figure)
        if by_month is None:
            return None
        part = {"new_calls": ("new",), "follow_up_calls": ("follow_up",)}.get(figure, key)
        cells = self.window(by_month).cells
        months = sorted({found[0] for found in cells})
        middle = months[len(months) // 2]
        counts = [(found[0], cell["count"]) for found, cell in cells.items() if not part or found[1:] == part]
        return sum(n for m, n in counts if m < middle), sum(n for m, n in counts if m >= middle)


def tells(figures: Published, told: str, printed: str) -> bool:
    """Whether a stretch of text has just the numerals of what it names as its source."""
    kind, *rest = told.split()
    name = next(word for word in rest if word in WINDOWS)
    subject = "".join(rest[: rest.index(name)])
    keys = [tuple(word.split("/")) for word in rest[rest.index(name) + 1 :]]
    found = numerals(printed)
    if kind == "period":
        return _tells_a_period(figures, printed)
    if kind in ("label", "key", "word"):
        return not set(found) - set(numerals(" ".join(_labels(figures, subject, keys))))
    window = figures.window(subject, name)
    digits = max((len(numeral.rstrip("%").partition(".")[2]) for numeral in found), default=0)
    return found == numerals(" ".join(_expected(kind, window, keys, digits)))


def _expected(kind: str, window: Window, keys: list[Key], digits: int) -> list[str]:
    forms = {
        "count": lambda: [window.count(*keys)],
        "share": lambda: [window.share(*keys, digits=digits) if keys else "no share"],
        "share_of_all": lambda: [window.share_of_all(keys[0], digits)],
        "value": lambda: [window.value(digits)],
        "total": lambda: [window.words_of(window.total)],
        "known": lambda: [window.words_of(window.known)],
        "missing": lambda: [window.words_of(window.missing)],
        "missing_share": lambda: [window.missing_share(digits)],
        "list": lambda: [t for key in keys for t in (*window.labels(key), window.count(key), window.share(key))],
    }
    return forms[kind]()


def _labels(figures: Published, subject: str, keys: list[Key]) -> list[str]:
    if subject not in figures.figures:
        return [label(subject, key[0]) for key in keys]
    return [text for key in keys for text in figures.window(subject).labels(key)]


def _tells_a_period(figures: Published, printed: str) -> bool:
    """A span of months within the time that was counted, or how many months the edition has."""
    edition, whole_time = (figures.window("contacts", name).data for name in ("edition", "since_launch"))
    if printed.isdigit():
        return int(printed) == len(months(edition["from"], edition["to"]))
    known = {month_words(month) for month in months(whole_time["from"], whole_time["to"])}
    return set(printed.split(" to ")) <= known


def months(first: str, last: str) -> list[str]:
    """All months from the first to the last."""
    numbers = [int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last)]
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in range(numbers[0], numbers[1] + 1)]


def change_numerals(figures: Published, figure: str, key: Key) -> set[str]:
    """What a sentence may tell of how a row changed: both sides, their bases, and the differences between them."""
    now, before = figures.window(figure), figures.window(figure, "previous")
    found: set[str] = set()
    if before.data.get("available", True):
        found |= set(numerals(f"{before.period} {now.period}"))
        pairs = [(_number(now, key), _number(before, key)), (now.known, before.known), (now.total, before.total)]
        shares = [_part(window, key) for window in (now, before)]
    else:
        halves, years = figures.month_sums(figure, key), figures.years(figure, key) if key else []
        pairs, shares = [halves[::-1]] if halves else [], [None, None]
        if len(years) == 2:
            pairs, shares = list(zip(*(year[:2] for year in years), strict=True)), [year[2] for year in years]
            found |= {decimal(abs(float(tenths(bound))), 1) for bound in _farthest(years, 4 * figures.is_rounded)}
    for later, earlier in pairs:
        found |= {
            form for number in (later, earlier, abs(later - earlier)) for form in (whole(number), decimal(number, 1))
        }
        if earlier:
            found |= {percent(abs(later - earlier) / earlier), whole(later / earlier), decimal(later / earlier, 1)}
    if shares[0] is not None and shares[1] is not None:
        rounded = [(Decimal(str(share)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP) for share in shares]
        found |= {percent(share, digits) for share in shares for digits in (0, 1)} | {str(abs(rounded[0] - rounded[1]))}
    parts = zip(now.spec["dimensions"], key, strict=False)
    named = [vocabularies()[dimension][part].since for dimension, part in parts if dimension in vocabularies()]
    found |= {form for since in (now.spec["since"], *named) if since for form in numerals(month_words(since))}
    return found | ({str(now.bound)} if now.bound else set())


def _farthest(years: list[tuple[int, int, float | None]], slack: int) -> tuple[float, float]:
    """From where to where two shares may differ, where counts may be so far from the truth as rounding goes."""
    least, most = (
        [(max(0, n - slack), of + slack) for n, of, _ in years],
        [(n + slack, of - slack) for n, of, _ in years],
    )
    most = [(min(n, of), of) for n, of in most]
    return newcombe(*least[0], *most[1])[0], newcombe(*most[0], *least[1])[1]


def _number(window: Window, key: Key) -> float:
    value = window.data.get("value")
    if window.spec["measure"] == "share" and value is not None:
        return int((Decimal(str(value)) * window.known).quantize(Decimal(1), ROUND_HALF_UP))
    return value if value is not None else window.cells[key]["count"] if key in window.cells else 0


def _part(window: Window, key: Key) -> float | None:
    if window.spec["measure"] == "share":
        return window.data["value"]
    return window.cells[key]["share"] if key in window.cells else None
