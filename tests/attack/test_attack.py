"""An outsider attacks editions as published, with an integer program of its own: nobody can be told from them.

The attacker reads the published files alone. A quick part runs with the other tests, the whole with ``make drill``.
"""

import ast
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.attack.__main__ import SIZES
from tests.attack.attack import Found, attack, attack_all, holds
from tests.attack.editions import EDITIONS, SLICES, Cities, Series, publish_series, records, with_late
from tests.attack.model import LISTED, UNLISTED
from tests.attack.program import Program, Search
from tests.attack.public import Counts, Key, Slice, answers, slices, tables, windows
from tests.drill import cases

pytestmark = pytest.mark.timeout(1800)
HERE = Path(__file__).parent
ATTACKER = ("public", "program", "model", "attack")
ITS_LIBRARIES = {"numpy", "scipy", "highspy"}
QUICK = 600
QUICK_EDITIONS = {Cities.ALWAYS: 1, Cities.MOSTLY: 2, Cities.SELDOM: 1}
"""How many editions the quick part publishes; two can be subtracted."""
CORRECTED = 150
every_habit = pytest.mark.parametrize("cities", Cities, ids=str)
quick_habit = pytest.mark.parametrize("cities", cases(Cities, [Cities.MOSTLY]))
Publish = Callable[[Cities], Series]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Publish:
    """Publishes editions of logs in which the city is recorded so often, once for all tests that ask for them."""

    @cache
    def publish(cities: Cities) -> Series:
        periods = SLICES[: QUICK_EDITIONS[cities]]
        return publish_series(tmp_path_factory.mktemp(cities), records(QUICK, cities), periods=periods)

    return publish


def nobody_told(found: Found) -> bool:
    """Whether no printed number has too few values; what is exposed is printed."""
    print("\n".join(found.summary()))
    return not found.exposed


# ---------------------------------------------------------------------------------------------------- the attack


@quick_habit
def test_nobody_can_be_told_from_an_edition(published: Publish, cities: Cities) -> None:
    found = attack([slices(published(cities).editions[-1])[-1]])
    assert len(found.printed) > 600, "the attack has looked at hardly anything"
    assert nobody_told(found)


@quick_habit
def test_all_that_the_attacker_takes_for_known_is_so(published: Publish, cities: Cities) -> None:
    series = published(cities)
    for shown, truth in zip(slices(series.editions[-1]), slices(series.truth), strict=True):
        assert holds(truth)
        assert all(abs(count - exact) <= 4 for count, exact in _both(shown, truth)), "further off than is said"


@pytest.mark.drill
@every_habit
@pytest.mark.parametrize("contacts", SIZES)
def test_nobody_can_be_told_from_three_editions(tmp_path: Path, contacts: int, cities: Cities) -> None:
    series = publish_series(tmp_path, records(contacts, cities))
    assert all(holds(truth) for truth in slices(series.truth))
    assert nobody_told(attack_all(series.editions[-1]))


@pytest.mark.drill
@every_habit
@pytest.mark.parametrize("late", [1, 4, 12])
@pytest.mark.parametrize("times", [1, 2], ids=["once", "twice"])
def test_four_values_remain_for_whoever_knows_that_a_revision_only_added(
    tmp_path: Path, cities: Cities, late: int, times: int
) -> None:
    logs, corrected, first = records(CORRECTED, cities), [], EDITIONS[0]
    for seed in range(2, 2 + times):
        corrected.append(with_late(corrected[-1] if corrected else logs, late, first, cities, seed))
    series = publish_series(tmp_path, logs, *corrected, periods=[first])
    assert nobody_told(attack([slices(edition)[-1] for edition in series.editions]))


# ---------------------------------------------------------------------------------- what the files tell beside counts


def test_editions_subtracted_from_each_other_tell_their_slices_and_no_more(published: Publish) -> None:
    editions = published(Cities.MOSTLY).editions
    for before, now in pairwise(editions):
        assert slices(now)[: len(slices(before))] == slices(before), "what was published is told otherwise later"
        *_, slice_ = slices(now)
        for name, counts in _windows(now):
            if counts["edition"]["cells"]:
                shown = _counted(counts["edition"])
                assert (
                    _counted(counts["since_launch"]) - _counted(windows(before)[name]["windows"]["since_launch"])
                    == +shown
                )
                assert shown == _of_slice(slice_.figures[name])


def test_shares_and_means_follow_from_printed_counts(published: Publish) -> None:
    edition = published(Cities.MOSTLY).editions[-1]
    for name, figure in windows(edition).items():
        for window in figure["windows"].values():
            first, last = window.get("from", ""), window.get("to", "")
            within = [s.figures[name] for s in slices(edition) if first <= s.first <= last]
            groups = sum((Counter(dict(counts.groups)) for counts in within), Counter[Key]())
            for cell in window["cells"]:
                group = groups[tuple(cell["key"])[: figure["share_within"]]]
                whole = group if figure["share_within"] else window["total"] - window["missing"]
                assert cell["share"] == _share(cell["count"], whole)
                assert cell.get("share_of_all") == (
                    _share(cell["count"], window["total"]) if figure["share_of_all"] else None
                )
            if figure["measure"] == "share":
                counted = sum(counts.cells[()] for counts in within)
                assert window["value"] == _share(counted, window["total"] - window["missing"])


def test_rows_stand_in_an_order_that_no_count_decides(published: Publish) -> None:
    edition = published(Cities.MOSTLY).editions[-1]
    for name, rows in tables(edition):
        figure = windows(edition)[name]
        for window, counts in figure["windows"].items():
            keys = [tuple(cell["key"]) for cell in counts["cells"]]
            assert keys == sorted(keys, key=lambda key: _place(figure["dimensions"], key))
            written = [tuple(row[d] for d in figure["dimensions"]) for row in rows if row["window"] == window]
            assert [key for key in written if key and set(key) != {"(missing)"}] == keys


# ------------------------------------------------------------------------------------------- the attacker is able


def test_the_attacker_imports_nothing_of_the_program() -> None:
    allowed = {*sys.stdlib_module_names, *ITS_LIBRARIES}
    for module in ATTACKER:
        for name in _imported(HERE / f"{module}.py"):
            top, *within = name.split(".")
            assert top in allowed or (top == "tests" and within[0] == "attack" and within[1] in ATTACKER), name


def test_the_attack_finds_a_province_that_its_cities_give_away(published: Publish) -> None:
    shown = _with(slices(published(Cities.SELDOM).editions[-1])[-1], "province", gilgit_baltistan=0)
    shown = _with(shown, "city", gilgit=5, skardu=0, hunza=0)
    # No less by year: what is told of each would narrow the province too.
    years = [key for key in shown.figures["province_by_year"].cells if key[1] == "gilgit_baltistan"]
    shown = _with(shown, "province_by_year", dict.fromkeys(years, 0))
    about = ("province", "city")
    values = {t.name[1:]: sorted(v) for t, v in attack([shown], about=about).values.items()}
    assert values["province", "gilgit_baltistan"] == [1, 2, 3, 4]
    assert values["city", "gilgit"] == [1, 2, 3, 4]
    assert values["city", "skardu"] == values["city", "hunza"] == [0, 1, 2, 3]
    without = {t.name[1:]: len(v) for t, v in attack([shown], [LISTED, UNLISTED], about).values.items()}
    assert without["province", "gilgit_baltistan"] == without["city", "gilgit"] == 5


@pytest.mark.parametrize(
    ("relations", "values"),
    [
        ([], [0, 1, 2, 3, 4]),
        ([({"x": 1, "y": 1}, 2, 2)], [0, 1, 2]),
        ([({"x": 1, "y": -2}, 0, 0)], [0, 2, 4]),
        ([({"x": 2, "y": -2}, 1, 7)], [1, 2, 3, 4]),
        ([({"x": 1, "y": -1}, 0, 0), ({"y": 1}, 3, 9)], [3, 4]),
    ],
    ids=["free", "a sum", "even only", "whole only", "the same twice"],
)
def test_values_are_those_of_whole_solutions(
    relations: list[tuple[Mapping[str, int], int, int]], values: list[int]
) -> None:
    program = Program()
    program.between(0, {("x",): 1}, 4)
    for what, low, high in relations:
        program.between(low, {(name,): times for name, times in what.items()}, high)
    program.ask(("asked",), {("x",): 1}, 0, 5)
    [found] = Search(program).run().values()
    assert sorted(found) == values


def test_an_attacker_who_takes_for_known_what_is_not_so_is_told() -> None:
    program = Program()
    program.between(1, {("x",): 2}, 1)
    program.ask(("asked",), {("x",): 1}, 0, 5)
    with pytest.raises(ValueError, match="not so"):
        Search(program).run()


# ------------------------------------------------------------------------------------------------------- helpers


def _both(shown: Slice, truth: Slice) -> Iterator[tuple[int, int]]:
    """The printed cells beside the exact ones; answers that were counted together are left out."""
    for name, counts in shown.figures.items():
        exact = truth.figures[name]
        if counts.cells.keys() == exact.cells.keys():
            yield from ((count, exact.cells[key]) for key, count in counts.cells.items())
        yield counts.total, exact.total


def _windows(edition: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from ((name, figure["windows"]) for name, figure in windows(edition).items())


def _counted(window: Mapping[str, Any]) -> Counter[Key]:
    found = Counter({tuple(cell["key"]): cell["count"] for cell in window["cells"]})
    return found + Counter({("total",): window["total"], ("missing",): window["missing"]})


def _of_slice(counts: Counts) -> Counter[Key]:
    return Counter(counts.cells) + Counter({("total",): counts.total, ("missing",): counts.missing})


def _share(count: int, whole: int) -> float | None:
    """As the methodology says: none of fewer than thirty records."""
    return float((Decimal(count) / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP)) if whole >= 30 else None


def _place(dimensions: Sequence[str], key: Key) -> list[object]:
    """Where a row stands: by time, by how many services there are, or by the list of answers."""
    places: dict[str, Callable[[str], object]] = {
        **dict.fromkeys(("month", "quarter", "year", "hour"), str),
        "services": lambda c: (c.count("+"), [answers("service").index(part) for part in c.split("+")]),
    }
    return [places[d](part) if d in places else answers(d).index(part) for d, part in zip(dimensions, key, strict=True)]


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield str(node.module)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _with(shown: Slice, figure: str, by_key: Mapping[Key, int] | None = None, **printed: int) -> Slice:
    """The slice as if other counts had been printed."""
    counts = shown.figures[figure]
    cells = {**counts.cells, **(by_key or {}), **{(key,): count for key, count in printed.items()}}
    return replace(shown, figures={**shown.figures, figure: replace(counts, cells=cells)})
