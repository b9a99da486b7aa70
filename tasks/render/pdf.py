"""From the print page to one file that is PDF/A-3a and PDF/UA-1 at once, with the tables inside."""

import datetime
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tasks.core.period import Period
from tasks.render.model import Attached

VARIANT = "pdf/a-3a"
CLOCK = "SOURCE_DATE_EPOCH"

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


def render_pdf(html: str, edition: Period, build_id: str, attachments: Sequence[Attached]) -> bytes:
    """The PDF of a print page.

    Args:
        html: the page; it may refer to ``data:`` addresses only.
        edition: dates the file, to the day after its end.
        build_id: names the build; becomes the identifier of the file.
        attachments: the tables that travel inside.
    """
    # Loading the layout engine takes half a second, which the command line should not wait for.
    from weasyprint import HTML

    from tasks.render.fetcher import DataOnlyFetcher

    document = HTML(string=html, url_fetcher=DataOnlyFetcher()).render(pdf_variant=VARIANT)
    written = document.metadata.generate_rdf_metadata
    document.metadata.generate_rdf_metadata = lambda *args: written(*args).replace(b"</rdf:RDF>", _UA_CLAIM)
    with _fixed_clock(_day_after(edition)):
        pdf: bytes = document.write_pdf(
            pdf_variant=VARIANT,
            finisher=_finish,
            attachments=[_attachment(attached, _day_after(edition)) for attached in attachments],
            pdf_identifier=build_id.encode(),
        )
    return pdf


def _day_after(edition: Period) -> datetime.datetime:
    after = edition.last + 1
    return datetime.datetime(after.year, after.number, 1, tzinfo=datetime.UTC)


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


def _attachment(attached: Attached, day: datetime.datetime) -> Any:
    from weasyprint import Attachment

    return Attachment(
        string=attached.content,
        name=attached.name,
        description=attached.description,
        relationship="Data",
        created=day,
        modified=day,
    )


def _finish(_document: Any, pdf: Any) -> None:
    """Leave the metadata readable as text, as PDF/A asks, and give each header cell its scope, as PDF/UA asks."""
    import pydyf

    by_reference = {o.reference: o for o in pdf.objects if hasattr(o, "reference")}
    for o in pdf.objects:
        if isinstance(o, pydyf.Stream) and o.extra.get("Type") == "/Metadata":
            o.compress = False
        if isinstance(o, dict) and o.get("Type") == "/StructElem" and o["S"] == "/TH":
            section = by_reference[by_reference[o["P"]]["P"]]
            o["A"]["Scope"] = "/Column" if section["S"] == "/THead" else "/Row"
        if isinstance(o, pydyf.Stream):
            _end_clearly(o)


def _end_clearly(stream: Any) -> None:
    """Let no stream end in a carriage return: with the line feed that follows, its length would be in doubt."""
    if not stream.compress:
        return
    written = stream.data
    while written.endswith(b"\r\nendstream"):
        if stream.extra.get("Type") == "/EmbeddedFile":
            stream.compress = False  # a table ends with a line feed, and must not be altered
            return
        stream.stream.append(b"")
        written = stream.data
    # Compressed once for all; the writer need not do it again.
    stream.stream = [written[written.index(b"\nstream\n") + 8 : -len(b"\nendstream")]]
    stream.extra["Filter"] = "/FlateDecode"
    stream.compress = False
