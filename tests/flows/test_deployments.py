"""prefect.yaml: what it deploys exists, its forms accept what it gives them, and nothing secret stands in it."""

import asyncio
import importlib
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from prefect.server.schemas.schedules import CronSchedule

from expectations.contract.helpline import helpline
from flows.operate.register import deployments
from flows.operate.server import POOLS

FILE = Path(__file__).parents[2] / "prefect.yaml"
DEPLOYMENTS = deployments()


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda d: d["entrypoint"])
def test_its_flow_can_be_loaded_and_takes_its_parameters(deployment: dict) -> None:
    module, name = deployment["entrypoint"].rsplit(".", 1)
    flow = getattr(importlib.import_module(module), name)
    assert flow.name == name
    if "parameters" in deployment:
        flow.validate_parameters(deployment["parameters"])


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda d: d["entrypoint"])
def test_its_form_explains_every_field(deployment: dict) -> None:
    module, name = deployment["entrypoint"].rsplit(".", 1)
    flow = getattr(importlib.import_module(module), name)
    forms = flow.parameters.model_dump()["definitions"].values()
    for form in forms:
        assert all(field.get("title") and field.get("description") for field in form["properties"].values())


def test_the_report_is_built_twice_a_year_in_karachi() -> None:
    (schedule,) = next(d for d in DEPLOYMENTS if d["name"] == "bi-annual")["schedules"]
    cron = CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
    dates = asyncio.run(cron.get_dates(3, datetime(2018, 11, 1, tzinfo=ZoneInfo("UTC"))))
    assert [f"{date.astimezone(helpline().zone):%Y-%m-%d %H:%M}" for date in dates] == [
        "2018-12-05 06:00",
        "2019-06-05 06:00",
        "2019-12-05 06:00",
    ]


def test_no_secret_stands_in_it() -> None:
    assert not re.search(r"password|secret|api_key|://", FILE.read_text("utf-8"), re.IGNORECASE)


def test_each_is_of_a_pool_that_has_a_worker() -> None:
    assert {deployment["work_pool"]["name"] for deployment in DEPLOYMENTS} == set(POOLS)
