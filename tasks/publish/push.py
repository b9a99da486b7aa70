"""Push: copy what is published to an address that the public reads from, such as an S3 bucket."""

from pathlib import Path
from typing import Any

from tasks.model.errors import DeliveryError
from tasks.model.manifest import MANIFEST
from tasks.publish.index import INDEX_FILES, landing_pages
from tasks.publish.publications import REASON, WITHDRAWN, Revision, published, sidecar


def push(publications: Path, address: str) -> int:
    """Copy the revisions that are not there yet, then what is said of them, and the index last.

    A revision lies at an address of its own, which nothing leads to before it is whole; each file appears in one step.
    So readers never see a mixture, and a push that was broken off can be done again.

    Args:
        publications: the folder of publications.
        address: where to, as fsspec writes it, without credentials.

    Returns:
        How many revisions were copied.

    Raises:
        DeliveryError: the address is not understood, or does not take what is sent.
    """
    import fsspec

    try:
        target, root = fsspec.core.url_to_fs(address, use_listings_cache=False)
        missing = [revision for revision in published(publications) if not _is_there(target, root, revision)]
        for revision in reversed(missing):
            _copy(target, root, publications, sorted(p for p in revision.folder.rglob("*") if p.name != MANIFEST))
            _copy(target, root, publications, [revision.folder / MANIFEST])
        notes = [sidecar(r.folder, kind) for r in published(publications) for kind in (REASON, WITHDRAWN)]
        _copy(target, root, publications, [note for note in notes if note.exists()])
        _copy(target, root, publications, landing_pages(publications))
        for name in INDEX_FILES:
            _copy(target, root, publications, [publications / name])
    except Exception as error:  # noqa: BLE001 - each protocol has errors of its own, and they may name the address
        kind = type(error).__name__
    else:
        return len(missing)
    raise DeliveryError(
        f"What is published here could not be copied to the public address: {kind}.",
        f"{address.partition('://')[0]}://…",
        "See that the address is right, that the credentials are set and that its library is there (for s3, s3fs);"
        " then publish again, which copies what is missing.",
    )


def _is_there(target: Any, root: str, revision: Revision) -> bool:
    # The manifest is copied last; and a bucket that holds another edition under this name must not be taken for it.
    path = f"{root}/{revision.edition}/{revision.folder.name}/{MANIFEST}"
    content: bytes = target.cat_file(path) if target.exists(path) else b""
    return content == (revision.folder / MANIFEST).read_bytes()


def _copy(target: Any, root: str, publications: Path, files: list[Path]) -> None:
    copies = {f"{root}/{file.relative_to(publications).as_posix()}": file for file in files if file.is_file()}
    for folder in {path.rpartition("/")[0]: None for path in copies}:
        _make_folder(target, folder)
    with target.transaction:
        for path, file in copies.items():
            with target.open(path, "wb") as copy:
                copy.write(file.read_bytes())


def _make_folder(target: Any, folder: str) -> None:
    # Not by makedirs, which would make a bucket that is not there: its name was misspelt.
    parts = folder.split("/")
    for depth in range(2, len(parts) + 1):
        level = "/".join(parts[:depth])
        if not target.exists(level):
            target.mkdir(level, create_parents=False)
