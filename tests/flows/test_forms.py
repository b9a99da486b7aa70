"""The forms on the Prefect page: what may be chosen, and no question about where files lie."""

from typing import Any

import pytest

from flows.build_report import build_report
from flows.publish_report import publish_report
from flows.rerender_report import rerender_report
from flows.withdraw_report import withdraw_report


def fields(flow: Any) -> dict[str, Any]:
    [definition] = flow.parameters.model_dump()["definitions"].values()
    found: dict[str, Any] = definition["properties"]
    return found


def test_the_languages_of_a_draft_are_chosen_from_a_drop_down() -> None:
    language = fields(rerender_report)["language"]
    assert (language["enum"], language["default"]) == (["All languages", "Source language only"], "All languages")


@pytest.mark.parametrize("flow", [build_report, publish_report, withdraw_report])
def test_nobody_is_asked_where_files_lie(flow: Any) -> None:
    assert not {"out", "private", "to", "ledger"} & set(fields(flow))
