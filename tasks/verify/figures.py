"""The figures of an edition: each check of what they must obey lists, in words, where they do not.

They are held to what a build holds them to (:mod:`tasks.disclosure.figure_checks`). Stated here is what a forged
edition would say otherwise of itself: which figures every edition has, and which may be exact.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from tasks.disclosure import figure_checks as checks
from tasks.disclosure.edition_view import Contradiction, EditionView, from_published
from tasks.disclosure.invariants import counts_of, is_rounded, zero_bound
from tasks.model.checks import checks_of, violations
from tasks.model.declared import at_hand
from tasks.model.figures import ROUNDED_TO, Base, Disclosure, ProtectedFigures

REQUIRED_FIGURES = (
    *("calls", "new_calls", "follow_up_calls", "emails", "new_emails", "follow_up_emails", "contacts", "cases"),
    *("calls_by_month", "mean_calls_per_month", "mean_new_calls_per_month", "follow_up_share"),
)
"""The headline figures between which totals must agree; every edition has them, but for the following."""
WITHOUT_KINDS = ("calls", "emails", "contacts", "mean_calls_per_month")
"""Those of an edition whose logs do not tell new contacts from follow-ups: it has no cases, and no figure of kinds."""
EXACT = frozenset((*REQUIRED_FIGURES, "channel"))
"""The figures that may stay exact."""

Search = Callable[[EditionView], Iterator[Contradiction]]
FIGURE_CHECKS: Mapping[str, tuple[tuple[Search, ...], str]] = {
    "partition": (
        (checks.partition_exact, checks.subset_le, checks.same_margin, checks.one_id_one_concept),
        "categories and missing add up to the total, and tables to their margins",
    ),
    "shares": ((checks.pct_matches_count, checks.subgroup_bounds), "shares are those of the counts beside them"),
    "single numbers": (
        (checks.mean_times_n, checks.no_double_channel, checks.period_feasible),
        "totals, means and months agree with each other",
    ),
    "windows": (
        # Not when questions were asked: editions of the first form have no contract of their own.
        (checks.comparison_complete, checks.window_sums),
        "the windows of each figure are those of the edition and fit in each other",
    ),
}
"""By the name of a check of an edition: the checks of its figures, and what can be said where they find nothing."""


def figure_faults(figures: ProtectedFigures) -> Mapping[str, list[str]]:
    """What each of :data:`FIGURE_CHECKS` finds."""
    found: dict[str, list[str]] = {name: [] for name in FIGURE_CHECKS}
    found["single numbers"] = lacking_figures(figures)
    if any(after.period.first != before.period.last + 1 for before, after in pairwise(figures.slices)):
        found["windows"] = ["the time slices leave months out, or count them twice"]
    if any(found.values()):
        return found
    with at_hand(figures.declared):
        edition = from_published(figures)
        # With other months or categories the other checks have nothing to stand on.
        found["windows"] = _contradictions(edition, checks.comparison_complete)
        found["partition"] = _contradictions(edition, checks.one_id_one_concept)
        if any(found.values()):
            return found
        return {name: _contradictions(edition, *searches) for name, (searches, _) in FIGURE_CHECKS.items()}


def _contradictions(edition: EditionView, *searches: Search) -> list[str]:
    found = violations(checks_of(*searches), edition)
    return [*dict.fromkeys(f"{contradiction} [{check.id}]" for check, contradiction in found)]


def lacking_figures(figures: ProtectedFigures) -> list[str]:
    """The figures that every edition has, and this one has not."""
    required = REQUIRED_FIGURES if _has_kinds(figures) else WITHOUT_KINDS
    return [f"there is no figure {figure_id}" for figure_id in required if figure_id not in figures.figures]


def _has_kinds(figures: ProtectedFigures) -> bool:
    """Whether any figure counts cases, or new contacts apart from others."""
    of_cases = (Base.CASES, Base.HARASSMENT_CASES)
    asked = {name for figure in figures for name in (*figure.spec.dimensions, *(figure.spec.part or ())[:1])}
    return "kind" in asked or any(figure.spec.base in of_cases for figure in figures)


def disclosure_words(figures: ProtectedFigures) -> str:
    """What can be said of the edition's disclosure control where no fault was found."""
    if figures.disclosure is Disclosure.NONE:
        return "no disclosure control; internal draft"
    return f"every cell is a multiple of {ROUNDED_TO}, and none that rounds to 0 tells its count"


def disclosure_faults(figures: ProtectedFigures) -> list[str]:
    """The cells that tell more than the policy lets them."""
    if figures.disclosure is Disclosure.NONE:
        return []
    return [*_exact_faults(figures), *_slice_faults(figures), *_rounding_faults(figures)]


def _exact_faults(figures: ProtectedFigures) -> Iterator[str]:
    for figure in figures:
        if figure.spec.exact != (figure.spec.id in EXACT):
            yield f"{figure.spec.id}: {'exact' if figure.spec.exact else 'not exact'}, against the policy"


def _slice_faults(figures: ProtectedFigures) -> Iterator[str]:
    for time_slice in figures.slices:
        for figure_id, counts in time_slice.figures.items():
            if figure_id not in EXACT and not is_rounded(*counts_of(counts)):
                yield f"{figure_id}, {time_slice.period}: a count that is not rounded"


def _rounding_faults(figures: ProtectedFigures) -> Iterator[str]:
    for figure in figures:
        for name, window in figure.windows.items() if figure.spec.id not in EXACT else ():
            bound = zero_bound(len(figures.slices_in(figure.spec.id, window)))
            if not is_rounded(window.total, window.missing) or window.bound != bound:
                yield f"{figure.spec.id}, {name}: total or missing"
            for cell in window:
                if not is_rounded(cell.count) or cell.below != (None if cell.count else bound):
                    yield f"{figure.spec.id}, {name}: {' and '.join(cell.key)}"
