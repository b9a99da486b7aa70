"""Versions of figures.json, ledger and manifest: each earlier one is read, a later one is refused by name."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from expectations.contract.vocabulary import vocabularies
from tasks.disclosure.ledger import LedgerEntry, append, read_ledger, writing
from tasks.model.declared import at_hand, contract_json, declared_today
from tasks.model.declared import vocabularies as at_hand_vocabularies
from tasks.model.errors import LaterVersionError, ReportError
from tasks.model.figures import ProtectedFigures
from tasks.model.figures_json import parse_figures
from tasks.model.manifest import Manifest, read_manifest
from tasks.tabulate import figures_json, json_bytes
from tests.figures_factory import HALF_YEAR, few_rounded_figures, random_titles


@cache
def figures() -> ProtectedFigures:
    return few_rounded_figures(1)


def figures_file(folder: Path) -> Path:
    path = folder / "figures.json"
    path.write_bytes(json_bytes(figures_json(figures(), random_titles(figures()))))
    return path


def manifest_file(folder: Path) -> Path:
    path = folder / str(HALF_YEAR) / "manifest.json"
    path.parent.mkdir()
    path.write_bytes(Manifest(str(HALF_YEAR), {}, {}, {}, {}, {}).as_bytes())
    return path


def ledger_file(folder: Path) -> Path:
    with writing(folder / "ledger.jsonl") as ledger:
        append(ledger, LedgerEntry(str(HALF_YEAR), "0" * 64, 0, "", figures().slices))
    return folder / "ledger.jsonl"


def read_figures(path: Path) -> ProtectedFigures:
    return parse_figures(path.read_bytes())


READERS: dict[str, tuple[Callable[[Path], Path], Callable[[Path], Any], int]] = {
    "figures": (figures_file, read_figures, 2),
    "manifest": (manifest_file, lambda path: read_manifest(path.parent), 2),
    "ledger": (ledger_file, read_ledger, 5),
}
"""How each file is written and read, and the exit code of a refusal."""


def changed(path: Path, change: Callable[[dict[str, Any]], Any]) -> Path:
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    return path


@pytest.mark.parametrize("name", READERS)
def test_each_says_its_version(name: str, tmp_path: Path) -> None:
    write, read, _ = READERS[name]
    path = write(tmp_path)
    read(path)
    assert json.loads(path.read_bytes())["schema_version"] == 2


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    ("version", "words"),
    [
        (3, "A later release wrote"),
        (10**9, "A later release wrote"),
        *((none, "broken") for none in (0, -1, True, "2", 1.5, None, [2])),
    ],
)
def test_a_later_version_and_what_is_none_are_refused(name: str, version: object, words: str, tmp_path: Path) -> None:
    write, read, code = READERS[name]
    path = changed(write(tmp_path), lambda document: document.update(schema_version=version))
    with pytest.raises(ReportError, match=words) as refusal:
        read(path)
    assert refusal.value.exit_code == code
    assert ("Install the release that wrote it" in refusal.value.remedy) == (words != "broken")
    assert path.name in f"{refusal.value.problem} {refusal.value.where}"


@pytest.mark.parametrize("name", ["figures", "ledger"])
@pytest.mark.parametrize("tiles", [None, 5, ["x"], [{"audit": 5}]])
def test_what_has_not_the_form_of_its_version_is_broken(name: str, tiles: object, tmp_path: Path) -> None:
    write, read, _ = READERS[name]
    path = changed(write(tmp_path), lambda document: document.update(schema_version=1, tiles=tiles))
    with pytest.raises(ReportError, match="broken"):
        read(path)


def first(document: dict[str, Any]) -> dict[str, Any]:
    """Figures as the first version had them."""
    for name in ("schema_version", "contract"):
        del document[name]
    for name in ("keyed", "sample"):
        del document["edition"][name]
    for time_slice in document["tiles"]:
        for name in ("few", "printed", "told_before", "with_earlier", "relations"):
            del time_slice["audit"][name]
    return document


def test_figures_of_the_first_version_have_what_it_did_not_tell_by_default(tmp_path: Path) -> None:
    read = read_figures(changed(figures_file(tmp_path), first))
    assert (read.version, read.keyed, read.sample) == (1, False, False)
    assert {time_slice.audit.relations for time_slice in read.slices if time_slice.audit} == {""}
    assert read.figures == figures().figures
    assert read.declared == declared_today()


def test_the_contract_travels_with_the_figures() -> None:
    """Labels, order and dates; nothing of how records are read."""
    document = figures_json(figures(), random_titles(figures()))
    read = parse_figures(json_bytes(document))
    assert read.titles == random_titles(figures())
    for name, vocabulary in vocabularies().items():
        then = read.declared.vocabularies[name]
        told = [(c.key, c.label, c.since, c.definition, c.proper) for c in vocabulary]
        assert [(c.key, c.label, c.since, c.definition, c.proper) for c in then] == told
    assert json.dumps(contract_json(read.declared)) == json.dumps(document["contract"])
    assert "aliases" not in json.dumps(document["contract"])


def test_labels_are_those_of_the_edition_at_hand_and_of_no_other() -> None:
    before = parse_figures(json_bytes(figures_json(figures(), random_titles(figures())))).declared
    with at_hand(replace(before, vocabularies={"gender": before.vocabularies["gender"]})):
        assert list(at_hand_vocabularies()) == ["gender"]
    assert at_hand_vocabularies() == vocabularies()


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d.pop("contract"), "contract"),
        (
            lambda d: d["contract"]["vocabulary"]["gender"]["woman"].pop("label"),
            "contract.vocabulary.gender.woman.label",
        ),
        (lambda d: d["contract"]["vocabulary"]["gender"]["woman"].update(since="June"), "gender.woman.since"),
        (lambda d: d["contract"]["vocabulary"]["gender"].update({"=1": {"label": "x"}}), "contract.vocabulary.gender"),
        (lambda d: d["contract"]["vocabulary"]["gender"]["woman"].update(label="\ue000"), "reserved character"),
        (lambda d: d["contract"]["fields"]["gender"].update(surprise=1), "contract.fields.gender.surprise"),
        (lambda d: d["figures"]["gender"].update(title="\ue010x"), "reserved character"),
    ],
)
def test_a_contract_that_is_none_is_refused(
    change: Callable[[dict[str, Any]], Any], place: str, tmp_path: Path
) -> None:
    with pytest.raises(ReportError) as refusal:
        read_figures(changed(figures_file(tmp_path), change))
    assert place in refusal.value.problem
    assert not isinstance(refusal.value, LaterVersionError)
