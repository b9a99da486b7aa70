"""The quality page for staff: one self-contained HTML file of counts, without scripts and without the network."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from expectations.contract.fields import LOGS, fields
from expectations.contract.vocabulary import vocabulary
from expectations.rules import MISSING_LIMIT, record_rules
from tasks.core.quality import Quality
from tasks.core.workspace import write_private

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
        broken=_broken(quality),
        missing=_missing(quality),
        limit=MISSING_LIMIT,
    )
    write_private(path, page.encode("utf-8"))


def _broken(quality: Quality) -> Sequence[dict[str, Any]]:
    """The rules on records, a line each; fields that are empty too often are marked in their own table."""
    remedies = {rule.id: rule.remedy for rule in record_rules()}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for result in (result for result in quality.rules if result.rule in remedies):
        line = found.setdefault(
            (result.rule, result.field),
            {
                "field": fields()[result.field].title,
                "title": result.title,
                "severity": result.severity.value,
                "remedy": remedies[result.rule],
                "records": dict.fromkeys(LOGS, 0),
            },
        )
        line["records"][result.log] += result.records
    return list(found.values())


def _missing(quality: Quality) -> Sequence[dict[str, Any]]:
    by_field: dict[str, dict[str, Any]] = {}
    for each in quality.missing:
        by_field.setdefault(each.field, {"field": fields()[each.field].title, "logs": {}})["logs"][each.log] = each
    return list(by_field.values())
