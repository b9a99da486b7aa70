"""The content of a helpline that has none yet: what comes with the program without its country, and short texts.

Contract and words hold for any helpline but for a few entries, which are taken out here; texts, places and particulars
lie in ``assets/blank``.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from expectations.contract.content import PROGRAM

BLANK = PROGRAM / "assets" / "blank"
_LEFT_OUT = ("text/ur/", "text/en/editions/", "text/en/numbers/", "text/en/standing/")
_TABLES = {
    "contract/fields.toml": ("within_fia_remit", "fia_referral", "takeover_scam"),
    "contract/rules.toml": ("fia_referral_named",),
    "contract/vocabulary.toml": ("fia_referral", "province"),
    "text/en/figures.toml": (
        *("takeover_scams_by_month", "cybercrime_office_access", "cybercrime_office_access_fixed"),
        *("within_fia_remit", "fia_referral"),
    ),
}
"""Tables about one country's law, agency and places."""
_LINES = r"(?m)^(fia|pcsw|rozan|lobono|fia_inquiry) = .*\n"
_PROVINCES = """
[province]
region_one = { label = "Region one", proper = true }
region_two = { label = "Region two", proper = true }
"""
_WORDS = {
    "contract/fields.toml": {"in Asia/Karachi unless": "in local time unless"},
    "contract/vocabulary.toml": {
        " Where the material is sexual, section 21 of PECA 2016 applies.": "",
        " They can amount to cyberstalking under section 24 of PECA 2016.": "",
    },
    "text/en/figures.toml": {
        "Hours are those of Pakistan. The helpline answers from 9 am to 5 pm": "The helpline answers from 9 am to 5 pm",
        "share('referral', 'fia')": "share('referral', 'police')",
        "referred to the Federal Investigation Agency": "referred to the police",
    },
    "brand/brand.toml": {"Digital Rights Foundation": "Our organisation"},
}
"""What it says otherwise."""


def blank_files(bundled: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a blank folder of content, given those that come with the program."""
    own = {path.relative_to(BLANK).as_posix(): path.read_bytes() for path in _files()}
    kept = {name: data for name, data in bundled.items() if not name.startswith(_LEFT_OUT)}
    return {**kept, **{name: _rewritten(name, kept[name].decode()).encode() for name in _TABLES | _WORDS}, **own}


def _files() -> Iterator[Path]:
    return (path for path in sorted(BLANK.rglob("*")) if path.is_file())


def _rewritten(name: str, text: str) -> str:
    for table in _TABLES.get(name, ()):
        text = _changed(rf"(?m)^\[{table}\]\n(?:(?!\[).*\n)*", "", text)
    if name == "contract/vocabulary.toml":
        text = _changed(_LINES, "", text) + _PROVINCES
    for old, new in _WORDS.get(name, {}).items():
        text = _changed(re.escape(old), new, text)
    return text


def _changed(pattern: str, new: str, text: str) -> str:
    text, times = re.subn(pattern, new, text)
    if not times:
        raise AssertionError(f"the content that comes with the program has changed: {pattern}")
    return text
