"""The quality page for staff: one self-contained HTML file of counts, without scripts and without the network."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from expectations.contract.fields import LOGS, fields
from expectations.contract.vocabulary import vocabulary
from expectations.rules import MISSING_LIMIT
from tasks.model.quality import Quality
from tasks.storage.workspace import write_private
from tasks.validate.fix_list import broken_rules

TEMPLATE = Path(__file__).parent / "quality.html.j2"


def write_page(quality: Quality, path: Path) -> None:
    """Write the page, readable by its owner alone."""
    import jinja2

    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True).from_string(
        TEMPLATE.read_text("utf-8")
    )
    page = template.render(
        quality=quality,
        logs=[(log, f"{vocabulary('log').label(log)}s") for log in LOGS],
        broken=broken_rules(quality),
        missing=_missing(quality),
        limit=MISSING_LIMIT,
    )
    write_private(path, page.encode("utf-8"))


def _missing(quality: Quality) -> Sequence[dict[str, Any]]:
    by_field: dict[str, dict[str, Any]] = {}
    for each in quality.missing:
        by_field.setdefault(each.field, {"field": fields()[each.field].title, "logs": {}})["logs"][each.log] = each
    return list(by_field.values())
