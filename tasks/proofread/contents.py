"""The check on the contents: every entry leads to a heading that is there, with something below it."""

from collections.abc import Iterator

from tasks.core.page import Node
from tasks.core.passages import Place
from tasks.core.texts import BlockKind, Texts
from tasks.proofread.book import Proof
from tasks.proofread.finding import Finding

FEWEST = 20
"""How many words a chapter or a section must have; one with sections below it may have less of its own."""


def toc_complete(proof: Proof) -> Iterator[Finding]:
    """The contents list every chapter and section in order; each is there, has content, and each figure its place."""
    headed = [b for b in proof.texts.blocks if b.kind in (BlockKind.CHAPTER, BlockKind.SECTION)]
    entries = [link for contents in proof.page.with_class("contents") for link in contents.with_tag("a")]
    listed = [link.attributes.get("href", "").removeprefix("#") for link in entries]
    for block in headed:
        place = proof.texts.place("report.toml", block.id, "title")
        section = proof.page.with_id(block.id)
        if block.id not in listed:
            yield Finding(place, f'"{block.title}" is missing from the contents.', "the block's kind and title")
        elif section is None or len(section.words.split()) < FEWEST:
            yield Finding(place, f'"{block.title}" is announced in the contents, and empty.', "its text, or no block")
        elif section.with_tag("h1", "h2") and _heading(section) != entries[listed.index(block.id)].words:
            yield Finding(place, "The contents name it otherwise than its heading does.", "one title")
    for name in listed:
        if name not in [block.id for block in headed]:
            yield Finding(Place("report.html"), f"The contents list {name}, which is no chapter.", "a block for it")
    if listed != sorted(listed, key=[*(b.id for b in headed), *listed].index):
        yield Finding(Place("report.html"), "The contents stand in another order than the report.", "one order")
    yield from _figures(proof, proof.texts)


def _heading(section: Node) -> str:
    return section.with_tag("h1", "h2")[0].words


def _figures(proof: Proof, texts: Texts) -> Iterator[Finding]:
    printed = [node.attributes["data-figure"] for node in proof.page if node.attributes.get("data-figure")]
    for figure in proof.figures:
        times = printed.count(figure.spec.id)
        if times != 1:
            block = next((b for b in texts.blocks if b.letter == figure.spec.section), None)
            place = texts.place(block.file) if block else Place("report.toml")
            yield Finding(
                place,
                f"The figure {figure.spec.id} is printed {times} times.",
                f"{{{{ figure('{figure.spec.id}') }}}} once",
            )
