"""From logs to a publication: what is drawn with a key, which digests are told, and what publishing does not take."""

import hashlib
import json
import shutil
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.edition.reading import read_edition
from flows.settings import SAMPLE
from tasks.anonymise import pseudonym_key
from tasks.disclosure.ledger import read_ledger
from tasks.model.manifest import digest, read_manifest
from tests.command_line import KEY, Outcome, run
from tests.random_logs import write_small_logs
from tests.verify.test_verify import change_figures, more_of_one, seal

EDITION, OTHER = "2016-12_2017-05", "2017-06_2017-11"
MONTHS = ("--from", "2016-12", "--to", "2017-05")


@dataclass(frozen=True)
class Office:
    """An installation that its settings describe, with logs of a year, and its commands."""

    folder: Path
    capfd: pytest.CaptureFixture[str]

    @property
    def draft(self) -> Path:
        return self.folder / "out" / EDITION

    @property
    def private(self) -> Path:
        return self.folder / "private"

    @property
    def publications(self) -> Path:
        return self.folder / "published"

    def build(self, *more: str | Path) -> Outcome:
        logs = (x for log in ("calls", "emails") for x in (f"--{log}", str(self.folder / f"*{log}*.csv")))
        return run(self.capfd, "build", *logs, *MONTHS, "--no-pdf", *more)

    def publish(self, *more: str | Path, draft: Path | None = None) -> Outcome:
        found = draft or self.draft
        return run(self.capfd, "publish", found, "--approve", digest(found), *more)

    @property
    def nothing_published(self) -> bool:
        return not list(self.publications.glob("*/r*")) and not read_ledger(self.publications / "ledger.jsonl").entries


def settings_of(folder: Path) -> Path:
    path = folder / "settings.toml"
    names = ("out", "published", "private", "state")
    path.write_text("[folders]\n" + "".join(f"{name} = {str(folder / name)!r}\n" for name in names))
    return path


@pytest.fixture(scope="module")
def built(small_edition: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation whose first build is done; not to be changed."""
    folder = tmp_path_factory.mktemp("office")
    write_small_logs(folder)
    shutil.copytree(small_edition, folder / "out" / small_edition.name)
    shutil.copytree(small_edition.parents[1] / "private", folder / "private")
    key = folder / "private" / "installation.key"
    key.write_text(f"{KEY}\n")
    key.chmod(0o600)
    return folder


@pytest.fixture
def office(built: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    """A copy of it."""
    monkeypatch.delenv("HELPLINE_REPORT_KEY")
    folder = Path(shutil.copytree(built, tmp_path / "office"))
    monkeypatch.setenv("HELPLINE_REPORT_SETTINGS", str(settings_of(folder)))
    return Office(folder, capfd)


# ------------------------------------------------------------------------------------------------ the key


def test_the_first_build_draws_a_key_and_says_where(office: Office) -> None:
    shutil.rmtree(office.private)
    before = digest(office.draft)
    first = office.build()
    key = office.private / "installation.key"
    assert first.code == 0, first.output
    assert first.says(f"A key was drawn for this installation: {key}")
    assert first.says("Keep a copy of it")
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_text().strip() not in first.output
    figures = read_edition(office.draft).figures
    assert figures.keyed and not figures.sample
    assert digest(office.draft) != before, "another key is another draw"


def test_the_sample_is_drawn_without_a_key_and_marked(sample_edition: Path) -> None:
    figures = read_edition(sample_edition).figures
    assert figures.sample and not figures.keyed
    assert read_manifest(sample_edition).settings["sample"] is True
    assert not (sample_edition.parents[1] / "private" / "installation.key").exists()
    assert read_manifest(sample_edition).inputs == {
        f"{name}/{file}": hashlib.sha256((SAMPLE / file).read_bytes()).hexdigest()
        for name, file in (("calls", "calls.xlsx"), ("emails", "emails.csv"))
    }


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 2),
        (("--to", "published/trial"), 2),
        (("--to", "trial", "--ledger", "published/ledger.jsonl"), 2),
        (("--to", "link"), 2),
        (("--to", "trial"), 0),
    ],
    ids=["the installation's folder", "within it", "its ledger", "a link to it", "a folder of its own"],
)
def test_the_sample_is_published_in_no_installation(
    office: Office, sample_edition: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], code: int
) -> None:
    public = office.folder / "www"
    settings = settings_of(office.folder)
    settings.write_text(settings.read_text() + f'public = "file://{public}"\n')
    monkeypatch.chdir(office.folder)
    office.publications.mkdir()
    (office.folder / "link").symlink_to(office.publications)
    draft = Path(shutil.copytree(sample_edition, office.folder / "out" / sample_edition.name))
    for file in (sample_edition.parents[1] / "private").glob("*.json"):
        shutil.copy(file, office.private)
    done = office.publish(*options, draft=draft)
    assert done.code == code, done.output
    assert office.nothing_published
    assert not public.exists(), "what is tried is pushed nowhere"
    if code:
        assert done.says("The sample cannot be published in an installation")
        assert not (office.folder / "trial").exists()
    else:
        assert (office.folder / "trial" / draft.name / "r1" / "report.html").is_file()


# ------------------------------------------------------------------------------------------------ digests of logs


def test_no_digest_of_a_log_is_told_but_in_the_private_folder(office: Office) -> None:
    manifest, figures = read_manifest(office.draft), read_edition(office.draft).figures
    assert figures.built_from.startswith("hmac-sha256:")
    assert manifest.inputs and all(told.startswith("hmac-sha256:") for told in manifest.inputs.values())
    plain = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in office.folder.glob("*.csv")}
    everywhere = [path for path in office.folder.rglob("*") if path.is_file()]
    holding = [path for path in everywhere for text in plain.values() if text.encode() in path.read_bytes()]
    [record] = set(holding)
    assert record.parent == office.private
    assert record.stat().st_mode & 0o777 == 0o600
    assert sorted(json.loads(record.read_bytes())["inputs"].values()) == sorted(plain.values())
    one = hashlib.sha256("\n".join(sorted(plain.values())).encode()).hexdigest()
    assert not any(one.encode() in path.read_bytes() for path in everywhere)


# ------------------------------------------------------------------------------------------------ what is published


def test_what_was_built_here_is_published_and_its_key_destroyed(office: Office, prefect_home: Path) -> None:
    [file] = (office.private / "keys").iterdir()
    drawn, made_with = file.read_bytes(), pseudonym_key(office.private, EDITION)
    done = office.publish()
    assert done.code == 0, done.output
    assert [entry.edition for entry in read_ledger(office.publications / "ledger.jsonl").entries] == [EDITION]
    assert office.publish().code == 0, "again, which publishes nothing twice"

    # Neither the key nor what it was made into is anywhere else, and the installation's key alone makes another.
    assert not file.exists()
    for path in (p for folder in (office.folder, prefect_home) for p in folder.rglob("*") if p.is_file()):
        content = path.read_bytes()
        for key in (drawn, made_with):
            assert not any(form in content for form in (key, key.hex().encode(), b64encode(key))), path
    assert pseudonym_key(office.private, EDITION) != made_with


def cell(to: int) -> Callable[[Path], None]:
    def change(document: dict[str, Any]) -> None:
        document["figures"]["gender"]["windows"]["edition"]["cells"][0]["count"] = to

    return lambda draft: change_figures(draft, change)


def without(name: str) -> Callable[[Path], None]:
    def tamper(draft: Path) -> None:
        (draft / name).unlink()
        seal(draft)

    return tamper


def head(**said: object) -> Callable[[Path], None]:
    return lambda draft: change_figures(draft, lambda document: document["edition"].update(said))


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (cell(7), "disclosure: gender"),
        (cell(1000), "partition: gender"),
        (more_of_one, "no build here made these figures"),
        (without("report.html"), "there is no report.html"),
        (without("tables/gender.csv"), "tables/gender.csv is missing or empty"),
        (without("tables.xlsx"), "there is no tables.xlsx"),
        (head(keyed=False, sample=True), "no build here made these figures"),
        (head(revision=1, reason="Ages were misread."), "no build here made these figures"),
    ],
    ids=[
        "no multiple of five",
        "another multiple",
        "a multiple, all sums made to fit",
        "no web page",
        "no table",
        "no workbook",
        "as if it were the sample",
        "as if it were a revision",
    ],
)
def test_a_draft_that_does_not_hold_is_not_published_whatever_is_approved(
    office: Office, tamper: Callable[[Path], None], words: str
) -> None:
    tamper(office.draft)
    refused = office.publish()
    assert refused.code == 2, refused.output
    assert refused.says(words)
    assert office.nothing_published


def test_what_its_build_left_in_the_private_folder_must_be_there(office: Office) -> None:
    for file in office.private.glob("*.json"):
        file.unlink()
    refused = office.publish()
    assert refused.code == 2
    assert refused.says("no build of this edition is recorded") and refused.says("no tables in")
    assert office.nothing_published


def test_where_the_approval_cannot_be_kept_nothing_is_published(office: Office) -> None:
    state = office.folder / "state"
    state.mkdir(exist_ok=True)
    state.chmod(0o755)
    refused = office.publish()
    assert refused.code == 2 and refused.says("open to other users")
    assert office.nothing_published


@pytest.mark.parametrize("keep", [True, False], ids=["copied", "renamed"])
def test_the_draft_of_another_edition_is_none_of_this(office: Office, keep: bool) -> None:
    keys = office.private / "keys"
    (keys / f"{OTHER}.key").write_bytes(b"k" * 32)
    named = office.draft.with_name(OTHER)
    shutil.copytree(office.draft, named) if keep else office.draft.rename(named)
    for command in (
        lambda: office.publish(draft=named),
        lambda: run(office.capfd, "verify", named),
        lambda: run(office.capfd, "render", named, "--no-pdf"),
    ):
        refused = command()
        assert refused.code == 2
        assert refused.says(f"named {OTHER}, and what lies in it is the edition {EDITION}")
    assert sorted(path.name for path in keys.iterdir()) == [f"{EDITION}.key", f"{OTHER}.key"]
    assert (keys / f"{OTHER}.key").read_bytes() == b"k" * 32
    assert office.draft.exists() is keep
    assert office.nothing_published


# ------------------------------------------------------------------------------------------------ the ledger


def test_nobody_says_beside_a_draft_which_ledger_it_enters(office: Office) -> None:
    own = office.folder / "own" / "ledger.jsonl"
    for name in ("ledger", "private"):
        office.draft.with_name(f".{EDITION}.{name}").write_text(f"{own if name == 'ledger' else own.parent}\n")
    assert office.publish().code == 0
    assert not own.exists()
    assert len(read_ledger(office.publications / "ledger.jsonl").entries) == 1


def test_the_next_build_takes_the_key_and_the_ledger_that_it_names_is_the_one_that_its_draft_enters_but_by_no_form(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, before = office.folder / "own" / "ledger.jsonl", digest(office.draft)
    again = office.build("--ledger", own)
    assert again.code == 0, again.output
    assert not again.says("A key was drawn")
    assert digest(office.draft) == before, "the same logs and the same key are the same bytes"
    with monkeypatch.context() as form:
        form.setenv("PREFECT__RUNTIME__DEPLOYMENT__ID", "a deployment")
        assert office.publish().says("another folder or ledger than the settings name")
    assert office.nothing_published and not own.exists()
    assert office.publish().code == 0
    assert [entry.edition for entry in read_ledger(own).entries] == [EDITION]
    assert not (office.publications / "ledger.jsonl").exists()


@pytest.mark.parametrize("option", ["--ledger", "--to"])
def test_a_form_takes_no_other_places_than_those_of_the_settings(
    office: Office, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.setenv("PREFECT__RUNTIME__DEPLOYMENT__ID", "a deployment")
    refused = office.publish(option, office.folder / "other")
    assert refused.code == 2
    assert refused.says("another folder or ledger than the settings name")
    assert not (office.folder / "other").exists()
    office.publications.mkdir()
    link = office.folder / "link"
    link.symlink_to(office.publications)
    done = office.publish("--ledger", link / "ledger.jsonl")
    assert done.code == 0, done.output


def test_what_is_exchanged_while_it_is_verified_is_not_published(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import stages

    good = Path(shutil.copytree(office.draft, office.folder / "good" / EDITION))
    cell(7)(office.draft)
    verify = stages.verify

    def exchanging(draft: Path, *given: Any, **more: Any) -> Any:
        return verify(good, *given, **more)

    monkeypatch.setattr(stages, "verify", exchanging)
    refused = office.publish()
    assert refused.code == 2
    assert refused.says("another draft than this")
    assert office.nothing_published
