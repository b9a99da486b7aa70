"""Every check that an edition passes before it is put in place, by its id: its rule, and where it stops the build."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tasks.proofread import REPORT_CHECKS, TEXT_CHECKS
from tasks.reconcile import CHECKS


@dataclass(frozen=True, slots=True)
class CheckResults:
    """A check at one stage of a build."""

    id: str
    rule: str
    stage: str


def checks() -> Mapping[str, tuple[CheckResults, ...]]:
    """The checks by id; one of several stages is held at each, against what that stage sees."""
    found: dict[str, tuple[CheckResults, ...]] = {}
    for held in _held():
        found[held.id] = (*found.get(held.id, ()), held)
    return found


def _held() -> Iterator[CheckResults]:
    for stage in ("reconcile", "reconcile published"):
        yield from (CheckResults(check.id, check.rule, stage) for check in CHECKS)
    yield from (CheckResults(check.id, check.rule, "proofread texts") for check in TEXT_CHECKS)
    yield from (CheckResults(check.id, check.rule, "proofread report") for check in REPORT_CHECKS)
