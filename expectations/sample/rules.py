"""What a case may say beside what it says already: the contract's rules across fields, as a generator needs them."""

from functools import cache

from expectations.contract.fields import FieldKind, fields
from expectations.contract.vocabulary import vocabulary
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
    since = _since(name, key)
    if since is not None and str(case["month"]) < since:
        return False
    present = case.get(name)
    if isinstance(present, tuple) and present and (key == ALONE or ALONE in present):
        return False
    return _fits(case, name, key)


def _fits(case: Case, name: str, key: str) -> bool:
    if name == "secondary_case_type":
        return case.get("case_type") not in (None, key)
    if name == "city":
        province = case.get("province")
        return province is not None and _province(key) in (None, province)
    if name == "fia_referral":
        return "fia" in (case.get("referrals") or ())
    return True


@cache
def _since(name: str, key: str) -> str | None:
    return fields()[name].vocabulary[key].since or fields()[name].since


@cache
def _province(city: str) -> str | None:
    return vocabulary("city")[city].province
