"""Where no rounding exists: categories are merged as the vocabulary allows, else nothing is published."""

from collections import Counter
from collections.abc import Mapping
from itertools import combinations, product

import pytest

from expectations.contract.fields import FieldKind, fields
from expectations.contract.vocabulary import vocabularies
from tasks.disclosure.edition_view import from_published
from tasks.disclosure.figure_checks import window_sums
from tasks.disclosure.windows import combined
from tasks.model.errors import DisclosureError
from tasks.model.figures import MISSING, Base, Disclosure, FigureCounts, FigureSpec, Key, WindowName
from tasks.model.period import Month, Period
from tasks.model.records import Counts, RawTimeSlice
from tasks.protect import protect
from tests.protect.test_rounding import STUCK

EARLIER, NOW = Period(Month(2016, 12), Month(2018, 5)), Period(Month(2018, 6), Month(2018, 11))
PERPETRATORS = ("partner", "family", "friend")
MERGEABLE = ("ex_fata", "khyber_pakhtunkhwa", "punjab")
FIXED = ("punjab", "sindh", "balochistan")


def stuck(provinces: tuple[str, ...]) -> tuple[dict[str, FigureSpec], dict[str, FigureCounts]]:
    """A table of three questions that cannot be rounded, with all of its margins printed as well."""
    answers = {"gender": ("woman", "man"), "province": provinces, "perpetrator": PERPETRATORS}
    people = dict(zip(product(*answers.values()), STUCK, strict=True))
    return tables(answers, people)


def tables(
    answers: Mapping[str, tuple[str, ...]], people: Mapping[Key, int]
) -> tuple[dict[str, FigureSpec], dict[str, FigureCounts]]:
    names, specs, figures = tuple(answers), {}, {}
    for asked in (names, *combinations(names, 2), *combinations(names, 1)):
        figure_id = "_by_".join(asked)
        specs[figure_id] = FigureSpec(figure_id, "z", Base.CASES, asked, questions=asked)
        places = [names.index(name) for name in asked]
        cells: Counter[Key] = Counter()
        for key, count in people.items():
            cells[tuple(key[place] for place in places)] += count
        every = product(*((*answers[name], MISSING) for name in asked))
        partial = {key: 0 for key in every if MISSING in key}
        figures[figure_id] = FigureCounts(sum(people.values()), 0, dict(cells), {}, partial)
    return specs, figures


def protected(provinces: tuple[str, ...], *slices: RawTimeSlice):
    specs, figures = stuck(provinces)
    return protect(Counts(NOW, specs, (*slices, RawTimeSlice(NOW, figures))), Disclosure.ROUND, "sha256:0")


def test_without_leave_to_merge_nothing_is_published_and_the_figures_are_named() -> None:
    with pytest.raises(DisclosureError) as refusal:
        protected(FIXED)
    assert refusal.value.exit_code == 5
    assert "gender_by_province_by_perpetrator" in refusal.value.where
    assert "June 2018 to November 2018" in refusal.value.where
    assert "merge_into" in refusal.value.remedy
    assert refusal.value.__context__ is None


def test_a_category_that_may_be_merged_is_counted_under_the_other_everywhere() -> None:
    figures = protected(MERGEABLE)
    assert figures.slices[0].merged == {"province": {"ex_fata": "khyber_pakhtunkhwa"}}
    for figure in figures:
        assert not any("ex_fata" in cell.key for cell in figure.edition), figure.spec.id
    _, raw = stuck(MERGEABLE)
    for place, (name, figure_id) in enumerate([("gender", "gender_by_province"), ("province", "gender_by_province")]):
        truth: Counter[str] = Counter()
        for key, count in raw[figure_id].cells.items():
            truth["khyber_pakhtunkhwa" if key[place] == "ex_fata" else key[place]] += count
        told: Counter[str] = Counter()
        for cell in figures[figure_id].edition:
            told[cell.key[place]] += cell.count
        assert all(abs(told[key] - truth[key]) <= 4 for key in truth), name


def test_what_is_merged_in_one_time_slice_is_merged_in_every_window() -> None:
    specs, figures = stuck(MERGEABLE)
    easy = {
        figure_id: FigureCounts(f.total * 5, 0, {k: n * 5 for k, n in f.cells.items()}, {}, f.partial)
        for figure_id, f in figures.items()
    }
    found = protected(MERGEABLE, RawTimeSlice(EARLIER, easy))
    assert [time_slice.merged for time_slice in found.slices] == [{}, {"province": {"ex_fata": "khyber_pakhtunkhwa"}}]
    assert combined(found.slices) == found.slices[1].merged
    whole = found["province_by_perpetrator"].windows[WindowName.SINCE_LAUNCH]
    cells = [time_slice.figures["province_by_perpetrator"].cells for time_slice in found.slices]
    assert {cell.key[0] for cell in whole} == {"khyber_pakhtunkhwa", "punjab"}
    for perpetrator in PERPETRATORS:
        cell = whole.get("khyber_pakhtunkhwa", perpetrator)
        parts = [time_slice.get((p, perpetrator), 0) for time_slice in cells for p in ("ex_fata", "khyber_pakhtunkhwa")]
        assert cell is not None
        assert cell.count == sum(parts)
    assert not list(window_sums(from_published(found)))
    assert set(specs) == set(found.figures)


def test_only_answers_that_exclude_each_other_may_be_merged() -> None:
    several = {f.vocabulary_name or f.name for f in fields().values() if f.kind is FieldKind.CATEGORIES}
    assert not [c.key for name in several for c in vocabularies()[name] if c.merge_into]
