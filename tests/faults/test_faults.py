"""The machine fails under a build, a publication: nothing is lost, nothing half-written, the next run works.

Kills of a build, and two builds at once, are in :mod:`tests.operate.test_recovery`. Mounts need root.
"""

import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from signal import SIGKILL

import pytest

from tests.drill import drawn_by_chance
from tests.faults.place import EDITION, Place, empty, fill, read_only, small_disk
from tests.operate.test_recovery import STAGES
from tests.postgres import Postgres
from tests.privacy.runs import ended

pytestmark = [
    pytest.mark.drill,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(os.geteuid() != 0, reason="a disk can be mounted by root alone"),
]
KILLS = 30


@pytest.fixture
def place(prefect_home: Path, tmp_path: Path) -> Iterator[Place]:
    with small_disk(tmp_path / "disk"):
        yield Place(tmp_path)


@pytest.fixture(scope="module")
def built(prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A draft that can be published; only to be copied."""
    place = Place(tmp_path_factory.mktemp("built"))
    place.disk.mkdir()
    assert place.run(place.build_arguments()).code == 0
    return place


@pytest.fixture
def ready(built: Place, place: Place) -> Place:
    """A place of its own with the draft in it; the build's record names its folders."""
    for name in ("out", "private"):
        shutil.copytree(built.disk / name, place.disk / name)
    shutil.copytree(built.folder / "logs", place.folder / "logs")
    return place


def test_a_disk_that_fills_in_each_stage_of_a_build(built: Place, place: Place) -> None:
    for stage in STAGES:
        print(stage, end=": ")
        outcome = place.run(place.build_arguments(), (stage, "disk_filled"))
        empty(place.disk)
        assert outcome.code in (0, 2), outcome.output
        assert bool(place.content("out")) == (stage == "write_edition" or outcome.code == 0), stage
        place.assert_nothing_half_written()
        shutil.rmtree(place.draft, ignore_errors=True)
    assert place.run(place.build_arguments()).code == 0
    assert place.content(f"out/{EDITION}").keys() == built.content(f"out/{EDITION}").keys()


def test_a_disk_with_room_for_a_part_of_a_publication(ready: Place) -> None:
    draw = drawn_by_chance()
    draft = ready.content(f"out/{EDITION}")
    for room in [0, *(draw.randrange(4096, sum(map(len, draft.values())) + 1_000_000) for _ in range(8))]:
        print(f"room for {room} bytes", end=": ")
        fill(ready.disk, room)
        outcome = ready.run(ready.publish_arguments())
        empty(ready.disk)
        published = ready.content(f"published/{EDITION}/r1")
        assert published in ({}, draft) and (published == draft or outcome.code != 0)
        ready.assert_nothing_half_written()
        if published:  # else the next goes on with what this one left
            for name in ("published", "state"):
                shutil.rmtree(ready.disk / name)
    assert ready.run(ready.publish_arguments()).code == 0
    assert ready.content(f"published/{EDITION}/r1") == draft
    assert len(ready.content("published")["ledger.jsonl"].splitlines()) == 1


def test_a_publication_killed_at_random_moments(ready: Place) -> None:
    draw = drawn_by_chance()
    draft = ready.content(f"out/{EDITION}")
    begin = time.monotonic()
    assert ready.run(ready.publish_arguments()).code == 0
    length = time.monotonic() - begin
    reference, codes, left = ready.content("published"), Counter[int](), Counter[str]()
    while codes[-SIGKILL] < KILLS:
        if codes.total() % 3 == 0:  # else the next goes on with what the one before left
            for name in ("published", "state"):
                shutil.rmtree(ready.disk / name, ignore_errors=True)
        run = ready.start(ready.publish_arguments())
        run.join(draw.uniform(0, 1.1 * length))
        run.kill()
        codes[ended(run)] += 1
        published = ready.content(f"published/{EDITION}/r1")
        assert published in ({}, draft)
        entered = (ready.disk / "published" / "ledger.jsonl").exists()
        left["a revision" if published else "a line of the ledger alone" if entered else "nothing"] += 1
    print(f"publications killed within {length:.1f} seconds: exit codes {dict(codes)}, left {dict(left)}")
    assert codes.keys() <= {-SIGKILL, 0}
    assert ready.run(ready.publish_arguments()).code == 0
    assert ready.content("published") == reference
    ready.assert_nothing_half_written()


def test_two_publications_at_once(ready: Place) -> None:
    runs = [ready.start(ready.publish_arguments(), f"output-{number}") for number in range(2)]
    codes = [ended(run) for run in runs]
    print("two publications at once: exit codes", codes)
    said = [(ready.folder / f"output-{number}").read_text() for number in range(2)]
    assert codes == [0, 0], said
    assert ready.content(f"published/{EDITION}/r1") == ready.content(f"out/{EDITION}")
    assert sorted(path.name for path in (ready.disk / "published" / EDITION).glob("r*")) == ["r1"]
    assert len(ready.content("published")["ledger.jsonl"].splitlines()) == 1


@pytest.mark.parametrize("name", ["out", "private", "state", "published"])
def test_folders_that_cannot_be_written(name: str, ready: Place) -> None:
    for arguments, fails in (
        (ready.build_arguments(), name in ("out", "private")),
        (ready.publish_arguments(), name in ("published", "private", "state")),
    ):
        with read_only(ready.disk / name):
            before = ready.content("published"), ready.content(f"out/{EDITION}")
            print(f"{name} read-only", end=": ")
            outcome = ready.run(arguments)
            assert (outcome.code != 0) == fails, outcome.output
            assert not fails or outcome.says(str(ready.disk / name)) or outcome.says("private folder"), outcome.output
            assert not fails or before == (ready.content("published"), ready.content(f"out/{EDITION}"))
        assert ready.run(arguments).code == 0
    ready.assert_nothing_half_written()


def test_a_clock_that_was_set_back(ready: Place) -> None:
    """The records are of 2016 and 2017: years before them, among them, an hour before their files, and years after."""
    draft, long_ago = ready.content(f"out/{EDITION}"), "2015-01-01 00:00:00"
    for moment, code, words in ((long_ago, 2, "Today is 2015-01-01"), ("2017-02-01 12:00:00", 4, "dated after today")):
        print(moment, end=": ")
        outcome = ready.run_at(moment, ready.build_arguments())
        assert outcome.code == code and outcome.says(words), outcome.output
        assert ready.content(f"out/{EDITION}") == draft
    for moment in (f"{datetime.now(UTC) - timedelta(hours=1):%F %T}", "2037-12-31 23:59:00"):
        print(moment, end=": ")
        assert ready.run_at(moment, ready.build_arguments()).code == 0
        assert ready.content(f"out/{EDITION}").keys() == draft.keys()
    assert ready.run_at(long_ago, ready.publish_arguments()).code == 0
    assert ready.run(ready.publish_arguments()).code == 0
    assert len(ready.content("published")["ledger.jsonl"].splitlines()) == 1


def test_a_ledger_that_was_cut_or_turned(ready: Place) -> None:
    draw = drawn_by_chance()
    assert ready.run(ready.publish_arguments()).code == 0
    ledger = ready.disk / "published" / "ledger.jsonl"
    good = ledger.read_bytes()
    at = draw.randrange(len(good) - 1)
    turned = bytes([*good[:at], good[at] ^ (1 << draw.randrange(8)), *good[at + 1 :]])
    for how, content in (("cut", good[:at]), ("cut at the end of a line", b""), ("one bit turned", turned)):
        commands = (ready.build_arguments(), ready.publish_arguments(), ("verify", str(ready.draft)))
        for arguments in commands if content else commands[:2]:  # a cut to nothing is seen by what is published alone
            ledger.write_bytes(content)
            print(f"ledger {how} at byte {at}", end=": ")
            outcome = ready.run(arguments)
            assert outcome.code == 5 and outcome.says(str(ledger)), outcome.output
            assert outcome.says("unaltered copy"), outcome.output
            assert ledger.read_bytes() == content
    ledger.write_bytes(good)
    assert ready.run(ready.build_arguments()).code == 0
    assert ready.run(("verify", str(ready.draft))).code == 0


def test_a_database_that_goes_away_and_comes_back(ready: Place, postgres: Postgres) -> None:
    draft = ready.content(f"out/{EDITION}")
    with postgres.connect() as connection:
        columns, rows = ready.rows("emails")
        connection.execute("CREATE TABLE faults ({})".format(", ".join(f'"{name}" text' for name in columns)))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO faults VALUES ({', '.join(['%s'] * len(columns))})", rows)
    ready, arguments = replace(ready, emails=postgres.address("faults")), ready.build_arguments(ready.logs()[:2])
    with postgres.away():
        outcome = ready.run(arguments)
        assert outcome.code == 3 and outcome.says("does not answer"), outcome.output
        assert outcome.says(f"127.0.0.1:{postgres.port}")
        assert postgres.password not in outcome.output
    assert ready.content(f"out/{EDITION}") == draft
    assert ready.run(arguments).code == 0
    with postgres.away():
        assert ready.run(ready.publish_arguments()).code == 0
    ready.assert_nothing_half_written()
