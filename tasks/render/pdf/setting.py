"""Set a print page: the layout engine makes a file of it that keeps both profiles."""

import datetime
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from tasks.render.pdf.packing import packed

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

VARIANT = "pdf/a-3a"
CLOCK = "SOURCE_DATE_EPOCH"
_BEGINS, _ENDS = b"\nstream\n", b"\nendstream"

# WeasyPrint writes the metadata of one variant. These descriptions add the claim of PDF/UA-1, and the extension schema
# without which PDF/A does not allow that claim to stand in the file.
_UA_CLAIM = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA part number</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"""


def layout_engine() -> str:
    """What sets pages beside our own libraries: what the system brings along for text."""
    from weasyprint.text.ffi import pango

    return f"pango {pango.pango_version()}"


@dataclass(frozen=True, slots=True)
class Style:
    """A style sheet as the layout engine has it, and the fonts that it brings."""

    sheet: "CSS"
    fonts: "FontConfiguration"


def read_style(css: str) -> Style:
    """A style sheet that may refer to ``data:`` addresses only."""
    # Loading the layout engine takes half a second, which the command line should not wait for.
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    from tasks.render.fetcher import DataOnlyFetcher

    fonts = FontConfiguration()
    return Style(CSS(string=css, font_config=fonts, url_fetcher=DataOnlyFetcher()), fonts)


def set_page(html: str, style: Style, day: datetime.datetime) -> bytes:
    """The pages of a PDF that a print page comes to, as a file by itself.

    Args:
        html: the print page; it may refer to ``data:`` addresses only.
        style: its style.
        day: dates the fonts within.
    """
    from weasyprint import HTML

    from tasks.render.fetcher import DataOnlyFetcher

    page = HTML(string=html, url_fetcher=DataOnlyFetcher())
    document = page.render(pdf_variant=VARIANT, stylesheets=[style.sheet], font_config=style.fonts)
    written = document.metadata.generate_rdf_metadata
    document.metadata.generate_rdf_metadata = lambda *args: written(*args).replace(b"</rdf:RDF>", _UA_CLAIM)
    finish = partial(_finish, name=hashlib.sha256(html.encode()).hexdigest()[:12])
    with _fixed_clock(day):
        pdf: bytes = document.write_pdf(pdf_variant=VARIANT, finisher=finish)
    return pdf


@contextmanager
def _fixed_clock(day: datetime.datetime) -> Iterator[None]:
    """While the block runs, the font library dates the fonts that it cuts down to this day.

    It has no other switch for it than this variable, which stands again as it was after the block.
    """
    before = os.environ.get(CLOCK)
    os.environ[CLOCK] = str(int(day.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ[CLOCK]
        else:
            os.environ[CLOCK] = before


def _finish(_document: Any, pdf: Any, *, name: str) -> None:
    """Leave the metadata readable as text, as PDF/A asks; let header cells be found, as PDF/UA asks; and pack all."""
    import pydyf

    _identify_headers(pdf, name)
    for o in pdf.objects:
        if isinstance(o, pydyf.Stream):
            if o.extra.get("Type") == "/Metadata":
                o.compress = False
            _pack(o)


def _identify_headers(pdf: Any, name: str) -> None:
    """Give each header cell its scope, and a name that no other file has, under which its table's cells find it."""
    import pydyf

    dictionaries: list[Any] = [o for o in pdf.objects if isinstance(o, dict)]
    by_reference = {o.reference: o for o in dictionaries}
    headers = [o for o in dictionaries if o.get("Type") == "/StructElem" and o["S"] == "/TH"]
    for header in headers:
        section = by_reference[by_reference[header["P"]]["P"]]
        header["A"]["Scope"] = "/Column" if section["S"] == "/THead" else "/Row"
        # The cells that it heads hold this same string.
        header["ID"].string = f"{name}-{header['ID'].string}"
    listed = sorted((header["ID"].string, header["ID"], header.reference) for header in headers)
    if listed:
        root = next(o for o in dictionaries if o.get("Type") == "/StructTreeRoot")
        root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(part for entry in listed for part in entry[1:])})


def _pack(stream: Any) -> None:
    """Compress a stream here, for good; what writes the file need not do it again."""
    if stream.compress:
        stream.compress = False
        written: bytes = stream.data
        stream.stream = [packed(written[written.index(_BEGINS) + len(_BEGINS) : -len(_ENDS)])]
        stream.extra["Filter"] = "/FlateDecode"
