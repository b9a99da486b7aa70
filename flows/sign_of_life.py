"""A run's sign of life: a run that gives none for a while is taken for dead, see :mod:`flows.automations`.

Prefect gives one too, but every three minutes unless each installation is told otherwise, and each run waits at its end
for the thread that does, up to a second. So this one is relied upon, and the command line leaves the other out.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import copy_context

HEARTBEAT = "prefect.flow-run.heartbeat"
"""The event; it is named as Prefect names its own."""
EVERY = 30.0
"""Seconds from one sign of life to the next."""
NAME = "sign of life"
"""What the thread is called."""


@contextmanager
def sign_of_life() -> Iterator[None]:
    """While the block runs, let the server know at times that the run of which it is part is alive."""
    from prefect.runtime import flow_run

    resource = {"prefect.resource.id": f"prefect.flow-run.{flow_run.id}", "prefect.resource.name": flow_run.name}
    ended = threading.Event()
    # In the context of the run, which knows the server.
    threading.Thread(target=copy_context().run, args=(_beat, ended, resource), name=NAME, daemon=True).start()
    try:
        yield
    finally:
        ended.set()


def _beat(ended: threading.Event, resource: dict[str, str]) -> None:
    from prefect.events import emit_event

    while not ended.wait(EVERY):
        # A server that does not answer at the moment is asked again with the next.
        with suppress(Exception):
            emit_event(HEARTBEAT, resource)


@contextmanager
def no_other() -> Iterator[None]:
    """Within the block no run gives Prefect's own sign of life, and none waits for it. No variable can say so."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
