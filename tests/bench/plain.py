"""The stages as plain functions, each with its seconds and peak of memory: the program without Prefect around it."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

from flows import stages
from flows.build_report import count_logs, protect_counts
from flows.edition.ledger import continue_series
from flows.edition.plan import plan_build
from flows.pipeline import EditionOrder, make_edition
from flows.requests import BuildRequest

STATUS, FRESH_PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")
WHOLE = "logs to protected figures"
OTHERS = ("step", "task", "quote", "wraps", "stage")
"""Names of ``flows.stages`` that are no stages."""


class Meter:
    """Seconds and gigabytes by the name of what was measured."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[float, float]] = {}
        self._highest = 0.0

    @contextmanager
    def measure(self, name: str) -> Iterator[None]:
        """Measure the block; the peak is that of the whole process while the block ran."""
        around, self._highest = max(self._highest, peak_memory()), 0.0
        FRESH_PEAK.write_text("5")
        start = time.perf_counter()
        yield
        highest = max(self._highest, peak_memory())
        seconds, peak = self.found.get(name, (0.0, 0.0))
        self.found[name] = (seconds + time.perf_counter() - start, max(peak, highest))
        # What is measured around this one began to count anew.
        self._highest = max(around, highest)

    def of(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, measured at each call."""

        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            with self.measure(name):
                return function(*args, **kwargs)

        return call


def peak_memory() -> float:
    """The most memory that this process took since its peak was set back, in gigabytes."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1e6


def build_plainly(request: BuildRequest) -> Mapping[str, tuple[float, float]]:
    """Build an edition by the flow's own story, with Prefect's tasks taken off the stages.

    Returns:
        Seconds and peak in gigabytes of each stage, and of all from the logs to the protected figures.
    """
    meter = Meter()
    for name, stage in vars(stages).items():
        if hasattr(stage, "__wrapped__") and not name.startswith("_") and name not in OTHERS:
            setattr(stages, name, meter.of(name, stage.__wrapped__))
    # The part of validation in which Great Expectations runs.
    result = sys.modules["tasks.validate.result"]
    result.run_expectations = meter.of("expectations", result.run_expectations)
    plan = plan_build(request)
    start = time.perf_counter()
    series = continue_series(plan)
    counted = count_logs(plan, series)
    figures, quality = protect_counts(plan, series, counted)
    seconds = time.perf_counter() - start
    peak = max(gigabytes for _, gigabytes in meter.found.values())
    with meter.measure("edition"):
        order = EditionOrder(plan.out, counted.inputs, plan.settings, plan.pdf, series.published)
        make_edition(order, figures, quality)
    return {WHOLE: (seconds, peak), **meter.found}
