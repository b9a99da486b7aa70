"""A source's own way of writing, in SQL: which of its columns make a field's text, for each engine alike."""

from collections.abc import Mapping

from expectations.contract.fields import DATE_TIME, REFERENCE_PATTERN, FieldKind, fields
from expectations.contract.logs import SourceForm
from expectations.contract.spelling import ANSWERED
from expectations.contract.vocabulary import vocabularies
from tasks.anonymise.normalise import ANY_REFERENCE
from tasks.anonymise.times import tagged
from tasks.model.records import Source
from tasks.storage.sql import named, quoted

_BLANKS = " \u00a0"


def field_texts(source: Source, columns: Mapping[str, str]) -> str:
    """The columns of the SELECT for a source: every field, as one text.

    Args:
        source: the source.
        columns: by field, or part of one, the SQL expression for its text.
    """
    return ", ".join(f"{_text(source, name, columns)} AS {named(name)}" for name in fields())


def _text(source: Source, name: str, columns: Mapping[str, str]) -> str:
    text = columns.get(name, "NULL::VARCHAR")
    parts = {key.partition(".")[2]: value for key, value in columns.items() if key.startswith(f"{name}.")}
    if fields()[name].kind is FieldKind.REFERENCE:
        return _reference(source, text)
    if fields()[name].kind is FieldKind.TIMESTAMP:
        return _time(source.form, text, columns.get(DATE_TIME))
    if not parts:
        return text
    said = ", ".join((text, *(_said(key, value) for key, value in parts.items())))
    return f"nullif(concat_ws(';', {said}), '')"


def _reference(source: Source, text: str) -> str:
    """With a mark behind it where any text may be one; with the source's name where references begin again in each."""
    if not source.form.references:
        return text
    given = f"nullif(trim({text}, {quoted(_BLANKS)}), '')"
    if source.form.references == "restart":
        return f"{given} || {quoted(f'{ANY_REFERENCE}({source.where})')}"
    ours = f"regexp_full_match({given}, {quoted(REFERENCE_PATTERN)})"
    return f"CASE WHEN {ours} THEN {given} ELSE {given} || {quoted(ANY_REFERENCE)} END"


def _said(key: str, text: str) -> str:
    """The answer where its column says yes, nothing where it says no; else what it says, which is no answer."""
    own = vocabularies()["yes_no"].spellings if "yes_no" in vocabularies() else {}
    yes, no = (
        ", ".join(quoted(word) for word in sorted({*ANSWERED[answer], *(text for text in own if own[text] == answer)}))
        for answer in ("yes", "no")
    )
    word = f"lower(trim({text}, {quoted(_BLANKS)}))"
    return f"CASE WHEN {word} IN ({yes}) THEN {quoted(key)} WHEN {word} NOT IN ({no}) THEN {text} END"


def _time(form: SourceForm, day: str, clock: str | None) -> str:
    if clock:
        # A spreadsheet's day is midnight.
        day = f"CASE WHEN right({day}, 9) = ' 00:00:00' THEN left({day}, 10) ELSE {day} END"
        beside = f"{day} || coalesce(' ' || nullif(trim({clock}, {quoted(_BLANKS)}), ''), '')"
        # A word for "not recorded" stays one.
        day = f"CASE WHEN regexp_matches({day}, '[0-9۰-۹٠-٩]') THEN {beside} ELSE {day} END"
    return tagged(form, day)
