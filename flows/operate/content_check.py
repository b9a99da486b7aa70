"""Examine an installation's content: that it can be read, and what a new release of the program brings to it."""

from contextlib import suppress
from pathlib import Path

from expectations.contract.content import content, use_content
from expectations.contract.errors import ReportError
from expectations.contract.logs import log_forms
from expectations.contract.not_recorded import says_not_recorded
from expectations.contract.personal_headings import names_people
from expectations.places import offices, opening_hours
from expectations.rules import missing_rule, record_rules
from flows.operate.own_content import CONFLICTS, changes, conflicts
from flows.operate.server_checks import Finding, Status

NAME = "content"
SHOWN = 5
"""How many files are named."""


def examine_content(own: Path | None) -> Finding:
    """Read all of it but the texts of editions, and find what it lacks or has otherwise than the program.

    Raises:
        ReportError: something in it cannot be read, and no release explains it.
    """
    if own:
        use_content(own)
    try:
        _read_all()
    except ReportError as error:
        if own is None or not changes(own):
            raise
        words = f"what a release needs may be lacking. {error.problem} ({error.where})"
        return Finding(NAME, Status.FAULT, words, "Take it over: .venv/bin/helpline-report upgrade.")
    if unknown := unknown_functions(content().texts):
        words = "; ".join(f"{file} calls {', '.join(names)}" for file, names in unknown.items())
        return Finding(NAME, Status.FAULT, f"functions are not known: {words}", "Write others: docs/writing.md.")
    if own is None:
        return Finding(NAME, Status.OK, "that which comes with the program")
    if unsettled := conflicts(own):
        remedy = f"Settle each, and delete it in {own / CONFLICTS}."
        return Finding(NAME, Status.NOTE, f"changed by you and by a release: {', '.join(unsettled)}", remedy)
    if brought := changes(own):
        more = f" and {len(brought) - SHOWN} more" if len(brought) > SHOWN else ""
        words = f"a release changed {', '.join(change.name for change in brought[:SHOWN])}{more}"
        return Finding(NAME, Status.NOTE, words, "Look at it: .venv/bin/helpline-report upgrade.")
    return Finding(NAME, Status.OK, f"{own}, which has all that the program brings")


def _read_all() -> None:
    from tasks.language.languages import load_language, texts_folder, translations

    for read in (log_forms, missing_rule, record_rules, offices, opening_hours):
        read()
    says_not_recorded("-")
    names_people("-")
    for folder in (texts_folder(), *translations()):
        load_language(folder)


def unknown_functions(texts: Path) -> dict[str, tuple[str, ...]]:
    """By file, the functions that texts call and the program has not, or has no more."""
    from jinja2 import TemplateError, nodes

    from tasks.language.text_syntax import SYNTAX
    from tasks.render.functions import NAMES

    known, found = NAMES | set(SYNTAX.globals), {}
    for file in sorted((*texts.rglob("*.md"), *texts.glob("*/figures.toml"))):
        with suppress(TemplateError):  # a build says more of it than that it cannot be read
            calls = SYNTAX.parse(file.read_text("utf-8")).find_all(nodes.Call)
            names = {call.node.name for call in calls if isinstance(call.node, nodes.Name)} - known
            if names:
                found[file.relative_to(texts).as_posix()] = tuple(sorted(names))
    return found
