"""The check on notes: numbered by the machine, each anchored, and each number from outside with its own."""

import re
from collections.abc import Iterator

from tasks.core.page import Node
from tasks.core.passages import Place, Told
from tasks.proofread.book import Proof
from tasks.proofread.finding import Finding
from tasks.proofread.reading import Stretch, paragraphs

PAGE = Place("report.html")
_NOTE, _ANCHOR = re.compile(r"note-(\d+)"), re.compile(r"ref-(\d+)-\d+")


def note_integrity(proof: Proof) -> Iterator[Finding]:
    """Each number from outside has a note; each note has a number, an anchor and a way back."""
    for passage in proof.passages:
        for paragraph in paragraphs(passage):
            yield from _facts_without_a_note(paragraph)
    yield from _numbering(proof.page)


def _facts_without_a_note(paragraph: Stretch) -> Iterator[Finding]:
    for span in paragraph.telling(Told.FACT):
        key = span.source.subject
        if not any(note.source.subject == key and note.start >= span.end for note in paragraph.telling(Told.NOTE)):
            yield Finding(
                paragraph.passage.place_of(span.start),
                f"The fact {key} is told without its footnote.",
                f"{{{{ source('{key}') }}}} after it, or {{{{ fact('{key}') }}}} without mark=False",
            )


def _numbering(page: Node) -> Iterator[Finding]:
    ids = [node.attributes.get("id", "") for node in page]
    notes = [int(found[1]) for name in ids if (found := _NOTE.fullmatch(name))]
    anchored = {int(found[1]) for name in ids if (found := _ANCHOR.fullmatch(name))}
    if notes != list(range(1, len(notes) + 1)):
        yield Finding(PAGE, f"The notes are numbered {notes}.", "no number of a note; the build counts them")
    for number in sorted(set(notes) ^ anchored):
        kind = "has no anchor in the text" if number in notes else "is anchored, but is not there"
        yield Finding(PAGE, f"Note {number} {kind}.", "{{ cite('…') }} or {{ fact('…') }} for each note")
    addresses = {node.attributes.get("href", "") for node in page.with_tag("a")}
    for name in ids:
        if (_ANCHOR.fullmatch(name) or _NOTE.fullmatch(name)) and f"#{name}" not in addresses:
            yield Finding(PAGE, f"Nothing leads to {name}.", "{{ cite('…') }} or {{ fact('…') }}")
