"""The identifier detector: does a text look like something that identifies a person?

It is no detector of personal data and finds no names; closed vocabularies keep those out. It tells staff which of the
values that were set aside should never have been in a log.
"""

import re

_EMAIL = re.compile(r"[\w.+%-]+\s*(?:@|\(at\)|\[at\])\s*[\w-]+(?:\s*\.\s*[\w-]+)+", re.IGNORECASE)
_WEB = re.compile(
    r"[a-z][a-z0-9+.-]*://|\bwww\.|\b[a-z0-9-]+\.(?:com|net|org|pk|me|io|info|edu|gov|link)\b", re.IGNORECASE
)
_HANDLE = re.compile(r"(?:^|[\s:,(])@\w[\w.]{1,29}(?:$|[\s,)])")
_MOBILE = re.compile(r"(?<!\d)(?:\+|00)?(?:92[\s.-]?0?|0)[\s.-]?3\d{2}[\s.-]?\d{3}[\s.-]?\d{4}(?!\d)")
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
        any(pattern.search(text) for pattern in (_EMAIL, _WEB, _HANDLE, _MOBILE))
        or _is_card_or_device(text)
        or _is_account(text)
    )


def _is_card_or_device(text: str) -> bool:
    from stdnum import imei
    from stdnum.pk import cnic

    runs = [re.sub(r"\D", "", run) for run in _DIGIT_RUN.findall(text)]
    return any(cnic.is_valid(run) or imei.is_valid(run) for run in runs)


def _is_account(text: str) -> bool:
    from stdnum import iban

    return any(iban.is_valid(candidate) for candidate in _ACCOUNT.findall(text))


def _could_be_dialled(text: str) -> bool:
    from phonenumbers import Leniency, PhoneNumberMatcher

    matches = PhoneNumberMatcher(text, "PK", leniency=Leniency.POSSIBLE)
    return any(sum(c.isdigit() for c in match.raw_string) >= _SHORTEST_PHONE for match in matches)
