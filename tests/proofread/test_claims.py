"""No headline, call-out or sentence claims a rank or a difference that chance or rounding could undo."""

import re
from pathlib import Path

import pytest

from tasks.model.figures_reader import parse_figures
from tests.proofread.test_report import refused, set_report
from tests.proofread.texts import add, copied

IDEATION = "count_together('suicidal_ideation_by_gender', ['{0}', 'minimal'], ['{0}', 'extreme'])"
MEN, WOMEN = (f"{{{{ {IDEATION.format(gender)} }}}}" for gender in ("man", "woman"))
HEADLINES = {
    "calls_by_weekday_and_hour": ("{% set day = busiest('calls_by_weekday_and_hour', 'weekday') %}{{ day.label }} brought "
                                  "{{ word('the most', day) }} calls", '"the most" is said of', "chance or rounding"),
    "suicidal_ideation_by_gender": (f"Ideation was noted in {MEN} cases brought by men and {WOMEN} by women",
                                    "are set against each other", "chance or rounding"),
    "vulnerable_community": ("{% set first = ranked('vulnerable_community', 1)[0] %}{{ first.label }} were recorded "
                             "{{ word('most often', first) }}", '"most often" is said of', "chance or rounding"),
    "suicidal_ideation": ("{{ count('vulnerable_community', 'ethnic_minority') }} cases of ethnic minorities",
                          "rests on fewer than 10", "without that number"),
    "case_types": ("{% set first = ranked('case_types', 1, rank='primary')[0] %}{{ first.label }} was the "
                   "{{ word('most frequent', first) }} type", '"most frequent" is said of', "chance could undo"),
    "city": ("{% set three = top('city', 3, leave_out=['other']) %}{{ three }} were named {{ word('most often', three) }}",
             '"most often" is said of', "chance"),
    "perpetrator": ("The {{ word('leading', listed('perpetrator', 3)) }} answers were {{ listed('perpetrator', 3) }}",
                    '"leading" is said of', "chance"),
    "contacting_for_by_quarter": ("Between {{ lowest_group('contacting_for_by_quarter', 'self').share }} and "
                                  "{{ highest_group('contacting_for_by_quarter', 'self').share }} of cases",
                                  "are set against each other", "chance"),
    "calls_by_month": ("{{ trough('calls_by_month').month }} was the {{ word('quietest', trough('calls_by_month')) }} month",
                       '"quietest" is said of', "chance could undo"),
    "age_by_gender": ("{% set men = ranked('age_by_gender', 1, gender='man')[0] %}Men of {{ men.text }} {{ word('led', men) }}",
                      '"led" is said of', "chance"),
}  # fmt: skip
"""Headlines of the sample's figures, what is said against each, and what could undo it or is to be written instead."""
CALLOUT = f"::: callout Men and women\nThoughts of suicide: {MEN} cases brought by men, {WOMEN} brought by women.\n:::"
SENTENCES = {
    CALLOUT: "are set against each other",
    "More cases came by way of other organisations ({{ count('heard_from', 'another_organisation') }}) than of newspapers "
    "({{ count('heard_from', 'newspaper') }}).": "are set against each other",
}


@pytest.fixture(scope="module")
def refusal(sample_edition: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said against a report of the sample that has all of them."""
    texts = copied(tmp_path_factory.mktemp("claims"))
    words = (texts / "figures.toml").read_text("utf-8")
    for figure, (headline, *_) in HEADLINES.items():
        pattern = rf'(\[{figure}\](?:\n(?!\[).*)*?\nheadline = )".*"'
        words, found = re.subn(pattern, lambda match, new=headline: f'{match[1]}"{new}"', words)
        assert found == 1, figure
    (texts / "figures.toml").write_text(words, "utf-8")
    for sentence in SENTENCES:
        add(texts, "numbers/j_heard_from.md", sentence)
    return refused(set_report(parse_figures((sample_edition / "figures.json").read_bytes()), texts).proofread)


@pytest.mark.parametrize(("figure", "problem", "undone"), [(f, *said) for f, (_, *said) in HEADLINES.items()])
def test_a_headline_that_chance_or_rounding_could_undo_is_refused(
    figure: str, problem: str, undone: str, refusal: str
) -> None:
    assert re.search(rf"\({figure}, headline\): .*{problem}.*{undone}.*\[claims_hold\]", refusal), refusal


@pytest.mark.parametrize("sentence", SENTENCES, ids=["call-out", "sentence"])
def test_a_comparison_that_chance_or_rounding_could_undo_is_refused(sentence: str, refusal: str) -> None:
    told = "another_organisation" if "organisation" in sentence else "suicidal_ideation_by_gender"
    assert re.search(rf"j_heard_from.md, line \d+: {told}.*{SENTENCES[sentence]}.*\[claims_hold\]", refusal), refusal
