"""Examine the Prefect server: whether it answers, asks for the password, and has deployments, workers and live runs."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from flows.operate.server import CLIENT_PASSWORD, POOLS, SERVER_PASSWORD, admits, answers
from tasks.model.errors import ReportError

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient


class Status(StrEnum):
    """What an examination found: all is well, something to know, or a fault."""

    OK = "ok"
    NOTE = "note"
    FAULT = "FAULT"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """How what was examined is, and what to do where it is not well; ``name`` is what was examined."""

    status: Status
    detail: str
    remedy: str = ""
    name: str = ""


def ok(detail: str) -> Diagnosis:
    """All is well."""
    return Diagnosis(Status.OK, detail)


def fault(detail: str, remedy: str) -> Diagnosis:
    """Something is not well."""
    return Diagnosis(Status.FAULT, detail, remedy)


def diagnosis_of(name: str, check: Callable[..., Diagnosis], *args: object) -> Diagnosis:
    """The finding of a check; one that breaks has found a fault."""
    try:
        found = check(*args)
    except ReportError as error:
        found = fault(f"{error.problem}{f' ({error.where})' if error.where else ''}", error.remedy)
    except Exception as error:  # noqa: BLE001 - an examination that breaks has found a fault too; its message may tell more
        found = fault(f"An unforeseen {type(error).__name__}.", "Set up again: make report.")
    return replace(found, name=name)


def examine_server(patience: float) -> Iterator[Diagnosis]:
    """Examine the server that the environment names.

    Args:
        patience: seconds to wait for it.
    """
    url = os.environ.get("PREFECT_API_URL", "")
    yield (server := diagnosis_of("server", _server, url, patience))
    if server.status is not Status.OK:
        return
    yield (password := diagnosis_of("password", _password, url, patience))
    if password.status is not Status.OK:
        return
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        for name, check in (("deployments", _deployments), ("workers", _workers), ("runs", _runs)):
            yield diagnosis_of(name, check, client)


def _server(url: str, patience: float) -> Diagnosis:
    if not url:
        return Diagnosis(Status.NOTE, "PREFECT_API_URL is not set: each command starts a server of its own")
    if not answers(f"{url}/health", patience):
        remedy = "Start it (systemctl start helpline-server, or make up), or correct PREFECT_API_URL."
        return fault(f"nothing answers at {url}", remedy)
    return ok(f"answers at {url}")


def _password(url: str, patience: float) -> Diagnosis:
    if admits(url, "", patience):
        words = "the server asks for none: every program and every web page can use it"
        return fault(words, "Start it by helpline-report serve prefect, or make up.")
    if not admits(url, os.environ.get(CLIENT_PASSWORD, ""), patience):
        remedy = f"Set {CLIENT_PASSWORD} to what the server has as {SERVER_PASSWORD}."
        return fault(f"the server does not take the one in {CLIENT_PASSWORD}", remedy)
    return ok("the server asks for it, and takes the one that is set")


def _deployments(client: "SyncPrefectClient") -> Diagnosis:
    from flows.operate.register import deployments

    wanted = {deployment["name"] for deployment in deployments()}
    names = wanted & {deployment.name for deployment in client.read_deployments()}
    if names != wanted:
        words = f"{len(names)} of {len(wanted)} are registered"
        return fault(words, "Register them: .venv/bin/helpline-report register.")
    return ok(", ".join(sorted(names)))


def _workers(client: "SyncPrefectClient") -> Diagnosis:
    ready = {pool.name for pool in client.read_work_pools() if pool.status == "READY"}
    if idle := POOLS.keys() - ready:
        remedy = "Start one for each: systemctl start helpline-worker@NAME, or make up."
        return fault(f"no worker looks for the runs of {', '.join(sorted(idle))}", remedy)
    return ok(f"one at least for {', '.join(POOLS)}")


def _runs(client: "SyncPrefectClient") -> Diagnosis:
    from flows.operate.run_monitor import LATE, last_sign_of_life, overdue_runs, runs_at_work

    at_work = runs_at_work(client)
    silent = [run for run in at_work if datetime.now(UTC) - last_sign_of_life(client, run) > LATE]
    overdue = [run for each in client.read_deployments() for run in overdue_runs(client, each.id, at_work)]
    if silent:
        words = f"no process is at work on what shows as running: {', '.join(str(run.name) for run in silent)}"
        remedy = "Start the run monitor, which marks it as crashed: systemctl start helpline-watch, or make up."
        return fault(words, remedy)
    if overdue:
        words = f"due, and not started: {', '.join(str(run.name) for run in overdue)}"
        return fault(words, "See that the workers run, and no work pool is paused.")
    return ok("none is overdue, and none has stopped without a word")
