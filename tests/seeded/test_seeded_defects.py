"""Defects that would give people away, seeded one by one: each has to be caught, and by the stage that is there for it.

The forger of these tests is a careful one: a changed edition has a manifest of its own, so that its digests hold.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tasks.chart import draw
from tasks.compare import compare
from tasks.disclosure.ledger import Ledger, LedgerEntry
from tasks.disclosure.printed import PrintedValue
from tasks.disclosure.series import Series, continued, slice_periods
from tasks.model.brand import load_brand
from tasks.model.errors import ReportError
from tasks.model.figures_json import figures_json
from tasks.model.manifest import digest
from tasks.model.period import Month, Period
from tasks.protect.time_slice import protect_slice
from tasks.publish import publish
from tasks.reconcile import reconcile_published
from tasks.tabulate import tabulate
from tests.edition_factory import make_edition
from tests.figures_factory import only
from tests.reconcile.test_reconcile import cells_of, printed, share, share_of_all
from tests.seeded.changes import (
    appended,
    audited,
    cell,
    content,
    moved,
    relined,
    rewritten,
    sheet,
    statement,
    text,
    time_slice,
    untold,
    window,
    with_women,
    women_in,
    women_moved,
)
from tests.seeded.hearsay import (
    a_fine_share,
    a_merged_category,
    a_true_zero,
    all_the_rest,
    leaked,
    nothing,
    rounded_to_three,
    rounded_twice,
    rounding,
    the_number_itself,
)
from tests.seeded.looks import (
    Seed,
    frozen,
    in_folder,
    in_ledger,
    in_publication,
    in_text,
    on_page,
    reconciled,
    series,
    witnessed,
)
from tests.seeded.scene import NEXT, TWO_YEARS, Scene
from tests.verify.test_verify import FEW, seal

ENOUGH = 50
"""How many defects there must be at the least."""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("seeded"))


# ------------------------------------------------------------------------------


def _ledger(scene: Scene) -> Ledger:
    return Ledger(Path("ledger.jsonl"), (LedgerEntry(str(TWO_YEARS), "0" * 64, 0, "", scene.figures.slices),))


def entered(*values: PrintedValue) -> Seed:
    return lambda scene: protect_slice(scene.counts.specs, scene.counts.slices[0], b"", Series(printed=values))


def old_print(figure: str, key: tuple[str, ...], count: int, period: Period = TWO_YEARS) -> PrintedValue:
    return PrintedValue(period, figure, (key,), count, count, "printed_before.toml, value 1")


def raw_to(stage: Callable[[Any], object]) -> Seed:
    return lambda scene: stage(scene.counts)


def internal(scene: Scene) -> None:
    draft = make_edition(scene.folder / "internal", only(scene.exact, *FEW))
    publish(draft, digest(draft), scene.folder / "never")


def altered_after_approval(scene: Scene) -> None:
    draft = scene.copy(scene.edition)
    approved = digest(draft)
    text("<!DOCTYPE", "<p>1 caller</p><!DOCTYPE", "report.html")(draft)
    publish(draft, approved, scene.folder / "never")


def sealed_after_approval(scene: Scene) -> None:
    draft = scene.copy(scene.edition)
    approved = digest(draft)
    text("<!DOCTYPE", "<p>1 caller</p><!DOCTYPE", "report.html")(draft)
    seal(draft)
    publish(draft, approved, scene.folder / "never")


def counted_again_without_a_reason(scene: Scene) -> None:
    """A draft with other numbers of months that were published meanwhile."""
    publications = scene.copy(scene.publications)
    other = only(scene.figures, *FEW)
    draft = make_edition(scene.copy(scene.edition).parent, replace(other, slices=tuple(map(with_women, other.slices))))
    publish(draft, digest(draft), publications)


@dataclass(frozen=True)
class Defect:
    """A kind of defect, which stage has to catch it, how it is seeded, and words of the refusal."""

    kind: str
    caught_by: str
    seed: Seed
    words: str


WOMAN, TRANSGENDER = ("woman",), ("transgender",)
SELF = ("woman", "self")
DEFECTS = [
    # ---- figures that are to be published, held against each other
    Defect("an exact cell", "reconcile", reconciled(moved("gender", -1, WOMAN, TRANSGENDER)), "disclosure_control"),
    Defect("small cells told exactly", "reconcile",
           reconciled(printed("vulnerable_community", cells_of(7, 2, 2, 1))), "disclosure_control"),
    Defect("a missing count computed from exact ones", "reconcile",
           reconciled(printed("gender", lambda w: replace(w, missing=212))), "disclosure_control"),
    Defect("a table with the exact total", "reconcile",
           reconciled(printed("province", lambda w: replace(w, total=2302))), "disclosure_control"),
    Defect("an unrounded share", "reconcile",
           reconciled(printed("gender", share("transgender", is_=0.0062))), "pct_matches_count"),
    Defect("an unrounded share of all", "reconcile",
           reconciled(printed("platform", share_of_all("whatsapp", is_=0.0954))), "pct_matches_count"),
    Defect("a margin that differs between tables", "reconcile",
           reconciled(moved("contacting_for_by_gender", 500, ("transgender", "self"), SELF)), "same_margin"),
    Defect("a table that does not add up", "reconcile",
           reconciled(moved("province", 5, ("punjab",))), "partition_exact"),
    Defect("a table with a total of its own", "reconcile",
           reconciled(printed("city", lambda w: replace(w, total=w.total + 50, missing=w.missing + 50))),
           "partition_exact"),
    Defect("a headline that is rounded", "reconcile",
           reconciled(printed("calls", lambda w: replace(w, value=2780))), "partition_exact"),
    Defect("a mean from which another total can be told", "reconcile",
           reconciled(printed("mean_calls_per_month", lambda w: replace(w, value=115.8))), "mean_times_n"),
    Defect("a month of its own rounding", "reconcile",
           reconciled(moved("platform_by_month", 400, ("2018-11", "skype"))), "same_margin"),
    # ---- a series of editions
    Defect("a cumulative window that is not summed from the ledger", "reconcile",
           series(printed("gender", lambda w: replace(w, missing=w.missing + 5, total=w.total + 5))), "window_sums"),
    Defect("published months counted again", "reconcile",
           lambda s: reconcile_published(
               replace(s.two, slices=(with_women(s.two.slices[0]), s.two.slices[1])), s.figures.slices),
           "series_ledger"),
    Defect("published months left out", "reconcile",
           lambda s: reconcile_published(s.figures, (replace(s.figures.slices[0], period=NEXT),)), "series_ledger"),
    Defect("a revision that says no reason", "reconcile", series(lambda f: replace(f, revision=1)), "series_ledger"),
    Defect("an edition overlapping by a month", "ledger",
           lambda s: continued(Period(TWO_YEARS.last, NEXT.last + -1), _ledger(s)), "overlaps"),
    Defect("an edition within a published one", "ledger",
           lambda s: continued(Period(TWO_YEARS.first, TWO_YEARS.first + 5), _ledger(s)), "overlaps"),
    Defect("an edition that cuts what was printed before", "ledger",
           lambda _: slice_periods(Period(TWO_YEARS.last, NEXT.last + -1), (), [TWO_YEARS]), "overlaps"),
    Defect("a printed value entered after publication", "ledger",
           lambda s: continued(NEXT, _ledger(s), printed=(old_print("gender", WOMAN, 1225),)), "not those that were"),
    Defect("a printed value that was never true", "protect",
           entered(old_print("gender", WOMAN, 1230)), "contradicts the logs"),
    Defect("a printed value of another month than its period", "protect",
           entered(old_print("takeover_scams_by_month", ("2018-11",), 9, Period(Month(2017, 1), Month(2017, 12)))),
           "not in its period"),
    # ---- what an attacker could hear beside the edition
    Defect("an exact cell told elsewhere", "audit", leaked(the_number_itself), "exposed"),
    Defect("all other cells of a table told elsewhere", "audit", leaked(all_the_rest), "exposed"),
    Defect("a share with too many digits", "audit", leaked(a_fine_share), "exposed"),
    Defect("a true zero told as one", "audit",
           leaked(a_true_zero), "exposed"),
    Defect("a table rounded to another base", "audit", leaked(rounded_to_three), "exposed"),
    Defect("a number rounded twice, up and down", "audit", leaked(rounded_twice), "exposed"),
    Defect("a merged category shown apart", "audit", leaked(a_merged_category), "exposed"),
    # ---- a solver that errs
    Defect("a number that is not rounded", "protect", rounding(3, 5, 5, 10), "not sound"),
    Defect("a number moved too far", "protect", rounding(0, 10, 5, 10), "not sound"),
    Defect("a sum that does not hold", "protect", rounding(5, 5, 5, 10, total=30), "not sound"),
    # ---- raw counts beyond the line
    Defect("a chart drawn from raw counts", "protect's type",
           raw_to(lambda c: draw(c, compare(c), {}, load_brand())), "Counts"),
    Defect("tables written from raw counts", "protect's type", raw_to(lambda c: tabulate(c, {})), "Counts"),
    Defect("changes told from raw counts", "protect's type", raw_to(compare), "Counts"),
    Defect("figures serialised from raw counts", "protect's type", raw_to(lambda c: figures_json(c, {})), "Counts"),
    # ---- the finished report
    Defect("charts of exact figures on a rounded page", "proofread",
           lambda s: s.proofread(s.page_of(s.figures, s.exact)[0]), "[disclosure_control]"),
    Defect("one label of a chart altered", "proofread", on_page(r">1,225( +·)", r">1,224\1"), "[disclosure_control]"),
    Defect("a table of exact counts on a rounded page", "proofread",
           on_page(r'(<td id="[^"]*">)15<', r"\g<1>13<"), "[disclosure_control]"),
    Defect("a count in place of 'fewer than 5'", "proofread",
           on_page(r'(<td id="vulnerable_community\.[^"]*">)fewer than 5', r"\g<1>2"), "[disclosure_control]"),
    Defect("a share printed with more digits", "proofread",
           on_page(r'(?s)(data-figure="age_by_gender".*?class="share">)\d+%', r"\g<1>53.26%"),
           "[disclosure_control]"),
    Defect("a sentence that tells an exact count", "proofread",
           on_page(r'(data-told="count gender edition transgender">)15<', r"\g<1>13<"), "[disclosure_control]"),
    Defect("a caption with the exact base", "proofread",
           on_page(r'(?s)(data-figure="gender".*?)Base: 2,300 cases', r"\1Base: 2,302 cases"), "[caption_n]"),
    Defect("a sentence with a raw number typed", "proofread", in_text("Of all callers 7 spoke of a disability."),
           "typed_number"),
    Defect("a sentence with a raw number in words", "proofread", in_text("Seven callers spoke of a disability."),
           "word_predicates"),
    # ---- figures.json of a draft, sealed anew
    Defect("figures.json: an exact cell", "verify", frozen(cell("gender", *TRANSGENDER, count=13)), "disclosure"),
    Defect("figures.json: a zero whose bound was taken away", "verify", frozen(untold("city")), "disclosure"),
    Defect("figures.json: a bound that is too low", "verify", frozen(window("gender", bound=3)), "disclosure"),
    Defect("figures.json: a share with more digits", "verify", frozen(cell("gender", *WOMAN, share=0.58614)), "shares"),
    Defect("figures.json: an exact count in a slice", "verify", frozen(time_slice(0, "city", missing=403)),
           "disclosure"),
    Defect("figures.json: known records of a group told exactly", "verify",
           frozen(lambda d: d["tiles"][0]["figures"]["age_by_gender"]["groups"][0].__setitem__(1, 1203)), "disclosure"),
    Defect("figures.json: a figure declared exact", "verify",
           frozen(lambda d: d["figures"]["gender"].update(exact=True)), "disclosure"),
    Defect("figures.json: a headline declared not to be exact", "verify",
           frozen(lambda d: d["figures"]["cases"].update(exact=False)), "disclosure"),
    Defect("figures.json: time slices out of order", "verify",
           frozen(lambda d: d["tiles"].reverse(), of="two"), "leave months out"),
    Defect("figures.json: a time slice that overlaps by a month", "verify",
           frozen(lambda d: d["tiles"][1].update({"from": "2018-11"}), of="two"), "leave months out"),
    Defect("figures.json: a previous window of its own", "verify",
           frozen(window("gender", "previous", missing=0), of="two"), "[window_sums]"),
    Defect("figures.json: a merge that is not applied", "verify",
           frozen(lambda d: d["tiles"][0].update(merged={"gender": {"transgender": "non_binary"}})), "windows"),
    Defect("figures.json: no audit", "verify", frozen(lambda d: d["tiles"][0].update(audit=None)), "was not audited"),
    Defect("coverage short", "verify", frozen(audited(covered=lambda n: n - 1)), "covered"),
    Defect("more values claimed than the tables leave", "verify", frozen(audited(least=lambda n: n + 1)), "leave 5"),
    Defect("numbers passed off as printed before", "verify", frozen(audited(told_before=lambda _: 3)), "told_before"),
    Defect("numbers passed off as hardly any", "verify", frozen(audited(few=lambda _: 3)), "few"),
    # ---- the file of alternative tables
    Defect("an alternative table altered", "verify",
           witnessed(lambda w: w["tables"][0].__setitem__(0, w["tables"][0][0] + 1), resealed=False),
           "not the file that the edition names"),
    Defect("an alternative table altered and sealed", "verify",
           witnessed(lambda w: w["tables"][0].__setitem__(0, w["tables"][0][0] + 1), resealed=True), "does not add up"),
    Defect("an alternative table left out", "verify",
           witnessed(lambda w: w.update(tables=w["tables"][:1]), resealed=True),
           "fewer than 5 values"),
    Defect("witnesses of fewer numbers", "verify",
           witnessed(lambda w: w.update(numbers=w["numbers"][1:], tables=[t[1:] for t in w["tables"]]), resealed=True),
           "no tables of this edition"),
    Defect("witnesses that contradict what is published", "verify",
           witnessed(lambda w: w.update(tables=[[n + 100 for n in t] for t in w["tables"]]), resealed=True),
           "contradicts what is published"),
    # ---- the other files of a draft, sealed anew
    Defect("a CSV unlike the JSON", "verify",
           in_folder(text(r"^(edition,.*,transgender,[^,]*),\d+,", r"\1,13,", "tables/gender.csv")), "tables"),
    Defect("a CSV with a row more", "verify",
           in_folder(text(r"\Z", "edition,2016-12,2018-11,other,Other,1,0.0004,2300\n", "tables/gender.csv")),
           "tables"),
    Defect("a CSV that tells what is withheld", "verify",
           in_folder(text("fewer than 5", "2", "tables/city.csv")), "tables"),
    Defect("a table that nobody described", "verify",
           in_folder(content("tables/raw.csv", b"gender,count\ntransgender,13\n")), "of no figure"),
    Defect("an XLSX unlike the JSON", "verify",
           in_folder(sheet(lambda book: setattr(women_in(book), "value", 1225 - 1))), "workbook"),
    Defect("a sheet more", "verify", in_folder(sheet(lambda book: book.create_sheet("raw counts"))), "workbook"),
    Defect("a quality statement with exact missing answers", "verify",
           in_folder(content("quality.json", statement(missing=212))), "told by no figure"),
    Defect("a quality statement with exact warnings about answers", "verify",
           in_folder(content("quality.json", statement(warnings=2))), "exact number of gender"),
    Defect("a page altered, its manifest not", "verify",
           in_folder(content("report.html", b"<p>1 caller</p>"), sealed=False), "report.html was altered"),
    Defect("a file that does not belong", "verify",
           in_folder(content("log.csv", b"name"), sealed=False), "does not belong"),
    # ---- a published revision, sealed anew, and its ledger
    Defect("a published page altered", "verify",
           in_publication(content("report.html", b"<p>1 caller with a disability</p>")), "not the draft"),
    Defect("a published PDF altered", "verify", in_publication(content("report.pdf", b"%PDF-1.7 1 caller")),
           "not the draft"),
    Defect("a published figure altered everywhere alike", "verify",
           in_publication(women_moved), "not as it was frozen"),
    Defect("a line of the ledger changed", "ledger",
           in_ledger(relined(lambda ls: [ls[0].replace('"revision":0', '"revision":1')])), "was changed after"),
    Defect("a line of the ledger cut", "ledger", in_ledger(relined(lambda ls: [ls[0][:-50]])), "is cut off"),
    Defect("the hash chain broken", "ledger", in_ledger(relined(lambda ls: [*ls, *ls])), "does not follow"),
    Defect("the ledger emptied", "ledger", in_ledger(relined(lambda _: [])), "never frozen"),
    Defect("the ledger written anew with other numbers", "ledger", in_ledger(rewritten(with_women)),
           "not as it was frozen"),
    Defect("a time slice frozen a second time with other numbers", "ledger",
           in_ledger(appended(lambda known: replace(known.entries[0], draft="1" * 64,
                                                slices=tuple(map(with_women, known.entries[0].slices))))),
           "contradicts"),
    Defect("a time slice out of order in the ledger, overlapping by a month", "ledger",
           in_ledger(appended(lambda known: replace(known.entries[0], draft="1" * 64, slices=(
               replace(known.entries[0].slices[0], period=Period(TWO_YEARS.last, NEXT.last)),)))), "contradicts"),
    # ---- publishing
    Defect("an internal draft with exact counts", "publish", internal, "internal draft cannot be published"),
    Defect("a draft altered after it was approved", "publish", altered_after_approval, "touched after it was built"),
    Defect("a draft altered and sealed after it was approved", "publish", sealed_after_approval, "another draft"),
    Defect("published months counted again in a draft", "publish", counted_again_without_a_reason,
           "published after this draft was built"),
]  # fmt: skip


@pytest.mark.parametrize("defect", DEFECTS, ids=[f"{d.caught_by}: {d.kind}" for d in DEFECTS])
def test_a_seeded_defect_is_caught(defect: Defect, scene: Scene) -> None:
    assert defect.words in caught(defect.seed, scene)


def caught(seed: Seed, scene: Scene) -> str:
    """What the stage says of a defect, by refusing or by the faults that it lists; nothing where it lets it pass."""
    try:
        found = seed(scene)
    except ReportError as refusal:
        return str(refusal)
    except (TypeError, AttributeError) as refusal:
        return str(refusal)
    return "\n".join(found) if isinstance(found, list) else ""


def test_there_are_enough_kinds_and_every_stage_is_tried() -> None:
    assert len({defect.kind for defect in DEFECTS}) == len(DEFECTS) >= ENOUGH
    assert {d.caught_by for d in DEFECTS} == {
        *("audit", "ledger", "proofread", "protect", "protect's type", "publish", "reconcile", "verify")
    }


def sound() -> Iterator[tuple[str, Seed]]:
    """The same looks at what nothing was seeded into."""
    yield "figures", reconciled(lambda figures: figures)
    yield "a series", series(lambda figures: figures)
    yield "figures.json", frozen(lambda _: None)
    yield "figures.json of two", frozen(lambda _: None, of="two")
    yield "a draft", in_folder(lambda _: None)
    yield "a quality statement", in_folder(content("quality.json", statement()))
    yield "a publication", in_publication(lambda _: None)
    yield "a ledger", in_ledger(lambda _: None)
    yield "witnesses", witnessed(lambda _: None, resealed=False)
    yield "a page", lambda scene: scene.proofread(scene.page[0])
    yield "a rounding", rounding(5, 5, 5, 10)
    yield "nothing told", leaked(nothing)


@pytest.mark.parametrize(("look"), [look for _, look in sound()], ids=[name for name, _ in sound()])
def test_what_is_sound_passes(look: Seed, scene: Scene) -> None:
    assert caught(look, scene) == ""
