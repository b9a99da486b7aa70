"""The way from a draft's page to the form that publishes just this draft: filled in with its edition and digest."""

import json
import os
import urllib.request
from collections.abc import Mapping
from urllib.parse import quote

from flows.operate.register import DEPLOYED
from flows.operate.server import CLIENT_PASSWORD, authorised
from flows.operate.settings import Site
from tasks.model.errors import StageError

FLOW = "publish_report"
PATIENCE = 10.0
"""Seconds to wait for the Prefect server."""


def publish_form(edition: str, approve: str, site: Site) -> str:
    """The address of the form.

    Args:
        edition: the draft.
        approve: the digest that its reader saw; it may be another draft's by now, which publishing refuses then.
        site: where people find the Prefect page.

    Raises:
        StageError: the Prefect server does not answer, or does not know the deployment.
    """
    try:
        return form_address(site.prefect, _deployment(), {"request": {"edition": edition, "approve": approve}})
    except (OSError, ValueError, KeyError):
        pass
    raise StageError(
        "The form cannot be filled in for you: the Prefect server does not answer, or does not know it.",
        site.prefect,
        f"Open the Prefect page, Deployments, {FLOW}, Run, Custom run. Edition: {edition}. Digest: {approve}",
    )


def form_address(prefect: str, deployment: str, parameters: Mapping[str, object]) -> str:
    """The address of a deployment's form on the Prefect page, filled in.

    The page takes the query apart, and decodes the parameters once more.
    """
    filled = quote(quote(json.dumps(parameters), safe=""), safe="")
    return f"{prefect}/deployments/deployment/{deployment}/run?parameters={filled}"


def _deployment() -> str:
    name = DEPLOYED["logs"][FLOW]
    url = f"{os.environ['PREFECT_API_URL']}/deployments/name/{FLOW}/{name}"
    request = authorised(url, os.environ.get(CLIENT_PASSWORD, ""))
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - an address of the installation
        return str(json.load(answer)["id"])
