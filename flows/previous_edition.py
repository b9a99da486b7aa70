"""The edition before one, with which a new draft is compared."""

from pathlib import Path

from tasks.core.errors import EditionError, UsageError
from tasks.core.manifest import Manifest, read_manifest
from tasks.core.period import Month, Period


def previous_edition(editions: Path, edition: Period) -> Manifest | None:
    """The manifest of the latest edition in a folder that ends before this one does; None where there is none.

    Of several that end together the one of the most similar length is taken, since its texts speak of such a span.
    """
    periods = {folder: _period(folder) for folder in editions.glob("*")}
    found = [(period, folder) for folder, period in periods.items() if period and period.last < edition.last]
    for _, folder in sorted(found, key=lambda pair: _rank(pair[0], edition), reverse=True):
        try:
            return read_manifest(folder)
        except EditionError:
            continue
    return None


def _rank(period: Period, edition: Period) -> tuple[Month, int, int]:
    return period.last, -abs(period.months - edition.months), period.months


def _period(folder: Path) -> Period | None:
    try:
        return Period.parse(folder.name)
    except UsageError:
        return None
