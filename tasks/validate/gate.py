"""The quality gate: a build stops where too many records had to be set aside."""

from collections import Counter
from pathlib import Path

from tasks.core.errors import QualityError
from tasks.core.quality import Quality, Severity

TOP = 5


def enforce_gate(quality: Quality, fix_list: Path | None) -> None:
    """Let the build go on, or refuse.

    Raises:
        QualityError: more records were set aside than the gate allows. The message names the share, the limit, the
            rules broken most often, the first records by file, sheet and row, and the fix list.
    """
    if quality.passed:
        return
    aside, read = sum(quality.set_aside.values()), sum(quality.read.values())
    by_log = ", ".join(f"{log} {quality.set_aside[log]:,} of {quality.read[log]:,}" for log in quality.read)
    raise QualityError(
        f"{aside:,} of {read:,} records ({quality.share_set_aside:.1%}) had to be set aside; "
        f"the limit is {quality.gate:.1%}. By log: {by_log}.\nMost often: {_top_rules(quality)}",
        where="; ".join(f"{ref.source}, row {ref.row}" for ref in quality.first_set_aside) + _more(quality, aside),
        remedy=f"Mend the records listed in {fix_list} and run again." if fix_list else "Mend the logs and run again.",
    )


def _top_rules(quality: Quality) -> str:
    counts: Counter[tuple[str, str]] = Counter()
    for result in quality.rules:
        if result.severity is Severity.CRITICAL:
            counts[result.field, result.title] += result.records
    return " ".join(f"{field}: {title} ({records:,})" for (field, title), records in counts.most_common(TOP))


def _more(quality: Quality, aside: int) -> str:
    more = aside - len(quality.first_set_aside)
    return f"; and {more:,} more" if more > 0 else ""
