"""The statement that makes contacts of records: the same for every engine."""

from expectations.contract.fields import REFERENCE_PATTERN, Problem, fields
from expectations.contract.word_lists import NOT_RECORDED
from expectations.places import offices
from tasks.anonymise.key import pseudonym
from tasks.anonymise.mapping import (
    SQL_NORMALISED,
    FieldTraits,
    mapping_join,
    normalised_value,
    not_recorded,
    table_name,
)
from tasks.anonymise.no_records import ROW_KIND
from tasks.anonymise.times import DAYS, start
from tasks.storage.sql import named, quoted

_REPLACED = ("contact_id", "received_at", "kind", "case_ref", "age", "city")


def contacts(traits: FieldTraits) -> str:
    """The query for one row a contact, with the columns that the package describes.

    It reads the tables ``sql_normalised``, ``days`` and ``normalised_…``, with the parameters ``$inner``,
    ``$outer`` and ``$today``.
    """
    kept = ", ".join(named(name) for name in fields() if name not in _REPLACED)
    near = " OR ".join(
        f"city::VARCHAR = {quoted(office.city)} AND received_on >= DATE {quoted(office.opened)}"
        + (f" AND received_on <= DATE {quoted(office.closed)}" if office.closed else "")
        for office in offices()
    )
    return f"""
        SELECT log, source, row, {_reference()} AS contact_id,
            CASE WHEN starts_with(case_ref, '!') THEN case_ref ELSE {pseudonym("case_ref")} END AS "case",
            CASE WHEN month IS NOT NULL THEN month
                WHEN starts_with(received_at, '!') THEN received_at
                WHEN received_on > $today THEN '{Problem.FUTURE}'
                WHEN received_on < DATE '{start()}' THEN '{Problem.BEFORE_START}' END AS month,
            weekday,
            CASE WHEN month IS NOT NULL AND length(received_at) > 10
                THEN substr(received_at, 12, 2)::TINYINT END AS hour,
            {_kind()} AS kind, {kept}, age AS age_band, city, city_hint, not_recorded,
            CASE WHEN month IS NULL OR starts_with(city::VARCHAR, '!') THEN NULL
                WHEN {near or "false"} THEN 'with'
                WHEN city IS NOT NULL THEN 'without' END AS office_access
        FROM (SELECT *, try_cast(left(received_at, 10) AS DATE) AS received_on FROM ({_normalised(traits)}))
        LEFT JOIN {DAYS} ON received_on = {DAYS}.day
    """


def _reference() -> str:
    """The reference if it has our form, else its pseudonym; the place of the record where no log has references."""
    if not fields()["contact_id"].recorded:
        return "md5(source || ' ' || row)"
    ours = f"regexp_full_match(contact_id, {quoted(REFERENCE_PATTERN)})"
    kept = f"contact_id IS NULL OR starts_with(contact_id, '!') OR {ours}"
    return f"CASE WHEN {kept} THEN contact_id ELSE {pseudonym('contact_id')} END"


def _kind() -> str:
    """What the log says; where no log says it, the first contact of a case is new, and what names no case is one."""
    if fields()["kind"].recorded or not fields()["case_ref"].recorded:
        return "kind"
    # Here the whole time is known, of which the file keeps the month.
    arrival = "month IS NULL, received_at, log, source, row"
    return f"""CASE WHEN case_ref IS NULL OR starts_with(case_ref, '!') THEN 'new'
        WHEN row_number() OVER (PARTITION BY case_ref ORDER BY {arrival}) = 1 THEN 'new' ELSE 'follow_up' END"""


def _normalised(traits: FieldTraits) -> str:
    """The records with every value normalised, in SQL or by its mapping."""
    values = ", ".join(f"{normalised_value(name, name in traits.too_long)} AS {named(name)}" for name in fields())
    return f"""
        SELECT log, source, row, {values}, {not_recorded(traits.not_recorded)} AS not_recorded,
            nullif({named(table_name("city"))}.hint, {quoted(NOT_RECORDED)}) AS city_hint
        FROM {SQL_NORMALISED} {" ".join(mapping_join(name) for name in fields())} WHERE {ROW_KIND} IS NULL
    """
