"""The sample edition is complete: every figure of the catalogue, everywhere that a reader may look for it."""

import csv
import hashlib
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest
import readability
from openpyxl import load_workbook

from tests import oracle
from tests.at_risk import AuditedSlice, audited_tiles
from tests.finished_page import Node, Page, running
from tests.sample_logs.bundled import sample_records
from tests.tracing.pdf import pages

NUMBERS = {
    "calls": "2,781",
    "new_calls": "2,190",
    "follow_up_calls": "591",
    "mean_calls_per_month": "115.9",
    "mean_new_calls_per_month": "91.3",
    "follow_up_share": "21%",
    "emails": "134",
    "new_emails": "112",
    "follow_up_emails": "22",
    "cases": "2,302",
    "contacts": "2,915",
    "types_per_case": "43%",
}
"""The single numbers of the catalogue, as the sample edition prints them."""
DRAWN = """
    calls_by_month calls_by_weekday_and_hour gender contacting_for contacting_for_by_gender
    contacting_for_by_quarter case_types takeover_scams_by_month province city perpetrator perpetrator_by_gender
    cybercrime_office_access age_band platform platform_by_month referral heard_from services
""".split()
"""The figures that are drawn."""
TABLED = """
    case_types_by_gender case_types_by_platform within_fia_remit age_by_gender
    service_combinations suicidal_ideation suicidal_ideation_by_gender vulnerable_community
""".split()
"""The figures that are set as a table."""
DATA_ONLY = """
    gender_by_year case_types_by_year province_by_year perpetrator_by_year age_band_by_year platform_by_year
    referral_by_year heard_from_by_year services_by_year channel fia_referral cybercrime_office_access_fixed
""".split()
"""The figures that stand in the data files, and in print only in a sentence, or as what changed."""
CATALOGUE = (*NUMBERS, *DRAWN, *TABLED, *DATA_ONLY)
WHOLE = {"from": "2016-12", "to": "2018-11"}
WINDOWS = {"edition": WHOLE, "previous": {"available": False}, "since_launch": WHOLE}
"""The previous window would begin before the helpline did."""
WORDS = defaultdict(lambda: 60, {"cover": 20})
"""How many words a section must have, figures and captions included."""
CHAPTERS = """
    about-us acknowledgements at-a-glance our-story why-online-harassment the-helpline the-numbers contacts gender
    case-types geography perpetrators fia-access age platforms referrals heard-from services callers-at-risk
    what-changed case-studies emerging-challenges roadmap recommendations methodology data-quality tables colophon
""".split()
"""The chapters and sections of running text."""
SCHOOL_YEARS, LONGEST = 9, 45
"""The grade of school after which a text must be understood, by Flesch and Kincaid; words that a sentence may have."""
SENTENCE_END = re.compile(r"(?<=[.!?])\d*\s+(?=[A-Z“])")
WORD = re.compile(r"[\w'’-]+|[.,;:!?]")
FILES = {
    "report.pdf",
    "report.html",
    "report.ur.html",
    "figures.json",
    "tables.xlsx",
    "quality.json",
    *(f"infographic{size}.{kind}" for size in ("", "_square") for kind in ("pdf", "png", "svg")),
    "manifest.json",
    "tables/datapackage.json",
    *(f"tables/{figure}.csv" for figure in CATALOGUE),
}


@pytest.fixture(scope="module")
def page(sample_edition: Path) -> Page:
    return Page(sample_edition / "report.html")


@pytest.fixture(scope="module")
def figures(sample_edition: Path) -> dict[str, dict]:
    return json.loads((sample_edition / "figures.json").read_text())["figures"]


def test_the_folder_holds_the_files_of_an_edition_and_no_other(sample_edition: Path) -> None:
    assert {p.relative_to(sample_edition).as_posix() for p in sample_edition.rglob("*") if p.is_file()} == FILES


def test_the_manifest_tells_the_digest_of_every_file(sample_edition: Path) -> None:
    stated = json.loads((sample_edition / "manifest.json").read_text())["files"]
    files = FILES - {"manifest.json"}
    assert stated == {name: hashlib.sha256((sample_edition / name).read_bytes()).hexdigest() for name in files}


def test_the_figures_are_those_of_the_catalogue(figures: dict[str, dict]) -> None:
    assert sorted(figures) == sorted(CATALOGUE)


@pytest.mark.parametrize("figure", CATALOGUE)
def test_a_figure_has_its_three_windows(figure: str, figures: dict[str, dict]) -> None:
    windows = figures[figure]["windows"]
    assert list(windows) == list(WINDOWS)
    for name, expected in WINDOWS.items():
        window = windows[name]
        assert {key: window.get(key) for key in expected} == expected
        assert ("value" in window) == (figure in NUMBERS)
        assert bool(window.get("value") or any(cell["count"] for cell in window["cells"])) == (expected is WHOLE)


@pytest.mark.parametrize("figure", CATALOGUE)
def test_a_figure_has_its_data_file_described_and_a_sheet(
    figure: str, figures: dict[str, dict], sample_edition: Path
) -> None:
    with (sample_edition / "tables" / f"{figure}.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) >= max(1, len(figures[figure]["windows"]["edition"].get("cells", [])))
    package = json.loads((sample_edition / "tables" / "datapackage.json").read_text())
    [resource] = [r for r in package["resources"] if r["path"] == f"{figure}.csv"]
    assert resource["title"] == figures[figure]["title"]
    assert resource["description"]


def test_the_workbook_has_a_sheet_a_figure_and_lists_them(figures: dict[str, dict], sample_edition: Path) -> None:
    book = load_workbook(sample_edition / "tables.xlsx", read_only=True)
    contents, *sheets = book.worksheets
    assert sorted(sheet.title for sheet in sheets) == sorted(CATALOGUE)
    stated = {cell for row in contents.iter_rows(values_only=True) for cell in row}
    assert {figure["title"] for figure in figures.values()} <= stated


def test_the_sample_says_that_it_is_one_on_every_page_and_in_every_table(sample_edition: Path) -> None:
    said = "Sample – made-up data"
    printed = [content for content in pages(sample_edition / "report.pdf") if content.strip()]
    assert len(printed) > 30
    assert [number for number, content in enumerate(printed, 1) if said not in content] == []
    for name, words in {"report.html": said, "report.ur.html": "نمونہ، فرضی مواد"}.items():
        banner = Page(sample_edition / name).root.with_class("mark")
        assert [each.text.strip() for each in banner] == [words]
    for table in (sample_edition / "tables").glob("*.csv"):
        with table.open(encoding="utf-8", newline="") as file:
            assert {row["sample"] for row in csv.DictReader(file)} == {"made up"}, table.name
    package = json.loads((sample_edition / "tables" / "datapackage.json").read_text())
    notes = [package["description"], *(resource["description"] for resource in package["resources"])]
    book = load_workbook(sample_edition / "tables.xlsx", read_only=True)
    notes += [str(list(sheet.iter_rows(max_row=3, values_only=True))) for sheet in book.worksheets]
    assert [note for note in notes if "Sample: every record behind these numbers is made up." not in note] == []
    assert json.loads((sample_edition / "manifest.json").read_text())["settings"]["sample"] is True


@pytest.mark.parametrize("figure", DRAWN)
def test_a_chart_is_drawn_and_offers_its_table(figure: str, page: Page) -> None:
    block = page.figures[figure]
    assert [sorted(svg.classes) for chart in block.with_class("chart") for svg in chart.with_tag("svg")] == [
        ["wide"],
        ["narrow"],
    ]
    assert [table for extra in block.with_class("extras") for table in extra.with_tag("table")]


@pytest.mark.parametrize("figure", TABLED)
def test_a_table_is_set(figure: str, page: Page) -> None:
    [body] = page.figures[figure].with_class("figure-body")
    assert len(body.with_tag("tr")) > 1


@pytest.mark.parametrize("figure", [*DRAWN, *TABLED])
def test_a_figure_says_what_it_found_and_is_called_from_the_text(figure: str, page: Page) -> None:
    [headline] = page.figures[figure].with_class("figure-headline")
    assert len(headline.text.split()) >= 4
    callers = [s for s in page.sentences if f"#figure-{figure}" in addresses(s)]
    assert callers, "no sentence of the running text leads to it"


@pytest.mark.parametrize("figure", [*DRAWN, *TABLED])
def test_a_caption_tells_base_number_missing_and_period(figure: str, page: Page, figures: dict[str, dict]) -> None:
    [caption] = [node.text for node in page.figures[figure].with_class("caption")]
    window = figures[figure]["windows"]["edition"]
    assert f"Base: {window['total']:,} " in caption
    assert "December 2016 to November 2018" in caption
    assert (f"not recorded for {window['missing']:,}" in caption) == (window["missing"] > 0)
    assert ("Several answers" in caption) == figures[figure]["multi_response"]


@pytest.mark.parametrize(("figure", "printed"), NUMBERS.items())
def test_a_number_has_value_title_period_and_sentence(figure: str, printed: str, page: Page) -> None:
    block = page.figures[figure]
    assert [node.text for node in block.with_class("number-value")] == [printed]
    assert [node.text for node in block.with_class("number-title") if len(node.text.split()) > 1]
    assert [node.text for node in block.with_class("number-caption") if "December 2016 to November 2018" in node.text]
    number = re.compile(rf"(?<![\d.,]){re.escape(printed)}(?![\d]|[.,]\d)")
    assert [s for s in page.sentences if number.search(s.text)], "no sentence of the running text tells it"


def test_no_section_is_empty_and_no_words_are_left_to_write(page: Page) -> None:
    sections = [node for node in page.root.with_tag("section") if node.attributes.get("id")]
    assert len(sections) > 20
    assert {
        s.attributes["id"]: len(s.text.split()) for s in sections if len(s.text.split()) < WORDS[s.attributes["id"]]
    } == {}
    assert not re.search(r"\b(TODO|TBD|FIXME|lorem ipsum|xxx)\b", page.main.text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("chapter", "distressing"),
    [
        ("why-online-harassment", "took her own life"),
        ("callers-at-risk", "thinking about suicide"),
        ("case-studies", "A hacker entered"),
    ],
)
def test_who_to_call_stands_before_what_may_distress(chapter: str, distressing: str, page: Page) -> None:
    [section] = [node for node in page.root.with_tag("section") if node.attributes.get("id") == chapter]
    before, _, after = section.text.partition(distressing)
    assert after, "nothing of the kind is said"
    assert "0800-39393" in before and "every day from 9 am to 5 pm" in before


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_is_plain_english(chapter: str, page: Page) -> None:
    [section] = [node for node in page.root.with_tag("section") if node.attributes.get("id") == chapter]
    sentences = [s for node in running(section) for s in SENTENCE_END.split(node.text) if len(s.split()) > 3]
    words = "\n".join(" ".join(WORD.findall(sentence)) for sentence in sentences)
    assert len(sentences) > 3
    assert readability.getmeasures(words, lang="en")["readability grades"]["Kincaid"] <= SCHOOL_YEARS
    assert [s for s in sentences if len(s.split()) > LONGEST] == []


def addresses(node: Node) -> list[str]:
    return [link.attributes.get("href", "") for link in node.with_tag("a")]


# ------------------------------------------------------------------------------------------------ the attacker's audit


@pytest.fixture(scope="module")
def audited(sample_edition: Path) -> AuditedSlice:
    """The sample edition's one time slice."""
    [time_slice] = audited_tiles(sample_edition, sample_edition.parents[1] / "private")
    return time_slice


def test_every_number_that_may_be_small_keeps_five_values(audited: AuditedSlice) -> None:
    assert len(audited.at_risk()) == audited.data["audit"]["covered"] > 900
    assert set(audited.at_risk().values()) == {5}
    assert [name for name in audited.at_risk() if audited.values(name) < 5] == []
    assert list(audited.contradictions()) == []


def test_every_number_that_is_small_in_truth_is_covered(audited: AuditedSlice) -> None:
    small = [
        audited.name(figure, key)
        for figure, windows in oracle.count(sample_records(), "2016-12", "2018-11").items()
        for key, count in windows["edition"].cells.items()
        if count < 5 and not audited.document["figures"][figure]["exact"]
    ]
    assert len(small) > 500
    asked = [name for name in small if not audited.before_it_was_recorded(name)]
    assert [name for name in asked if name not in audited.at_risk()] == []
