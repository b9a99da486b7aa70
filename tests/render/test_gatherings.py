"""Gatherings, each set for itself, become one file: numbers, contents, links, bookmarks and tags go through it."""

import datetime
import re
import subprocess
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import page
import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Name, Pdf
from pypdf.generic import Destination

from tasks.core.errors import StageError
from tasks.core.shelf import NOTHING_KEPT, Shelf
from tasks.render import Rendered
from tasks.render.model import Attached, Gathering, PrintPages
from tasks.render.pdf import press, render_pdf
from tasks.render.pdf.sheet import ELSEWHERE
from tasks.render.pdf.writing import new_stream, write
from tests.figures_factory import TWO_YEARS

DAY = datetime.datetime(2018, 12, 1, tzinfo=datetime.UTC)
CSS = """@page{size:100mm 60mm;margin:10mm;@bottom-right{content:""}}
@page folio{@bottom-right{content:"folio " counter(page)}}.folio{page:folio;break-after:page}
h1{margin:0}div p{break-before:page}.contents a::after{content:" > " attr(data-page)}"""
FRAME = '<html lang="en"><head><title>A report</title></head><body>{}</body></html>'


def chapter(name: str, length: int, to: Sequence[str] = ()) -> Gathering:
    """A chapter of so many pages with links to others on its first."""
    links = " ".join(f'<a href="#{other}">to {other}</a>' for other in to)
    pages = "".join(f"<p>{name} page {number}</p>" for number in range(2, length + 1))
    return Gathering(FRAME.format(f'<section id="{name}"><h1>{name}</h1>{links}<div>{pages}</div></section>'))


def contents(*names: str) -> Gathering:
    links = "".join(f'<li><a href="#{name}">{name}</a></li>' for name in names)
    return Gathering(FRAME.format(f'<h1>Contents</h1><ul class="contents">{links}</ul>'), lists_pages=True)


def cover() -> Gathering:
    return Gathering(FRAME.format("<h1>Cover</h1>"), numbered=False)


def bound(*gatherings: Gathering, shelf: Shelf = NOTHING_KEPT, css: str = CSS) -> bytes:
    return render_pdf(PrintPages(css, gatherings, FRAME.format("")), TWO_YEARS, "an id", (), shelf)


def text_of(pdf: bytes) -> list[str]:
    return [" ".join(leaf.extract_text().split()) for leaf in pypdf.PdfReader(BytesIO(pdf)).pages]


def links_of(reader: pypdf.PdfReader) -> Iterator[tuple[str, int]]:
    """The name that each link gives, and the page, from 0, that it leads to."""
    for leaf in reader.pages:
        for annotation in leaf.get("/Annots") or ():
            link = annotation.get_object()
            if "/Dest" in link:
                target = reader.named_destinations[link["/Dest"]]
                yield str(link["/Dest"]), reader.get_destination_page_number(target) or 0


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_numbers_contents_and_links_go_through_the_whole(lengths: list[int]) -> None:
    names = [f"chapter-{letter}" for letter, _ in zip("abcd", lengths, strict=False)]
    chapters = [chapter(name, length, names) for name, length in zip(names, lengths, strict=True)]
    pdf = bound(cover(), contents(*names), *chapters)
    first = {name: 2 + sum(lengths[:place]) for place, name in enumerate(names)}
    pages = text_of(pdf)
    assert len(pages) == 2 + sum(lengths)
    assert [text.endswith(f"folio {number}") for number, text in enumerate(pages, 1)] == [False] + [True] * (
        len(pages) - 1
    )
    assert pages[0] == "Cover"
    assert re.findall(r"(chapter-.) > (\d+)", pages[1]) == [(name, str(first[name] + 1)) for name in names]
    assert all(pages[first[name]].startswith(name) for name in names)
    # The number in the contents is a link of its own.
    assert set(links_of(pypdf.PdfReader(BytesIO(pdf)))) == {(name, first[name]) for name in names}


def test_contents_tell_the_page_of_what_follows_them_in_their_own_gathering() -> None:
    listing, follows = contents("one", "two"), '<section id="one"><h1>Begins: one</h1><div><p>more</p></div></section>'
    together = Gathering(listing.html.replace("</body>", f"{follows}</body>"), lists_pages=True)
    pages = text_of(bound(together, Gathering(FRAME.format('<section id="two"><h1>Begins: two</h1></section>'))))
    begins = {name: str(n) for n, text in enumerate(pages, 1) for name in re.findall(r"Begins: (\w+)", text)}
    assert dict(re.findall(r"(one|two) > (\d+)", pages[0])) == begins
    assert len(begins) == 2


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_the_whole_keeps_the_profiles(tmp_path: Path, profile: str) -> None:
    file = tmp_path / "a.pdf"
    names = ["one", "two"]
    file.write_bytes(bound(cover(), contents(*names), chapter("one", 2, names), chapter("two", 1, names)))
    verdict = page.validate_pdf(str(file), profile=profile)
    assert verdict.is_compliant, [failure.message for failure in verdict.failures]


@pytest.fixture
def set_anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that the layout engine is given, as they come."""
    seen: list[str] = []
    really = press.set_page

    def set_page(html: str, style: press.Style, day: datetime.datetime) -> bytes:
        seen.append(html)
        return really(html, style, day)

    monkeypatch.setattr(press, "set_page", set_page)
    return seen


def test_a_change_sets_anew_what_it_touches(tmp_path: Path, set_anew: list[str]) -> None:
    shelf = Shelf(tmp_path)
    names = ["one", "two", "three"]

    def anew(*lengths: int, mark: str = "") -> list[str]:
        set_anew.clear()
        chapters = [chapter(name, length, names) for name, length in zip(names, lengths, strict=True)]
        chapters[0] = Gathering(chapters[0].html.replace("</h1>", f"{mark}</h1>"))
        bound(cover(), contents(*names), *chapters, shelf=shelf)
        return ["".join(re.findall(r"<h1>(\w+)", html)) or "numbers" for html in set_anew]

    assert sorted(anew(1, 2, 1)) == sorted(["Cover", "Contents", "Contents", *names, "numbers"])
    assert anew(1, 2, 1) == []
    assert anew(1, 2, 1, mark=" changed") == ["one"]
    # A page more moves what follows: that is not set anew, but for its pages in the contents.
    assert anew(1, 3, 1) == ["two", "Contents"]


def test_what_lies_on_the_shelf_changes_no_byte(tmp_path: Path, set_anew: list[str]) -> None:
    shelf, names = Shelf(tmp_path, "program"), ["one", "two"]
    pages = (cover(), contents(*names), chapter("one", 2, names), chapter("two", 1, names))
    new, kept, unkept = (bound(*pages, shelf=shelf) for shelf in (shelf, shelf, NOTHING_KEPT))
    assert new == kept == unkept
    assert len(set_anew) == 2 * 6


def test_contents_that_move_what_they_tell_are_refused() -> None:
    css = CSS + 'a[data-page="2"]::before{content:"";display:block;height:39mm}a{display:block}'
    with pytest.raises(StageError, match="never came to rest"):
        bound(contents("one"), chapter("one", 1), css=css)


def test_no_link_leads_out_of_the_file_by_mistake(pdf_path: Path) -> None:
    assert ELSEWHERE.encode() not in pdf_path.read_bytes()
    with pikepdf.open(pdf_path) as pdf:
        addresses = [str(link.A.URI) for link in annotations(pdf) if Name.A in link]
    assert [address for address in addresses if not address.startswith(("https://", "mailto:", "tel:"))] == []


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


def test_the_bookmarks_are_the_headings(pdf_path: Path, rendered: Rendered) -> None:
    reader = pypdf.PdfReader(pdf_path)
    marks = list(flattened(reader, reader.outline, 0))
    chapters = [block.title for block in rendered.page.texts.blocks if block.level == 1 and block.kind != "cover"]
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


def awkward(count: int) -> list[bytes]:
    """Contents whose compressed bytes would end in a carriage return."""
    found = (content for n in range(100_000) if zlib.compress(content := b"key,count\na,%d\n" % n).endswith(b"\r"))
    return [next(found) for _ in range(count)]


def test_no_stream_ends_in_a_carriage_return() -> None:
    for content in awkward(3):
        pdf = Pdf.new()
        pdf.Root.Kept = new_stream(pdf, content)
        table = Attached("a.csv", "A table", content.decode())
        written = write(pdf, "an id", [table], DAY)
        assert b"\r\nendstream" not in written
        with pikepdf.open(BytesIO(written)) as again:
            assert again.Root.Kept.read_bytes() == content
            assert again.attachments["a.csv"].get_file().read_bytes() == content


def test_where_packing_ends_in_one_another_is_tried(pdf_path: Path) -> None:
    for number in range(100):
        with pikepdf.open(pdf_path) as pdf:
            pdf.Root.Probe = pikepdf.Array([pdf.make_indirect(pikepdf.Array([n])) for n in range(number)])
            written = write(pdf, "an id", (), DAY)
        assert b"\r\nendstream" not in written
        with pikepdf.open(BytesIO(written)) as again:
            if len(again.Root.PieceInfo.HelplineReport.Private) > 0:
                return
    pytest.fail("no file needed a second attempt")


def test_where_none_would_do_it_is_refused(pdf_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.render.pdf.writing.ATTEMPTS", 0)
    with pikepdf.open(pdf_path) as pdf, pytest.raises(StageError, match="within its profiles"):
        write(pdf, "an id", (), DAY)


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
    assert len(within) > 25
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
