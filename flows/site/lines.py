"""Titles, captions, small words, findings, facts, sources: the lines of TOML files, written one by one as blocks are.

What is tried is carried out in the process of :mod:`flows.site.preview_process`, on a copy: a file that cannot be read
any more would leave the whole report without words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import tomlkit
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from flows.site.blocks import code_of, mark_translated, may_write, require_writer
from flows.site.languages import _
from flows.site.pages import page
from flows.site.preview_process import PREVIEW_PROCESS, draft_of
from flows.site.proofs import Draft, as_counted, texts_in
from flows.site.sessions import FormFields, form
from flows.site.store import note
from flows.site.versions import plain, save, token_of
from flows.site.writing import letters
from tasks.language.bidi import is_foreign
from tasks.language.languages import load_language, texts_folder
from tasks.language.text_files import read_text
from tasks.language.texts import Texts, translated_words
from tasks.language.translation import gaps
from tasks.model.errors import ReportError, TextError, UsageError
from tasks.proofread import Violation, lines_of, proofread_some

FILES = {
    "report.toml": _("Titles and leads"),
    "figures.toml": _("Charts and tables"),
    "words.toml": _("Small words"),
    "findings.toml": _("Findings"),
    "recommendations.toml": _("Recommendations"),
    "facts.toml": _("Numbers from outside"),
    "notes.toml": _("Sources"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its file, its entry and key in it, its text, and what does not pass.

    In a translation also the line of the source, and whether that has changed since.
    """

    file: str
    entry: str
    text: str
    marks: tuple[Violation, ...]
    source: str = ""
    outdated: bool = False

    @property
    def id(self) -> str:
        """What names it in a form."""
        return f"{self.file}, {self.entry}"


def lines_in(draft: Draft, code: str, root: Path | None = None) -> tuple[Line, ...]:
    """The lines of a language.

    Args:
        draft: whose figures they are written around.
        code: the folder of the language.
        root: a copy of the folder of all languages, to take the texts from instead.

    Raises:
        TextError: a file of texts cannot be read.
    """
    with as_counted(draft) as figures:
        texts = texts_in(draft, code, root)
        sources = [line for line in lines_of(texts) if Path(line.place.file).name in FILES]
        found = proofread_some(sources, figures, texts)
        old = {gap.text for gap in gaps(texts)}
        source = {(file, entry): text for file, entry, text in _written(texts.source)} if texts.source else {}
        return tuple(
            Line(
                file,
                entry,
                text,
                tuple(each for each in found if (Path(each.place.file).name, each.place.entry) == (file, entry)),
                source.get((file, entry), ""),
                name_of(f"{file}, {entry}") in old,
            )
            for file, entry, text in _written(texts)
        )


def name_of(line: str) -> str:
    """The text that a line is part of, as a translation names it: ``figures.toml, gender``."""
    return line.rpartition(", ")[0]


def _written(texts: Texts) -> Iterator[tuple[str, str, str]]:
    """File, entry and text of each line that people write; conditions are none."""
    for line in lines_of(texts):
        if Path(line.place.file).name in FILES and not line.place.entry.endswith(", when"):
            yield Path(line.place.file).name, line.place.entry, line.text
    for file, entries in (("facts.toml", texts.facts), ("notes.toml", texts.citations)):
        for name, entry in entries.items():
            address = {} if texts.source else {"url": entry.url}
            for key, words in {**translated_words(entry), **address}.items():
                if not is_foreign(words):
                    yield file, f"{name}, {key}", words


def with_line(draft: Draft, code: str, name: str, before: str, text: str) -> tuple[str, str]:
    """What names the file of a line as it is now, and the file with another text in that line.

    Raises:
        TextError: the line does not say any more what it said before, would be empty, or no report could be made with
            this text.
    """
    with as_counted(draft):
        written = {f"{file}, {entry}": words for file, entry, words in _written(texts_in(draft, code))}
    if written.get(name) != before:
        raise TextError(_("Somebody else changed this line meanwhile."))
    file, __, entry = name.partition(", ")
    with TemporaryDirectory() as folder:
        copy = copytree(texts_folder().parent, Path(folder) / "text") / code / file
        token, content = token_of(copy.read_bytes()), _replaced(read_text(copy), entry, text)
        copy.write_text(content, "utf-8")
        now = {line.id: line.text for line in lines_in(draft, code, copy.parents[1])}
    if now.get(name) == text:
        return token, content
    if not text:
        raise TextError(_("A line is not left empty."), remedy=_("Write a word at least."))
    raise TextError(_("This line cannot be written here."), remedy=_("Ask the data officer: it stands in a file."))


def _replaced(content: str, entry: str, text: str) -> str:
    table, __, key = entry.partition(", ")
    written = tomlkit.parse(content)
    for name, part in written.items():
        for each in part if isinstance(part, list) else [part]:
            if each.get("id", name) == table and key in each:
                each[key] = text
    return tomlkit.dumps(written)


def routes() -> list[BaseRoute]:
    """The routes of the page of lines."""
    return [Route("/desk/{edition}/lines/{code}", _page), form("/desk/{edition}/lines/{code}", _save)]


def _page(request: Request, problem: str = "", line: str = "", text: str = "") -> Response:
    edition, code = request.path_params["edition"], code_of(request)
    draft = draft_of(edition)
    return page(
        request,
        "lines",
        422 if problem else 200,
        edition=edition,
        language=load_language(texts_folder().parent / code),
        script=letters(draft, code),
        files=FILES,
        lines=PREVIEW_PROCESS.ask(lines_in, draft, code),
        writes=may_write(request.state.account, code),
        saved=request.query_params.get("saved", ""),
        problem=problem,
        line=line,
        text=text,
    )


def _save(request: Request, sent: FormFields) -> Response:
    edition, code, name = request.path_params["edition"], code_of(request), sent["line"]
    require_writer(request.state.account, code)
    draft, path, before = draft_of(edition), f"{code}/{name.partition(', ')[0]}", sent["before"].replace("\r\n", "\n")
    also = partial(mark_translated, draft, code, name_of(name)) if sent["translated"] else None
    try:
        line = plain(sent["text"]).strip("\n")
        token, content = PREVIEW_PROCESS.ask(with_line, draft, code, name, before, line)
        if save(path, content, token, request.state.account.name, name, also):
            raise UsageError(_("Somebody saved this file at the same moment."))
    except ReportError as error:
        return _page(request, problem=f"{error.problem} {error.remedy}", line=name, text=sent["text"])
    note(request.state.account.name, "saved", f"{path}: {name}")
    return RedirectResponse(f"/desk/{edition}/lines/{code}?saved={name}", 303)
