"""The ledger through the command line: build, publish, continue, refuse, build again, revise."""

import json
import shutil
from pathlib import Path

import pytest

from flows.edition.ledger import continue_series
from flows.edition.plan import plan_build
from flows.requests import BuildRequest
from tasks.disclosure.ledger import read_ledger
from tasks.model.manifest import digest
from tests.changes_page import Expected
from tests.command_line import Desk, Outcome, run
from tests.oracle import month_of, one_a_case
from tests.random_logs import SMALL, random_records, write_small_logs

FIRST, SECOND = ("--from", "2016-12", "--to", "2017-05"), ("--from", "2017-06", "--to", "2017-11")


class Office:
    """A desk with logs, a ledger of its own, and the few commands that a series needs."""

    def __init__(self, desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
        self.desk, self.capfd = desk, capfd
        self.ledger = desk.folder / "series" / "ledger.jsonl"

    def keep(self, seed: int) -> None:
        """Keep the logs of a year, drawn at random."""
        write_small_logs(self.desk.folder, seed)

    def begin_with(self, edition: Path) -> None:
        """Take a draft and what its build left in the private folder, as if it had been built here."""
        shutil.copytree(edition, self.desk.out / edition.name)
        shutil.copytree(edition.parents[1] / "private", self.desk.private)

    def printed_before(self, women: int) -> Path:
        """Enter what an old report said of the first half-year."""
        path = self.ledger.with_name("printed_before.toml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f"""
            [[printed]]
            from = "2016-12"
            to = "2017-05"
            figure = "gender"
            keys = [["woman"]]
            count = {women}
            source = "An old report"
            """,
            "utf-8",
        )
        return path

    @property
    def logs(self) -> dict[str, tuple[str, ...]]:
        return {log: (str(self.desk.folder / f"*{log}*.csv"),) for log in ("calls", "emails")}

    def build(self, *arguments: str) -> Outcome:
        files = (x for log, paths in self.logs.items() for x in (f"--{log}", *paths))
        places = ("--out", self.desk.out, "--private", self.desk.private, "--ledger", self.ledger)
        return run(self.capfd, "build", *files, *places, "--no-pdf", *arguments)

    def publish(self, edition: str, built: Outcome | None = None, *where: str | Path) -> Outcome:
        """Publish a draft by the digest that its build told; by the one that it has, where it was built elsewhere."""
        told = built and built.output.split("Digest to approve: ")[1].split()[0]
        approved = ("--approve", told or digest(self.desk.out / edition))
        publications = ("--to", self.desk.folder / "published", *where)
        return run(self.capfd, "publish", self.desk.out / edition, *approved, *publications)

    def figures(self, edition: str) -> dict[str, dict[str, object]]:
        return dict(json.loads((self.desk.out / edition / "figures.json").read_text("utf-8")))


@pytest.fixture
def office(desk: Desk, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    settings, names = desk.folder / "settings.toml", ("private", "published", "state")
    settings.write_text("[folders]\n" + "".join(f"{name} = {str(desk.folder / name)!r}\n" for name in names))
    monkeypatch.setenv("HELPLINE_REPORT_SETTINGS", str(settings))
    return Office(desk, capfd)


def test_a_series_of_editions(office: Office, small_edition: Path) -> None:
    office.keep(1)
    office.begin_with(small_edition)
    assert office.publish("2016-12_2017-05", None, "--ledger", office.ledger).code == 0
    assert [entry.edition for entry in read_ledger(office.ledger).entries] == ["2016-12_2017-05"]
    assert not (office.desk.folder / "published" / "ledger.jsonl").exists()
    published = office.figures("2016-12_2017-05")

    # A month is shared with what is published.
    refused = office.build("--from", "2017-05", "--to", "2017-10")
    assert refused.code == 5
    assert refused.says("overlaps figures that are published already")
    assert refused.says("--from 2016-12 --to 2017-05") and refused.says("--from 2017-06")
    assert not (office.desk.out / "2017-05_2017-10").exists()
    internal = BuildRequest(first_month="2017-05", last_month="2017-10", disclosure="none", ledger=office.ledger)
    assert continue_series(plan_build(internal.model_copy(update=office.logs))).published == (), "no draft for all"

    # Other logs by now: what is published stands, and the next edition sets itself beside it.
    office.keep(2)
    assert office.build(*FIRST).code == 0
    again = office.figures("2016-12_2017-05")
    assert (again["figures"], again["tiles"]) == (published["figures"], published["tiles"])
    second = office.build(*SECOND)
    assert second.code == 0, second.output
    following = office.figures("2017-06_2017-11")
    assert following["figures"]["gender"]["windows"]["previous"] == published["figures"]["gender"]["windows"]["edition"]
    assert Expected(office.desk.out / "2017-06_2017-11").faults() == [], "the chapter on changes is right"
    assert len(read_ledger(office.ledger).entries) == 1, "a draft is not public and freezes nothing"
    assert office.publish("2017-06_2017-11", second).code == 0

    # A full revision counts the period again, says why, and supersedes.
    revised = office.build(*FIRST, "--revise", "Ages were misread.")
    assert revised.code == 0, revised.output
    figures = office.figures("2016-12_2017-05")
    assert (figures["edition"]["revision"], figures["edition"]["reason"]) == (1, "Ages were misread.")
    assert figures["figures"] != published["figures"]
    assert "Ages were misread." in (office.desk.out / "2016-12_2017-05" / "report.html").read_text("utf-8")
    assert office.publish("2016-12_2017-05", revised).code == 0
    assert [(e.edition, e.revision) for e in read_ledger(office.ledger).entries] == [
        ("2016-12_2017-05", 0),
        ("2017-06_2017-11", 0),
        ("2016-12_2017-05", 1),
    ]

    # A broken chain stops everything.
    office.ledger.write_text(office.ledger.read_text("utf-8").replace('"revision":0', '"revision":2', 1), "utf-8")
    verify = ("verify", office.desk.out / "2016-12_2017-05", "--ledger", office.ledger)
    for broken in (office.build(*SECOND), run(office.capfd, *verify)):
        assert broken.code == 5
        assert broken.says("line 1 was changed after it was written") and broken.says("unaltered copy")


def women_of_the_first_half(seed: int) -> int:
    cases = one_a_case(random_records(seed, SMALL, last="2017-11"))
    return sum(case.gender == "woman" and month_of(case) <= "2017-05" for case in cases)


@pytest.mark.drill
def test_values_printed_before_the_ledger_began(office: Office) -> None:
    office.keep(1)
    women = women_of_the_first_half(1)
    office.printed_before(women + 1)
    wrong = office.build(*FIRST)
    assert wrong.code == 2
    assert wrong.says("contradicts the logs") and wrong.says("printed, 1")
    assert str(women + 1) not in wrong.output.replace(str(office.desk.folder), "")

    office.printed_before(women)
    cut = office.build("--from", "2017-01", "--to", "2017-06")
    assert cut.code == 5
    first = office.build(*FIRST)
    assert first.code == 0, first.output
    [time_slice] = office.figures("2016-12_2017-05")["tiles"]
    assert (time_slice["audit"]["printed"], time_slice["audit"]["told_before"]) == (1, 0)
    verified = run(office.capfd, "verify", office.desk.out / "2016-12_2017-05", "--private", office.desk.private)
    assert verified.code == 0, verified.output
    assert verified.says("can have five values or more each")
    assert office.publish("2016-12_2017-05", first).code == 0

    # What the published figures were audited with must not change.
    office.printed_before(women).unlink()
    gone = office.build(*SECOND)
    assert gone.code == 2
    assert gone.says("not those that were known")


def test_nothing_to_revise(office: Office) -> None:
    office.keep(1)
    refused = office.build(*FIRST, "--revise", "Ages were misread.")
    assert refused.code == 2
    assert refused.says("Nothing of this period is published yet")
