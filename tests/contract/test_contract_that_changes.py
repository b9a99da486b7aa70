"""A contract that changes between two editions, in every way that docs/contract.md tells of, into one ledger.

The organisation of the second content publishes January to June 2019. From July on it asks otherwise. Its logs then
hold what staff still write as before, too; plain Python says how that counts.
"""

import csv
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace

import pytest

from tasks.model.manifest import digest
from tests.finished_page import Page
from tests.oracle import one_a_case
from tests.second_content import PROJECT, edit, run, run_with, write_content

ENDS, BEGINS = "2019-06", "2019-07"
BUNDLED = PROJECT / "expectations" / "contract" / "fields.toml"
CHANGES = {
    "contract/vocabulary.toml": {
        'skype = { label = "Skype"': f'skype = {{ until = "{ENDS}", label = "Skype"',  # retired
        'label = "Twitter"': 'label = "X"',  # renamed
        "messenger = {": f'messenger = {{ until = "{ENDS}", merged_into = "facebook",',  # merged, of several
        "gender_bullying = {": f'gender_bullying = {{ until = "{ENDS}", merged_into = "bullying",',  # merged
        'friend = { label = "Friend",':  # split
            f'close_friend = {{ label = "Close friend", since = "{BEGINS}" }}\n'
            f'online_friend = {{ label = "Friend from the internet", since = "{BEGINS}" }}\n'
            f'friend = {{ until = "{ENDS}", label = "Friend",',
    },
    "contract/fields.toml": {
        "[suicidal_ideation]": f'[suicidal_ideation]\nuntil = "{ENDS}"',  # dropped
        "[heard_from]": f'[heard_from]\nbreak = "{BEGINS}"',  # another meaning
    },
    "places/cities.csv": {
        "key,label,province,aliases": "key,label,province,aliases,since",
        "highlands,\n": "highlands,,\n", "littoral,gh": "littoral,gh,", "littoral,\n": "littoral,,\n",
        "highlands,sw": "highlands,sw,",
        "northgate,Northgate,islands,": f"northgate,Northgate,islands,,\nhautmont,Hautmont,islands,,{BEGINS}",  # moved
    },
    "places/cybercrime_offices.csv": {
        "city,opened,note\n": "city,opened,closed,note\nstillwater,2007-01-01,,\n"
        "hautmont,2019-09-15,,\ngrandhavre,2007-01-01,2019-10-31,\n",
    },
}  # fmt: skip
MERGED = {"messenger": "facebook", "gender_bullying": "bullying"}
OUTSIDE = ("skype", "friend")
WITH_OFFICE = {"stillwater": ("", "9999"), "hautmont": ("2019-09-15", "9999"), "grandhavre": ("", "2019-10-31")}
HOMES = {"grandhavre": "littoral", "pointe_claire": "littoral", "hautmont": "islands", "stillwater": "highlands"}

LOGS = """
import json, sys
from dataclasses import asdict, replace
from pathlib import Path
from tests.sample_logs.logs import write_csv
from tests.sample_logs.logs import make_tables
from tests.random_logs import random_records

def as_before(number, record):
    platforms, changes = record.platforms, {}
    if "facebook" in platforms and number % 2:
        changes["platforms"] = ("messenger", *platforms) if number % 3 else ("messenger",)
    elif platforms and "none" not in platforms and not number % 5:
        changes["platforms"] = (*platforms, "skype") if number % 2 else ("skype",)
    if record.case_type == "bullying":
        changes |= {"secondary_case_type": "gender_bullying"} if number % 2 else {"case_type": "gender_bullying"}
        changes |= {"secondary_case_type": "bullying"} if not number % 4 else {}
    if record.perpetrator and not number % 6:
        changes["perpetrator"] = "friend"
    return replace(record, **changes)

folder, seed, first, last, late = Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:5], len(sys.argv) > 5
records = random_records(seed, 900, first=first, last=last)
if late:
    records = [replace(r, contact_id=r.contact_id[:2] + str(int(r.contact_id[2:]) + 5000).zfill(6)) for r in records]
    records = [replace(r, case_ref=r.case_ref and "CASE-9" + r.case_ref[-4:]) for r in records]
    records = [as_before(number, record) for number, record in enumerate(records)]
for table in make_tables(records, seed=seed):
    write_csv(table, folder / f"{table.log} {first} {table.name}.csv")
print(json.dumps([asdict(record) | {"received_at": record.received_at.isoformat()} for record in records]))
"""

COUNTS = """
import json, sys
from datetime import date
from pathlib import Path
from tasks.aggregate import aggregate
from tasks.anonymise import anonymise
from tasks.extract import extract
from tasks.model.period import Period
from tasks.validate import validate

folder, edition = Path(sys.argv[1]), Period.parse(sys.argv[2])
work, private = folder / "work", folder / "fix_list"
work.mkdir(mode=0o700)
private.mkdir(mode=0o700)
logs = {log: [str(folder / f"{log} *.csv")] for log in ("calls", "emails")}
found = validate(anonymise(extract(logs), b"a key for tests, thirty-two long", work, date(2021, 12, 31)), work, private)
raw = aggregate(found.contacts, edition, (edition,), set_aside=found.set_aside).slices[0].figures
cells = {name: [[*item] for item in figure.cells.items()] for name, figure in raw.items()}
rules = [[rule.field, rule.records] for rule in found.quality.rules if rule.rule == "asked_since"]
print(json.dumps({"cells": cells, "rules": rules}))
"""


class Story:
    """What the new logs say, how they are counted before any protection, and the two editions for whoever asks."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.content = folder, folder / "content"
        write_content(self.content)
        run_with(self.content, LOGS, folder, "21", "2019-01", "2019-06")
        self.before = Path(shutil.copytree(self.content, folder / "before"))
        self._change()
        told = json.loads(run_with(self.content, LOGS, folder, "22", "2019-07", "2019-12", "late"))
        self.records = [SimpleNamespace(**r | {"received_at": datetime.fromisoformat(r["received_at"])}) for r in told]
        self.counted = json.loads(run_with(self.content, COUNTS, folder, "2019-07_2019-12"))

    def _change(self) -> None:
        for name, changes in CHANGES.items():
            edit(self.content / name, changes)
        fields, bundled = self.content / "contract" / "fields.toml", BUNDLED.read_text("utf-8")
        for name in ("within_fia_remit", "takeover_scam"):
            table = bundled[bundled.index(f"[{name}]") :].partition("\n\n")[0].replace('since = "2018-09"\n', "")
            edit(fields, {"[vulnerable_communities]": f'{table}\nsince = "{BEGINS}"\n\n[vulnerable_communities]'})
        with (self.content / "text" / "en" / "figures.toml").open("a", encoding="utf-8") as file:
            for name in NEW:
                file.write(f'\n[{name}]\ntitle = "{name}"\nheadline = "What there is of it"\nalt = "A chart"\n')
        numbers = self.content / "text" / "en" / "numbers" / "referrals.md"
        numbers.write_text(numbers.read_text("utf-8") + "".join(f"\n\n{{{{ figure('{n}') }}}}\n" for n in NEW), "utf-8")

    @cached_property
    def first(self) -> Path:
        return self._published(self.before, "2019-01", "2019-06", "2019-01")

    @cached_property
    def second(self) -> Path:
        assert self.first.exists(), "published before it"
        return self._published(self.content, "2019-07", "2019-12")

    def build(self, content: Path, first: str, last: str, out: Path, logs_of: str = "*") -> Path:
        logs = [part for log in ("calls", "emails") for part in (f"--{log}", self.folder / f"{log} {logs_of} *.csv")]
        where = ["--out", out, "--private", self.folder / "private", "--ledger", self.folder / "ledger.jsonl"]
        run(content, "build", *logs, "--from", first, "--to", last, "--no-pdf", *where)
        return out / f"{first}_{last}"

    def _published(self, content: Path, first: str, last: str, logs_of: str = "*") -> Path:
        built = self.build(content, first, last, self.folder / "editions", logs_of)
        ledger = ["--ledger", self.folder / "ledger.jsonl"]
        run(content, "publish", built, "--approve", digest(built), "--to", self.folder / "published", *ledger)
        return self.folder / "published" / f"{first}_{last}" / "r1"

    @staticmethod
    def figures(edition: Path) -> dict:
        return json.loads((edition / "figures.json").read_text("utf-8"))

    def rows(self, figure: str, window: str) -> dict[str, dict[str, str]]:
        with (self.second / "tables" / f"{figure}.csv").open(encoding="utf-8", newline="") as file:
            found = [row for row in csv.DictReader(file) if row["window"] == window]
        return {row.get(figure, row.get("month", "")): row for row in found}


NEW = (
    *("takeover_scams_by_month", "within_fia_remit"),
    *("cybercrime_office_access", "cybercrime_office_access_fixed"),
)
"""Figures that the first edition has not: two of new questions, two of an old one, the city."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("changes"))


# ------------------------------------------------------------------------------------------------ how it counts


def now(value: str | None) -> str | None:
    """How an answer counts from July on."""
    return None if value in OUTSIDE else MERGED.get(value or "", value)


def access(city: str | None, day: str) -> str | None:
    first, last = WITH_OFFICE.get(city or "", ("9999", ""))
    return ("with" if first <= day <= last else "without") if city else None


COUNTED: dict[str, Callable[[SimpleNamespace], Iterable[object]]] = {
    "platform": lambda c: {now(key) for key in c.platforms},
    "case_types": lambda c: {
        (now(c.case_type), "primary"),
        (now(c.secondary_case_type) if now(c.secondary_case_type) != now(c.case_type) else None, "secondary"),
    },
    "perpetrator": lambda c: [now(c.perpetrator)],
    "province": lambda c: [HOMES.get(c.city or "", "islands" if c.city == "northgate" else c.province)],
    "heard_from": lambda c: [c.heard_from],
    "within_fia_remit": lambda c: [c.within_fia_remit],
    "takeover_scams_by_month": lambda c: [f"{c.received_at:%Y-%m}" if c.takeover_scam == "yes" else None],
    "cybercrime_office_access": lambda c: [access(c.city, f"{c.received_at:%Y-%m-%d}")],
    "cybercrime_office_access_fixed": lambda c: [access(c.city, "2019-07-01")],
}


@pytest.mark.parametrize("figure", COUNTED)
def test_each_change_counts_as_plain_loops_count_it(story: Story, figure: str) -> None:
    given = Counter(key for case in one_a_case(story.records) for key in COUNTED[figure](case))
    expected = {key if isinstance(key, tuple) else (key,): n for key, n in given.items() if key and None not in (*key,)}
    assert {tuple(key): count for key, count in story.counted["cells"][figure] if count} == expected
    assert sum(expected.values()) > 40


def test_values_outside_their_time_are_findings_and_merged_spellings_are_none(story: Story) -> None:
    found, records = Counter[str](), story.records
    for field, number in story.counted["rules"]:
        found[field] += number
    assert found == {
        "platforms": sum("skype" in record.platforms for record in records),
        "perpetrator": sum(record.perpetrator == "friend" for record in records),
    }


# ------------------------------------------------------------------------------------------------ what was published


@pytest.mark.drill
def test_what_was_published_stays_as_it_is_and_nothing_is_revised(story: Story) -> None:
    before, after = story.figures(story.first)["tiles"], story.figures(story.second)["tiles"]
    assert after[: len(before)] == before
    assert story.figures(story.second)["edition"]["revision"] == 0
    assert not set(NEW) & before[-1]["figures"].keys()
    assert set(NEW) <= after[-1]["figures"].keys()


@pytest.mark.drill
@pytest.mark.parametrize("edition", ["first", "second"])
def test_both_editions_verify_with_the_contract_of_today(story: Story, edition: str) -> None:
    where = ("--private", story.folder / "private", "--ledger", story.folder / "ledger.jsonl")
    run(story.content, "verify", getattr(story, edition), *where)


@pytest.mark.drill
@pytest.mark.parametrize(
    ("figure", "key", "window", "words"),
    [
        ("perpetrator", "close_friend", "previous", "not asked before 2019-07"),
        ("perpetrator", "friend", "edition", "not asked after 2019-06"),
        ("platform", "skype", "edition", "not asked after 2019-06"),
        ("platform", "messenger", "edition", "not asked after 2019-06"),
        ("suicidal_ideation", "minimal", "edition", "not asked after 2019-06"),
        ("within_fia_remit", "(missing)", "previous", "not asked before 2019-07"),
        ("cybercrime_office_access", "(missing)", "previous", "not counted before 2019-07"),
    ],
)
def test_a_table_says_when_something_was_not_asked(story: Story, figure, key, window, words) -> None:
    rows = story.rows(figure, window)
    found = [row for row in rows.values() if key in row.values()]
    assert [row["count"] for row in found] == [words]
    package = json.loads((story.second / "tables" / "datapackage.json").read_text("utf-8"))
    schema = next(r["schema"] for r in package["resources"] if r["name"] == figure)
    assert words in schema["missingValues"]


@pytest.mark.drill
def test_a_renamed_answer_keeps_its_key_and_its_series(story: Story) -> None:
    labels = {row["platform"]: row["platform_label"] for row in story.rows("platform", "previous").values()}
    assert labels["twitter"] == "X"
    page = Page(story.second / "report.html")
    assert "Twitter" not in page.figures["platform"].text


@pytest.mark.drill
def test_the_window_since_launch_begins_with_the_present_meaning_and_with_the_figure(story: Story) -> None:
    figures = story.figures(story.second)["figures"]
    begins = {name: figure["windows"]["since_launch"]["from"] for name, figure in figures.items()}
    assert {name for name, first in begins.items() if first != "2019-01"} == {"heard_from", "heard_from_by_year", *NEW}
    assert set(begins.values()) == {"2019-01", BEGINS}


@pytest.mark.drill
@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("heard_from", "Asked in this way since July 2019; earlier answers are not comparable."),
        ("suicidal_ideation", "Recorded until June 2019."),
        ("within_fia_remit", "Recorded since July 2019."),
        ("cybercrime_office_access", "Counted since July 2019."),
        ("suicidal_ideation", "not asked after June 2019"),
        ("heard_from", "asked in another way before July 2019"),
        ("platform", "counted in another way before July 2019"),
        ("province", "counted in another way before July 2019"),
        ("perpetrator", "asked only since July 2019"),
        ("perpetrator", "asked only until June 2019"),
        ("perpetrator", "not asked after June 2019"),
    ],
)
def test_the_page_says_so_too(story: Story, figure: str, words: str) -> None:
    assert words in " ".join(Page(story.second / "report.html").figures[figure].text.split())


@pytest.mark.drill
def test_an_edition_over_both_tells_each_of_its_own_months(story: Story) -> None:
    year = story.build(story.content, "2019-01", "2019-12", story.folder / "year")
    ledger = ("--private", story.folder / "private", "--ledger", story.folder / "ledger.jsonl")
    run(story.content, "verify", year, *ledger)
    figures = story.figures(year)["figures"]
    assert {name for name, figure in figures.items() if figure["windows"]["edition"]["from"] == BEGINS} == set(NEW)
    page = Page(year / "report.html")
    assert "Messenger and Skype: recorded until June 2019." in " ".join(page.figures["platform_by_month"].text.split())
    assert "Base: 690 cases, July 2019 to December 2019." in " ".join(page.figures["within_fia_remit"].text.split())
