"""The forms on the Prefect page: a drop-down of the drafts and publications that are there, and no question too many.

Prefect keeps a form with its deployment, so it is brought up to date when the deployments are registered and after each
draft and each publication.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flows.operate.settings import Folders, load_settings
from flows.site.drafts import all_drafts
from tasks.publish import whole_and_broken

PLACES = ("out", "private", "to", "ledger")
"""Fields that are left out: where files lie is set for the installation, not by whoever fills in a form."""


def refresh_forms() -> None:
    """Bring the forms of all registered deployments up to date; those of flows without a drop-down are left alone."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import DeploymentUpdate

    choices = editions_by_form(load_settings().folders)
    with get_client(sync_client=True) as client:
        for deployment in client.read_deployments():
            form = with_choices(deployment.parameter_openapi_schema or {}, choices)
            if form != deployment.parameter_openapi_schema:
                client.update_deployment(deployment.id, DeploymentUpdate(parameter_openapi_schema=form))


def editions_by_form(folders: Folders) -> Mapping[str, Sequence[str]]:
    """The editions that each form can name, the latest first."""
    drafts = [draft.edition for draft in all_drafts(folders)]
    publications = list(dict.fromkeys(revision.edition for revision in whole_and_broken(folders.published)[0]))
    return {"RenderRequest": drafts, "PublishRequest": drafts, "WithdrawRequest": publications}


def with_choices(form: Mapping[str, Any], choices: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A form with a drop-down of editions, the first chosen; without any edition it is a line to write in."""
    definitions = {
        name: _for_people(definition, choices.get(name, ())) for name, definition in form.get("definitions", {}).items()
    }
    return {**form, "definitions": definitions} if definitions else dict(form)


def _for_people(definition: Mapping[str, Any], editions: Sequence[str]) -> dict[str, Any]:
    fields = {name: field for name, field in definition.get("properties", {}).items() if name not in PLACES}
    if "edition" in fields:
        edition = {k: v for k, v in fields["edition"].items() if k not in ("enum", "default")}
        fields["edition"] = edition | ({"enum": list(editions), "default": editions[0]} if editions else {})
    return {**definition, "properties": fields}
