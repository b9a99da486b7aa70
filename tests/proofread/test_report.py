"""A report that breaks a rule is refused, with the place of the text that somebody has to mend."""

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tasks.chart import draw
from tasks.compare import compare
from tasks.language.texts_loader import load_texts
from tasks.model.brand import load_brand
from tasks.model.errors import TextError
from tasks.model.figures import Figure, ProtectedFigures, WindowName
from tasks.proofread import REPORT_CHECKS, proofread_report
from tasks.render import Page
from tests.figures_factory import HALF_YEAR, TWO_YEARS, random_figures, rounded_figures
from tests.proofread.texts import add, copied, replace
from tests.render.conftest import build
from tests.text.files import TEXTS

FIGURES: dict[str, Callable[[], ProtectedFigures]] = {
    "two years": random_figures,
    "half a year": lambda: random_figures(2, 900, HALF_YEAR),
    "rounded": lambda: rounded_figures(3),
    "12 contacts": lambda: random_figures(4, 12),
    "nothing answered": lambda: random_figures(5, 300, TWO_YEARS, 1.0),
}
GENDER = "numbers/b_gender.md"
ACKNOWLEDGEMENTS = (TEXTS / "standing" / "acknowledgements.md").read_text("utf-8")


@dataclass(frozen=True)
class Set:
    """A report that was set, to be held against the rules as it is or with something changed on its page."""

    figures: ProtectedFigures
    report: Page
    texts: Path = TEXTS

    def proofread(self, change: Callable[[str], str] = lambda page: page) -> None:
        proofread_report(
            change(self.report.html),
            self.report.rendered,
            self.figures,
            self.report.texts,
        )


def set_report(figures: ProtectedFigures, texts: Path = TEXTS) -> Set:
    return Set(figures, build(figures, {}, texts=texts), texts)


@pytest.mark.parametrize("figures", FIGURES.values(), ids=FIGURES)
def test_the_report_passes(figures: Callable[[], ProtectedFigures]) -> None:
    set_report(figures()).proofread()


def with_charts(figures: ProtectedFigures) -> Set:
    charts = draw(figures, compare(figures), load_texts(TEXTS, figures.edition), load_brand())
    return Set(figures, build(figures, dict(charts)))


@pytest.mark.parametrize("figures", [random_figures, lambda: rounded_figures(2, 60)], ids=["many", "few"])
def test_the_report_passes_with_its_charts(figures: Callable[[], ProtectedFigures]) -> None:
    with_charts(figures()).proofread()


def test_a_tick_is_no_count_and_a_count_in_a_chart_is_checked() -> None:
    report = with_charts(rounded_figures(2, 60))
    tick = r'(class="tick">\s*<text[^>]*>)5(?=</text>)'
    assert re.search(tick, report.report.html)
    report.proofread(lambda page: re.sub(tick, r"\g<1>4", page))
    count = r'(?<!class="tick">)(\s<text[^>]*>)5(?=</text>)'
    refusal = refused(lambda: report.proofread(lambda page: re.sub(count, r"\g<1>4", page)))
    assert "not rounded, in <text>" in refusal


# ------------------------------------------------------------------------------------------ what a text says

TEXT_FAULTS = [
    ("base_lexicon", "The helpline received {{ value('emails') }} people.", 'told of "people"', "e-mails"),
    ("base_lexicon", "In {{ share('gender', 'woman') }} of all calls it was a woman.", 'told of "calls"', "cases"),
    ("base_lexicon", "There were {{ count('gender', 'woman') }} women.", 'told of "women"', "cases"),
    ("base_lexicon", "Of {{ total('calls_by_month') }} different cases.", 'told of "cases"', "calls"),
    ("base_lexicon", "In all {{ value('contacts') }} callers.", 'told of "callers"', "contacts"),
    ("base_lexicon", "{% set r = ranked('city', 1)[0] %}{{ r.count }} e-mails came.", 'told of "e-mails"', "cases"),
    ("comparison_complete",
     "Before, from {{ period_words(window='previous') }}, it was {{ value('calls', window='previous') }} calls.",
     "one-sided: calls has no value", "against_previous"),
    ("comparison_complete",
     "It was {{ value('calls', window='previous') }} calls and is {{ value('calls') }} calls.",
     "without that period", "period_words(window='previous')"),
    ("comparison_complete", "The number is {{ against_previous('calls') }}.", "without that period", "period_words"),
    ("comparison_complete",
     "In {{ period_words(window='previous') }} it was {{ count('gender', 'woman', window='previous') }} cases and of "
     "those recorded it is {{ share('gender', 'woman') }}.", "gender has no count", "this period"),
    ("comparison_complete", "With {{ value('calls') }} calls it is more than in the year before.",
     '"year before" compares', "against_previous"),
    ("comparison_complete", "It went to {{ value('calls') }} calls within six months.", '"within six months" compares',
     "period_words"),
    ("missing_disclosed", "The {{ missing('gender') }} missing cases are few.", 'called "few"', "how many"),
    ("missing_disclosed", "Only {{ missing('gender') }} cases are missing.", 'called "Only"', "how many"),
    ("note_integrity", "There are {{ fact('fia_new_centres', mark=False) }} centres.", "fact fia_new_centres is told",
     "source('fia_new_centres')"),
]  # fmt: skip


Refusal = tuple[Mapping[str, int], str]


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Refusal]:
    """By its check, a text that says all that it refuses, one after the other: the line of each, and the refusal."""
    found = {}
    for check in {check for check, *_ in TEXT_FAULTS}:
        texts = copied(tmp_path_factory.mktemp(check))
        lines = {words: add(texts, GENDER, words) for of, words, *_ in TEXT_FAULTS if of == check}
        found[check] = (lines, refused(set_report(random_figures(2, 900, HALF_YEAR), texts).proofread))
    return found


@pytest.mark.parametrize(
    ("check", "words", "problem", "write"),
    TEXT_FAULTS,
    ids=[f"{check}: {words[:40]}" for check, words, *_ in TEXT_FAULTS],
)
def test_a_text_that_says_the_wrong_thing_is_refused(
    check: str, words: str, problem: str, write: str, refusals: Mapping[str, Refusal]
) -> None:
    lines, refusal = refusals[check]
    assert re.search(
        rf"- {GENDER}, line {lines[words]}: .*{re.escape(problem)}.*{re.escape(write)}.* \[{check}\]$",
        refusal,
        re.MULTILINE,
    ), refusal


FILE_FAULTS = [
    ("missing_disclosed", "standing/help.md", "The service is confidential, and no record is kept of your name.",
     "In {{ share('gender', 'woman') }} of cases it was a woman.", "share of gender is told without"),
    ("base_lexicon", "figures.toml", 'title = "Cases by city"', 'title = "Calls by city"', 'speaks of "Calls"'),
    ("toc_complete", "standing/acknowledgements.md", ACKNOWLEDGEMENTS, "Thanks.", "in the contents, and empty"),
    ("toc_complete", "numbers/c_case_types.md", "{{ figure('types_per_case') }}\n", "", "is printed 0 times"),
    ("scope_declared", "report.toml", 'log = "emails"', 'why = "x"', "No channel is declared for the log of emails"),
    ("scope_declared", "report.toml", 'why = "They are no contacts of the helpline."', "", "nothing says why"),
    ("scope_declared", "report.toml", 'template = "methodology"', "", "does not name the channel"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "file", "old", "new", "problem"), FILE_FAULTS, ids=[f"{c}: {told}" for c, *_, told in FILE_FAULTS]
)
def test_a_report_that_lacks_something_is_refused(
    check: str, file: str, old: str, new: str, problem: str, tmp_path: Path
) -> None:
    texts = copied(tmp_path)
    replace(texts, file, old, new)
    refusal = refused(set_report(random_figures(), texts).proofread)
    assert re.search(rf"{re.escape(problem)}.* \[{check}\]$", refusal, re.MULTILINE), refusal


# ------------------------------------------------------------------------------------------ what a page shows

PAGE_FAULTS: Mapping[str, tuple[str, str, str]] = {
    "a caption without its number": ("caption_n", "Base: {total} cases", "Base: cases"),
    "a caption of another base": ("caption_n", "Base: {total} cases", "Base: {total} calls"),
    "a caption without its period": ("caption_n", "cases, December 2016 to November 2018", "cases"),
    "a caption without its missing": ("caption_n", "not recorded for", "and"),
    "a number without its period": ("caption_n", '"number-caption">December 2016', '"number-caption">December'),
    "no note on several answers": ("multi_response_note", "Several answers are possible", "Answers are possible"),
    "no word on since when": ("valid_from", "Recorded since September 2018", "Recorded"),
    "no word on since when an answer": ("valid_from", "Transgender and non-binary: recorded since December 2017.", ""),
    "a section without its line": ("toc_complete", 'href="#perpetrators">', 'href="#elsewhere">'),
    "a line without its section": ("toc_complete", 'id="perpetrators"', 'id="perpetrator-section"'),
    "another title in the contents": ("toc_complete", 'href="#age">g Age', 'href="#age">g Ages'),
    "a note without a number": ("note_integrity", 'id="note-2"', 'id="note-22"'),
    "a note without an anchor": ("note_integrity", 'id="ref-1-1"', 'id="none"'),
    "an anchor that leads nowhere": ("note_integrity", 'href="#note-1"', 'href="#"'),
    "a channel that is not told": ("scope_declared", "Messages sent to the foundation on Facebook", "Messages"),
}  # fmt: skip
"""The check, what stands on the page and what instead; ``{total}`` is the number of cases."""


@pytest.fixture(scope="module")
def report() -> Set:
    return set_report(random_figures())


@pytest.mark.parametrize(("check", "old", "new"), PAGE_FAULTS.values(), ids=PAGE_FAULTS)
def test_a_page_that_lacks_something_is_refused(report: Set, check: str, old: str, new: str) -> None:
    total = f"{random_figures()['gender'].edition.total:,}"
    old, new = (words.replace("{total}", total) for words in (old, new))
    assert old in report.report.html
    refusal = refused(lambda: report.proofread(lambda page: page.replace(old, new)))
    assert f"[{check}]" in refusal


def test_a_part_that_seems_larger_than_its_whole_is_told_to_be_kept_apart(tmp_path: Path) -> None:
    figures, texts = _with_one_minority(random_figures()), copied(tmp_path)
    set_report(figures, texts).proofread()
    replace(texts, "numbers/l_at_risk.md", "The {{ count('gender', 'transgender') }} cases", "The cases")
    assert "kept apart. Write instead: both counts" in refused(set_report(figures, texts).proofread)
    set_report(random_figures(), texts).proofread()


def _with_one_minority(figures: ProtectedFigures) -> ProtectedFigures:
    """Fewer gender and sexual minorities than transgender callers, as in the sample."""
    figure = figures["vulnerable_community"]
    first, *others = figure.edition.cells
    windows = {
        **figure.windows,
        WindowName.EDITION: dataclasses.replace(figure.edition, cells=(dataclasses.replace(first, count=1), *others)),
    }
    return dataclasses.replace(figures, figures={**figures.figures, figure.spec.id: Figure(figure.spec, windows)})


def test_a_page_of_exact_counts_is_no_page_of_rounded_figures(report: Set) -> None:
    with pytest.raises(TextError) as refusal:
        dataclasses.replace(report, figures=rounded_figures()).proofread()
    assert "disclosure_control: " in refusal.value.remedy


def test_every_check_is_proved_by_a_fault() -> None:
    seeded = [*TEXT_FAULTS, *FILE_FAULTS, *PAGE_FAULTS.values()]
    proved = {"claims_hold", "subset_le", "disclosure_control", *(check for check, *_ in seeded)}
    assert proved == {check.id for check in REPORT_CHECKS}


def refused(proofread: Callable[[], None]) -> str:
    with pytest.raises(TextError) as refusal:
        proofread()
    assert refusal.value.exit_code == 2
    return refusal.value.problem
