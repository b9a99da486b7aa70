"""Which ledger a draft continues, and how publishing finds it again."""

from pathlib import Path

from flows.plan import BuildPlan
from flows.settings import Folders
from tasks.core.figures import Disclosure
from tasks.core.ledger import LEDGER, read_ledger
from tasks.core.series import Series, continued


def continue_series(plan: BuildPlan) -> Series:
    """How the edition continues its ledger. An internal draft continues none: it is not to be published.

    Raises:
        DisclosureError: the ledger is broken, or the edition cuts what was published.
        UsageError: there is nothing to revise.
    """
    if plan.disclosure is Disclosure.NONE:
        return continued(plan.period, None)
    return continued(plan.period, read_ledger(plan.ledger), plan.revise)


def remember_ledger(draft: Path, plan: BuildPlan) -> None:
    """Leave word beside a draft of the ledger that it continues, where that is not the usual one.

    Beside it and not in it, since an edition tells nothing of the machine that it was built on.
    """
    pointer = _pointer(draft)
    if plan.own_ledger and plan.disclosure is not Disclosure.NONE:
        pointer.write_text(f"{plan.ledger.resolve()}\n", "utf-8")
    else:
        pointer.unlink(missing_ok=True)


def ledger_of(draft: Path, folders: Folders, shelf: Path) -> Path:
    """The ledger that a draft continues: the one that its build named, else the configured one among the publications.

    Args:
        draft: the draft's folder.
        folders: the configured ones.
        shelf: where the edition is published.
    """
    pointer = _pointer(draft)
    return Path(pointer.read_text("utf-8").strip()) if pointer.exists() else folders.ledger or shelf / LEDGER


def _pointer(draft: Path) -> Path:
    folder = draft.resolve()
    return folder.with_name(f".{folder.name}.ledger")
