"""What runs are called on the Prefect page, and what they leave there: a summary that a person can act on."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from prefect.artifacts import create_markdown_artifact
from prefect.runtime import flow_run

from flows.pipeline import Edition
from flows.progress import log_lines
from flows.settings import load_settings
from tasks.disclosure.figure_checks import CHECKS
from tasks.model.figures import Disclosure, ProtectedFigures
from tasks.model.manifest import digest
from tasks.model.quality import Quality, record_lines
from tasks.proofread import REPORT_CHECKS, TEXT_CHECKS

HEADLINES = ("calls", "emails", "cases", "contacts")
HELD = sorted({*(c.id for c in CHECKS), *(c.id for c in TEXT_CHECKS), *(c.id for c in REPORT_CHECKS)})
"""The checks that a draft has passed; one of several stages is held at each, against what that stage sees."""


def announce_draft(edition: Edition, figures: ProtectedFigures, quality: Quality) -> None:
    """Sum up a draft: its figures, the records set aside, and where its files lie."""
    rows = [f"| {name} | {figures[name].edition.value:,} |" for name in HEADLINES if name in figures.figures]
    lines = [
        f"# Draft of {figures.edition.words}",
        "**Sample: its records are made up. It can be published in a trial alone.**" if figures.sample else "",
        "**Internal draft: it cannot be published.**" if figures.disclosure is Disclosure.NONE else "",
        "\n".join(["| figure | in this edition |", "|---|---:|", *rows]),
        _quality_lines(quality),
        f"It passed {len(HELD)} checks: {', '.join(HELD)}.",
        f"The draft lies in `{edition.folder}`. Its digest, which approval must name:",
        f"`{digest(edition.folder)}`",
        edition.omission if edition.omitted else "",
        _listed("Texts that switched since the edition before:", edition.switched),
        *(_listed(f"Texts that need a translator ({code}):", texts) for code, texts in edition.untranslated.items()),
    ]
    create_markdown_artifact("\n\n".join(filter(None, lines)), key="edition", description="The draft edition")
    log_lines(
        *record_lines(quality),
        f"Draft of {figures.edition.words}: it passed {len(HELD)} checks.",
        f"Its digest, which approval must name: {digest(edition.folder)}",
    )


def _listed(head: str, items: Sequence[object]) -> str:
    return "\n".join([head, "", *(f"- {item}" for item in items)]) if items else ""


def announce_key(key: Path) -> None:
    """Say where the key that this run drew for the installation lies; it is said once."""
    words = (
        f"A key was drawn for this installation: {key}\n"
        "Keep a copy of it where the logs are not, and let nobody read it: the rounding of the figures depends on it,"
        " and whoever has it can try out what the logs say."
    )
    print(words)
    create_markdown_artifact(words, key="installation-key", description="The key of this installation")


def announce_check(quality: Quality, fix_list: Path | None) -> None:
    """Sum up a check of the logs, and say where staff find the records to fix."""
    verdict = "The logs pass the quality gate." if quality.passed else "**The quality gate refuses these logs.**"
    lines = ["# Check of the logs", verdict, _quality_lines(quality)]
    lines += [f"What staff have to mend: {load_settings().fix_list_location(fix_list)}"] if fix_list else []
    create_markdown_artifact("\n\n".join(lines), key="log-check", description="Quality of the logs")
    log_lines(*record_lines(quality), verdict.replace("*", ""))


def _quality_lines(quality: Quality) -> str:
    """Records read, accepted and set aside, by log."""
    rows = [
        f"| {log} | {quality.read[log]:,} | {quality.accepted[log]:,} | {quality.set_aside[log]:,} |"
        for log in quality.read
    ]
    return "\n".join(["| log | records read | accepted | set aside |", "|---|---:|---:|---:|", *rows])


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
    form = (flow_run.parameters or {}).get("request", {})
    return dict(form)
