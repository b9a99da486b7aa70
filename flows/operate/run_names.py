"""How runs are called on the Prefect page: by what is built, so that one can be told from the next."""

from collections.abc import Callable
from pathlib import Path
from typing import Any


def named_by_period(verb: str) -> Callable[[], str]:
    """A name like ``build report 2018-06 to 2018-11``, from the months that the form asks for."""

    def name() -> str:
        form = _form()
        first, last = (str(form.get(field, "auto")) for field in ("first_month", "last_month"))
        if form.get("sample") and first == last == "auto":
            return f"{verb}, sample"
        return f"{verb}, last half-year" if "auto" in (first, last) else f"{verb} {first} to {last}"

    return name


def named_by_edition(verb: str) -> Callable[[], str]:
    """A name like ``publish report 2018-06_2018-11``, from the edition's folder that the form names."""
    return lambda: f"{verb} {Path(str(_form().get('edition', ''))).name}"


def _form() -> dict[str, Any]:
    # Prefect asks for the name before or after it turns the form into its model, by how the run was started.
    from prefect.runtime import flow_run

    form = (flow_run.parameters or {}).get("request", {})
    return dict(form)
