"""Files that outlive a release: the versions and the strict forms of ``figures.json``, ledger and ``manifest.json``.

Each says by ``schema_version`` in which form it was written; what says nothing has the first. A step makes a document
of one version one of the next, so that a single parser, that of the present form, reads all that was ever written. A
new form appends a step to its list; none is ever taken out.
"""

import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import ConfigDict, StringConstraints, ValidationError
from pydantic import Field as Bounds

from tasks.model.errors import LaterVersionError

KEY = "schema_version"
Document = dict[str, Any]
Step = Callable[[Document], Document]

STRICT = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)
"""How whatever such a file holds is read; for a type that it holds as it is, as ``__pydantic_config__``."""
KeyText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_+-]*$", max_length=100)]
IdText = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=31)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
Count = Annotated[int, Bounds(ge=0)]
Bound = Annotated[int, Bounds(gt=0)]
Share = Annotated[float, Bounds(ge=0)]


def present(steps: Sequence[Step]) -> int:
    """The version that this release writes, by the steps that lead to it."""
    return len(steps) + 1


def upgraded(content: bytes, steps: Sequence[Step], what: str) -> tuple[bytes, int]:
    """A document in its present form, and the version that it was written in.

    Args:
        content: JSON.
        steps: one from each version to the next.
        what: what the document is called in messages.

    Raises:
        ValueError: it is no JSON, or has not the form of its version.
        LaterVersionError: a later release wrote it.
    """
    try:
        document = json.loads(content, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    version = document.get(KEY, 1) if isinstance(document, dict) else 1
    if type(version) is not int or version < 1:
        raise ValueError(f"its {KEY} is no version")
    if version > present(steps):
        raise LaterVersionError(
            f"A later release wrote {what}: in version {version} of its form, where this one reads up to"
            f" {present(steps)}.",
            remedy="Install the release that wrote it, or one after that. Nothing was changed.",
        )
    if version == present(steps):
        return content, version
    try:
        for step in steps[version - 1 :]:
            document = step(document)
    except (KeyError, TypeError, AttributeError):
        document = None
    if document is None:
        raise ValueError(f"it has not the form of version {version}")
    return json.dumps({**document, KEY: present(steps)}).encode(), version


def first_fault(error: ValidationError) -> tuple[str, str]:
    """Where a document first breaks its form, and in which way; never the value that stands there."""
    first = error.errors(include_input=False, include_url=False)[0]
    return ".".join(map(str, first["loc"])) or "the whole file", first["msg"]


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


# ------------------------------------------------------------------------------------------------ from 1 to 2


def _time_slice_2(time_slice: Document) -> Document:
    """Audits say how many of their numbers are few or were printed before, and by which relations."""
    audit, first = time_slice.get("audit"), {"few": 0, "printed": 0, "told_before": 0, "with_earlier": 0}
    return {**time_slice, "audit": audit and {**first, "relations": "", **audit}}


def _figures_2(document: Document) -> Document:
    """The contract is told. Shares of fewer than 30 records, which the first version may have, are not any more."""
    return {
        **document,
        "edition": {"keyed": False, "sample": False, **document["edition"]},
        "tiles": [_time_slice_2(time_slice) for time_slice in document["tiles"]],
        "contract": None,
    }


def _ledger_2(line: Document) -> Document:
    return {"sample": False, **line, "tiles": [_time_slice_2(time_slice) for time_slice in line["tiles"]]}


def _manifest_2(document: Document) -> Document:
    return {"ways": {}, "untranslated": {}, "omitted": [], **document}


FIGURES: tuple[Step, ...] = (_figures_2,)
LEDGER: tuple[Step, ...] = (_ledger_2,)
MANIFEST: tuple[Step, ...] = (_manifest_2,)
