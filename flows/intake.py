"""Left of the line: the only part of the flows that handles records, in a folder that is gone after.

Logs are opened and read in a process of their own: see :mod:`tasks.core.confined`.
"""

from pathlib import Path

from flows import stages
from flows.plan import IntakePlan, today
from tasks.core.companion import reading
from tasks.core.database import is_address, parse_address
from tasks.core.records import Source
from tasks.validate import Verdict


def take_in(plan: IntakePlan, work: Path, edition: str | None = None) -> tuple[tuple[Source, ...], Verdict]:
    """Read, anonymise and check the logs.

    Args:
        plan: where the logs are, and the gate.
        work: the private folder of this run.
        edition: the edition's period, if it is for one.

    Returns:
        References to the sources, and the verdict over their records.
    """
    addresses = [place for places in plan.inputs.values() for place in places if is_address(place)]
    with reading([parse_address(address).variable for address in addresses]) as reader:
        sources = stages.extract(reader, plan.inputs, plan.headings)
        intake = stages.anonymise(reader, sources, work, today().date(), plan.private, edition, plan.engine)
    return sources, stages.validate(intake, work, plan.private, plan.gate, plan.engine)
