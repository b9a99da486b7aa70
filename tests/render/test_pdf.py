"""The PDF: both profiles, our fonts alone, tables inside, the same bytes, and nothing read from outside."""

import os
import re
import subprocess
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import page
import pikepdf
import pydyf
import pypdf
import pytest
from pikepdf import Name, Pdf
from PIL import Image, ImageColor
from pypdf.generic import Destination

from tasks.model.brand import load_brand
from tasks.model.errors import StageError
from tasks.render import Attached, Page, setting_pdf
from tasks.render import pdf as module
from tasks.render.pdf import render_pdf
from tests.figures_factory import TWO_YEARS, random_figures
from tests.render.conftest import attachments, build, charts, inputs, set_pdf

PAGE = '<html lang="en"><title>x</title><body>{}<p>x</p></body></html>'


@pytest.fixture(scope="module")
def reader(pdf_path: Path) -> pypdf.PdfReader:
    return pypdf.PdfReader(pdf_path)


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_the_profile_is_met(pdf_path: Path, profile: str) -> None:
    verdict = page.validate_pdf(str(pdf_path), profile=profile)
    assert verdict.is_compliant, [failure.message for failure in verdict.failures]


def test_only_fonts_of_the_brand_are_embedded(pdf_path: Path) -> None:
    listed = subprocess.run(["pdffonts", str(pdf_path)], capture_output=True, text=True, check=True).stdout
    names = [line.split()[0].split("+")[-1].replace("-", " ") for line in listed.splitlines()[2:]]
    families = {font.family for font in load_brand().font_files}
    assert names and all(any(name.startswith(family) for family in families) for name in names), names


def test_the_tables_travel_inside(reader: pypdf.PdfReader) -> None:
    inside = reader.attachments
    assert {name: content[0].decode() for name, content in inside.items()} == {
        attached.name: attached.content for attached in attachments(random_figures())
    }


def test_equal_inputs_give_equal_bytes(pdf_path: Path, rendered: Page) -> None:
    assert set_pdf(inputs(random_figures())) == pdf_path.read_bytes()
    assert build(random_figures(), charts()).html == rendered.html
    assert "SOURCE_DATE_EPOCH" not in os.environ


@pytest.mark.parametrize(
    "reference",
    [
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<link rel="stylesheet" href="https://example.org/x.css">',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<style>body{background:url("ftp://example.org/x")}</style>',
    ],
)
def test_nothing_is_fetched_from_outside(reference: str) -> None:
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError):
        render_pdf(PAGE.format(reference), TWO_YEARS, "id", ())


def test_the_file_is_dated_after_its_edition(reader: pypdf.PdfReader) -> None:
    dates = reader.metadata
    assert dates and dates.creation_date and dates.creation_date.isoformat().startswith("2018-12-01")


def test_a_failure_is_told_without_the_address() -> None:
    asking = PAGE.format('<img src="file:///a-name" alt="x">')
    with (
        setting_pdf(asking, inputs(random_figures())) as child,
        pytest.raises(StageError, match="An unforeseen FatalURLFetchingError") as failure,
    ):
        child.result()
    assert "a-name" not in str(failure.value)


def test_no_stream_ends_in_a_carriage_return() -> None:
    awkward = (f"key,count\na,{n}\n" for n in range(100_000))
    tables = [
        Attached(f"{n}.csv", "A table", next(c for c in awkward if zlib.compress(c.encode(), 9).endswith(b"\r")))
        for n in range(3)
    ]
    written = render_pdf(PAGE.format(""), TWO_YEARS, "id", tables)
    assert b"\r\nendstream" not in written
    inside = pypdf.PdfReader(BytesIO(written)).attachments
    assert {name: content[0].decode() for name, content in inside.items()} == {t.name: t.content for t in tables}


@pytest.fixture
def awkward_at_first(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first attempt to write a file has a stream that ends in a carriage return; gives the attempts made."""
    attempts, finish = [], module._finish

    def spoilt(document: object, pdf: pydyf.PDF, *, fillers: int) -> None:
        finish(document, pdf, fillers=fillers)
        attempts.append(fillers)
        if fillers == 0:
            pdf.add_object(pydyf.Stream([b"x\r"]))

    monkeypatch.setattr(module, "_finish", spoilt)
    return attempts


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_where_one_does_the_file_is_written_again(awkward_at_first: list[int], tmp_path: Path, profile: str) -> None:
    written = tmp_path / "a.pdf"
    written.write_bytes(render_pdf(PAGE.format("<h1>x</h1>"), TWO_YEARS, "id", ()))
    assert awkward_at_first == [0, 1]
    verdict = page.validate_pdf(str(written), profile=profile)
    assert verdict.is_compliant, [failure.message for failure in verdict.failures]


@pytest.mark.usefixtures("awkward_at_first")
def test_where_none_would_do_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ATTEMPTS", 1)
    with pytest.raises(StageError, match="within its profiles"):
        render_pdf(PAGE.format(""), TWO_YEARS, "id", ())


def test_its_size_is_bounded(pdf_path: Path) -> None:
    assert pdf_path.stat().st_size < 900_000


def test_every_page_of_an_internal_draft_says_so(pdf_path: Path) -> None:
    text = subprocess.run(["pdftotext", str(pdf_path), "-"], capture_output=True, text=True, check=True).stdout
    pages = text.rstrip("\f").split("\f")
    assert len(pages) >= 30
    assert not [n for n, content in enumerate(pages, 1) if "Internal draft – not for publication" not in content]


def test_the_contents_give_every_heading_the_page_it_stands_on(pdf_path: Path) -> None:
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf_path), "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = text.split("\f")
    contents = next(page for page in pages if page.strip().startswith("Contents"))
    entries = [re.fullmatch(r"(\S.*?)\s{2,}(\d+)", line.strip()) for line in contents.splitlines()]
    found = [(entry[1].split(" ", 1)[-1], int(entry[2])) for entry in entries if entry]
    assert len(found) > 30
    assert [title for title, number in found if title.split()[-1] not in pages[number - 1]] == []


def annotations(pdf: Pdf) -> Iterator[pikepdf.Object]:
    for leaf in pdf.pages:
        yield from leaf.obj.get(Name.Annots, pikepdf.Array())


def test_each_link_and_each_page_is_found_in_the_tree_of_tags(pdf_path: Path) -> None:
    with pikepdf.open(pdf_path) as pdf:
        flat = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        tree = {int(number): tags for number, tags in zip(flat[::2], flat[1::2], strict=True)}
        for leaf in pdf.pages:
            tags = tree.pop(int(leaf.obj.StructParents))
            assert {tag.Pg.objgen for tag in tags} <= {leaf.obj.objgen}
        for link in annotations(pdf):
            tag = tree.pop(int(link.StructParent))
            kids = [kid for kid in tag.K if isinstance(kid, pikepdf.Dictionary)]
            assert link.objgen in [kid.Obj.objgen for kid in kids if Name.Obj in kid]
        assert tree == {}
        assert len({tag.objgen for tag in pdf.Root.StructTreeRoot.K[0].K}) == len(pdf.Root.StructTreeRoot.K[0].K)


def test_the_bookmarks_are_the_headings(pdf_path: Path, rendered: Page) -> None:
    reader = pypdf.PdfReader(pdf_path)
    marks = list(flattened(reader, reader.outline, 0))
    chapters = [block.title for block in rendered.texts.blocks if block.level == 1 and block.kind != "cover"]
    tops = [title for depth, title, _ in marks if depth == 0]
    assert len(tops) == len(chapters)
    assert all(top.endswith(chapter) for top, chapter in zip(tops, chapters, strict=True) if "{%" not in chapter)
    assert {depth for depth, _, _ in marks} == {0, 1, 2}
    texts = [" ".join(leaf.extract_text().split()) for leaf in reader.pages]
    assert [title for _, title, number in marks if title.split()[-1] not in texts[number]] == []
    assert [number for _, _, number in marks] == sorted(number for _, _, number in marks)


def flattened(reader: pypdf.PdfReader, outline: Sequence[object], depth: int) -> Iterator[tuple[int, str, int]]:
    for entry in outline:
        if isinstance(entry, Destination):
            yield depth, str(entry.title), reader.get_destination_page_number(entry) or 0
        elif isinstance(entry, list):
            yield from flattened(reader, entry, depth + 1)


def test_each_page_is_headed_by_its_chapter(pdf_path: Path) -> None:
    reader = pypdf.PdfReader(pdf_path)
    begun = [(number, title) for depth, title, number in flattened(reader, reader.outline, 0) if depth == 0]
    command = ["pdftotext", "-layout", str(pdf_path), "-"]
    pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")
    within = {
        number: max(begun_before)[1]
        for number in range(len(reader.pages))
        if number not in dict(begun) and (begun_before := [(page, title) for page, title in begun if page < number])
    }
    # The others begin a chapter. That of the numbers has most pages by far.
    assert list(within.values()).count("4 The numbers") > len(reader.pages) / 3
    wrong = {number: title for number, title in within.items() if not _head(pages[number]).endswith(f"  {title}")}
    assert wrong == {}


def _head(text: str) -> str:
    return next(line for line in text.splitlines() if line.strip()).rstrip()


def test_each_cell_finds_its_headers_in_its_own_table(pdf_path: Path) -> None:
    with pikepdf.open(pdf_path) as pdf:
        flat = list(pdf.Root.StructTreeRoot.IDTree.Names)
        names = [str(name) for name in flat[::2]]
        headers = dict(zip(names, flat[1::2], strict=True))
        assert names == sorted(set(names))
        assert all(header.S == Name.TH and str(header.ID) == name for name, header in headers.items())
        cells = [tag for tag in pdf.objects if isinstance(tag, pikepdf.Dictionary) and tag.get(Name.S) == Name.TD]
        found = [(cell, headers[str(name)]) for cell in cells for name in cell.A.get(Name.Headers, pikepdf.Array())]
        assert len(found) > 500
        assert all(table_of(cell).objgen == table_of(header).objgen for cell, header in found)


def table_of(tag: pikepdf.Object) -> pikepdf.Object:
    while Name.Table != tag.S:
        tag = tag.P
    return tag


def test_the_mark_of_a_draft_takes_the_foot_of_a_page_and_no_more(pdf_path: Path, tmp_path: Path) -> None:
    subprocess.run(["pdftoppm", "-r", "10", "-f", "2", "-l", "2", pdf_path, tmp_path / "page"], check=True)
    [picture] = tmp_path.glob("*.ppm")
    with Image.open(picture) as seen:
        accent = ImageColor.getrgb(load_brand().colours["accent"])
        assert seen.getpixel((1, 1)) == seen.getpixel((1, seen.height // 2)) == (255, 255, 255)
        assert seen.getpixel((1, seen.height - 2)) == accent
