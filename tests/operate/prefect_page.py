"""The Prefect page as people use it, in a real browser."""

import os
from pathlib import Path

from playwright.sync_api import Page

PICTURES = Path(os.environ.get("HELPLINE_REPORT_PICTURES", ""))
"""Where pages are kept as pictures, if somebody wants to look at them."""
FIELD = "//label[starts-with(normalize-space(), '{}')]/following::{}"


def sign_in(page: Page, address: str, password: str) -> None:
    """Give the password; where it is right, the dashboard comes."""
    page.goto(address)
    page.get_by_placeholder("admin:pass").fill(password)
    page.get_by_role("button", name="Login").click()


def fill_in(page: Page, address: str, deployment: str, *switched: str, **fields: str) -> None:
    """Open the form of a deployment and fill it in.

    Args:
        page: of the browser.
        address: of the Prefect page.
        deployment: its name.
        switched: the labels of switches to turn.
        fields: what to write, by the label of the line.
    """
    page.goto(f"{address}/deployments")
    page.get_by_role("link", name=deployment, exact=True).click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Custom run").click()
    page.get_by_text("Validate parameters").wait_for()
    for label, value in fields.items():
        page.locator(f"xpath={FIELD.format(label.replace('_', ' '), 'textarea[1]')}").fill(value)
    for label in switched:
        page.locator(f"xpath={FIELD.format(label, 'input[1]/..')}").click()
    picture(page, f"{deployment}-form")


def picture(page: Page, name: str) -> None:
    """Keep the whole page as a picture, if pictures are kept."""
    if PICTURES.is_dir() and Path() != PICTURES:
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
