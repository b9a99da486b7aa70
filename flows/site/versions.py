"""The texts as a Git repository of their own: each save is a version with name and time, and nothing is ever lost.

The repository lies in the folder of content, and holds its texts as the plain files that they are. Whoever likes files
goes on with files: what was changed there is a version too, before the next one is made here. A text is written before
its version is, so that one whose saving was broken off becomes a version with the next.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import category

from dulwich import porcelain
from dulwich.diff_tree import tree_changes
from dulwich.errors import NotGitRepository
from dulwich.file import FileLocked
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.repo import Repo

from expectations.contract.content import BUNDLED, content
from flows.operate.own_content import three_way
from flows.site.languages import _
from tasks.language.text_files import LARGEST
from tasks.model.errors import FileError, TextError, UsageError, file_error
from tasks.storage.atomic_files import write_file, writing_in

FILES = _("files")
AS_FILES = _("The texts as they lie in their files")
"""Who changed a file by other means than the desk, and what such a version says; kept in English, said in any."""
FIRST_MARK, LAST_MARK = "<<<<<<<", ">>>>>>>"
"""How the lines begin between which Git writes what cannot be put together."""
UNPRINTED = ("Cc", "Cs", "Co", "Cn")
"""Kinds of signs that no text has; among them are those by which the program marks texts."""
OVERRIDES = "\u202a\u202b\u202d\u202e"
"""Signs that show a line in another order than it is written in."""
STALE = 60.0
"""Seconds after which a lock of Git's belongs to nobody: none is held for so long."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a text: what names it, who made it, when (UTC), and why."""

    id: str
    who: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Merge:
    """A text that somebody else saved meanwhile: theirs and one's own put together, and whether a person has to look.

    ``token`` names theirs: what is saved with it takes that into account.
    """

    text: str
    token: str
    by: Version
    conflicting: bool


def token_of(text: bytes | None) -> str:
    """What names a text as it is now; empty where there is none. It is Git's name for the same bytes."""
    return "" if text is None else Blob.from_string(text).id.decode()


def texts_root() -> Path:
    """The folder of all languages.

    Raises:
        UsageError: it is that which came with the program, which nobody changes.
    """
    if content().texts.resolve() == BUNDLED.texts.resolve():
        raise UsageError(
            _("These are the texts that came with the program; nobody changes those."),
            remedy=_("The data officer makes your own: helpline-report init, and content in the settings."),
        )
    return content().texts


def present(path: str) -> bytes | None:
    """A text as it is, by its path below the folder of all languages; None where there is none."""
    file = content().texts / path
    return file.read_bytes() if file.is_file() else None


def save(
    path: str, text: str, token: str, who: str, why: str = "", also: Callable[[], None] | None = None
) -> Merge | None:
    """Save a text as a version; or, where somebody else saved it since it was opened, say so and save nothing.

    Args:
        path: below the folder of all languages.
        text: as it was written.
        token: what named the text when it was opened.
        who: the name of whoever wrote it.
        why: a word on it.
        also: what else is written with it.

    Raises:
        TextError: it is no text, or two versions are still to be put together in it.
        FileError: it cannot be written; what was there stands.
    """
    text = plain(text)
    root = texts_root()
    with _held(root) as repo:
        before = present(path)
        if token_of(before) != token and before != text.encode():
            return _merged(repo, path, text, token)
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        write_file(root / path, text.encode())
        if also:
            also()
        _commit(repo, root, who, why or path)
    return None


def versions(path: str, most: int = 200) -> tuple[Version, ...]:
    """The versions of a text, the latest first."""
    with _held(texts_root()) as repo:
        return tuple(_versions(repo, path, most))


def changed_since(when: float) -> frozenset[str]:
    """The texts, by their paths, that are not as they were at a time, in seconds of the epoch.

    Texts older than the first version were as that has them; those that came with the program are changed by nobody.
    """
    if content().texts.resolve() == BUNDLED.texts.resolve():
        return frozenset()
    root = texts_root()
    with _held(root) as repo:
        commits = [entry.commit for entry in repo.get_walker()]
        then = next((commit for commit in commits if commit.commit_time <= when), commits[-1])
        changes = tree_changes(repo.object_store, then.tree, commits[0].tree)
        paths = (entry.path for change in changes for entry in (change.old, change.new) if entry and entry.path)
        texts = _in_git("")
        return frozenset(os.fsdecode(path.removeprefix(texts)) for path in paths if path.startswith(texts))


def text_of(path: str, version: str) -> str:
    """A text as a version has it; empty where that has none.

    Raises:
        UsageError: there is no such version.
    """
    with _held(texts_root()) as repo:
        if version not in {each.id for each in _versions(repo, path, 10_000)}:
            raise UsageError(_("There is no such version of this text."), path, _("Choose one from the list."))
        try:
            found = porcelain.get_object_by_path(repo, _in_git(path), version)
        except KeyError:
            return ""
        return found.data.decode("utf-8", "replace") if isinstance(found, Blob) else ""


def written_by(path: str) -> tuple[tuple[str, str, str], ...]:
    """Who wrote each line of a text, and when."""
    with _held(texts_root()) as repo:
        found = porcelain.annotate(repo, _in_git(path))
        return tuple(
            (*_signed(commit), line.decode("utf-8", "replace").rstrip("\n")) for (commit, _entry), line in found
        )


@contextmanager
def _held(root: Path) -> Iterator[Repo]:
    """The repository, held as its only writer, with every change of the files as a version.

    Raises:
        FileError: it cannot be read or written.
    """
    home = root.parent
    try:
        with writing_in(home), _locks_released(home / ".git"):
            try:
                repo = Repo(str(home))
            except NotGitRepository:
                repo = Repo.init(str(home))
            with repo:
                _commit(repo, root, FILES, AS_FILES)
                yield repo
        return
    except FileLocked:
        refusal = FileError(_("Somebody works on the repository of the texts."), str(home), _("Try again in a minute."))
    except OSError as error:
        refusal = file_error(error) or FileError(_("The texts cannot be written."), str(home))
    raise refusal


@contextmanager
def _locks_released(git: Path) -> Iterator[None]:
    """Let no lock of Git's outlive its writer: on a full disk the library leaves its own, and refuses the next save."""
    for lock in (before := set(git.rglob("*.lock"))):
        if time.time() - lock.stat().st_mtime > STALE:
            lock.unlink(missing_ok=True)
    try:
        yield
    except OSError:
        for lock in set(git.rglob("*.lock")) - before:
            lock.unlink(missing_ok=True)
        raise


def _commit(repo: Repo, root: Path, who: str, why: str) -> None:
    """Make a version of every text that is not as its last version has it."""
    known = {os.fsdecode(name) for name in repo.open_index()}
    base = Path(repo.path)
    lying = {
        str(file.relative_to(base)) for file in root.rglob("*") if file.suffix in (".md", ".toml") and file.is_file()
    }
    texts = {name for name in known if (base / name).is_relative_to(root)} | lying
    repo.get_worktree().stage(sorted(texts))
    tree = repo.open_index().commit(repo.object_store)
    try:
        if repo[repo.head()].tree == tree:  # type: ignore[attr-defined]
            return
    except KeyError:
        pass  # the first version
    name = " ".join(who.replace("<", "").replace(">", "").split()) or FILES
    signed = f"{name} <{'.'.join(name.split())}@desk>".encode()
    porcelain.commit(repo, message=why.encode(), author=signed, committer=signed, sign=False, no_verify=True)


def _merged(repo: Repo, path: str, text: str, token: str) -> Merge:
    theirs = present(path) or b""
    base = _known(repo, token)
    both = three_way(text.encode(), base, theirs, "--diff3", ("yours", "before", "theirs"))
    merged, conflicting = both or (theirs, True)
    by = next(_versions(repo, path, 1), Version("", FILES, "", ""))
    return Merge(merged.decode("utf-8", "replace"), token_of(theirs), by, conflicting)


def _known(repo: Repo, token: str) -> bytes:
    """The text that a token names; empty where no version had it."""
    try:
        found = repo[ObjectID(token.encode("ascii", "replace"))]
    except (KeyError, ValueError, AssertionError):
        return b""
    return found.data if isinstance(found, Blob) else b""


def _versions(repo: Repo, path: str, most: int) -> Iterator[Version]:
    for entry in repo.get_walker(paths=[_in_git(path)], max_entries=most):
        who, at = _signed(entry.commit)
        yield Version(entry.commit.id.decode(), who, at, entry.commit.message.decode("utf-8", "replace"))


def _signed(commit: Commit) -> tuple[str, str]:
    author, at = commit.author, commit.author_time
    return author.decode("utf-8", "replace").partition(" <")[0], f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}"


def _in_git(path: str) -> bytes:
    """The path of a text within the repository, which begins with the folder of all languages."""
    return os.fsencode(f"{content().texts.name}/{path}")


def plain(text: str) -> str:
    """A text as it is kept: with ends of lines of one kind, and one at its end.

    Raises:
        TextError: it is too large, has signs that no text has, or two versions are still to be put together in it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise TextError(
            _("A text is larger than %(most)s bytes.", most=f"{LARGEST:,}"),
            remedy=_("Divide it. What you wrote is kept."),
        )
    if any(sign not in "\n\t" and (category(sign) in UNPRINTED or sign in OVERRIDES) for sign in text):
        raise TextError(
            _("The text has signs that cannot be printed."),
            remedy=_("Write it without them, or paste it as plain text."),
        )
    if any(line.startswith((FIRST_MARK, LAST_MARK)) for line in text.splitlines()):
        raise TextError(
            _("Two versions are still to be put together in this text."),
            remedy=_(
                "Between the lines %(first)s and %(last)s choose what shall stand, then take these lines out.",
                first=FIRST_MARK,
                last=LAST_MARK,
            ),
        )
    return text
