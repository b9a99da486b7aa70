"""What the Prefect server does by itself, as code: it pokes the watch when a run changes, and finds runs that died.

Both work while every worker is dead. Nothing secret is stored: the watch is known by its address on the loopback.
"""

from datetime import timedelta

from prefect.automations import Automation, EventTrigger, Posture
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import CallWebhook, ChangeFlowRunState

from flows.sign_of_life import EVERY, HEARTBEAT

WATCH = "helpline-watch"
BEGUN = ("Pending", "Running")
"""States in which a process has taken a run up, or is about to."""
AT_REST = (
    *("Completed", "Failed", "Crashed", "Cancelled"),
    *("Scheduled", "Late", "AwaitingConcurrencySlot", "AwaitingRetry"),
)
"""States in which no process is at work on a run: it has ended, or waits to be taken up."""
SILENCE = timedelta(seconds=3 * EVERY)
"""After so long without a sign of life a run has died."""


def register_automations(watch: str, silence: timedelta = SILENCE) -> None:
    """Create the automations, or bring those that are there up to date.

    Args:
        watch: the address of the watch, such as ``http://127.0.0.1:4202``.
        silence: after how long without a sign of life a run has died.
    """
    block = Webhook(url=f"{watch}/runs").save(WATCH, overwrite=True)
    for automation in (_poke_the_watch(block), _find_dead_runs(silence)):
        with get_client(sync_client=True) as client:
            known = client.read_automations_by_name(automation.name)
        if known:
            automation.id = known[0].id
            automation.update()
        else:
            automation.create()


def _poke_the_watch(block: object) -> Automation:
    return Automation(
        name="Tell the watch of runs",
        description="Runs that are late, crashed or failed alert the data officer, also with every worker dead.",
        trigger=EventTrigger(
            expect={f"prefect.flow-run.{state}" for state in ("Late", "Running", "Completed", "Failed", "Crashed")},
            match={"prefect.resource.id": "prefect.flow-run.*"},
            for_each={"prefect.resource.id"},
            posture=Posture.Reactive,
            threshold=1,
        ),
        actions=[CallWebhook(block_document_id=block, payload="{{ flow_run.id }}")],
    )


def _find_dead_runs(silence: timedelta) -> Automation:
    # From when it was taken up, and not from its first sign of life: a process can die before it gave one.
    begun, at_rest = ({f"prefect.flow-run.{state}" for state in states} for states in (BEGUN, AT_REST))
    return Automation(
        name="Crash runs that died",
        description="A run whose process was killed cannot say so; after a while without a sign of life it is crashed.",
        trigger=EventTrigger(
            after={HEARTBEAT, *begun},
            expect={HEARTBEAT, *begun, *at_rest},
            match={"prefect.resource.id": "prefect.flow-run.*"},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=silence,
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, name="Crashed", message="It gave no sign of life.")],
    )
