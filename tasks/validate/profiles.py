"""Profiles: the distinct values, and what stands beside them, that the rules speak of.

Their size depends on the contract, not on the rows. By construction they hold keys and problems only: whatever else a
column may hold is folded to a problem in the query that reads it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from duckdb import DuckDBPyConnection

from expectations.contract.fields import REFERENCE_PATTERN, Field, FieldKind, Needed, fields
from expectations.rules import NONE, Problem, Profile, dated_values, may_be_none

COLUMNS = {"received_at": "month", "case_ref": "case", "age": "age_band"}
"""Columns of the contacts that are not named as their field; see :mod:`tasks.anonymise`."""
GIVEN = "given"
"""Stands for a reference or a case: that there is one, not which."""
MONTH_PATTERN = "^[0-9]{4}-[0-9]{2}$"


@dataclass(frozen=True, slots=True)
class View:
    """One look at the contacts, as SQL: a row a record (or a record and one of its several values)."""

    profile: Profile
    field: str
    value: str
    beside: str = "NULL::VARCHAR"
    source: str = "contacts"

    @property
    def sql(self) -> str:
        """Columns ``log``, ``source``, ``row``, ``contact_id``, ``field``, ``value``, ``beside``."""
        return (
            f"SELECT log, source, row, contact_id, {literal(self.field)} AS field, {self.value} AS value, "
            f"{self.beside} AS beside FROM {self.source}"
        )


def take_profile(connection: DuckDBPyConnection) -> Any:
    """Count the profiles of the table ``contacts`` into a temporary table ``profile``.

    Returns:
        The same as a pandas frame: ``combination`` (a number as text), ``about`` (``values.gender``), ``log``,
        ``profile``, ``field``, ``value``, ``beside``, ``records``.
    """
    counted = " UNION ALL ".join(
        f"SELECT {literal(view.profile)} AS profile, log, field, value, beside, count(*) AS records "
        f"FROM ({view.sql}) GROUP BY ALL"
        for view in views()
    )
    connection.execute(
        "CREATE TEMP TABLE profile AS "
        "SELECT (row_number() OVER ())::VARCHAR AS combination, profile || '.' || field AS about, * "
        f"FROM ({counted} ORDER BY ALL)"
    )
    return connection.sql("FROM profile").df()


def views() -> tuple[View, ...]:
    """All looks at the contacts that the rules need."""
    return (*_values(), *_pairs(), *_early(), *_repeated())


def _values() -> Iterable[View]:
    for f in fields().values():
        yield View(Profile.VALUES, f.name, _safe(f), source=_source(f))
        if f.needed is Needed.FOLLOW_UP:
            yield View(Profile.FOLLOW_UPS, f.name, _safe(f), source=f"{_source(f)} WHERE kind = 'follow_up'")


def _pairs() -> Iterable[View]:
    secondary, primary = fields()["secondary_case_type"], fields()["case_type"]
    yield View(Profile.SECONDARY, secondary.name, _key(secondary), _key(primary))
    yield View(Profile.RESIDENCE, "city", _key(fields()["city"]), _key(fields()["province"]))
    # A referral that could not be read may well be the FIA: nothing is said of it here.
    unread = "contains(referrals, '!')"
    named = f"CASE WHEN {_has('referrals', 'fia')} THEN 'named' WHEN {unread} THEN NULL ELSE 'not_named' END"
    yield View(Profile.FIA, "fia_referral", _key(fields()["fia_referral"]), named)
    for f in fields().values():
        if may_be_none(f):
            alone = f"CASE WHEN {f.name} = '{NONE}' THEN 'alone' ELSE 'with_others' END"
            yield View(Profile.TOGETHER, f.name, f"'{NONE}'", alone, f"contacts WHERE {_has(f.name, NONE)}")
    near = f"contacts WHERE city = 'other' AND city_hint IN {_list(fields()['city'].vocabulary.keys)}"
    yield View(Profile.NEAR_MISSES, "city", "city", "city_hint", near)


def _early() -> Iterable[View]:
    for name in dict.fromkeys(name for name, _, _ in dated_values()):
        keys = [key for other, _, some in dated_values() if other == name for key in some]
        f = fields()[name]
        month = f"CASE WHEN regexp_full_match(month, {literal(MONTH_PATTERN)}) THEN month END"
        yield View(Profile.EARLY, name, _key(f), month, f"{_source(f)} WHERE {_column(f)} IN {_list(keys)}")


def _repeated() -> Iterable[View]:
    reference = f"regexp_full_match(contact_id, {literal(REFERENCE_PATTERN)})"
    yield View(
        Profile.REFERENCES,
        "contact_id",
        f"'{GIVEN}'",
        "place",
        _placed("log, contact_id", "source, row", reference),
    )
    # The same order as that in which counting takes a case.
    opening = "kind = 'new' AND \"case\" NOT LIKE '!%'"
    yield View(
        Profile.OPENINGS, "case_ref", f"'{GIVEN}'", "place", _placed('"case"', "month, log, source, row", opening)
    )


def _placed(same: str, order: str, where: str) -> str:
    place = f"row_number() OVER (PARTITION BY {same} ORDER BY {order})"
    return f"(SELECT *, CASE {place} WHEN 1 THEN 'first' ELSE 'repeated' END AS place FROM contacts WHERE {where})"


def _source(f: Field) -> str:
    if f.kind is not FieldKind.CATEGORIES:
        return "contacts"
    return f"contacts, unnest(CASE WHEN {f.name} IS NULL THEN [NULL] ELSE string_split({f.name}, ';') END) AS t(part)"


def _column(f: Field) -> str:
    return "part" if f.kind is FieldKind.CATEGORIES else column(f.name)


def _safe(f: Field) -> str:
    """The value if it is a key or a problem; what else there may be is folded to a problem or to ``given``."""
    value, problems = _column(f), [problem.value for problem in Problem]
    if f.kind is FieldKind.CASE:
        return f"CASE WHEN {value} IS NULL OR {value} IN {_list(problems)} THEN {value} ELSE '{GIVEN}' END"
    if f.kind in (FieldKind.REFERENCE, FieldKind.TIMESTAMP):
        pattern, shown = (REFERENCE_PATTERN, f"'{GIVEN}'") if f.kind is FieldKind.REFERENCE else (MONTH_PATTERN, value)
        return (
            f"CASE WHEN {value} IS NULL OR {value} IN {_list(problems)} THEN {value} "
            f"WHEN regexp_full_match({value}, {literal(pattern)}) THEN {shown} ELSE '{Problem.INVALID}' END"
        )
    keys = f.vocabulary.keys
    allowed = [*keys, *problems, *(f"{Problem.UNKNOWN}:{key}" for key in keys)]
    return f"CASE WHEN {value} IS NULL OR {value} IN {_list(allowed)} THEN {value} ELSE '{Problem.UNKNOWN}' END"


def _key(f: Field) -> str:
    """The value if it is a key, else null: a problem is the business of the field's own rules."""
    return f"CASE WHEN {_column(f)} IN {_list(f.vocabulary.keys)} THEN {_column(f)} END"


def _has(name: str, key: str) -> str:
    return f"coalesce(list_contains(string_split({column(name)}, ';'), {literal(key)}), false)"


def column(name: str) -> str:
    """The column of a field, quoted as SQL has it (``case`` is a word of SQL's own)."""
    return f'"{COLUMNS.get(name, name)}"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def _list(texts: Iterable[str]) -> str:
    return f"({', '.join(literal(text) for text in texts)})"
