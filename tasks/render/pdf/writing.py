"""Write the report: the tables go inside, and every byte is decided by what it holds."""

import datetime
from collections.abc import Sequence
from io import BytesIO

from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Object, ObjectStreamMode, Pdf, StreamDecodeLevel, String

from tasks.core.errors import StageError
from tasks.render.model import Attached
from tasks.render.pdf.packing import packed

ATTEMPTS = 40
"""Where one fails, the next is made. Few are needed."""


def write(whole: Pdf, build_id: str, attachments: Sequence[Attached], day: datetime.datetime) -> bytes:
    """The bytes of the file.

    No stream ends in a carriage return: with the line feed that follows it, the length of the stream would be in doubt,
    which PDF/A does not allow.

    Args:
        whole: the report.
        build_id: becomes the identifier of the file.
        attachments: the tables that travel inside.
        day: dates the tables.

    Raises:
        StageError: no way was found to write it within its profiles.
    """
    dated = f"D:{day:%Y%m%d%H%M%S}Z"
    for attached in attachments:
        whole.attachments[attached.name] = _inside(whole, attached, dated)
    if attachments:
        whole.Root.AF = Array([whole.attachments[attached.name].obj for attached in attachments])
    whole.trailer.ID = Array([String(build_id), String(build_id)])
    for attempt in range(ATTEMPTS):
        # Each adds an object of no meaning, so that all others are packed and numbered in another way.
        filler = Array([whole.make_indirect(Array([number])) for number in range(attempt)])
        private = Dictionary(LastModified=String(dated), Private=filler)
        whole.Root.PieceInfo = Dictionary(HelplineReport=private)
        written = _saved(whole)
        if b"\r\nendstream" not in written:
            return written
    raise StageError(
        "No way was found to write the PDF within its profiles.",
        where="the file report.pdf",
        remedy="Report it with the program's version, and leave the PDF out until it is mended.",
    )


def new_stream(whole: Pdf, content: bytes) -> Object:
    """A stream of a file, filled as :func:`put_stream` fills one."""
    stream = whole.make_stream(b"")
    put_stream(stream, content)
    return stream


def put_stream(stream: Object, content: bytes) -> None:
    """Fill a stream, compressed."""
    stream.write(packed(content), filter=Name.FlateDecode)


def _inside(whole: Pdf, attached: Attached, dated: str) -> AttachedFileSpec:
    content = attached.content.encode()
    inside = AttachedFileSpec(
        whole,
        content,
        filename=attached.name,
        description=attached.description,
        mime_type="text/csv",
        relationship=Name.Data,
        creation_date=dated,
        mod_date=dated,
    )
    put_stream(inside.get_file().obj, content)
    return inside


def _saved(whole: Pdf) -> bytes:
    out = BytesIO()
    whole.save(
        out,
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
        stream_decode_level=StreamDecodeLevel.none,
    )
    return out.getvalue()
