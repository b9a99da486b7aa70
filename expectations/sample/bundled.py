"""The bundled sample logs: what they hold, and where they lie."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from expectations.sample.design import design
from expectations.sample.faults import Fault, make_faults
from expectations.sample.files import write_csv, write_xlsx
from expectations.sample.logs import LogTable, make_tables
from expectations.sample.records import sample_records

FOLDER = Path(__file__).parents[2] / "assets" / "sample"
CALLS, EMAILS = "calls.xlsx", "emails.csv"


def sample_faults() -> list[Fault]:
    """The faulty rows of the bundled logs."""
    return make_faults(sample_records(), design().seed)


@cache
def sample_tables() -> Sequence[LogTable]:
    """The bundled logs as staff keep them: calls in a table a year, then e-mails."""
    return make_tables(sample_records(), sample_faults(), seed=design().seed)


def write_sample(folder: Path = FOLDER) -> tuple[Path, Path]:
    """Write the bundled logs, byte for byte the same each time, and give back the paths of calls and e-mails."""
    folder.mkdir(parents=True, exist_ok=True)
    calls, emails = folder / CALLS, folder / EMAILS
    write_xlsx([table for table in sample_tables() if table.log == "calls"], calls)
    write_csv(next(table for table in sample_tables() if table.log == "emails"), emails)
    return calls, emails
