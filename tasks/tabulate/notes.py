"""The notes beside a table: what is counted, of what a share is taken, what a reader must know."""

from expectations.contract.helpline import helpline
from tasks.language.languages import helpline_name
from tasks.model.asked import counted_later
from tasks.model.figures import Base, Disclosure, Figure, Measure, ProtectedFigures
from tasks.model.period import Month

BASES = {
    Base.CALLS: "attended calls, new and follow-up",
    Base.EMAILS: "e-mails, new and follow-up",
    Base.CONTACTS: "contacts: calls and e-mails",
    Base.CASES: "individual cases: new calls and new e-mails, a case that moved between channels counted once",
    Base.HARASSMENT_CASES: "cases that are more than an enquiry or assistance",
}
SAMPLE = "Sample: every record behind these numbers is made up. They say nothing of the helpline; do not quote them."
INTERNAL_DRAFT = "Internal draft, not for publication: no disclosure control was applied."


def edition_title(figures: ProtectedFigures) -> str:
    """The title of all tables of the edition together."""
    kind = "Sample, made up: " if figures.sample else ""
    return f"{kind}{helpline_name()}: figures from {figures.edition.words}"


def edition_notes(figures: ProtectedFigures) -> tuple[str, ...]:
    """What holds for all tables of the edition."""
    control = {
        Disclosure.NONE: INTERNAL_DRAFT,
        Disclosure.ROUND: "Counts are rounded to multiples of 5 for the protection of callers; the totals of calls, "
        "e-mails, contacts and cases and the calls by month are exact. Counts that round to 0 are given as 'fewer than "
        "5', true zeros included; over several periods that were rounded one by one the bound is higher.",
    }
    return (
        *((SAMPLE,) if figures.sample else ()),
        "One table a figure, in three windows: the edition, the previous period of equal length, and since launch.",
        f"Months are in the time of {helpline().timezone}.",
        control[figures.disclosure],
    )


def figure_notes(figure: Figure, *, sample: bool = False) -> tuple[str, ...]:
    """What holds for one figure: that it is a sample's, base, missing, several answers, since when it was asked."""
    spec, window = figure.spec, figure.edition
    notes = [*([SAMPLE] if sample else []), f"Base: {BASES[spec.base]}."]
    if spec.measure in (Measure.CELLS, Measure.SHARE):
        notes.append(f"In this edition {window.total:,} records, {window.missing:,} of them without a known value.")
    if spec.multi_response:
        notes.append("One case can be counted in several rows, so that shares can exceed 100% together.")
    if spec.asked.first:
        verb = "Counted" if counted_later(spec) else "Asked"
        notes.append(f"{verb} since {Month.parse(spec.asked.first).words}.")
    if window.period and spec.asked.last < str(window.period.last):
        notes.append(f"Asked until {Month.parse(spec.asked.last).words}.")
    if window.period and "" < spec.redefined <= str(window.period.last):
        words = Month.parse(spec.redefined).words
        notes.append(f"Asked in this way since {words}; what was counted before is not comparable.")
    return tuple(notes)
