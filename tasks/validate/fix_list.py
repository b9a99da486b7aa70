"""The fix list: a workbook for staff that names records by file, sheet and row, and no person; and a page of it."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from expectations.contract.fields import LOGS
from tasks.core.engine import Database
from tasks.core.errors import UsageError
from tasks.core.quality import Quality
from tasks.core.records import Intake
from tasks.core.workspace import write_private
from tasks.validate.fix_lines import FixList, lines_of
from tasks.validate.fix_summary import broken_rules, unread_values
from tasks.validate.fix_workbook import workbook

FIX_LIST, FIX_LIST_PAGE = "fix_list.xlsx", "fix_list.json"
"""The workbook, and what the page of the editions site shows of it; both lie in the private folder."""


_FIX_LIST = TypeAdapter(FixList)


def write_fix_list(database: Database, intake: Intake, quality: Quality, private: Path) -> Path | None:
    """Write ``fix_list.xlsx`` and ``fix_list.json`` into the private folder, readable by their owner alone.

    Returns:
        The path of the workbook; None where there is nothing to mend, and then earlier ones are removed too.
    """
    for name in (FIX_LIST, FIX_LIST_PAGE):
        (private / name).unlink(missing_ok=True)
    lines = {log: lines_of(database, log, intake) for log in LOGS}
    if not any(lines.values()):
        return None
    found = FixList(
        sum(quality.read.values()),
        sum(quality.set_aside.values()),
        unread_values(database, intake),
        broken_rules(quality),
        lines,
        {log: len(some) for log, some in lines.items()},
    )
    write_private(private / FIX_LIST, workbook(found))
    write_private(private / FIX_LIST_PAGE, _FIX_LIST.dump_json(found.first))
    return private / FIX_LIST


def read_fix_list(private: Path) -> FixList | None:
    """What the page shows; None where there is nothing to mend.

    Raises:
        UsageError: the file is none of ours.
    """
    path = private / FIX_LIST_PAGE
    if not path.is_file() or path.is_symlink():
        return None
    try:
        return _FIX_LIST.validate_json(path.read_bytes())
    except ValidationError:
        pass
    raise UsageError("The fix list cannot be read.", str(path), "Check the logs again, which makes it anew.")
