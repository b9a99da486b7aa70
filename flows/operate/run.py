"""The process of one run that a worker took up: ``python -m flows.operate.run FLOW``.

Prefect's own engine would load the flow as its deployment says. This one loads it by its name from this program, and
does not read what the server says that the flow has given back.
"""

import os
import sys
from importlib import import_module
from uuid import UUID

from prefect._internal.control_listener import configure_from_env
from prefect.engine import handle_engine_signals
from prefect.flow_engine import load_flow_run, run_flow

from flows.operate.progress import install_refusal_filter


def main(flow: str, run: UUID) -> None:
    """Run a flow of this program as a run that the server knows."""
    configure_from_env()
    install_refusal_filter()
    with handle_engine_signals(run):
        # Its result would be read from where the server says, and could be a program.
        run_flow(getattr(import_module(f"flows.{flow}"), flow), flow_run=load_flow_run(run), return_type="state")


if __name__ == "__main__":
    main(sys.argv[1], UUID(os.environ["PREFECT__FLOW_RUN_ID"]))
