"""Wrong texts do not get into a report: the command line refuses each, with its file, its line and what to write.

What a check looks for is tested beside the checks; here a writer makes a mistake and renders the edition again.
"""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.command_line import Desk, run
from tests.drill import cases
from tests.proofread.texts import add, copied, replace

AGE = "numbers/g_age.md"
PREVIOUS = "{{ share('gender', 'woman', window='previous') }}"

WRONG: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "a typed number": (AGE, "The helpline attended 2,781 calls.", ("2,781 is typed by hand", "{{ value('calls') }}")),
    "a majority of 21 %": (AGE, "It is the age of the majority.", ('"majority" is typed', "word('majority'")),
    "a majority of 21 %, asked for": (
        AGE, "The {{ word('majority', 'age_band', '21-25') }}.", ('do not bear out "majority"', "21-25: 48", "else"),
    ),
    "a figure that does not exist": (AGE, "{{ value('call') }} calls came.", ("the figure call,", "calls")),
    "a row that does not exist": (AGE, "{{ count('gender', 'female') }} cases.", ("gender, female", "vocabulary")),
    "a function that does not exist": (AGE, "{% if is_rounded() %}{{ shares('gender') }}{% endif %}",
                                       ("no function shares", "share")),
    "a missing footnote": (AGE, "There are {{ fact('fia_experts', mark=False) }} experts.",
                           ("fia_experts is told without its footnote", "source('fia_experts')")),
    "a footnote by hand": (AGE, "There are experts.[^fact.fia_experts]", ("A mark is typed", "fact(")),
    "a picture from elsewhere": (AGE, "![A map](https://example.org/map.png)", ("A picture stands", "figure(")),
    "HTML": (AGE, "It was <b>much</b>.", ("HTML stands in a text", "Markdown")),
    "another base word": (AGE, "In all {{ value('emails') }} people wrote.", ('told of "people"', "134 e-mails")),
    "a comparison of one side": (AGE, "With {{ value('calls') }} it is more than in the year before.",
                                 ('"year before" compares', "against_previous")),
    "a share without its missing": ("standing/acknowledgements.md", "In {{ share('age_band', 'under_18') }} of cases.",
                                    ("age_band is told without how many", "missing('age_band')")),
    "words without end": (AGE, "{{ 'x' * 10000000000 }}", ('cannot use "*"', "docs/writing.md")),
    "loops within loops": (AGE, "{% for a in changes() %}{% for b in changes() %}x{% endfor %}{% endfor %}",
                           ('"for" stands alone', "docs/writing.md")),
    "quotations without end": (AGE, "> " * 5_000 + "x", ("more than 12 deep", "a list of its own")),
    "an address printed often": (AGE, "[a]: https://a.example/" + "b" * 9_000, ("apart from its link", "[the words]")),
    "a word of the house": (AGE, "An email came.", ('"email" is against the house style', "e-mail")),
}  # fmt: skip
QUICK = (
    "a typed number",
    "a majority of 21 %, asked for",
    "a function that does not exist",
    "a missing footnote",
    "words without end",
)


@pytest.fixture
def edition(sample_edition: Path, desk: Desk) -> Path:
    return shutil.copytree(sample_edition, desk.out / sample_edition.name)


@pytest.mark.parametrize(("file", "words", "says"), cases(WRONG, QUICK))
def test_a_wrong_text_is_refused(
    file: str,
    words: str,
    says: tuple[str, ...],
    edition: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = copied(tmp_path)
    line = add(texts, file, words)
    monkeypatch.setattr("flows.pipeline.texts_folder", lambda: texts)
    before = {path: path.read_bytes() for path in edition.rglob("*") if path.is_file()}
    outcome = run(capfd, "render", edition, "--no-pdf", "--language", "en")
    assert outcome.code == 2, outcome.output
    assert f"{file}, line {line}" in outcome.output
    assert [part for part in says if part not in outcome.output] == []
    assert {path: path.read_bytes() for path in edition.rglob("*") if path.is_file()} == before


def test_a_fact_that_no_text_uses_is_refused(
    edition: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = copied(tmp_path)
    line = replace(texts, "facts.toml", "[fia_experts]", "[fia_expertise]")
    monkeypatch.setattr("flows.pipeline.texts_folder", lambda: texts)
    outcome = run(capfd, "render", edition, "--no-pdf")
    assert outcome.code == 2
    assert f"facts.toml, line {line} (fia_expertise): No text uses the entry fia_expertise." in outcome.output


def test_a_right_text_is_set(
    edition: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = copied(tmp_path)
    add(
        texts,
        AGE,
        "The {{ word('largest', ranked('age_band', 1)[0]) }} band holds {{ count('age_band', '21-25') }} cases.",
    )
    monkeypatch.setattr("flows.pipeline.texts_folder", lambda: texts)
    assert run(capfd, "render", edition, "--no-pdf").code == 0
    words = re.sub("<[^>]+>", "", (edition / "report.html").read_text("utf-8"))
    assert re.search("The largest band holds 48[05] cases", words)
