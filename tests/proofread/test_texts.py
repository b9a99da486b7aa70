"""Texts that break a rule are refused, each with its file, its line, and what to write instead."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.language.languages import texts_folder
from tasks.language.texts_loader import load_texts
from tasks.model.errors import TextError
from tasks.model.figures import ProtectedFigures
from tasks.proofread import TEXT_CHECKS, proofread_texts
from tasks.proofread.manuscript import Manuscript, source_texts
from tasks.proofread.names import names_declared
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_figures, rounded_figures
from tests.proofread.texts import add, copied, replace

GENDER = "numbers/b_gender.md"
FIGURES: dict[str, Callable[[], ProtectedFigures]] = {
    "two years": random_figures,
    "half a year": lambda: random_figures(2, 900, HALF_YEAR),
    "rounded": lambda: rounded_figures(3),
    "nothing answered": lambda: random_figures(5, 300, TWO_YEARS, 1.0),
}


@pytest.mark.parametrize("figures", FIGURES.values(), ids=FIGURES)
def test_the_texts_of_the_report_pass(figures: Callable[[], ProtectedFigures]) -> None:
    proofread_texts(figures(), load_texts(texts_folder(), figures().edition))


ADDED = [
    ("typed_number", "The helpline attended 3,111 calls.", "3,111 is typed", "a function of docs/writing.md"),
    ("typed_number", "It was {% if has_previous() %}98.71%{% endif %}.", "98.71% is typed", "a function"),
    ("typed_number", "In some of them\nit was 3112.", "3112 is typed", "typed_numbers.toml"),
    ("word_predicates", "Women are the majority.", '"majority" is typed', "word('majority', 'gender', 'woman')"),
    ("word_predicates", "Most callers were women.", '"Most" is typed', "word('most'"),
    ("word_predicates", "The largest group\nis that of women.", '"largest" is typed', "word('largest'"),
    ("word_predicates", "The lowest share is that of men.", '"lowest" is typed', "word('lowest'"),
    ("word_predicates", "Calls rose over the year.", '"rose" is typed', "word('rose'"),
    ("word_predicates", "Calls steadily went up.", '"steadily" is typed', "against_previous('calls')"),
    ("word_predicates", "E-mails doubled.", '"doubled" is typed', "word('doubled', 'calls')"),
    ("word_predicates", "The number of e-mails fell.", '"fell" is typed', "word('fell'"),
    ("word_predicates", "The position improved.", '"improved" is typed', "both values"),
    ("word_predicates", "It was about a third of cases.", '"a third" is typed', "about("),
    ("word_predicates", "One in five wrote to us.", '"One in five" is typed', "about("),
    ("word_predicates", "Two out of three called.", '"Two out of three" is typed', "about("),
    ("word_predicates", "More than half called.", '"than half" is typed', "about("),
    ("word_predicates", "Nearly all called.", '"Nearly all" is typed', "about("),
    ("word_predicates", "Few of them wrote.", '"Few" is typed', "below 30"),
    ("word_predicates", "{% if is_rounded() %}A few{% endif %} wrote.", '"few" is typed', "below 30"),
    ("word_predicates", "Nineteen new calls came.", '"Nineteen new calls" is typed', "a number in words"),
    ("word_predicates", "There were dozens of cases.", '"dozens of cases" is typed', "a number in words"),
    ("style_lint", "The males and females of a table.", '"males" is against', "women, men"),
    ("style_lint", "It was sent by Whatsapp.", '"Whatsapp" is against', "WhatsApp"),
    ("style_lint", "An email came.", '"email" is against', "e-mail"),
    ("style_lint", "It is a cyber crime.", '"cyber crime" is against', "cybercrime"),
    ("style_lint", "The Federal Investigative Agency.", "against the house style", "Federal Investigation Agency"),
    ("style_lint", "We organize it.", '"organiz" is against', "British spelling"),
    ("style_lint", "Do not wait!", '"!" is against', "a full stop"),
    ("known_names", "{{ count('gendre', 'woman') }} cases.", "the figure gendre", "gender"),
    ("known_names", "{% if is_rounded() %}{{ value('callz') }}{% endif %}", "the figure callz", "calls"),
    ("known_names", "So many.{{ source('fia_expert') }}", "the fact fia_expert", "fia_experts"),
    ("known_names", "{{ cite('dawn') }}", "the note dawn", "dawn_pictures"),
    ("known_names", "{% if has_block('roadmaps') %}x{% endif %}", "the block roadmaps", "roadmap"),
    ("known_names", "{{ word('most', 'gendr', 'woman') }}", "the figure gendr", "gender"),
    ("plain_markdown", "It was <b>bold</b>.", "HTML", "Markdown"),
    ("plain_markdown", "One\ntwo <br> three.", "HTML", "Markdown"),
    ("plain_markdown", "<div>\nx\n</div>", "HTML", "Markdown"),
    ("plain_markdown", "{% if has_previous() %}<script>x</script>{% endif %}", "HTML", "Markdown"),
    ("plain_markdown", "See ![this](https://example.org/x.png).", "A picture", "figure("),
    ("plain_markdown", "One source.[^note.peca]", "A mark is typed", "cite("),
    ("plain_markdown", "@figure[gender]", "A mark is typed", "figure("),
    ("plain_markdown", "@changes[holds]", "A mark is typed", "changes_table("),
    ("plain_markdown", "::: callout One\n\nx", "A box has no end", ":::"),
    ("plain_markdown", "x\n\n:::", "ends where there is none", ":::"),
    ("plain_markdown", "### One\n\n##### Two", "skips a level", "####"),
    ("names_declared", "It works in Canada too.", "the country Canada", "may_name"),
    ("names_declared", "Call 0300 1234567 at night.", "the telephone 0300 1234567", "may_name"),
    ("case_tells_nobody", "::: case One\nShe called from Lahore.\n:::", 'tells "Lahore"', "a city"),
    ("case_tells_nobody", "::: case One\nIt began in\nMarch, on a Monday.\n:::", 'tells "March"', "that year"),
    ("case_tells_nobody", "::: case One\nA girl of 17 called.\n:::", 'tells "17"', "what fits many people"),
    ("case_tells_nobody", "::: case One\nx\n:::\n\n::: case Two\nSee www.example.org.\n:::", "www.exam", "fits many"),
    ("dictionary_unique", "The Federal Investigation Authority (FIA) was asked.", "FIA stands for", "Agency (FIA)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "words", "problem", "write"), ADDED, ids=[f"{check}: {words[:40]}" for check, words, *_ in ADDED]
)
def test_a_text_that_breaks_a_rule_is_refused(check: str, words: str, problem: str, write: str, tmp_path: Path) -> None:
    texts = copied(tmp_path)
    first = add(texts, GENDER, words)
    fault = re.escape(f"{GENDER}, line ") + rf"(\d+): .*{re.escape(problem)}.* Write instead: .*{re.escape(write)}"
    with pytest.raises(TextError) as refusal:
        proofread_texts(random_figures(), load_texts(texts, TWO_YEARS))
    lines = {int(f[1]) for f in re.finditer(fault + rf".*\[{check}\]$", refusal.value.problem, re.MULTILINE)}
    assert lines
    assert lines <= set(range(first, first + words.count("\n") + 1))
    assert refusal.value.exit_code == 2
    assert f"{check}: " in refusal.value.remedy


REPLACED = [
    ("external_fact_schema", "facts.toml", 'n = "10"', 'n = "some"', 'n is "some"'),
    ("external_fact_schema", "facts.toml", 'source = "Pakistan Today, 22 June 2018"', 'source = " "', "no source"),
    ("external_fact_schema", "facts.toml", '"34% of the women', '"43% of the women', "does not tell the value 34%"),
    ("external_fact_schema", "facts.toml", 'year = "2017, against 2016"', 'year = "lately"', 'The year is "lately"'),
    ("note_integrity", "notes.toml", "[peca]", "[peco]", "No text uses the entry peco"),
    ("note_integrity", "facts.toml", "[fia_vacant_posts]", "[fia_vacant]", "No text uses the entry fia_vacant"),
    ("typed_number", "figures.toml", 'note = "Earlier takeovers', 'note = "Some 40 takeovers', "40 is typed"),
    ("typed_number", "report.toml", 'title = "Gender"', 'title = "Gender of 2302"', "2302 is typed"),
    ("word_predicates", "figures.toml", 'title = "Cases by city"', 'title = "Most cases by city"', '"Most" is typed'),
    ("style_lint", "words.toml", 'several = "Several', 'several = "Emails: several', '"Emails" is against'),
    ("plain_markdown", "figures.toml", 'title = "Services given"', 'title = "<b>Services</b>"', "HTML"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "file", "old", "new", "problem"), REPLACED, ids=[f"{c}: {new[:40]}" for c, _, _, new, _ in REPLACED]
)
def test_a_line_that_breaks_a_rule_is_refused(
    check: str, file: str, old: str, new: str, problem: str, tmp_path: Path
) -> None:
    texts = copied(tmp_path)
    line = replace(texts, file, old, new)
    with pytest.raises(TextError) as refusal:
        proofread_texts(random_figures(), load_texts(texts, TWO_YEARS))
    found = [f for f in refusal.value.problem.splitlines() if f.endswith(f"[{check}]")]
    assert any(f.startswith(f"- {file}, line {line} ") and problem in f for f in found), refusal.value


def test_a_number_that_a_figure_tells_is_answered_with_its_function(tmp_path: Path) -> None:
    figures, texts = random_figures(), copied(tmp_path)
    add(texts, GENDER, f"The helpline attended {figures['calls'].edition.value:,} calls.")
    with pytest.raises(TextError, match=re.escape("{{ value('calls') }}")):
        proofread_texts(figures, load_texts(texts, figures.edition))


def test_what_is_declared_may_be_typed(tmp_path: Path) -> None:
    texts = copied(tmp_path)
    add(texts, GENDER, "Since December 2017, section 21 of the act, 0800-39393, every day from 9 am to 5 pm.")
    proofread_texts(random_figures(), load_texts(texts, TWO_YEARS))


def test_every_finding_is_told_up_to_a_number(tmp_path: Path) -> None:
    texts = copied(tmp_path)
    add(texts, GENDER, " ".join(f"{n} of them." for n in range(50, 80)))
    with pytest.raises(TextError) as refusal:
        proofread_texts(random_figures(), load_texts(texts, TWO_YEARS))
    assert refusal.value.problem.count("is typed by hand") == 12
    assert "and 18 more" in refusal.value.problem


def test_every_check_is_proved_by_a_text() -> None:
    assert {check for check, *_ in [*ADDED, *REPLACED]} == {check.id for check in TEXT_CHECKS}


def test_what_only_the_content_that_comes_with_the_program_has_is_not_named() -> None:
    """By a contract that has none of its answers, as of a helpline elsewhere."""
    texts = load_texts(texts_folder(), TWO_YEARS)
    found = "\n".join(map(str, names_declared(Manuscript(texts, random_figures(), source_texts(texts), {}))))
    assert {"Punjab", "FIA"} <= set(re.findall("It names the organisation or place (.*), which", found))
    assert "Pakistan" not in found
