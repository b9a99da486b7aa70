"""Which ledger a draft continues, and how publishing finds it again."""

from pathlib import Path

from flows.places import place_of
from flows.plan import BuildPlan
from flows.settings import Folders
from tasks.core.figures import Disclosure
from tasks.disclosure.ledger import Ledger, read_ledger, refuse_mixture
from tasks.disclosure.printed import PRINTED_BEFORE, read_printed
from tasks.disclosure.series import Series, continued
from tasks.publish import revision_number


def continue_series(plan: BuildPlan) -> Series:
    """How the edition continues its ledger. An internal draft continues none: it is not to be published.

    Nor does the sample continue what was published of real logs; it can be published with another ledger alone.

    Raises:
        DisclosureError: the ledger is broken, or the edition cuts what was published or printed before.
        UsageError: there is nothing to revise, the ledger is that of a trial with the sample, or values printed before
            cannot be used as they were entered.
    """
    if plan.disclosure is Disclosure.NONE:
        return continued(plan.period, None)
    ledger = read_ledger(plan.ledger)
    if plan.sample and not all(entry.sample for entry in ledger.entries):
        return continued(plan.period, Ledger(plan.ledger), plan.revise)
    refuse_mixture(ledger, sample=plan.sample)
    printed = () if plan.sample else read_printed(plan.ledger.with_name(PRINTED_BEFORE))
    return continued(plan.period, ledger, plan.revise, printed)


def ledger_of(draft: Path, folders: Folders, shelf: Path) -> Path:
    """The ledger that a draft continues: the one that its build named, else the configured one among the publications.

    Args:
        draft: the draft's folder.
        folders: the configured ones.
        shelf: where the edition is published.
    """
    return place_of(draft, "ledger", folders.state) or folders.ledger_among(shelf)


def ledger_to_verify(edition: Path, folders: Folders) -> tuple[Path, bool]:
    """The ledger that an edition is to be held against, and whether it is a published revision."""
    folder = edition.resolve()
    if revision_number(folder.name):
        return folders.ledger_among(folder.parents[1]), True
    return ledger_of(edition, folders, folders.published), False
