"""The forms on the Prefect page: drop-downs of what is there, and no question about where files lie."""

from typing import Any

import pytest

from flows.build_report import build_report
from flows.operate.register import with_choices
from flows.publish_report import publish_report
from flows.rerender_report import rerender_report
from flows.withdraw_report import withdraw_report

CHOICES = {
    "RenderRequest": ["2018-06_2018-11", "2016-12_2018-11"],
    "PublishRequest": ["2018-06_2018-11", "2016-12_2018-11"],
    "WithdrawRequest": ["2016-12_2018-11"],
}


def fields(flow: Any, choices: Any = CHOICES) -> dict[str, Any]:
    [definition] = with_choices(flow.parameters.model_dump(), choices)["definitions"].values()
    found: dict[str, Any] = definition["properties"]
    return found


@pytest.mark.parametrize(
    ("flow", "form"),
    [(rerender_report, "RenderRequest"), (publish_report, "PublishRequest"), (withdraw_report, "WithdrawRequest")],
)
def test_the_edition_is_chosen_from_those_that_are_there(flow: Any, form: str) -> None:
    edition = fields(flow)["edition"]
    assert edition["enum"] == CHOICES[form]
    assert edition["default"] == CHOICES[form][0]


def test_without_an_edition_it_is_a_line_to_write_in() -> None:
    assert "enum" not in fields(publish_report, {"PublishRequest": []})["edition"]


def test_a_form_that_is_brought_up_to_date_forgets_what_is_gone() -> None:
    form = with_choices(rerender_report.parameters.model_dump(), CHOICES)
    edition = with_choices(form, {"RenderRequest": []})["definitions"]["RenderRequest"]["properties"]["edition"]
    assert not {"enum", "default"} & set(edition)


def test_the_languages_of_a_draft_are_chosen_from_a_drop_down() -> None:
    language = fields(rerender_report)["language"]
    assert (language["enum"], language["default"]) == (["All languages", "Source language only"], "All languages")


@pytest.mark.parametrize("flow", [build_report, publish_report, withdraw_report])
def test_nobody_is_asked_where_files_lie(flow: Any) -> None:
    assert not {"out", "private", "to", "ledger"} & set(fields(flow))
