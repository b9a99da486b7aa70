"""What a translation may lack, and what of it a translator has to look at again."""

import shutil
from pathlib import Path

import pytest

from tasks.language.bidi import is_foreign
from tasks.language.languages import texts_folder, translations
from tasks.language.texts_loader import load_texts
from tasks.language.translation import CHANGED, UNTRANSLATED, gaps, record
from tests.figures_factory import TWO_YEARS

[URDU] = translations()


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """Copies of the texts of both languages, to spoil; gives the folder of the translation."""
    for folder in (texts_folder(), URDU):
        shutil.copytree(folder, tmp_path / folder.name)
    return tmp_path / URDU.name


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), "utf-8")


def listed(folder: Path) -> set[tuple[str, str]]:
    return {(gap.text, gap.why) for gap in gaps(load_texts(folder, TWO_YEARS))}


def test_what_is_not_translated_is_printed_in_the_source_language_and_listed(copies: Path) -> None:
    before = listed(copies)
    (copies / "standing" / "our_story.md").unlink()
    (copies / "rules.toml").unlink()
    replaced(copies / "figures.toml", "[gender]", "[another]")
    replaced(copies / "words.toml", "\nto_content = ", "\nto_contents = ")
    texts = load_texts(copies, TWO_YEARS)
    assert not texts.has("standing/our_story.md")
    assert is_foreign(texts.figures["gender"].title) and not is_foreign(texts.figures["age_band"].title)
    assert is_foreign(texts.words["page"]["to_content"]) and not is_foreign(texts.words["page"]["contents"])
    missing = {text for text, why in listed(copies) - before if why == UNTRANSLATED}
    assert {"standing/our_story.md", "figures.toml, gender", "words.toml, page", "rules.toml, needed"} <= missing
    assert {text.partition(",")[0] for text in missing} <= {
        "standing/our_story.md", "figures.toml", "words.toml", "rules.toml",
    }  # fmt: skip


def test_what_has_changed_in_the_source_is_listed_until_it_is_said_to_be_done(copies: Path) -> None:
    record(load_texts(copies, TWO_YEARS))
    assert listed(copies) == set()
    with (copies.parent / "en" / "standing" / "our_story.md").open("a", encoding="utf-8") as file:
        file.write("\nOne more sentence.\n")
    changed = ("standing/our_story.md", CHANGED)
    assert listed(copies) == {changed}
    record(load_texts(copies, TWO_YEARS), ["standing/about_us.md"])
    assert listed(copies) == {changed}
    record(load_texts(copies, TWO_YEARS), ["standing/our_story.md"])
    assert listed(copies) == set()


def test_the_source_language_needs_no_translator() -> None:
    assert gaps(load_texts(texts_folder(), TWO_YEARS)) == ()
