"""What the generated pages print: quality, methodology, definitions, tables, recommendations.

Each function takes the inputs of an edition and gives the values that its page template needs.
"""

from collections.abc import Callable, Iterator, Mapping

from markupsafe import Markup

from expectations.contract.fields import Field, FieldKind, times_are_recorded, unrecorded
from expectations.contract.helpline import helpline
from expectations.contract.span import ALWAYS, Dated
from expectations.contract.vocabulary import Vocabulary
from expectations.places import offices, opening_hours
from tasks.disclosure.windows import combined
from tasks.language import captions
from tasks.language.language import Language
from tasks.language.texts import Recommendation, Texts
from tasks.model.declared import fields, vocabularies
from tasks.model.figures import Measure
from tasks.model.period import Month
from tasks.model.quality import Quality
from tasks.model.shares import rounded_share
from tasks.render.engine import TextEngine
from tasks.render.markdown import Parts, inline_html
from tasks.render.model import Inputs, page_template

TemplateValues = Mapping[str, object]
MISSING_RULE = "missing_share"
"""The rule that reports empty fields; the table of missing answers tells the same in full."""
LONG = 20
"""A vocabulary of more values than this is not printed in the data dictionary."""


def data_quality(inputs: Inputs) -> TemplateValues:
    """The rules that records broke, and answers missing by field over both logs."""
    quality = inputs.quality
    return {
        "rules": [rule for rule in quality.rules if rule.records and rule.rule != MISSING_RULE],
        "missing": tuple(_missing_by_field(quality)),
        "share": rounded_share(sum(quality.set_aside.values()), sum(quality.read.values())),
    }


def _missing_by_field(quality: Quality) -> Iterator[tuple[str, int, int, int | None]]:
    for name in dict.fromkeys(entry.field for entry in quality.missing):
        logs = [entry for entry in quality.missing if entry.field == name]
        yield name, sum(e.asked for e in logs), sum(e.missing for e in logs), logs[0].below


def methodology(inputs: Inputs) -> TemplateValues:
    """Questions asked later, hours, offices, the audit, what was not recorded or was merged."""
    language, slices = inputs.texts.language, inputs.figures.slices
    return {
        "figures": [figure for figure in inputs.figures if figure.spec.measure is Measure.CELLS],
        "since": _dated_questions(language),
        "hours": [
            (language.month(Month.parse(h.since)), language.hour(h.opens), language.hour(h.closes))
            for h in opening_hours()
        ],
        "offices": [office for office in offices() if office.city in vocabularies()["city"].keys],
        "first_month": helpline().first_month,
        "audited": [time_slice for time_slice in slices if time_slice.audit],
        "not_recorded": language.lists["semicolon"].join(_not_recorded(language)),
        "kinds": _kinds(),
        "merged": combined(slices),
    }


def types_of_cases(_inputs: Inputs) -> TemplateValues:
    """Every type of case, with its definition and whether it is harassment."""
    return {"types": vocabularies()["case_type"]}


def _not_recorded(language: Language) -> Iterator[str]:
    """The fields that no log records, but for those that an older edition still has."""
    asked = {field.name for field in fields().values() if field.recorded}
    asked |= {"kind"} if _kinds() == "kinds_by_case" else set()
    yield from (language.labels.field(field.name) for field in unrecorded() if field.name not in asked)
    if not times_are_recorded():
        yield language.heading("hour")


def _kinds() -> str:
    """Which words say how new contacts are told from follow-ups; none where the logs themselves do."""
    if fields()["kind"].recorded:
        return ""
    return "kinds_by_case" if fields()["case_ref"].recorded else "no_kinds"


def data_dictionary(inputs: Inputs) -> TemplateValues:
    """Every field of the logs with its meaning and its values."""
    language = inputs.texts.language
    return {
        "fields": [
            (
                language.labels.field(field.name),
                language.labels.field_help(field.name),
                _values(field.name, language),
                _dated(field, field.redefined, language, language.words["dictionary"]),
            )
            for field in fields().values()
            if field.recorded
        ]
    }


def tables(inputs: Inputs) -> TemplateValues:
    """The data files that travel with the edition."""
    titles = inputs.texts.figures
    return {
        "files": [
            (f"tables/{attached.name}", titles[name].title if name in titles else attached.description)
            for attached in inputs.attachments
            for name in [attached.name.removesuffix(".csv")]
        ]
    }


PAGES: Mapping[str, Callable[[Inputs], TemplateValues]] = {
    page.__name__: page for page in (data_quality, methodology, types_of_cases, data_dictionary, tables)
}


def _dated_questions(language: Language) -> list[tuple[str, str]]:
    """What was not always asked, or not always alike, in order of time: whole fields, and answers of a field."""
    labels, form = language.labels, language.words["rows"]["answer_of"]
    found: list[tuple[str, Dated, str | None]] = []
    for field in fields().values():
        found.append((labels.field(field.name), field, field.redefined))
        for category in _categories(field) if field.kind in (FieldKind.CATEGORY, FieldKind.CATEGORIES) else ():
            answer = _answer(field, category.key, language).lower()
            found.append((form.format(field=labels.field(field.name), answer=answer), category, None))
    words = {**language.words["methodology"], "since": "{month}"}
    return [
        (name, language.lists["comma"].join(_dated(dated, redefined, language, words)))
        for name, dated, redefined in sorted(found, key=lambda row: (row[1].since or "", row[1].until or ""))
        if dated.asked != ALWAYS or redefined
    ]


def _dated(dated: Dated, redefined: str | None, language: Language, forms: Mapping[str, str]) -> list[str]:
    """Since when and until when something was asked, and since when in its present way."""
    return captions.dated({"since": dated.since, "until": dated.until, "break": redefined}, forms, language)


def _values(name: str, language: Language) -> str:
    field = fields()[name]
    if field.kind not in (FieldKind.CATEGORY, FieldKind.CATEGORIES, FieldKind.AGE):
        return ""
    labels = [_answer(field, category.key, language) for category in _categories(field)]
    return language.lists["semicolon"].join(labels) if len(labels) <= LONG else ""


def _answer(field: Field, key: str, language: Language) -> str:
    return language.label(_categories(field).name, key)


def _categories(field: Field) -> Vocabulary:
    return vocabularies()[field.vocabulary_name or field.name]


FILE = "recommendations.toml"


def recommendations(texts: Texts, engine: TextEngine, parts: Parts) -> str:
    """The table as HTML, with the marks of its sources.

    Args:
        texts: the texts of one language.
        engine: what carries them out.
        parts: what their marks stand for.

    Raises:
        TextError: a text cannot be rendered.
    """

    def inline(name: str, key: str, text: str) -> Markup:
        return Markup(inline_html(engine.marked(text, texts.place(FILE, name, key)), parts))  # noqa: S704 - escaped

    rows = [
        {
            "ask": inline(name, "ask", entry.ask),
            "to": inline(name, "to", entry.to),
            "why": inline(name, "why", entry.why),
            "evidence": inline(name, "evidence", entry.evidence),
            "links": tuple(_links(entry, texts, engine, parts)),
            "since": texts.language.month(Month.parse(entry.since)),
            "status": entry.status,
        }
        for name, entry in texts.recommendations.items()
    ]
    return page_template("recommendations").render(rows=rows, words=texts.words)


def _links(entry: Recommendation, texts: Texts, engine: TextEngine, parts: Parts) -> Iterator[tuple[str, str]]:
    """The anchor and the name of each place that shows something; what this edition does not have is passed over."""
    titles = {block.id: block.title for block in texts.blocks}
    for name in entry.shown_in:
        if name in parts.references:
            yield f"figure-{name}", parts.references[name]
        elif name in titles:
            yield name, engine.line(titles[name], texts.place("report.toml", name, "title"))
