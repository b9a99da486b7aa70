"""No headline, call-out or sentence claims a rank or a difference that chance or rounding could undo."""

import re
from pathlib import Path

import pytest

from tasks.model.figures_json import parse_figures
from tests.proofread.test_report import refused, set_report
from tests.proofread.texts import add, copied

IDEATION = "count_together('suicidal_ideation_by_gender', ['{0}', 'minimal'], ['{0}', 'extreme'])"
MEN, WOMEN = (f"{{{{ {IDEATION.format(gender)} }}}}" for gender in ("man", "woman"))
FIRST = "{% set first = ranked('RANKED)[0] %}{{ first.label }}"
UNDONE, APART, SMALL = "could undo", "are set against each other", "rests on fewer than 10"
HEADLINES = {
    "calls_by_weekday_and_hour": (
        "{% set day = busiest('calls_by_weekday_and_hour', 'weekday') %}{{ day.label }} {{ word('led', day) }}",
        UNDONE,
    ),
    "suicidal_ideation_by_gender": (f"Ideation in {MEN} cases brought by men and {WOMEN} by women", APART),
    "suicidal_ideation": ("{{ count('vulnerable_community', 'ethnic_minority') }} cases of ethnic minorities", SMALL),
    "vulnerable_community": (
        FIRST.replace("RANKED", "vulnerable_community', 1") + " {{ word('most often', first) }}",
        UNDONE,
    ),
    "case_types": (
        FIRST.replace("RANKED", "case_types', 1, rank='primary'") + ", the {{ word('most frequent', first) }}",
        UNDONE,
    ),
    "age_by_gender": (
        "Men: " + FIRST.replace("RANKED", "age_by_gender', 1, gender='man'") + " {{ word('led', first) }}",
        UNDONE,
    ),
    "city": (
        "{% set three = top('city', 3, leave_out=['other']) %}{{ word('most often', three) }}: {{ three }}",
        UNDONE,
    ),
    "perpetrator": (
        "The {{ word('leading', listed('perpetrator', 3)) }} answers: {{ listed('perpetrator', 3) }}",
        UNDONE,
    ),
    "contacting_for_by_quarter": (
        "Between {{ lowest_group('contacting_for_by_quarter', 'self').share }} and "
        "{{ highest_group('contacting_for_by_quarter', 'self').share }} of cases",
        APART,
    ),
    "calls_by_month": (
        "{% set month = trough('calls_by_month') %}{{ month.month }}, the {{ word('quietest', month) }} month",
        UNDONE,
    ),
}
"""Headlines of the sample's figures, and what is said against each."""
CALLOUT = f"::: callout Men and women\nThoughts of suicide: {MEN} cases brought by men, {WOMEN} brought by women.\n:::"
OTHERS, PAPERS = (f"{{{{ count('heard_from', '{source}') }}}}" for source in ("another_organisation", "newspaper"))
SENTENCES = {
    CALLOUT: "suicidal_ideation_by_gender",
    f"More cases came by way of other organisations ({OTHERS}) than of newspapers ({PAPERS}).": "heard_from",
}
"""What a text says, and of which figure."""


@pytest.fixture(scope="module")
def refusal(sample_edition: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said against a report of the sample that has all of them."""
    texts = copied(tmp_path_factory.mktemp("claims"))
    words = (texts / "figures.toml").read_text("utf-8")
    for figure, (headline, _) in HEADLINES.items():
        pattern = rf'(\[{figure}\](?:\n(?!\[).*)*?\nheadline = )".*"'
        words, found = re.subn(pattern, lambda match, new=headline: f'{match[1]}"{new}"', words)
        assert found == 1, figure
    (texts / "figures.toml").write_text(words, "utf-8")
    for sentence in SENTENCES:
        add(texts, "numbers/j_heard_from.md", sentence)
    return refused(set_report(parse_figures((sample_edition / "figures.json").read_bytes()), texts).proofread)


@pytest.mark.parametrize(("figure", "problem"), [(figure, problem) for figure, (_, problem) in HEADLINES.items()])
def test_a_headline_that_chance_or_rounding_could_undo_is_refused(figure: str, problem: str, refusal: str) -> None:
    assert re.search(rf"\({figure}, headline\): .*{problem}.*\[claims_hold\]", refusal), refusal


@pytest.mark.parametrize("figure", SENTENCES.values(), ids=["call-out", "sentence"])
def test_a_comparison_that_chance_or_rounding_could_undo_is_refused(figure: str, refusal: str) -> None:
    assert re.search(rf"j_heard_from.md, line \d+: {figure}.*{APART}.*\[claims_hold\]", refusal), refusal
