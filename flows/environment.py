"""What must stand in the environment before Prefect is imported, and what is loaded while its server starts."""

import atexit
import gc
import os
import threading
from collections.abc import Sequence
from importlib import import_module

from flows.settings import PROJECT

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
"""Libraries that are slow to import, by what they are for."""
SELDOM = (20_000, 20, 100)
"""After how many new objects, and how many rounds, Python looks for garbage; see :func:`gc.set_threshold`."""


def prepare_environment() -> None:
    """Set what is not set already; an installation may choose otherwise for all but tracking."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)


def import_ahead(names: Sequence[str]) -> None:
    """Import slow libraries in the background: a server that starts leaves a core idle for seconds."""
    threading.Thread(target=lambda: [import_module(name) for name in names], daemon=True).start()


def keep_what_is_imported() -> None:
    """Have Python look for garbage among what a run makes, and not again and again among what it has imported.

    Looking through a hundred thousand functions and types takes a tenth of a run, and most of a second at its end.
    """
    if not gc.get_freeze_count():
        gc.freeze()
        gc.set_threshold(*SELDOM)
        atexit.register(gc.freeze)
