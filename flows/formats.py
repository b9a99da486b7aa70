"""Formats of what is written into a form. The server refuses another, and says what was wanted by the format's name."""

import re

from tasks.core.period import EDITION_NAME

MONTH = "month like 2018-06, or “auto”"
DIGEST = "digest: the 64 characters beside “Digest” on the page of the draft"
EDITION = "name of an edition like 2018-06_2018-11"
FORMATS = {
    MONTH: re.compile(r"auto|\d{4}-(0[1-9]|1[0-2])"),
    DIGEST: re.compile(r"\s*(sha256:)?[0-9a-fA-F]{64}\s*"),
    EDITION: re.compile(EDITION_NAME),
}
"""As ``jsonschema`` has it: ``'yes' is not a 'digest: …'``. A ``pattern`` would be answered with the pattern itself."""


def has_format(text: object, name: str) -> bool:
    """Whether a text is written as a format says."""
    return isinstance(text, str) and FORMATS[name].fullmatch(text) is not None


def check_formats() -> None:
    """Have this process hold forms against the formats. Another takes them as they come; a run refuses them then."""
    from jsonschema import Draft202012Validator
    from prefect.utilities.schema_tools import validation

    checker = Draft202012Validator.FORMAT_CHECKER
    for name in FORMATS:
        checker.checks(name)(lambda text, name=name: has_format(text, name))
    # Prefect checks formats where its page asks beforehand, and leaves them out where a run is made.
    by_keyword = validation._VALIDATOR.VALIDATORS
    check = Draft202012Validator.VALIDATORS["format"]
    by_keyword["format"] = lambda validator, *found: check(validator.evolve(format_checker=checker), *found)
