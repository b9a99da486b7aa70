"""The quality of the logs over the weeks, as the site shows it."""

from collections.abc import Mapping
from pathlib import Path

from flows.quality_weeks import Checked, checks_kept

SHOWN = 52
"""Weeks: a year."""


def weeks_by_logs(state: Path) -> Mapping[str, tuple[Checked, ...]]:
    """The last check of each week, by the logs that were checked, the latest week first."""
    found: dict[str, dict[str, Checked]] = {}
    for checked in checks_kept(state):
        found.setdefault(checked.logs, {})[checked.week] = checked
    return {logs: tuple(reversed([weeks[week] for week in sorted(weeks)]))[:SHOWN] for logs, weeks in found.items()}
