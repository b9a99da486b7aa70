"""The worker: it runs what `register` registered, as this program knows it, and nothing that the server says of it.

Whoever may write to the Prefect server can give a deployment steps to run before its flow, and a run a command and an
environment. Prefect's own worker does all that as its user, who reads the logs. This one takes from the server which
flow is to be run and its parameters, which the flow examines; command, folder and environment are its own. Each run is
a process, ``python -m flows.operate.worker FLOW``.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any, ClassVar, NoReturn, Self
from uuid import UUID

import anyio
from anyio.abc import TaskStatus
from prefect._internal.control_listener import configure_from_env
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.engine import handle_engine_signals
from prefect.flow_engine import load_flow_run, run_flow
from prefect.runner._flow_run_executor import FlowRunExecutionResult, FlowRunExecutorContext
from prefect.runner._process_manager import ProcessHandle
from prefect.runner._starter_engine import EngineCommandStarter
from prefect.states import Cancelled
from prefect.utilities.processutils import command_to_string
from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorker, BaseWorkerResult

from flows.edition.plan import today
from flows.operate.alerts import outbox
from flows.operate.register import TYPE, deployments
from flows.progress import install_refusal_filter
from flows.settings import PROJECT
from tasks.alert.messages import Audience, Message
from tasks.model.errors import UsageError

GRACE = 4
"""Seconds that runs have to end by themselves once their worker is told to end."""


def work(pool: str) -> None:
    """Run what is due in a work pool, until a signal comes."""
    worker = ReportWorker(pool, create_pool_if_not_found=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end_at_once(worker.at_work))
    asyncio.run(worker.start())


def end_at_once(at_work: Mapping[UUID, int]) -> NoReturn:
    """End this process and the runs that it has at work, which the server then shows as cancelled."""
    # Whatever hangs, the system ends what is left.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(GRACE + 4)
    left = {process for process in at_work.values() if not _has_ended(process)}
    for process in left:
        os.kill(process, signal.SIGTERM)
    until = time.monotonic() + GRACE
    while (left := {process for process in left if not _has_ended(process)}) and time.monotonic() < until:
        time.sleep(0.1)
    for process in left:
        os.kill(process, signal.SIGKILL)
    with suppress(Exception), get_client(sync_client=True) as client:
        for run in at_work:
            client.set_flow_run_state(run, Cancelled(message="Its worker was stopped. Run it again."), force=True)
            what = f"{client.read_flow_run(run).name} was cancelled, for its worker was stopped"
            news = Message(f"cancelled {run}", Audience.OFFICER, what, "Run it again; nothing half-made is left.")
            outbox().tell(news, "cancelled", today())  # the run monitor delivers it
    os._exit(0)


def _has_ended(child: int) -> bool:
    try:
        return os.waitpid(child, os.WNOHANG)[0] == child
    except ChildProcessError:
        return True


def run_in_this_process(flow: str, run: UUID) -> None:
    """Run a flow of this program as a run that the server knows.

    Prefect's own engine would load the flow as its deployment says, and read its result from where the server says,
    which could be a program.
    """
    configure_from_env()
    install_refusal_filter()
    with handle_engine_signals(run):
        run_flow(getattr(import_module(f"flows.{flow}"), flow), flow_run=load_flow_run(run), return_type="state")


class Configuration(BaseJobConfiguration):
    """How a run is started: the same for all, whatever pool, deployment and run ask for."""

    @classmethod
    async def from_template_and_values(cls, *_: Any, **__: Any) -> Self:
        """A configuration that takes nothing from the server."""
        return cls()


class NoHooks:
    """What is done at the server's word when a run was cancelled or has crashed: nothing, as no flow asks for it."""

    async def run_cancellation_hooks(self, flow_run: FlowRun, state: State) -> None:
        """Nothing."""

    async def run_crashed_hooks(self, flow_run: FlowRun, state: State) -> None:
        """Nothing."""


class ReportWorker(BaseWorker[Configuration, BaseVariables, BaseWorkerResult]):
    """Runs the registered deployments of its pool as processes of this machine."""

    at_work: ClassVar[dict[UUID, int]] = {}
    type = TYPE
    job_configuration = Configuration
    _display_name = "Helpline report"
    _description = "Runs the registered deployments of the helpline report, and no others."

    async def run(
        self,
        flow_run: FlowRun,
        configuration: Configuration,
        task_status: TaskStatus[int] | None = None,
    ) -> BaseWorkerResult:
        """Run a flow run to its end.

        Raises:
            UsageError: no registered deployment of the pool is run.
        """
        flow = await self._registered_flow(flow_run)
        ended: list[FlowRunExecutionResult | None] = []
        async with FlowRunExecutorContext() as context, anyio.create_task_group() as group:
            starter = EngineCommandStarter(
                command=command_to_string([sys.executable, "-m", "flows.operate.worker", flow]),
                cwd=PROJECT,
                env=configuration.env,
                control_channel=context.control_channel,
            )
            executor = context.create_executor(flow_run, starter, hook_runner=NoHooks(), propose_submitting=False)

            async def execute(*, task_status: TaskStatus[ProcessHandle] = anyio.TASK_STATUS_IGNORED) -> None:
                ended.append(await executor.submit(task_status=task_status))

            process = await group.start(execute)
            self.at_work[flow_run.id] = process.pid
            if task_status:
                task_status.started(process.pid)
        self.at_work.pop(flow_run.id, None)
        code = ended[0].status_code if ended[0] else None
        return BaseWorkerResult(status_code=1 if code is None else code, identifier=str(process.pid))

    async def _registered_flow(self, run: FlowRun) -> str:
        deployment = await self.client.read_deployment(run.deployment_id) if run.deployment_id else None
        flow = (await self.client.read_flow(run.flow_id)).name
        asked = (f"flows.{flow}.{flow}", deployment.name if deployment else "", self._work_pool_name)
        if asked not in {(each["entrypoint"], each["name"], each["work_pool"]["name"]) for each in deployments()}:
            raise UsageError("This is no deployment that was registered.", remedy="Run one of those of the report.")
        return flow


if __name__ == "__main__":
    run_in_this_process(sys.argv[1], UUID(os.environ["PREFECT__FLOW_RUN_ID"]))
