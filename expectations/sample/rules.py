"""What a case may say beside what it says already: the contract's rules across fields, as a generator needs them."""

from functools import cache

from expectations.contract.fields import Field, FieldKind, fields
from expectations.contract.vocabulary import OTHER, Vocabulary, vocabulary
from expectations.sample.record import Case

ALONE = "none"
"""Where several values are allowed, this one never stands beside another."""
CASE_FIELDS = tuple(
    f.name
    for f in fields().values()
    if f.kind in (FieldKind.CATEGORY, FieldKind.CATEGORIES, FieldKind.AGE, FieldKind.CITY) and f.name != "kind"
)
"""The fields that describe a case, in the contract's order; each may depend on those before it."""


def several(name: str) -> bool:
    """Whether a field holds several values."""
    return fields()[name].kind is FieldKind.CATEGORIES


def ordered(name: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Keys of a field with several values, in the vocabulary's order."""
    return tuple(key for key in values(name) if key in keys)


@cache
def values(name: str) -> tuple[str, ...]:
    """All keys of a field."""
    return fields()[name].vocabulary.keys


def allowed(case: Case, name: str, key: str) -> bool:
    """Whether the case, whose month is known as ``month``, may have this value in this field."""
    field = fields()[name]
    if not _asked(case, field, field.vocabulary, key):
        return False
    present = case.get(name)
    if isinstance(present, tuple) and present and (key == ALONE or ALONE in present):
        return False
    return _fits(case, name, key)


def _asked(case: Case, field: Field, known: Vocabulary, key: str) -> bool:
    since = known[key].since or field.since
    return since is None or str(case["month"]) >= since


def _fits(case: Case, name: str, key: str) -> bool:
    if name == "secondary_case_type":
        return case.get("case_type") not in (None, key)
    if name == "city":
        province = case.get("province")
        return province is not None and (key == OTHER or vocabulary("city")[key].province == province)
    if name == "fia_referral":
        return "fia" in (case.get("referrals") or ())
    return True
