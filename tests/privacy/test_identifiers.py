"""The identifier detector against labelled samples that others wrote: it finds nearly all, and no allowed category."""

import doctest
from collections.abc import Iterator
from types import ModuleType

import phonenumbers
import pytest
from faker import Faker
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from stdnum import iban, imei
from stdnum.pk import cnic

from expectations.contract.spelling import plain
from expectations.contract.vocabulary import vocabularies
from tasks.anonymise.normalise import looks_identifying

ENOUGH = 0.99
DRAWN = 300
LOCALES = ("en_PK", "en_IN", "en_GB", "en_US", "de_DE", "fr_FR", "es_ES", "it_IT", "pt_BR", "nl_NL", "tr_TR")
TYPES = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)


def example_phones() -> Iterator[str]:
    """The telephone library's examples: of all regions as dialled from abroad, of Pakistan in every form."""
    for region in phonenumbers.SUPPORTED_REGIONS:
        forms = [PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.E164]
        forms += [PhoneNumberFormat.NATIONAL, PhoneNumberFormat.RFC3966] if region == "PK" else []
        for kind in TYPES:
            if number := phonenumbers.example_number_for_type(region, kind):
                yield from (phonenumbers.format_number(number, form) for form in forms)


def doctests(module: ModuleType) -> Iterator[str]:
    """The numbers that a module's own examples call valid."""
    for test in doctest.DocTestFinder().find(module):
        for example in test.examples:
            call, _, rest = example.source.partition("(")
            if call == "validate" and example.want and not example.exc_msg:
                yield rest.strip()[:-1].strip("'\"")


def drawn(method: str) -> Iterator[str]:
    """Made-up values of many countries."""
    for locale in LOCALES:
        fake = Faker(locale)
        fake.seed_instance(1)
        yield from (getattr(fake, method)() for _ in range(DRAWN))


SAMPLES = {
    "example telephone numbers": example_phones,
    "drawn Pakistani telephone numbers": lambda: (Faker("en_PK").phone_number() for _ in range(DRAWN)),
    "drawn e-mail addresses": lambda: drawn("email"),
    "drawn web addresses": lambda: drawn("url"),
    "drawn account numbers": lambda: drawn("iban"),
    "documented account numbers": lambda: doctests(iban),
    "documented identity cards": lambda: doctests(cnic),
    "documented devices": lambda: doctests(imei),
}
URDU = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
DISGUISES = {
    "as it is": str,
    "within a sentence": lambda text: f"please call me on {text}, after ten",
    "in Urdu digits": lambda text: text.translate(URDU),
    "with characters that are not seen": lambda text: "\u200f" + "\u200b".join(text) + "\ufeff",
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_identifiers_are_caught(sample: str, disguise: str) -> None:
    texts = sorted(set(SAMPLES[sample]()))
    assert texts
    missed = [text for text in texts if not looks_identifying(plain(DISGUISES[disguise](text)))]
    assert len(missed) <= (1 - ENOUGH) * len(texts), missed[:10]


SPELLINGS = sorted({text for known in vocabularies().values() for text in known.spellings})


def test_no_allowed_category_is_taken_for_an_identifier() -> None:
    labels = [c.label for known in vocabularies().values() for c in known]
    assert [text for text in (*SPELLINGS, *labels) if looks_identifying(plain(text))] == []
