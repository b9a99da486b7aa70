"""From the print page to one file that is PDF/A-3a and PDF/UA-1 at once, with the tables inside."""

import datetime
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from tasks.model.errors import StageError
from tasks.model.period import Period
from tasks.render.model import Attached

if TYPE_CHECKING:
    from weasyprint import Attachment

VARIANT = "pdf/a-3a"
CLOCK = "SOURCE_DATE_EPOCH"
"""The font library dates the fonts that it cuts down by this variable of the environment, and by no other switch."""
ATTEMPTS = 8
"""How often the file is written at most; one time in a hundred the first does not do."""
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


def render_pdf(html: str, edition: Period, build_id: str, attachments: Sequence[Attached]) -> bytes:
    """The PDF of a print page. Equal arguments give equal bytes.

    It is meant for a process with the variables of :func:`environment`.

    Args:
        html: the page; it may refer to ``data:`` addresses only.
        edition: dates the file, to the day after its end.
        build_id: names the build; becomes the identifier of the file.
        attachments: the tables that travel inside.

    Raises:
        StageError: no way was found to write the file within its profiles.
    """
    # Loading the layout engine takes half a second, for which only the process that sets PDFs should wait.
    from weasyprint import HTML

    day, fetcher = _day_after(edition), _fetcher()
    document = HTML(string=html, url_fetcher=fetcher).render(pdf_variant=VARIANT)
    written = document.metadata.generate_rdf_metadata
    document.metadata.generate_rdf_metadata = lambda *args: written(*args).replace(b"</rdf:RDF>", _UA_CLAIM)
    for attempt in range(ATTEMPTS):
        pdf: bytes = document.write_pdf(
            pdf_variant=VARIANT,
            finisher=partial(_finish, fillers=attempt),
            attachments=[_inside(attached, day, fetcher) for attached in attachments],
            pdf_identifier=build_id.encode(),
        )
        if b"\r" + _ENDS not in pdf:
            return pdf
    raise StageError(
        "No way was found to write the PDF within its profiles.",
        where="the file report.pdf",
        remedy="Report it with the program's version, and leave the PDF out until it is mended.",
    )


def _fetcher() -> Any:
    """Opens ``data:`` addresses; any other stops the rendering, so that no file and no network can be read."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class DataOnlyFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if not url.lower().startswith("data:"):
                raise FatalURLFetchingError("The report tried to load something from outside.")
            return super().fetch(url, headers)

    return DataOnlyFetcher(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)


def environment(edition: Period) -> dict[str, str]:
    """The variables that the PDF of an edition is set with."""
    return {CLOCK: str(int(_day_after(edition).timestamp()))}


def _day_after(edition: Period) -> datetime.datetime:
    after = edition.last + 1
    return datetime.datetime(after.year, after.number, 1, tzinfo=datetime.UTC)


def _inside(attached: Attached, day: datetime.datetime, fetcher: Any) -> "Attachment":
    from weasyprint import Attachment

    return Attachment(
        string=attached.content,
        # It would make one of its own, which reads all certificates of the machine.
        url_fetcher=fetcher,
        name=attached.name,
        description=attached.description,
        relationship="Data",
        created=day,
        modified=day,
    )


def _finish(_document: Any, pdf: Any, *, fillers: int) -> None:
    """Leave the metadata readable as text, as PDF/A asks; let header cells be found, as PDF/UA asks; pack all.

    Args:
        fillers: how many objects of no meaning to add: with them the list of objects is packed in another way.
    """
    import pydyf

    _identify_headers([o for o in pdf.objects if isinstance(o, pydyf.Dictionary)])
    for o in pdf.objects:
        if isinstance(o, pydyf.Stream):
            if o.extra.get("Type") == "/Metadata":
                o.compress = False
            _pack(o)
    for number in range(fillers):
        pdf.add_object(pydyf.Array([number]))


def _identify_headers(dictionaries: Sequence[Any]) -> None:
    """Give each header cell its scope, and the file the list of them in which a table's cells find theirs."""
    import pydyf

    by_reference = {o.reference: o for o in dictionaries}
    headers = [o for o in dictionaries if o.get("Type") == "/StructElem" and o["S"] == "/TH"]
    for header in headers:
        section = by_reference[by_reference[header["P"]]["P"]]
        header["A"]["Scope"] = "/Column" if section["S"] == "/THead" else "/Row"
    listed = sorted((header["ID"].string, header["ID"], header.reference) for header in headers)
    if listed:
        root = next(o for o in dictionaries if o.get("Type") == "/StructTreeRoot")
        root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(part for entry in listed for part in entry[1:])})


def _pack(stream: Any) -> None:
    """Compress a stream for good, so that it never ends in a carriage return.

    With the line feed that follows a stream its length would be in doubt, which PDF/A does not allow. The line feed
    that then comes behind it is read by nobody.
    """
    if stream.compress:
        written: bytes = stream.data
        packed = written[written.index(_BEGINS) + len(_BEGINS) : -len(_ENDS)]
        stream.stream = [packed + b"\n" if packed.endswith(b"\r") else packed]
        stream.extra["Filter"] = "/FlateDecode"
        stream.compress = False
