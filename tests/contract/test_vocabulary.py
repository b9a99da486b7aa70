"""The vocabulary: every spelling leads to one key, and nothing else passes."""

import unicodedata

import pytest

from expectations.contract.fields import FieldKind, fields, headings
from expectations.contract.spelling import squash
from expectations.contract.vocabulary import (
    Category,
    ContractError,
    Vocabulary,
    _vocabulary,
    age_band,
    vocabularies,
    vocabulary,
)
from expectations.places import cities_with_office, offices

SPELLINGS = [
    pytest.param(v, text, category.key, id=f"{v.name}: {text}")
    for v in vocabularies().values()
    for category in v
    for text in (category.key, category.label, *category.aliases)
]
URDU_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(("known", "text", "key"), SPELLINGS)
def test_key_label_and_aliases_lead_to_the_key_however_they_are_spaced(known: Vocabulary, text: str, key: str) -> None:
    ways = [
        text,
        text.upper(),
        text.title(),
        f"  {text} ",
        f"{text}\u00a0",
        f"\u200f{text}",
        text.replace(" ", "\u00a0\u00a0"),
    ]
    ways += [text.translate(URDU_DIGITS), text.translate(ARABIC_DIGITS), unicodedata.normalize("NFD", text)]
    assert {way: known.find(way) for way in ways} == dict.fromkeys(ways, key)


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("gender", "F", "woman"),
        ("gender", "Female ", "woman"),
        ("platform", "fb", "facebook"),
        ("platform", "Whats app", "whatsapp"),
        ("city", "lhr", "lahore"),
        ("city", "LAHORE", "lahore"),
        ("age_band", "۱۸-۲۰", "18-20"),
        ("age_band", "50+", "over_50"),
        ("age_band", "<18", "under_18"),
        ("gender", "ｗｏｍａｎ", "woman"),
        ("gender", "wo\u200bman", "woman"),
    ],
)
def test_as_found_spellings(name: str, text: str, key: str) -> None:
    assert vocabulary(name).find(text) == key


@pytest.mark.parametrize("known", vocabularies().values(), ids=vocabularies().keys())
@pytest.mark.parametrize("disguise", ["={}", "+{}", "-{}", "@{}", "\t{}", "\r{}", "＝{}", "\u200b={}", "<b>{}</b>",
                                      "{{{{ {} }}}}", "{{% {} %}}", "{}\"", "{};", "{}|safe", "${{{}}}", "`{}`", "{}\\",
                                      "{}#", "{}*", "{}!"])  # fmt: skip
def test_no_formula_markup_or_template_passes_as_a_category(known: Vocabulary, disguise: str) -> None:
    for category in known:
        for text in (category.key, category.label):
            assert known.find(disguise.format(text)) is None


@pytest.mark.parametrize("text", ["", " ", "-", "?", "n/a?", "woman man", "womann", "wo", "\u200b"])
def test_an_unknown_value_is_never_guessed(text: str) -> None:
    assert vocabulary("gender").find(text) is None


def test_one_spelling_for_two_categories_is_refused() -> None:
    with pytest.raises(ContractError, match="facebook and meta"):
        _vocabulary("platform", [Category("Facebook", "facebook", ("fb",)), Category("Meta", "meta", ("F B",))])


@pytest.mark.parametrize(
    ("years", "band"),
    [
        *[(4, None), (5, "under_18"), (17, "under_18"), (18, "18-20"), (20, "18-20"), (21, "21-25"), (25, "21-25")],
        *[(26, "26-30"), (30, "26-30"), (31, "31-40"), (40, "31-40"), (41, "41-50"), (50, "41-50"), (51, "over_50")],
        *[(110, "over_50"), (111, None), (-1, None), (999, None)],
    ],
)
def test_an_age_belongs_to_one_band(years: int, band: str | None) -> None:
    assert age_band(years) == band


def test_every_type_of_case_is_defined_and_four_are_no_harassment() -> None:
    types = vocabulary("case_type")
    assert len(types.keys) == 26
    assert all(category.definition for category in types)
    assert [c.key for c in types if not c.harassment] == [
        "general_inquiry", "stolen_device", "login_issues", "fia_inquiry",
    ]  # fmt: skip


@pytest.mark.parametrize("office", offices(), ids=lambda o: o.city)
def test_an_office_stands_in_a_city_of_the_gazetteer_since_a_day(office) -> None:
    assert office.city in vocabulary("city").keys
    assert office.opened == "2007-01-01" or office.opened > "2018-01-01"
    assert office.city in cities_with_office(office.opened)
    assert office.city not in cities_with_office("2006-12-31")


def test_the_first_offices_are_those_of_the_published_edition() -> None:
    first = {"islamabad", "rawalpindi", "peshawar", "quetta", "karachi", "lahore"}
    assert set(cities_with_office("2016-12-01")) == first


@pytest.mark.parametrize("field", fields().values(), ids=fields().keys())
def test_a_field_has_words_for_the_dictionary_and_the_values_it_needs(field) -> None:
    assert field.title and field.help
    if field.kind in (FieldKind.CATEGORY, FieldKind.CATEGORIES, FieldKind.AGE, FieldKind.CITY):
        assert field.vocabulary.keys


def test_a_heading_leads_to_one_field() -> None:
    texts = [(squash(text), f.name) for f in fields().values() for text in (f.name, f.title, *f.headings)]
    assert {text: headings()[text] for text, _ in texts} == dict(texts)
