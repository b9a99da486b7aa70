"""What the generated pages print: quality, methodology, definitions, tables, colophon.

Each function takes the inputs of an edition and gives the values that its page template needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from expectations.contract.fields import LOG_START, FieldKind, fields
from expectations.contract.vocabulary import vocabulary
from expectations.opening_hours import opening_hours
from expectations.places import offices
from tasks.core import wording
from tasks.core.figures import Audit, Figure, Measure, rounded_share
from tasks.core.merges import combined
from tasks.core.period import Month, Period
from tasks.core.quality import Quality
from tasks.render.captions import base_words

if TYPE_CHECKING:
    from tasks.render.document import Inputs

Values = Mapping[str, object]
MISSING_RULE = "missing_share"
"""The rule that reports empty fields; the table of missing answers tells the same in full."""
LONG = 20
"""A vocabulary of more values than this is not printed in the data dictionary."""


def cover(inputs: Inputs) -> Values:
    """Drawings and period of the title page."""
    return {"period": inputs.figures.edition.words, "logo": inputs.brand.drawing("logo_on_dark")}


def data_quality(inputs: Inputs) -> Values:
    """Records by log, broken rules with their records, and answers missing by field over both logs."""
    quality = inputs.quality
    return {
        "logs": [
            (log, read, quality.accepted[log], quality.set_aside[log], _share(quality.set_aside[log], read))
            for log, read in quality.read.items()
        ],
        "rules": [
            (rule.title, fields()[rule.field].title, rule.log, rule.severity, rule.records)
            for rule in quality.rules
            if rule.records and rule.rule != MISSING_RULE
        ],
        "missing": [
            (fields()[name].title, asked, wording.told(without, below), _share(without, asked, below))
            for name, asked, without, below in _missing_by_field(quality)
        ],
        "gate": wording.percent(quality.gate, 1),
        "share": wording.percent(rounded_share(sum(quality.set_aside.values()), sum(quality.read.values())), 1),
    }


def _missing_by_field(quality: Quality) -> Iterator[tuple[str, int, int, int | None]]:
    for name in dict.fromkeys(entry.field for entry in quality.missing):
        logs = [entry for entry in quality.missing if entry.field == name]
        yield name, sum(e.asked for e in logs), sum(e.missing for e in logs), logs[0].below


def methodology(inputs: Inputs) -> Values:
    """Channels, bases with what is missing, questions asked later, hours, offices, the audit, what was revised."""
    texts = inputs.texts
    return {
        "channels": texts.channels,
        "figures": [
            (figure.spec, texts.figures[figure.spec.id].title, base_words(figure, texts), *_records(figure))
            for figure in inputs.figures
            if figure.spec.measure is Measure.CELLS
        ],
        "since": _asked_since(),
        "hours": [
            (Month.parse(h.since).words, wording.clock(h.opens), wording.clock(h.closes)) for h in opening_hours()
        ],
        "offices": [
            (wording.label("city", office.city), office.opened if office.opened >= LOG_START else "")
            for office in offices()
        ],
        "audits": [_audited(tile.period, tile.audit) for tile in inputs.figures.tiles if tile.audit],
        "told_before": any(tile.audit and tile.audit.told_before for tile in inputs.figures.tiles),
        "reason": inputs.figures.reason,
        "merged": [
            (texts.words["table"][dimension], wording.label(dimension, key), wording.label(dimension, into))
            for dimension, pairs in combined(inputs.figures.tiles).items()
            for key, into in pairs.items()
        ],
    }


def _audited(period: Period, audit: Audit) -> tuple[str, ...]:
    counts = (audit.covered, audit.covered - audit.few, audit.few, audit.told_before)
    return period.words, *map(wording.number, counts)


def types_of_cases(_inputs: Inputs) -> Values:
    """Every type of case with its definition."""
    return {"types": list(vocabulary("case_type"))}


def data_dictionary(_inputs: Inputs) -> Values:
    """Every field of the logs with its meaning and its values."""
    return {
        "fields": [
            (field.title, field.help, _values(field.name), Month.parse(field.since).words if field.since else "")
            for field in fields().values()
        ]
    }


def tables(inputs: Inputs) -> Values:
    """The data files that travel with the edition."""
    return {"files": [(f"tables/{attached.name}", attached.description) for attached in inputs.attachments]}


def colophon(inputs: Inputs) -> Values:
    """What built this edition."""
    return {"figures": inputs.figures, "build": inputs.build}


PAGES: Mapping[str, Callable[[Inputs], Values]] = {
    page.__name__: page
    for page in (cover, data_quality, methodology, types_of_cases, data_dictionary, tables, colophon)
}


def _share(part: int, whole: int, below: int | None = None) -> str:
    return wording.share_told(part, whole, below, 1)


def _records(figure: Figure) -> tuple[str, str]:
    window = figure.edition
    return wording.told(window.total, window.bound), wording.told(window.missing, window.bound)


def _asked_since() -> list[tuple[str, str]]:
    """What was not asked from the first call on, with its first month: whole fields, and answers of a field."""
    found = [(field.title, field.since) for field in fields().values() if field.since]
    for field in fields().values():
        if field.kind in (FieldKind.CATEGORY, FieldKind.CATEGORIES):
            found += [(f"{field.title}: {c.label.lower()}", c.since) for c in field.vocabulary if c.since]
    return [(name, Month.parse(since).words) for name, since in sorted(found, key=lambda row: row[1])]


def _values(name: str) -> str:
    field = fields()[name]
    if field.kind not in (FieldKind.CATEGORY, FieldKind.CATEGORIES, FieldKind.AGE):
        return ""
    labels = [category.label for category in field.vocabulary]
    return "; ".join(labels) if len(labels) <= LONG else ""
