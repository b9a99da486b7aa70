"""Reconcile: hold the figures of an edition against each other, and stop the build where two of them disagree.

It runs twice: on the raw counts before they are protected, and on the figures that will be published. No setting turns
a check off.
"""

from collections.abc import Sequence

from tasks.disclosure.edition_view import Contradiction, EditionView, from_counts, from_published
from tasks.disclosure.figure_checks import CHECKS
from tasks.model.checks import Violations, broken_rules, violations
from tasks.model.errors import LogError, ReconcileError, guarded
from tasks.model.figures import ProtectedFigures, TimeSlice
from tasks.model.records import Counts

SHOWN = 12
"""How many contradictions a message lists."""


@guarded("reconcile")
def reconcile(counts: Counts) -> None:
    """Hold the raw counts of a build against each other.

    Raises:
        LogError: the logs have no record in the edition's period, so that there is nothing to report.
        ReconcileError: two figures disagree; names the check, the figures, the period and the rule, and no number.
    """
    within = [time_slice for time_slice in counts.slices if time_slice.period.first in counts.edition]
    if within and not any(time_slice.figures["contacts"].total for time_slice in within):
        raise LogError(
            "The logs hold no accepted record in the period of the edition.",
            where=counts.edition.words,
            remedy="Check “First month” and “Last month”, and that the logs of these months are among the sources.",
        )
    _run(from_counts(counts))


@guarded("reconcile")
def reconcile_published(figures: ProtectedFigures, published: Sequence[TimeSlice] = ()) -> None:
    """Hold the figures of an edition against each other as they will be published.

    Args:
        figures: the figures.
        published: the time slices that earlier editions published, and that this one does not revise.

    Raises:
        ReconcileError: two figures disagree; names the check, the figures, the window and the rule, and no number.
    """
    _run(from_published(figures, published))


def _run(edition: EditionView) -> None:
    # Where a window is missing, the other checks have nothing to stand on.
    for stage in (CHECKS[:1], CHECKS[1:]):
        if found := violations(stage, edition):
            raise _refusal(found)


def _refusal(found: Violations[EditionView, Contradiction]) -> ReconcileError:
    lines = [*dict.fromkeys(f"- {check.id}: {contradiction}" for check, contradiction in found)]
    lines = [*lines[:SHOWN], "- and others"] if len(lines) > SHOWN else lines
    return ReconcileError(
        "\n".join(["Figures of the edition contradict each other.", *lines]),
        where=", ".join(sorted({figure for _, contradiction in found for figure in contradiction.figures})),
        remedy="\n".join(
            ["Mend the declarations of these figures, or report the defect. The rules:", *broken_rules(found)]
        ),
    )
