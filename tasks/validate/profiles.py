"""Profiles: the distinct values, and pairs of values, that the rules are about.

Their size depends on the contract, not on the rows. By construction they hold keys and problems only: whatever else a
column may hold is replaced by a problem in the query that reads it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from expectations.conditions import (
    AskedWithin,
    Condition,
    Differs,
    ExclusiveKey,
    FilterQuestion,
    LiesWithin,
    can_be_broken,
    conditions,
)
from expectations.contract.fields import REFERENCE_PATTERN, Field, FieldKind, Needed, Problem, fields
from expectations.contract.span import Span
from expectations.contract.vocabulary import OTHER
from expectations.rules import EMPTY, GIVEN, Profile, not_recorded_fields
from tasks.storage.engine import Database
from tasks.storage.sql import column, quoted

_PSEUDONYM = "^[0-9a-f]{32}$"
PATTERNS = {
    FieldKind.REFERENCE: f"{REFERENCE_PATTERN}|{_PSEUDONYM}",
    FieldKind.CASE: _PSEUDONYM,
    FieldKind.TIMESTAMP: "^[0-9]{4}-(0[1-9]|1[0-2])$",
}
"""The form that intake gives to what no vocabulary lists; a case number that is no pseudonym must not pass."""


@dataclass(frozen=True, slots=True)
class ProfileQuery:
    """One query over the contacts: a row a record (or a record and one of its several values).

    Attributes:
        profile, field: what it counts for.
        value, other_value: the expressions for the value, and for the other value of a pair.
        columns: the columns that the expressions read, where these hold few distinct values: the expressions are then
            worked out for each combination of these and not for each record.
        table, rest: what it selects from, and what follows: a list of values to unfold, a condition.
    """

    profile: Profile
    field: str
    value: str
    other_value: str | None = None
    columns: tuple[str, ...] = ()
    table: str = "contacts"
    rest: str = ""

    @property
    def sql(self) -> str:
        """Columns ``log``, ``source``, ``row``, ``contact_id``, ``value``, ``other_value``."""
        return f"SELECT log, source, row, contact_id, {self._value_columns} FROM {self.table} {self.rest}"

    @property
    def combinations(self) -> str:
        """Each combination of ``log`` and :attr:`columns`, with ``value`` and ``other_value``."""
        read = ", ".join(("log", *self.columns))
        distinct = f"SELECT DISTINCT {read} FROM {self.table}"
        return f"SELECT {read}, {self._value_columns} FROM ({distinct}) AS combinations {self.rest}"

    @property
    def counted(self) -> str:
        """Numbers of records by log, field, value and other value, with the text that the rules test."""
        text = f"'{self.field}: ' || value" + (" || ', ' || other_value" if self.other_value else "")
        if self.columns:
            groups = f"SELECT log, {', '.join(self.columns)}, count(*) AS records FROM {self.table} GROUP BY ALL"
            counted = f"SELECT log, {self._value_columns}, records FROM ({groups}) AS combinations {self.rest}"
        else:
            records = f"SELECT log, {self._value_columns} FROM {self.table} {self.rest}"
            counted = f"SELECT log, value, other_value, count(*) AS records FROM ({records}) GROUP BY ALL"
        return (
            f"SELECT {quoted(self.profile)} AS profile, log, {quoted(self.field)} AS field, value, other_value, "
            f"{text} AS text, records FROM ({counted})"
        )

    @property
    def _value_columns(self) -> str:
        return f"{self.value} AS value, {self.other_value or 'NULL::VARCHAR'} AS other_value"


def take_profile(database: Database) -> Any:
    """Count the profiles of the table ``contacts``.

    Returns:
        A pandas frame with the columns ``profile_row`` (a number as text), ``profile``, ``log``, ``field``, ``value``,
        ``other_value``, ``text`` and ``records``.
    """
    counted = " UNION ALL ".join(query.counted for query in profile_queries())
    # Added up together: a hundred additions apart would take Spark longer than counting.
    counted = f"SELECT * EXCLUDE (records), sum(records)::BIGINT AS records FROM ({counted}) GROUP BY ALL"
    frame = database.frame(counted).sort_values(["profile", "log", "field", "value", "other_value"], ignore_index=True)
    frame.insert(0, "profile_row", frame.index.astype(str))
    return frame


def profile_queries() -> tuple[ProfileQuery, ...]:
    """All queries that the rules need."""
    between = (_condition(condition) for found in conditions().values() for condition in filter(can_be_broken, found))
    return (*_values(), *between, *_not_recorded(), _near_misses(), *_repeated())


def _values() -> Iterable[ProfileQuery]:
    for f in fields().values():
        columns = () if f.kind in (FieldKind.REFERENCE, FieldKind.CASE) else (column(f.name),)
        value = f"coalesce({_safe(f)}, '{EMPTY}')"
        yield ProfileQuery(Profile.VALUES, f.name, value, columns=columns, rest=_unfolded(f))
        if f.needed is Needed.FOLLOW_UP:
            given = f"CASE WHEN {column(f.name)} IS NULL THEN '{EMPTY}' ELSE '{GIVEN}' END"
            yield ProfileQuery(Profile.FOLLOW_UPS, f.name, given, rest="WHERE kind = 'follow_up'")


def _condition(condition: Condition) -> ProfileQuery:
    """The pair of values that a condition is about."""
    f = fields()[condition.field]
    match condition:
        case Differs(name, other):
            return ProfileQuery(Profile.SECONDARY, name, _key(f), _key(fields()[other]), (name, other))
        case LiesWithin(name, other):
            return ProfileQuery(Profile.RESIDENCE, name, _key(f), _key(fields()[other]), (name, other))
        case FilterQuestion(name, other, key):
            # What could not be read may well be the key: nothing is said of it here.
            unread = f"contains({other}, '!')"
            named = f"CASE WHEN {has(other, key)} THEN 'named' WHEN {unread} THEN NULL ELSE 'not_named' END"
            return ProfileQuery(Profile.FILTER, name, _key(f), named, (name, other))
        case ExclusiveKey(name, key):
            alone = f"CASE WHEN {name} = {quoted(key)} THEN 'alone' ELSE 'with_others' END"
            return ProfileQuery(Profile.TOGETHER, name, quoted(key), alone, (name,), rest=f"WHERE {has(name, key)}")
        case AskedWithin(name):
            return _outside(f, name, condition.accepted)


def _outside(f: Field, name: str, spans: Mapping[str, Span]) -> ProfileQuery:
    readable = f"regexp_full_match(month, {quoted(PATTERNS[FieldKind.TIMESTAMP])})"
    value = _column(f)
    first, last = (
        " ".join(f"WHEN {quoted(key)} THEN {quoted(month)}" for key, month in ends)
        for ends in (((key, s.first) for key, s in spans.items()), ((key, s.last) for key, s in spans.items()))
    )
    other_value = (
        f"CASE WHEN month < CASE {value} {first} END THEN 'before' "
        f"WHEN month > CASE {value} {last} END THEN 'after' ELSE 'within' END"
    )
    rest = f"{_unfolded(f)} WHERE {value} IN {_list(spans)} AND {readable}"
    return ProfileQuery(Profile.OUTSIDE, name, value, other_value, (column(name), "month"), rest=rest)


def _not_recorded() -> Iterable[ProfileQuery]:
    # Most logs have none, and the statistics of the Parquet file say so.
    marked = "(SELECT * FROM contacts WHERE not_recorded IS NOT NULL) AS marked"
    for name in not_recorded_fields():
        listed = f"list_contains(string_split(not_recorded, ';'), {quoted(name)})"
        yield ProfileQuery(
            Profile.NOT_RECORDED, name, quoted(GIVEN), None, ("not_recorded",), marked, f"WHERE {listed}"
        )


def _near_misses() -> ProfileQuery:
    near = f"CASE WHEN city_hint IN {_list(fields()['city'].vocabulary.keys)} THEN city_hint ELSE 'far' END"
    return ProfileQuery(
        Profile.NEAR_MISSES, "city", "city", near, ("city", "city_hint"), rest=f"WHERE city = '{OTHER}'"
    )


def _repeated() -> Iterable[ProfileQuery]:
    reference = f"regexp_full_match(contact_id, {quoted(PATTERNS[FieldKind.REFERENCE])})"
    opening = "kind = 'new' AND \"case\" NOT LIKE '!%'"
    first_reference = _placed("log, contact_id", "contact_id", "source, row", reference)
    # The same order as that in which counting takes a case.
    first_opening = _placed('"case"', 'left("case", 12)', "month, log, source, row", opening)
    yield ProfileQuery(Profile.REFERENCES, "contact_id", f"'{GIVEN}'", "place", table=first_reference)
    yield ProfileQuery(Profile.OPENINGS, "case_ref", f"'{GIVEN}'", "place", table=first_opening)


def _placed(same: str, part: str, order: str, where: str) -> str:
    """Those contacts of which there are several with the same, each the first of them or a repeated one.

    These are found first by ``part``, a short text that is the same where ``same`` is: there are few of them.
    """
    several = f"SELECT {part} FROM contacts WHERE {where} GROUP BY {part} HAVING count(*) > 1"
    place = f"row_number() OVER (PARTITION BY {same} ORDER BY {order})"
    return (
        f"(SELECT *, CASE {place} WHEN 1 THEN 'first' ELSE 'repeated' END AS place "
        f"FROM contacts WHERE {where} AND {part} IN ({several}))"
    )


def _unfolded(f: Field) -> str:
    if f.kind is not FieldKind.CATEGORIES:
        return ""
    return f", unnest(CASE WHEN {f.name} IS NULL THEN [NULL] ELSE string_split({f.name}, ';') END) AS t(part)"


def _column(f: Field) -> str:
    return "part" if f.kind is FieldKind.CATEGORIES else column(f.name)


def _safe(f: Field) -> str:
    """The value if it is a key or a problem; what else there may be is replaced by a problem or to ``given``."""
    value, problems = _column(f), [problem.value for problem in Problem]
    if f.kind in PATTERNS:
        shown = value if f.kind is FieldKind.TIMESTAMP else quoted(GIVEN)
        return (
            f"CASE WHEN {value} IS NULL OR {value} IN {_list(problems)} THEN {value} "
            f"WHEN regexp_full_match({value}, {quoted(PATTERNS[f.kind])}) THEN {shown} ELSE '{Problem.INVALID}' END"
        )
    keys = f.vocabulary.keys
    allowed = [*keys, *problems, *(f"{Problem.UNKNOWN}:{key}" for key in keys)]
    return f"CASE WHEN {value} IS NULL OR {value} IN {_list(allowed)} THEN {value} ELSE '{Problem.UNKNOWN}' END"


def _key(f: Field) -> str:
    """The value if it is a key, else null: a problem is the business of the field's own rules."""
    return f"CASE WHEN {_column(f)} IN {_list(f.vocabulary.keys)} THEN {_column(f)} END"


def has(name: str, key: str) -> str:
    """Whether a field that allows several values names a key."""
    return f"coalesce(list_contains(string_split({column(name)}, ';'), {quoted(key)}), false)"


def _list(texts: Iterable[str]) -> str:
    return f"({', '.join(quoted(text) for text in texts)})"
