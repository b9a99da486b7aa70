"""What a run tells, and to whom: its refusal, the records to fix, a draft that is ready, what is published."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from prefect.runtime import deployment, flow_run

from expectations.contract.fields import fields
from expectations.rules import missing_rule
from flows.edition.plan import IntakePlan, today
from flows.progress import note_undelivered
from flows.settings import load_settings
from tasks.alert import OUTBOX, Outbox
from tasks.alert.messages import Audience, Message, addresses_in
from tasks.model.errors import DeliveryError, FileError, QualityError, ReportError, TextError, UsageError, file_error
from tasks.model.figures import Disclosure, ProtectedFigures
from tasks.model.manifest import digest
from tasks.model.period import Period
from tasks.model.quality import Quality, Severity

ANSWERS = (UsageError, TextError)
"""Refusals that answer the person who asked: told to nobody else, unless the run is scheduled and nobody waits."""
PUSH = "public address"
WAITED_FOR = ("publish_report", "rerender_report", "withdraw_report")
"""Flows that a person starts from a form and waits for."""


def outbox() -> Outbox:
    """The outbox of this installation."""
    return Outbox(load_settings().folders.state, addresses_in(os.environ))


@contextmanager
def alert_on_failure(flow: str, of: str = "") -> Iterator[None]:
    """Tell the data officer if the block fails, and that it is mended if it does not; then deliver what is to be told.

    Args:
        flow: what fails, in a word.
        of: what it is about, where one kind of run can fail for several reasons at a time.
    """
    key = f"{flow} of {of}" if of else flow
    refusal: Exception | None = None
    try:
        yield
    except Exception as error:
        refusal = file_error(error) if isinstance(error, OSError) else error
        # What cannot be told must not take the place of why the run failed; doctor names what is wrong with the outbox.
        with suppress(ReportError, OSError):
            _tell_failure(flow, key, refusal or error)
            outbox().explain(str(flow_run.id or ""))
            outbox().deliver()
        if not isinstance(refusal, FileError):
            raise
    if isinstance(refusal, FileError):
        raise refusal
    with _after_work():
        outbox().resolve(key, today())
        _deliver()


@contextmanager
def _after_work() -> Iterator[None]:
    """What is done stands where it cannot be delivered; the run says so, and does not fail."""
    try:
        yield
    except DeliveryError as error:
        note_undelivered(error)


@contextmanager
def alert_on_failed_push() -> Iterator[None]:
    """Tell the data officer if the public address does not take a copy within the block, and once it does."""
    with _after_work():
        try:
            yield
        except DeliveryError as error:
            _report(Message(PUSH, Audience.OFFICER, error.problem, error.remedy, error.where))
            raise
        outbox().resolve(PUSH, today())


def _tell_failure(flow: str, key: str, error: Exception) -> None:
    if not isinstance(error, ReportError):
        words = f"{key} stopped. An unforeseen {type(error).__name__} is a defect of the program."
        page = flow_run.ui_url or ""
        _report(Message(key, Audience.OFFICER, words, "Report it with the program's version.", page))
        return
    answers = isinstance(error, ANSWERS) and (flow in WAITED_FOR or not deployment.id)
    # What the gate refuses was told with its counts by alert_quality.
    if not answers and not isinstance(error, QualityError):
        _report(Message(key, Audience.OFFICER, f"{key} stopped. {error.problem}", error.remedy, error.where))


def alert_quality(quality: Quality, fix_list: Path | None, plan: IntakePlan) -> None:
    """Tell staff which rules their records break, and the data officer whether the gate is closed."""
    records, gate = (
        f"{kind} of {plan.subject}" if plan.subject else kind for kind in ("records to fix", "quality gate")
    )
    aside, read = sum(quality.set_aside.values()), sum(quality.read.values())
    where = load_settings().fix_list_location(fix_list) if fix_list else ""
    if fix_list:
        broken = _broken(quality)
        what = (
            f"{aside:,} of {read:,} records are set aside until they are mended. Faults, by log, field and rule:"
            if aside
            else "The logs have warnings, and no record that is set aside. Faults, by log, field and rule:"
        )
        mend = "Open the fix list and mend in the log each cell that it names. The next check tells what is resolved."
        _report(Message(records, Audience.STAFF, what, mend, where, broken))
    else:
        outbox().resolve(records, today())
    if quality.passed:
        outbox().resolve(gate, today())
    else:
        what = (
            f"The quality gate is closed: {aside:,} of {read:,} records are set aside, which is more than "
            f"{quality.gate:.1%}. No report can be built."
        )
        to_do = "See that staff mend the records of the fix list."
        _report(Message(gate, Audience.OFFICER, what, to_do, where))


def alert_draft(draft: Path, figures: ProtectedFigures, approvers: Sequence[str]) -> None:
    """Tell the comms team that a draft is ready to be read, and who may approve it; an internal one is not for them."""
    if figures.disclosure is Disclosure.NONE:
        return
    what = f"A draft of the report for {figures.edition.words} is ready{', of the sample' if figures.sample else ''}"
    to_do = (
        f"Look at its page, {load_settings().site.address}/drafts/{draft.name}/: the report itself, what changed in"
        " figures and texts, what is left out, which texts switched, and what still needs a translation. On the desk"
        f" change texts, comment, and have the draft made again. {_who_approves(approvers)}"
        " Nobody can while a comment is open."
    )
    _tell_comms(f"draft {draft.name}", what, to_do, f"/desk/{draft.name}/", digest(draft))


def _who_approves(approvers: Sequence[str]) -> str:
    names = ", ".join(approvers)
    hindered = ", unless they wrote in it since the last publication" if load_settings().site.second_person else ""
    return f"It is approved and published there by {names or 'an account with the role of approver'}{hindered}."


def alert_published(revision: Path) -> None:
    """Tell the comms team that an edition was published."""
    edition, number = revision.parent.name, revision.name.removeprefix("r")
    what = f"The report for {Period.parse(edition).words} is published as revision {number}"
    to_do = "Nothing; to change it, publish a new revision or mark this one as withdrawn."
    page = f"/published/{edition}/{revision.name}/report.html"
    _tell_comms(f"published {edition}", what, to_do, page, revision.name)


def alert_withdrawn(revision: Path, reason: str) -> None:
    """Tell the comms team that a revision must not be relied on any more."""
    edition, number = revision.parent.name, revision.name.removeprefix("r")
    what = f"Revision {number} of the report for {Period.parse(edition).words} was withdrawn: {reason.strip()}"
    to_do = "Tell those to whom you sent it. Mend the draft, and publish it as a new revision."
    key = f"withdrawn {edition} {revision.name}"
    _tell_comms(key, what, to_do, f"/published/{edition}/", reason.strip())


def _tell_comms(key: str, what: str, to_do: str, page: str, state: str) -> None:
    where = f"{load_settings().site.address}{page}"
    with _after_work():
        outbox().tell(Message(key, Audience.COMMS, what, to_do, where), state, today())


def _broken(quality: Quality) -> Mapping[str, int | None]:
    """What is wrong by log, field and rule, with how many records are set aside for it.

    A record with a warning counts in the figures, so that how many there are may tell what small cells hold.
    """
    # That a field is empty too often cannot be mended cell by cell, and its count grows with the log.
    listed = [result for result in quality.rules if result.rule != missing_rule().id]
    listed.sort(key=lambda r: (0, -r.records) if r.severity is Severity.CRITICAL else (1, 0))
    return {
        f"{r.log}, {fields()[r.field].title}: {r.title} ({r.severity.value})": (
            r.records if r.severity is Severity.CRITICAL else None
        )
        for r in listed
    }


def _report(problem: Message) -> None:
    outbox().report(problem, today())


def _deliver() -> None:
    mail = outbox()
    if left := mail.deliver():
        audiences = ", ".join(sorted({letter.audience.value for letter in left}))
        raise DeliveryError(
            f"{len(left)} alert(s) for {audiences} could not be delivered. They are kept.",
            str(mail.folder / OUTBOX),
            "Send them again: .venv/bin/helpline-report doctor --send-test, which says of each address whether it takes"
            " alerts. The next run sends them too, and so does the run monitor every minute.",
        )
