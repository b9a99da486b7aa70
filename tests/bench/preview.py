"""How long a preview takes at the desk: ``python -m tests.bench.preview`` adds it to ``docs/benchmarks.md``.

A site as an installation has it is asked over HTTP. Each block of the longest chapter is sent as somebody writes it, a
letter more each time. What it is measured against does less: the same texts by Jinja and markdown-it alone.
"""

import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import fill
from typing import Any

from jinja2 import Environment
from markdown_it import MarkdownIt

from flows.edition.reading import of_today
from flows.site.proofs import Draft, comparison, frozen, texts_in
from tasks.language.texts import Block, BlockKind
from tasks.model.manifest import digest
from tasks.render.functions import functions
from tests.bench.page import PAGE
from tests.command_line import prefect_server
from tests.site.conftest import EDITION, Installation, install

RUNS = 5
BOUND = 1.0
"""Seconds within which a preview answers, in the median."""
HEAD = "## Preview at the desk\n"
SAID = """From a text sent to its preview's answer: carried out, held to the rules of proofreading, set with its
charts, over HTTP and through the process that makes previews. Each block of the longest chapter, {blocks} of them,
{runs} times, a letter more each time. **Jinja and markdown-it** alone print the same texts without rules, traces,
charts or a limit."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of the previews of a block, and of the same text by Jinja and markdown-it alone."""

    block: str
    seconds: tuple[float, ...]
    plainly: tuple[float, ...]


def main() -> None:
    """Measure, print, and write it to the page; stops where the bound is not kept."""
    with TemporaryDirectory() as name, _site(Path(name)) as installation:
        found = tuple(_measured(installation))
    lines = "\n".join(_lines(found))
    print(lines)
    before = PAGE.read_text("utf-8").partition(HEAD)[0].rstrip()
    PAGE.write_text(f"{before}\n\n{HEAD}\n{lines}\n", "utf-8")
    if _median(each.seconds for each in found) > BOUND:
        raise SystemExit(f"A preview takes longer than {BOUND:g} s.")


@contextmanager
def _site(folder: Path) -> Iterator[Installation]:
    """An installation whose draft is the sample's, and whose site runs."""
    from flows.cli import main as command

    (folder / "prefect").mkdir()
    with prefect_server(folder / "prefect"):
        where = ("--out", str(folder / "built"), "--private", str(folder / "private"), "--no-pdf")
        assert command(["build", "--sample", *where]) == 0
    (folder / "desk").mkdir()
    installation = install(folder / "desk", folder / "built" / EDITION)
    installation.start()
    try:
        yield installation
    finally:
        installation.stop()


def _measured(installation: Installation) -> Iterator[Measured]:
    folder = installation.folder / "out" / EDITION
    draft = Draft(folder, digest(folder))
    texts, shown = texts_in(draft, "en"), of_today(frozen(draft).figures)
    plainly = _plain_way(functions(shown, texts, comparison(draft)))
    writer = installation.sign_in()
    token = writer.token()
    for block in _longest_chapter(texts.blocks):
        text = installation.text(f"en/{texts.file(block)}").read_text("utf-8")

        def preview(text: str, block: Block = block) -> None:
            sent = {"csrf": token, "text": text}
            answer = writer.client.post(f"/desk/{EDITION}/preview/en/{block.id}", data=sent)
            assert answer.json()["html"], block.id

        preview(text)  # the first reads what the process then keeps
        yield Measured(block.id, tuple(_seconds(preview, text)), tuple(_seconds(plainly, text)))


def _longest_chapter(blocks: tuple[Block, ...]) -> list[Block]:
    """The chapter that has the most blocks, with these."""
    chapters: list[list[Block]] = []
    for block in blocks:
        if block.kind is BlockKind.CHAPTER:
            chapters.append([])
        if chapters and block.file:
            chapters[-1].append(block)
    return max(chapters, key=len)


def _plain_way(known: Mapping[str, Any]) -> Callable[[str], None]:
    jinja, markdown = Environment(autoescape=False), MarkdownIt().enable("table")

    def render(text: str) -> None:
        markdown.render(jinja.from_string(text).render(known))

    return render


def _seconds(render: Callable[[str], None], text: str) -> Iterator[float]:
    for letters in range(1, RUNS + 1):
        begun = time.perf_counter()
        render(f"{text}\n\nWe listen{'.' * (letters == RUNS)}{' ' * letters}\n")
        yield time.perf_counter() - begun


def _lines(found: tuple[Measured, ...]) -> Iterator[str]:
    ours, plainly = (_median(getattr(each, name) for each in found) for name in ("seconds", "plainly"))
    slowest = max(found, key=lambda each: statistics.median(each.seconds))
    yield fill(SAID.format(blocks=len(found), runs=RUNS), 120) + "\n"
    yield "| | preview | Jinja and markdown-it | to these | bound |"
    yield "|---|---:|---:|---:|---:|"
    yield f"| median | {ours:.3f} s | {plainly:.4f} s | × {ours / plainly:.1f} | {BOUND:g} s |"
    median = statistics.median(slowest.seconds)
    name = re.sub("-", " ", slowest.block)
    yield (
        f"| slowest block ({name}) | {median:.3f} s | {statistics.median(slowest.plainly):.4f} s |"
        f" × {median / statistics.median(slowest.plainly):.1f} | |"
    )


def _median(several: Iterator[tuple[float, ...]]) -> float:
    return statistics.median(second for each in several for second in each)


if __name__ == "__main__":
    main()
