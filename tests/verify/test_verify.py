"""Verification holds for what the program writes, and finds each kind of tampering.

The forger of these tests is a careful one: after each change the manifest is made anew, so that its digests hold.
"""

import copy
import hashlib
import io
import json
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, reduce
from operator import getitem
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tasks.disclosure.windows import windows
from tasks.model.errors import EditionError
from tasks.model.figures import FigureCounts, ProtectedFigures
from tasks.model.figures_json import figures_json, parse_figures
from tasks.model.manifest import MANIFEST, read_manifest
from tasks.storage.provenance import record_build
from tasks.verify import verify, verify_draft
from tasks.verify.figures import REQUIRED_FIGURES, WITHOUT_KINDS, disclosure_faults, figure_faults, lacking_figures
from tests.drill import cases
from tests.edition_factory import make_edition
from tests.figures_factory import HALF_YEAR, ONE_OF_EACH_KIND, few_rounded_figures, only, random_figures, random_titles

CHECKS = [
    "digests",
    "files",
    "figures",
    "partition",
    "shares",
    "single numbers",
    "windows",
    "disclosure",
    "build",
    "audit",
    "ledger",
    "quality",
    "tables",
    "workbook",
    "description",
]


def seal(edition: Path) -> None:
    """Write the manifest anew over whatever lies in the folder."""
    known = read_manifest(edition)
    paths = [path for path in sorted(edition.rglob("*")) if path.is_file() and path.name != MANIFEST]
    files = {p.relative_to(edition).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}
    (edition / MANIFEST).write_bytes(replace(known, files=files).as_bytes())


FEW = dict.fromkeys([*REQUIRED_FIGURES, *ONE_OF_EACH_KIND, "types_per_case"])
"""One figure of each kind, and those that the sums speak of."""
EDITIONS: dict[str, Callable[[], ProtectedFigures]] = {
    "draft": lambda: only(random_figures(5, 600, HALF_YEAR), *FEW),
    "rounded": lambda: few_rounded_figures(5, HALF_YEAR, 600, (*FEW, "case_types")),
    "all figures": lambda: random_figures(6, 600),
    "no contacts": lambda: only(random_figures(7, 0), *FEW),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of an edition, written when it is first asked for."""
    return cache(lambda name: make_edition(tmp_path_factory.mktemp("built"), EDITIONS[name]()))


@pytest.fixture
def edition(request: pytest.FixtureRequest, built: Callable[[str], Path], tmp_path: Path) -> Path:
    """A copy of an edition, an internal draft where the test names none."""
    source = built(getattr(request, "param", "draft"))
    return Path(shutil.copytree(source, tmp_path / source.name))


@pytest.mark.parametrize("edition", list(EDITIONS), indirect=True)
def test_what_the_program_writes_holds_all_checks(edition: Path) -> None:
    checks = verify(edition, edition.parent).checks
    assert [check.name for check in checks] == CHECKS
    assert all(check.ok and check.detail for check in checks)


@pytest.mark.parametrize(
    ("edition", "words"),
    [("draft", "no disclosure control; internal draft"), ("rounded", "multiple of 5")],
    indirect=["edition"],
)
def test_the_audit_says_what_protects_the_edition(edition: Path, words: str) -> None:
    details = {check.name: check.detail for check in verify(edition, edition.parent).checks}
    assert words in details["disclosure"]


@pytest.mark.parametrize("relations", ["", "sha256:" + "0" * 64], ids=["empty", "others"])
@pytest.mark.parametrize("edition", ["rounded"], indirect=True)
def test_a_time_slice_that_was_audited_with_other_relations_holds_and_is_said_not_to_be_looked_at(
    edition: Path, relations: str
) -> None:
    """What was published before a rule or a place was added answers to the relations of its time."""
    change_figures(edition, lambda d: [audited_with(time_slice, relations) for time_slice in d["tiles"][:1]])
    details = {check.name: check.detail for check in verify(edition, edition.parent).checks}
    assert "not looked at for December 2016 to November 2017: audited when" in details["audit"]


def audited_with(time_slice: dict[str, Any], relations: str) -> None:
    time_slice["audit"].update({"relations": relations, "covered": 1})


def failing(edition: Path) -> dict[str, str]:
    with pytest.raises(EditionError) as raised:
        verify(edition, edition.parent)
    assert raised.value.exit_code == 2
    return dict(line.split(": ", 1) for line in raised.value.problem.splitlines()[1:])


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (lambda e: (e / "report.pdf").write_bytes(b""), "report.pdf was altered"),
        (lambda e: (e / "report.html").unlink(), "report.html is missing"),
        (lambda e: (e / "extra.csv").write_text(""), "extra.csv does not belong"),
        (lambda e: (e / "tables" / "extra.csv").write_text(""), "extra.csv does not belong"),
    ],
)
def test_a_file_that_is_not_the_manifests(edition: Path, tamper: Callable[[Path], Any], words: str) -> None:
    tamper(edition)
    assert words in failing(edition)["digests"]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("report.html", {}),
        ("report.pdf", {}),
        ("quality.json", {}),
        ("tables.xlsx", {}),
        ("tables/datapackage.json", {}),
        ("report.ur.html", {"languages": ["en", "ur"]}),
    ],
)
def test_a_file_that_every_edition_has(edition: Path, name: str, settings: dict[str, object]) -> None:
    (edition / name).unlink()
    known = read_manifest(edition)
    (edition / MANIFEST).write_bytes(replace(known, settings={**known.settings, **settings}).as_bytes())
    seal(edition)
    assert failing(edition)["files"] == f"there is no {name}"


@pytest.mark.parametrize(
    ("name", "settings"), [("report.pdf", {"pdf": False}), ("report.ur.html", {"languages": ["en"]})]
)
def test_a_file_that_was_not_ordered_may_be_absent(edition: Path, name: str, settings: dict[str, object]) -> None:
    (edition / name).unlink()
    known = read_manifest(edition)
    (edition / MANIFEST).write_bytes(replace(known, settings={**known.settings, **settings}).as_bytes())
    seal(edition)
    assert verify(edition, edition.parent).checks


def more_of_one(edition: Path) -> None:
    """Five more who name WhatsApp, in each table, window and file, as if they had been counted: all sums hold."""
    figures = parse_figures((edition / "figures.json").read_bytes())
    [where] = [time_slice for time_slice in figures.slices if time_slice.period == figures.edition]
    more = replace(where, figures={**where.figures, **{i: _more(where.figures[i]) for i in COUNTED_ALIKE}})
    slices = tuple(more if time_slice == where else time_slice for time_slice in figures.slices)
    changed = {i: windows(figures[i].spec, figures.edition, slices, figures.disclosure) for i in COUNTED_ALIKE}
    shutil.rmtree(edition)
    make_edition(edition.parent, replace(figures, slices=slices, figures={**figures.figures, **changed}))


COUNTED_ALIKE = ("platform", "platform_by_month")
"""Tables with one margin in common; a case can stand in several cells of either."""


def _more(counts: FigureCounts) -> FigureCounts:
    key = next(key for key in counts.cells if key[-1] == "whatsapp" or key[0] == "whatsapp")
    return replace(counts, cells={**counts.cells, key: counts.cells[key] + 5})


@pytest.mark.parametrize("edition", ["rounded"], indirect=True)
def test_figures_that_no_build_here_made_whatever_else_holds(edition: Path, tmp_path: Path) -> None:
    private = tmp_path / "private"
    record_build(private, parse_figures((edition / "figures.json").read_bytes()), {})
    assert {c.name: c.detail for c in verify(edition, private).checks}["build"].startswith("its figures are those")
    more_of_one(edition)
    assert verify(edition, tmp_path / "elsewhere").checks, "no sum and no file tells of it"
    with pytest.raises(EditionError) as raised:
        verify(edition, private)
    assert raised.value.problem.splitlines()[1:] == ["build: no build here made these figures"]


@pytest.mark.parametrize("edition", ["rounded"], indirect=True)
def test_what_is_to_be_published_needs_what_its_build_left(edition: Path, tmp_path: Path) -> None:
    with pytest.raises(EditionError) as raised:
        verify(edition, tmp_path / "private", to_publish=True)
    found = dict(line.split(": ", 1) for line in raised.value.problem.splitlines()[1:])
    assert set(found) == {"build", "audit"}
    assert "no tables in" in found["audit"]


@pytest.mark.parametrize("edition", ["rounded"], indirect=True)
def test_a_draft_that_could_not_be_published_is_refused_before_it_is_put_in_its_place(
    edition: Path, tmp_path: Path
) -> None:
    manifest = read_manifest(edition)
    files = {name: (edition / name).read_bytes() for name in manifest.files}
    with pytest.raises(EditionError) as raised:
        verify_draft(tmp_path / edition.name, manifest, files, tmp_path / "private", tmp_path / "ledger.jsonl")
    assert {line.partition(":")[0] for line in raised.value.problem.splitlines()[1:]} == {"build", "audit"}
    internal = replace(manifest, settings={**manifest.settings, "disclosure": "none"})
    verify_draft(edition, internal, files, tmp_path / "private", tmp_path / "ledger.jsonl")


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"figures": 1}'])
def test_a_broken_record_of_a_build_is_none(edition: Path, tmp_path: Path, content: str) -> None:
    record_build(tmp_path / "private", parse_figures((edition / "figures.json").read_bytes()), {})
    [record] = (tmp_path / "private").iterdir()
    record.write_text(content)
    with pytest.raises(EditionError, match="no build here made these figures"):
        verify(edition, tmp_path / "private")


def change_figures(edition: Path, change: Callable[[Any], Any]) -> None:
    path = edition / "figures.json"
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
    seal(edition)


def cell(figure: str, place: int, **to: Any) -> Callable[[Any], None]:
    return lambda d: d["figures"][figure]["windows"]["edition"]["cells"][place].update(to)


def time_slice(figure: str, place: int = -1, **to: Any) -> Callable[[Any], None]:
    return lambda d: d["tiles"][place]["figures"][figure].update(to)


def window(figure: str, name: str = "edition", **to: Any) -> Callable[[Any], None]:
    return lambda d: d["figures"][figure]["windows"][name].update(to)


def half_more(document: Any) -> float:
    """A number of cases that no count can be, and that is within its bounds."""
    value: int = document["figures"]["cases"]["windows"]["edition"]["value"]
    return value + 0.5


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (cell("gender", 0, count=1), "partition"),
        (cell("gender", 0, count=1), "shares"),
        (cell("gender", 0, share=0.9999), "shares"),
        (cell("gender", 0, share=None), "shares"),
        (cell("province", 0, share_of_all=0.9999), "shares"),
        (cell("contacting_for_by_gender", 0, share=0.0001), "shares"),
        (cell("platform_by_month", 0, share=0.0001), "shares"),
        (window("types_per_case", value=1.5), "shares"),
        (window("gender", total=9999), "partition"),
        (window("gender", missing=0), "partition"),
        (window("calls", value=1), "single numbers"),
        (window("new_calls", value=1), "single numbers"),
        (window("emails", value=1), "partition"),
        (window("contacts", value=1), "partition"),
        (window("cases", value=9999), "single numbers"),
        (lambda d: d["figures"]["cases"]["windows"]["edition"].update(value=half_more(d)), "windows"),
        (window("mean_calls_per_month", value=1.0), "single numbers"),
        (window("mean_new_calls_per_month", value=1.0), "single numbers"),
        (window("follow_up_share", value=0.0), "shares"),
        (window("calls", "since_launch", value=1), "windows"),
        (time_slice("calls", cells=[[[], 1]]), "windows"),
        (time_slice("gender", 0, missing=1), "windows"),
        (time_slice("contacting_for_by_gender", groups=[]), "shares"),
        (lambda d: d["tiles"].pop(0), "windows"),
        (lambda d: d["tiles"][1].update({"from": "2018-01"}), "windows"),
        (lambda d: d["figures"]["gender"]["windows"]["edition"].pop("from"), "figures"),
        (lambda d: d["figures"]["gender"]["windows"]["previous"].update({"from": "2017-01"}), "windows"),
        (lambda d: d["figures"]["gender"]["windows"]["since_launch"].update({"to": "2018-10"}), "windows"),
        (lambda d: d["figures"].pop("cases"), "single numbers"),
        (lambda d: d["figures"].pop("gender"), "tables"),
        (lambda d: d["figures"].pop("gender"), "workbook"),
        (lambda d: d["figures"]["gender"].update(base="persons"), "figures"),
        (lambda d: d["edition"].update({"to": "2018-12"}), "figures"),
        (cell("gender", 0, count=1), "tables"),
        (cell("gender", 0, count=1), "workbook"),
    ],
)
def test_a_changed_figure_is_found(edition: Path, change: Callable[[Any], Any], check: str) -> None:
    change_figures(edition, change)
    assert check in failing(edition)


Place = tuple[tuple[str | int, ...], str | int]


def places(document: Any, above: tuple[str | int, ...] = ()) -> Iterator[Place]:
    """Every value of a JSON document, by where its object lies and its name in that."""
    if isinstance(document, dict | list):
        for name, value in document.items() if isinstance(document, dict) else enumerate(document):
            yield above, name
            yield from places(value, (*above, name))


def forged(document: Any, place: Place, draw: random.Random) -> bytes:
    """The document with another value of the same kind at a place, or without it."""
    changed = copy.deepcopy(document)
    within = reduce(getitem, place[0], changed)
    value = within[place[1]]
    if draw.random() < 0.25:
        del within[place[1]]
    elif isinstance(value, bool):
        within[place[1]] = not value
    elif isinstance(value, int | float):
        within[place[1]] = draw.choice([0, 1, 5, 10_000, -5, 0.5])
    elif isinstance(value, str):
        within[place[1]] = draw.choice(["gender", "month", "cases", "2018-06", "woman", "calls", "nothing", ""])
    elif isinstance(value, list):
        within[place[1]] = draw.choice([[], value[:1], [*value, *value[:1]], ["nothing"]])
    else:
        within[place[1]] = draw.choice([{}, None, ["kind", "new"]])
    return json.dumps(changed).encode()


@pytest.mark.parametrize("seed", cases(range(3), [0]))
def test_whatever_is_forged_in_the_figures_is_a_fault_or_none_and_stops_no_check(seed: int) -> None:
    draw, figures = random.Random(seed), EDITIONS["rounded"]()
    document = json.loads(json.dumps(figures_json(figures, random_titles(figures))))
    outcomes = Counter[str]()
    every = list(places(document))
    for place in draw.sample(every, 80):
        try:
            found = parse_figures(forged(document, place, draw))
        except EditionError:
            outcomes["refused"] += 1
        else:
            faults = [*figure_faults(found).values(), disclosure_faults(found)]
            outcomes["found" if any(faults) else "passed"] += 1
    assert min(outcomes["refused"], outcomes["found"]) > 10


@pytest.mark.parametrize(
    ("figures", "lacking"),
    [
        ((), set()),
        (("calls_by_weekday_and_hour",), set()),
        (("new_calls",), {*REQUIRED_FIGURES} - {*WITHOUT_KINDS, "new_calls"}),
        (("gender",), {*REQUIRED_FIGURES} - {*WITHOUT_KINDS}),
    ],
)
def test_without_kinds_of_contacts_there_are_no_cases_nor_figures_of_them(figures: tuple[str, ...], lacking) -> None:
    contacts_only = only(random_figures(5, 600, HALF_YEAR), *WITHOUT_KINDS, *figures)
    assert {*lacking_figures(contacts_only)} == {f"there is no figure {name}" for name in lacking}


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (cell("gender", 0, count=3), "disclosure"),
        (cell("city", -1, below=None), "disclosure"),
        (cell("city", -1, count=0, below=3), "disclosure"),
        (window("gender", missing=3), "disclosure"),
        (window("gender", bound=3), "disclosure"),
        (time_slice("gender", 0, total=301), "disclosure"),
        (lambda d: d["figures"]["gender"].update(exact=True), "disclosure"),
        (lambda d: d["figures"]["calls"].update(exact=False), "disclosure"),
    ],
)
@pytest.mark.parametrize("edition", ["rounded"], indirect=True)
def test_a_cell_that_tells_too_much_is_found(edition: Path, change: Callable[[Any], Any], check: str) -> None:
    change_figures(edition, change)
    assert check in failing(edition)


def _row(pattern: str, new: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, new, text, count=1, flags=re.MULTILINE)


@pytest.mark.parametrize(
    "change",
    [
        _row(r"^(edition,.*,woman,Women),\d+,", r"\1,1,"),
        _row(r"^(edition,.*,woman,Women,\d+),[^,]*,", r"\1,0.1234,"),
        _row(r"^(edition,.*,woman,Women,\d+),[^,]*,", r"\1,nan,"),
        _row(r"^(edition,.*),\d+$", r"\1,1"),
        _row(r"^edition,2018-06", "edition,2018-05"),
        _row(r"^edition,.*woman.*\n", ""),
        _row(r"^(edition,.*woman.*\n)", r"\1\1"),
        _row(r",woman,", ",person,"),
        _row(r"^edition,.*missing.*\n", ""),
        _row(r",share,", ",portion,"),
        lambda text: text + "edition,2018-06,2018-11,nobody,Nobody,1,0.1,1\n",
        lambda _: "",
    ],
)
def test_a_changed_table_is_found(edition: Path, change: Callable[[str], str]) -> None:
    path = edition / "tables" / "gender.csv"
    before = path.read_text()
    path.write_text(change(before))
    assert path.read_text() != before
    seal(edition)
    found = failing(edition)
    assert set(found) == {"tables", "description"}
    assert "gender" in found["tables"]


def _sheet(figure: str, row: int, column: int, value: object) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book[figure]
        head = next(r for r in range(1, 20) if sheet.cell(r, 1).value == "window")
        sheet.cell(head + row, column).value = value  # type: ignore[assignment]

    return change


@pytest.mark.parametrize(
    "change",
    [
        _sheet("gender", 1, 6, 1),
        _sheet("gender", 1, 6, "=1+1"),
        _sheet("gender", 1, 7, 0.1234),
        _sheet("gender", 1, 4, "man"),
        _sheet("gender", 0, 6, "number"),
        _sheet("calls", 1, 4, 1),
        lambda book: book["gender"].delete_rows(10),
        lambda book: book.remove(book["gender"]),
        lambda book: book.create_sheet("extra"),
    ],
)
def test_a_changed_workbook_is_found(edition: Path, change: Callable[[openpyxl.Workbook], None]) -> None:
    path = edition / "tables.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    change(book)
    book.save(path)
    seal(edition)
    assert set(failing(edition)) == {"workbook"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"text"])
def test_a_workbook_that_does_not_open_is_found(edition: Path, content: bytes) -> None:
    (edition / "tables.xlsx").write_bytes(content)
    seal(edition)
    assert "cannot be opened" in failing(edition)["workbook"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"resources": [{"path": "gender.csv"}]}', '{"resources": []}'])
def test_a_description_that_describes_nothing_is_found(edition: Path, content: str) -> None:
    (edition / "tables" / "datapackage.json").write_text(content)
    seal(edition)
    assert set(failing(edition)) == {"description"}


def test_a_folder_that_is_no_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="no edition"):
        verify(tmp_path, tmp_path)
