"""What must stand in the environment before Prefect is imported, and which libraries are slow to import."""

import os

from flows.operate.settings import PROJECT

DEFAULTS = {
    # Prefect and Great Expectations would otherwise look up tracking hosts on the network.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_HOME": str(PROJECT / ".prefect"),
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    # No run uses Prefect's own blocks, and registering them takes seconds at every start.
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
}
CHECKING = ("great_expectations",)
COUNTING = ("ibis", "highspy", "scipy.sparse")
"""Libraries that are slow to import, by what they are for: they are imported while a server starts."""


def prepare_environment() -> None:
    """Set what is not set already; an installation may choose otherwise for all but tracking."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
