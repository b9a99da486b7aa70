"""Normalise one value as staff wrote it to what may be kept: a key, nothing, or a problem.

Every distinct value is normalised once, however many records hold it; the engine joins the outcome back.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from expectations.conditions import has_categories
from expectations.contract.fields import REFERENCE_PATTERN, Field, FieldKind, Problem
from expectations.contract.helpline import helpline
from expectations.contract.logs import NOT_RECORDED, SourceForm, says_not_recorded
from expectations.contract.spelling import is_formula, is_word_like, nearest, plain
from expectations.contract.vocabulary import OTHER, Vocabulary, age_band
from tasks.anonymise.times import read_time, untagged

MAX_LENGTH = 500
"""No value of any field is longer, in characters; several platforms with their labels come to about half of it."""

_NUMBER = re.compile(r"([-−–]?)\s?(\d+)(?:\.0+)?")
_MOST_AGE_DIGITS = 3
ANY_REFERENCE = "\x1f"
"""The mark behind a reference of a source that takes any text for one."""
_REFERENCE = re.compile(REFERENCE_PATTERN)
_CASE = re.compile(r"[^\W_](?:[\w/.#-]*[^\W_])?")
_LONGEST_PLACE_WORDS = 5
_GRAVEST = (Problem.IDENTIFIER, Problem.FORMULA, Problem.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Normalised:
    """What is kept of a value.

    ``hint`` is the key that a place outside the gazetteer may be a misspelling of, or ``NOT_RECORDED`` where the value
    says so in words, which counts as a blank.
    """

    value: str | None
    hint: str | None = None


def normalise(field: Field, raw: str) -> Normalised:
    """Normalise one value of a field.

    Returns:
        By kind of field: the reference; the time as :func:`~tasks.anonymise.times.read_time` gives it; a key, or keys
        joined by ``;`` in the vocabulary's order; a band; the case number in one spelling, of which the caller takes
        the pseudonym. None where the value is blank or says that nothing is recorded, and a
        :class:`~expectations.contract.fields.Problem` where it is not allowed. Never raises for any text.
    """
    form = SourceForm()
    if field.kind is FieldKind.TIMESTAMP:
        form, raw = untagged(raw)
    if len(raw) > MAX_LENGTH or raw == Problem.TOO_LONG:
        return Normalised(Problem.TOO_LONG)
    text = plain(raw)
    if not text:
        return Normalised(None)
    if _is_not_recorded(field, raw):
        return Normalised(None, NOT_RECORDED)
    if field.kind is FieldKind.TIMESTAMP:
        return Normalised(read_time(text, form) or _unreadable(raw, text))
    return _BY_KIND[field.kind](field, raw, text)


def _is_not_recorded(field: Field, raw: str) -> bool:
    return not (has_categories(field) and field.vocabulary.find(raw)) and says_not_recorded(raw)


def _reference(_: Field, raw: str, text: str) -> Normalised:
    """Ours, a running number, or any text where its source says so; that leaves intake as a pseudonym."""
    reference = text.upper()
    if _REFERENCE.fullmatch(reference):
        return Normalised(reference)
    if ANY_REFERENCE in raw:
        return Normalised(_danger(raw, text, strictly_identifying) or reference)
    return Normalised(_unreadable(raw, text))


def _case(_: Field, raw: str, text: str) -> Normalised:
    number = text.upper().replace(" ", "")
    safe = _CASE.fullmatch(number) and not strictly_identifying(text)
    return Normalised(number if safe else _unreadable(raw, text))


def _category(field: Field, raw: str, text: str) -> Normalised:
    return Normalised(field.vocabulary.find(raw) or _unknown(field.vocabulary, raw, text))


def _categories(field: Field, raw: str, _: str) -> Normalised:
    vocabulary = field.vocabulary
    parts = [(part, vocabulary.find(part)) for part in answers(field, raw)]
    found = {
        key or _unknown(vocabulary, part, plain(part)) for part, key in parts if key or not says_not_recorded(part)
    }
    if parts and not found:
        return Normalised(None, NOT_RECORDED)
    problems = [value for value in found if value.startswith("!")]
    if problems:
        return Normalised(min(problems, key=_gravity))
    return Normalised(";".join(key for key in vocabulary.keys if key in found) or None)


def answers(field: Field, raw: str, *, parted: bool = False) -> Iterator[str]:
    """The answers in a cell of a field that allows several.

    Semicolons always part them. A comma, a slash or a line break may belong to an answer: it parts where all that
    stands between has a reading, or where the whole has none, and a part of it one; or, where the cell is to be
    ``parted`` before any answer is known, wherever the whole has none.
    """
    for part in filter(plain, re.split("[;؛；]", raw)):
        pieces = list(filter(plain, re.split("[,،/|&\n]", part)))
        if pieces == [part]:
            yield part
            continue
        known = [field.vocabulary.find(piece) for piece in pieces]
        whole = field.vocabulary.find(part) or _is_not_recorded(field, part) or not (parted or any(known))
        # "Facebook/Messenger" are two, though "Facebook Messenger" is one.
        yield from (part,) if whole and not all(known) else pieces


def _age(field: Field, raw: str, text: str) -> Normalised:
    number = _NUMBER.fullmatch(text)
    if number is None:
        return Normalised(field.vocabulary.find(raw) or _unreadable(raw, text))
    sign, digits = number.groups()
    if len(digits) > _MOST_AGE_DIGITS:
        return Normalised(Problem.IDENTIFIER if looks_identifying(text) else Problem.OUT_OF_RANGE)
    return Normalised((None if sign else age_band(int(digits))) or Problem.OUT_OF_RANGE)


def _city(field: Field, raw: str, text: str) -> Normalised:
    gazetteer = field.vocabulary
    if key := gazetteer.find(raw):
        return Normalised(key)
    problem = _unknown(gazetteer, raw, text)
    if not problem.startswith(Problem.UNKNOWN) or not _is_place_like(text):
        return Normalised(problem)
    return Normalised(OTHER, problem.partition(":")[2] or None)


def _is_place_like(text: str) -> bool:
    """Whether it may name a place: some words with letters, and no sentence."""
    letters = sum(c.isalpha() for c in text)
    words = len(text.split())
    return is_word_like(text) and letters > 1 and words <= _LONGEST_PLACE_WORDS and not any(c in "<>" for c in text)


def _unknown(vocabulary: Vocabulary, raw: str, text: str) -> str:
    if problem := _danger(raw, text, looks_identifying):
        return problem
    near = nearest(text, vocabulary.spellings)
    return f"{Problem.UNKNOWN}:{near}" if near else Problem.UNKNOWN


def _unreadable(raw: str, text: str) -> str:
    return _danger(raw, text, strictly_identifying) or Problem.INVALID


def _danger(raw: str, text: str, identifying: Callable[[str], bool]) -> Problem | None:
    # An equals sign makes a formula of anything, whereas a plus or an at sign may begin a number or a handle.
    if text.startswith("="):
        return Problem.FORMULA
    if identifying(text):
        return Problem.IDENTIFIER
    return Problem.FORMULA if is_formula(raw) or is_formula(text) else None


def _gravity(problem: str) -> tuple[int, str]:
    return _GRAVEST.index(Problem(problem.partition(":")[0])), problem


_BY_KIND: dict[FieldKind, Callable[[Field, str, str], Normalised]] = {
    FieldKind.REFERENCE: _reference,
    FieldKind.CASE: _case,
    FieldKind.CATEGORY: _category,
    FieldKind.CATEGORIES: _categories,
    FieldKind.AGE: _age,
    FieldKind.CITY: _city,
}


_EMAIL = re.compile(r"[\w.+%-]+\s*(?:@|\(at\)|\[at\])\s*[\w-]+(?:\s*\.\s*[\w-]+)+", re.IGNORECASE)
_DOMAINS = "com|net|org|me|io|info|edu|gov|link"
_HANDLE = re.compile(r"(?:^|[\s:,(])@\w[\w.]{1,29}(?:$|[\s,)])")
_DIGIT_RUN = re.compile(r"\d(?:[\s-]?\d){12,}")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_SHORTEST_PHONE = 7


def looks_identifying(text: str) -> bool:
    """Whether a category holds an identifier: here any number that could be dialled, or be an account's, counts as one.

    Args:
        text: the value, normalised by :func:`expectations.contract.spelling.plain`.
    """
    return strictly_identifying(text) or bool(_ACCOUNT.search(text)) or _could_be_dialled(text)


def strictly_identifying(text: str) -> bool:
    """The same for references and dates, whose digits would pass for a telephone number by chance."""
    return (
        any(pattern.search(text) for pattern in (_EMAIL, _HANDLE, *_local()))
        or _is_card_or_device(text)
        or _is_account(text)
    )


@cache
def _local() -> tuple[re.Pattern[str], ...]:
    """Web addresses and mobile numbers, as the country has them."""
    from phonenumbers import country_code_for_region

    domains = f"{_DOMAINS}|{helpline().country.lower()}"
    web = re.compile(rf"[a-z][a-z0-9+.-]*://|\bwww\.|\b[a-z0-9-]+\.(?:{domains})\b", re.IGNORECASE)
    if not helpline().mobile_number:
        return (web,)
    code = country_code_for_region(helpline().country)
    return (web, re.compile(rf"(?<!\d)(?:\+|00)?(?:{code}[\s.-]?0?|0)[\s.-]?(?:{helpline().mobile_number})(?!\d)"))


def _is_card_or_device(text: str) -> bool:
    from stdnum import get_cc_module, imei

    runs = [re.sub(r"\D", "", run) for run in _DIGIT_RUN.findall(text)]
    checks = (imei, *(get_cc_module(*name.split(".")) for name in helpline().identity_numbers))
    return any(check.is_valid(run) for run in runs for check in checks)


def _is_account(text: str) -> bool:
    from stdnum import iban

    return any(iban.is_valid(candidate) for candidate in _ACCOUNT.findall(text))


def _could_be_dialled(text: str) -> bool:
    from phonenumbers import Leniency, PhoneNumberMatcher

    matches = PhoneNumberMatcher(text, helpline().country, leniency=Leniency.POSSIBLE)
    return any(sum(c.isdigit() for c in match.raw_string) >= _SHORTEST_PHONE for match in matches)
