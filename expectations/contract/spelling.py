"""How two spellings of one thing are compared: without case, spacing, punctuation, or the script of the digits."""

import unicodedata
from collections.abc import Mapping

# Arabic-Indic and Extended Arabic-Indic (Urdu) digits; NFKC normalises full-width digits, but leaves these.
_DIGITS = {ord(digit): str(value) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, digit in enumerate(row)}
# Zero-width and direction marks: invisible, so staff cannot see that two values differ by them.
_INVISIBLE = dict.fromkeys(
    [
        0x00AD,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2065),
        *range(0x2066, 0x206A),
        0xFEFF,
    ]
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MIN_SIMILARITY = 0.75
_HARMLESS = set(" _-–/.,،&'’()<>+")


def plain(text: str) -> str:
    """The text as a person reads it: compatibility forms, digits and spaces normalised, invisible marks removed."""
    normalised = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).translate(_DIGITS)
    return " ".join(normalised.split())


def squash(text: str) -> str:
    """The letters and digits alone, in one case: the form in which spellings are compared.

    ``<18`` and ``>50`` keep their sign, and ``50+`` its plus, since these carry the meaning.
    """
    return "".join(c for c in plain(text).casefold() if c.isalnum() or c in "<>+" or unicodedata.combining(c))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run the cell: it must never pass as a category, whatever its letters spell."""
    normalised = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return normalised.startswith(FORMULA_STARTS)


def is_word_like(text: str) -> bool:
    """Whether the text holds only letters, digits and the punctuation that staff use within a category's name."""
    return all(c.isalnum() or c in _HARMLESS or unicodedata.combining(c) for c in plain(text))


def nearest(text: str, spellings: Mapping[str, str]) -> str | None:
    """What the spelling most like a text stands for; None where none is like it.

    Args:
        text: as written.
        spellings: from a squashed spelling to what it stands for.
    """
    from rapidfuzz.distance import DamerauLevenshtein
    from rapidfuzz.process import extractOne

    similarity = DamerauLevenshtein.normalized_similarity
    near = extractOne(squash(text), list(spellings), scorer=similarity, score_cutoff=_MIN_SIMILARITY)
    return spellings[near[0]] if near else None
