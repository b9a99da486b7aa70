"""Publications copied to a real S3-compatible server: readers see one whole state after another, never a mixture."""

import json
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import s3fs
from moto.server import ThreadedMotoServer

from tasks.model.errors import DeliveryError
from tasks.model.manifest import digest, digest_of
from tasks.publish import publish, withdraw
from tasks.publish.push import push
from tests.edition_factory import make_edition
from tests.figures_factory import few_rounded_figures

ADDRESS = "s3://reports/helpline"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of the server, with its credentials in the environment as they are in an installation."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "reports")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "s3cr3t-key")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server: str) -> s3fs.S3FileSystem:
    """The bucket as a reader sees it, empty at first."""
    reader = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
    if reader.exists("reports"):
        reader.rm("reports", recursive=True)
    reader.mkdir("reports")
    return reader


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "published"


def publish_next(to: Path, text: bytes) -> Path:
    draft = make_edition(to.parent / "editions", few_rounded_figures(1), text)
    return publish(draft, digest(draft), to, reason="texts were corrected")


def content(bucket: s3fs.S3FileSystem) -> dict[str, bytes]:
    return {path.removeprefix("reports/helpline/"): bucket.cat_file(path) for path in bucket.find("reports")}


def on_disk(to: Path) -> dict[str, bytes]:
    found = {p.relative_to(to).as_posix(): p.read_bytes() for p in to.rglob("*") if p.is_file()}
    del found["ledger.jsonl"]
    return found


def broken_promises(bucket: s3fs.S3FileSystem) -> list[str]:
    """What the index promises and a reader does not find, or finds altered."""
    root = "reports/helpline"
    try:
        index = json.loads(bucket.cat_file(f"{root}/index.json"))
    except FileNotFoundError:
        return []
    wrong = []
    for edition in index["editions"]:
        for revision in edition["revisions"]:
            folder = f"{root}/{edition['edition']}/r{revision['revision']}"
            manifest = bucket.cat_file(f"{folder}/manifest.json")
            files = json.loads(manifest)["files"]
            wrong += [folder] if digest_of(manifest) != revision["digest"] else []
            wrong += [n for n, expected in files.items() if digest_of(bucket.cat_file(f"{folder}/{n}")) != expected]
    return wrong


def test_all_that_is_published_is_copied_and_only_what_is_missing(to: Path, bucket: s3fs.S3FileSystem) -> None:
    first = publish_next(to, b"first")
    assert push(to, ADDRESS) == 1
    assert content(bucket) == on_disk(to)
    publish_next(to, b"second")
    withdraw(first, "It was of another half-year.", date(2018, 12, 20))
    assert push(to, ADDRESS) == 1
    assert push(to, ADDRESS) == 0
    assert content(bucket) == on_disk(to)


def test_a_reader_never_sees_a_mixture(to: Path, bucket: s3fs.S3FileSystem) -> None:
    seen: list[list[str]] = []
    done = threading.Event()

    def read() -> None:
        reader = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
        while not done.is_set():
            seen.append(broken_promises(reader))

    reading = threading.Thread(target=read)
    reading.start()
    try:
        for number in range(4):
            publish_next(to, f"text {number}".encode())
            push(to, ADDRESS)
    finally:
        done.set()
        reading.join()
    assert len(seen) > 4
    assert [wrong for wrong in seen if wrong] == []
    assert broken_promises(bucket) == []
    assert content(bucket) == on_disk(to)


def test_a_push_that_is_broken_off_shows_nothing_of_it_and_can_be_done_again(
    to: Path, bucket: s3fs.S3FileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_next(to, b"first")
    push(to, ADDRESS)
    index = bucket.cat_file("reports/helpline/index.json")
    publish_next(to, b"second")
    writes, write = [3], s3fs.S3File.write

    def fails(self: s3fs.S3File, data: bytes) -> int:
        writes[0] -= 1
        if writes[0] < 0:
            raise ConnectionError("s3cr3t-key")
        return write(self, data)

    with monkeypatch.context() as patch:
        patch.setattr(s3fs.S3File, "write", fails)
        with pytest.raises(DeliveryError, match="ConnectionError"):
            push(to, ADDRESS)
    assert bucket.cat_file("reports/helpline/index.json") == index
    assert broken_promises(bucket) == []
    assert push(to, ADDRESS) == 1
    assert content(bucket) == on_disk(to)


@pytest.mark.parametrize(
    "address", ["s3://no-such-bucket/x", "nothing://at/all", "sftp://user:s3cr3t-key@127.0.0.1:9/x"]
)
def test_an_address_that_takes_nothing_is_a_failed_delivery_that_shows_no_secret(
    to: Path, server: str, address: str
) -> None:
    publish_next(to, b"first")
    with pytest.raises(DeliveryError) as refusal:
        push(to, address)
    assert refusal.value.exit_code == 6
    assert "s3cr3t" not in str(refusal.value)
    assert refusal.value.__context__ is None


def test_a_folder_that_a_web_server_reads_is_an_address_too(to: Path, tmp_path: Path) -> None:
    publish_next(to, b"first")
    assert push(to, f"file://{tmp_path}/www") == 1
    copied = {p.relative_to(tmp_path / "www").as_posix(): p.read_bytes() for p in (tmp_path / "www").rglob("*.*")}
    assert copied == on_disk(to)
