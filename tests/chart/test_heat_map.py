import pytest

from tasks.chart.heat_map import Shading, shading_of
from tasks.language.languages import source_language
from tasks.model.brand import contrast, load_brand, luminance

BRAND = load_brand()


@pytest.mark.parametrize(("count", "shade"), [(0, "none"), (1, "low"), (50, "low"), (51, "high"), (100, "high")])
def test_only_no_record_has_the_first_shade(count, shade):
    assert Shading(100, ("none", "low", "high")).shade(count) == shade


def test_a_field_without_any_count_has_one_shade():
    assert Shading(0, ("none", "low", "high")).shade(0) == "none"


def test_numbers_can_be_read_on_every_shade_and_shades_grow_darker():
    shades = shading_of(BRAND, 10).shades
    for shade in shades:
        assert max(contrast(shade, BRAND.colours[text]) for text in ("paper", "ink")) >= 4.5
    assert list(shades) == sorted(shades, key=luminance, reverse=True)


@pytest.mark.parametrize(("hour", "words"), [(0, "midnight"), (9, "9 am"), (12, "noon"), (17, "5 pm"), (23, "11 pm")])
def test_hours_are_said_as_people_say_them(hour, words):
    assert source_language().hour(hour) == words
