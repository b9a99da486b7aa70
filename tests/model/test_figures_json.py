"""figures.json: its shape as agreed, the way there and back, and what is refused on the way back."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.model.errors import EditionError
from tasks.model.figures import ProtectedFigures
from tasks.model.figures_json import figures_json, parse_figures
from tasks.model.period import Month, Period
from tasks.tabulate import json_bytes
from tests.figures_factory import HALF_YEAR, random_figures, random_titles, rounded_figures


def serialised(figures: ProtectedFigures) -> dict[str, Any]:
    return figures_json(figures, random_titles(figures))


def test_the_shape_is_the_agreed_one() -> None:
    figures = random_figures(1, 2000, HALF_YEAR)
    document = serialised(figures)
    assert document["edition"] == {
        "from": "2018-06",
        "to": "2018-11",
        "revision": 0,
        "disclosure": "none",
        "built_from": figures.built_from,
        "keyed": False,
        "sample": False,
    }
    gender = document["figures"]["gender"]
    assert (gender["title"], gender["section"], gender["base"]) == ("Gender", "b", "cases")
    assert (gender["dimensions"], gender["multi_response"]) == (["gender"], False)
    assert list(gender["windows"]) == ["edition", "previous", "since_launch"]
    window, counted = gender["windows"]["edition"], figures["gender"].edition
    assert (window["from"], window["to"]) == ("2018-06", "2018-11")
    assert (window["total"], window["missing"]) == (counted.total, counted.missing)
    woman = counted.get("woman")
    assert woman is not None
    assert window["cells"][0] == {"key": ["woman"], "count": woman.count, "share": woman.share}
    assert "share_of_all" in document["figures"]["province"]["windows"]["edition"]["cells"][0]


def test_a_single_number_has_a_value() -> None:
    figures = random_figures(1, 2000, HALF_YEAR)
    calls = serialised(figures)["figures"]["calls"]["windows"]["edition"]
    assert calls["value"] == calls["total"] == figures["calls"].edition.value
    assert calls["cells"] == []


def test_a_window_before_the_helpline_began_is_not_available() -> None:
    windows = serialised(random_figures(1))["figures"]
    assert windows["gender"]["windows"]["previous"] == {"available": False, "total": 0, "missing": 0, "cells": []}
    assert windows["calls"]["windows"]["previous"]["value"] in (None, 0)


def test_an_untold_count_says_below_what() -> None:
    cells = serialised(rounded_figures(2))["figures"]["city"]["windows"]["edition"]["cells"]
    untold = [cell for cell in cells if "below" in cell]
    assert untold
    assert {(cell["count"], cell["below"]) for cell in untold} == {(0, 5)}


editions = st.builds(
    lambda start, months: Period(Month(2016, 12) + start, Month(2016, 12) + (start + months - 1)),
    st.integers(0, 24),
    st.sampled_from([1, 6, 12, 24]),
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6), contacts=st.sampled_from([0, 1, 30, 300]), edition=editions, rounded=st.booleans())
def test_there_and_back(seed: int, contacts: int, edition: Period, rounded: bool) -> None:
    figures = (rounded_figures if rounded else random_figures)(seed, contacts, edition)
    assert parse_figures(json_bytes(serialised(figures))) == figures


def edit(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = to

    return change


GENDER = ("figures", "gender", "windows", "edition")
CELL = (*GENDER, "cells", 0)
TIME_SLICE = ("tiles", 2)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (edit("edition", "from", to="2018-13"), "edition.from"),
        (edit("edition", "to", to="2018-05"), "backwards"),
        (edit("edition", "disclosure", to="some"), "edition.disclosure"),
        (edit("edition", "built_from", to="somewhere"), "edition.built_from"),
        (edit("edition", "revision", to=-1), "edition.revision"),
        (edit("edition", "revision", to=True), "edition.revision"),
        (edit("figures", "gender", "base", to="persons"), "figures.gender.base"),
        (edit("figures", "gender", "measure", to="share"), "gender"),
        (edit("figures", "gender", "share_within", to=2), "gender"),
        (edit("figures", "gender", "surprise", to=1), "figures.gender.surprise"),
        (edit("figures", "../gender", to={}), "figures"),
        (edit(*GENDER, "total", to="2302"), "total"),
        (edit(*GENDER, "total", to=1.5), "total"),
        (edit(*GENDER, "missing", to=10**9), "missing"),
        (edit(*GENDER, "from", to=None), "half given"),
        (edit(*GENDER, "available", to=False), "no time"),
        (edit(*GENDER, "value", to=3), "value"),
        (edit(*CELL, "count", to=-1), "count"),
        (edit(*CELL, "count", to=True), "count"),
        (edit(*CELL, "share", to="0.5"), "share"),
        (edit(*CELL, "share", to=float("nan")), "broken"),
        (edit(*CELL, "below", to=5), "untold"),
        (edit(*CELL, "key", to=["=1+1"]), "key"),
        (edit(*CELL, "key", to=["man"]), "twice"),
        (edit(*CELL, "key", to=["woman", "man"]), "length"),
        (edit(*CELL, "key", to="woman"), "key"),
        (edit("figures", "gender", "windows", "last_year", to={}), "windows"),
        (edit("figures", "gender", "exact", to="yes"), "figures.gender.exact"),
        (edit("figures", "gender", "part", to=["gender"]), "figures.gender.part"),
        (edit(*GENDER, "bound", to=0), "bound"),
        (edit(*TIME_SLICE, "from", to="2018-13"), "tiles.2.from"),
        (edit(*TIME_SLICE, "to", to="2018-05"), "backwards"),
        (edit(*TIME_SLICE, "merged", to={"gender": ["man"]}), "tiles.2.merged.gender"),
        (edit(*TIME_SLICE, "figures", "gender", "total", to=-5), "tiles.2.figures.gender.total"),
        (edit(*TIME_SLICE, "figures", "gender", "cells", 0, to=[["woman"], "5"]), "tiles.2.figures.gender.cells"),
        (lambda document: document.pop("tiles"), "tiles"),
        (lambda document: document["figures"]["gender"]["windows"].pop("previous"), "windows"),
        (lambda document: document.pop("edition"), "edition"),
    ],
)
def test_broken_figures_are_refused(change: Callable[[dict[str, Any]], Any], place: str) -> None:
    document = json.loads(json_bytes(serialised(random_figures(1, 2000, HALF_YEAR))))
    change(document)
    with pytest.raises(EditionError) as refusal:
        parse_figures(json.dumps(document).encode())
    assert place in refusal.value.problem
    assert refusal.value.exit_code == 2
    assert refusal.value.__context__ is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"figures": {}}', b"[" * 100_000])
def test_what_is_no_figures_file_is_refused(content: bytes) -> None:
    with pytest.raises(EditionError):
        parse_figures(content)


def test_it_tells_whether_a_key_was_in_the_draw() -> None:
    figures = replace(random_figures(1, 2000, HALF_YEAR), built_from="hmac-sha256:" + "0" * 64, keyed=True, sample=True)
    assert parse_figures(json.dumps(serialised(figures)).encode()) == figures
