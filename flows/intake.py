"""Left of the line: the only part of the flows that handles records, in a folder that is gone after.

Logs are opened and read in processes of their own: see :mod:`tasks.core.confined`.
"""

from pathlib import Path

from flows import stages
from flows.plan import IntakePlan, today
from tasks.core.database import environment_for
from tasks.core.records import Source
from tasks.validate import ValidationResult


def ingest(plan: IntakePlan, work: Path, edition: str | None = None) -> tuple[tuple[Source, ...], ValidationResult]:
    """Read, anonymise and check the logs.

    Args:
        plan: where the logs are, and the gate.
        work: the private folder of this run.
        edition: the edition's period, if it is for one.

    Returns:
        References to the sources, and the outcome of validating their records.
    """
    environment = environment_for(place for places in plan.inputs.values() for place in places)
    sources = stages.extract(environment, plan.inputs, plan.headings)
    intake = stages.anonymise(environment, sources, work, today().date(), plan.private, edition, plan.engine)
    return sources, stages.validate(intake, work, plan.private, plan.gate, plan.engine)
