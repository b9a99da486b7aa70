"""The questions, in their order. An answer is remembered at once: whoever stops goes on where they were."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from expectations.contract.errors import printable
from expectations.contract.fields import COUNTED_BY, DATE_TIME, REFERENCE_PATTERN, Field, fields
from expectations.contract.helpline import helpline
from expectations.contract.logs import LogForms, SourceForm, log_forms
from expectations.contract.spelling import plain
from flows.onboarding.choices import delete_choices, with_choices
from flows.onboarding.look import LogColumn, LogSheet, forms
from flows.onboarding.propose import CONFIDENT, Proposal, day_order, has_times, proposals, without_column
from flows.onboarding.remember import add_spellings, add_words, take_spellings, write_first_month, write_forms
from flows.onboarding.spellings import Cluster, unread
from tasks.anonymise.times import read_time
from tasks.model.errors import UsageError

MOST_SHOWN = 40
"""Answers that are listed before the questions about their spellings."""
FEW = 2
"""Fields without a column up to which each is asked for at once."""
MONTH = r"20\d\d-(0[1-9]|1[0-2])"
NONE, LATER, EACH = "-", "?", "*"
"""The answers that there is none, that it is not decided yet, and that each spelling stands for another."""

_WITHOUT_KINDS = (
    "\nNo column says which contacts are new: the first of a case will count as new, the later ones as follow-ups.",
    "\nNo column tells new contacts from follow-ups, nor names cases: contacts will be counted, and no cases.",
)
"""What follows where no kinds are recorded, by whether no cases are either."""


class Interview:
    """One run of the command.

    Args:
        content: the folder of own content that remembers.
        ask: puts a question, with the answer that Enter gives, and returns the answer.
        say: tells something.
    """

    def __init__(self, content: Path, ask: Callable[[str, str], str], say: Callable[..., None]) -> None:
        self._content, self._ask, self._say = content, ask, say
        self._forms: LogForms = log_forms()
        self._held: dict[str, list[LogColumn]] = {}

    def run(self, sheets: Sequence[LogSheet]) -> None:
        """Ask about all sheets together: a heading, an order of days or a spelling is asked for once."""
        self._keep(with_choices(self._content, self._forms, sheets))
        delete_choices(self._content)
        for sheet in sheets:
            self._columns(sheet) if self._is_log(sheet) else self._leave_out(sheet)
        self._not_recorded()
        for sheet in sheets:
            self._days(sheet)
            self._references(sheet, sheets)
        self._first_month(sheets)
        for name in self._held:
            if name in fields():
                self._spellings(fields()[name])

    # ------------------------------------------------------------------------------------------ columns

    def _is_log(self, sheet: LogSheet) -> bool:
        if sheet.recognised or not sheet.columns:
            return bool(sheet.columns)
        shown = " · ".join(f"“{printable(column.heading)}”" for column in sheet.columns)
        question = (
            f"{sheet.where}: no heading is known in row {sheet.heading_row}, {shown}. Are these headings of a log?"
        )
        return not self._is_passed_over(sheet) and self._agreed(question)

    def _is_passed_over(self, sheet: LogSheet) -> bool:
        return sheet.hidden or sheet.name in self._form(sheet).passed_over

    def _leave_out(self, sheet: LogSheet) -> None:
        if self._is_passed_over(sheet):
            return
        if sheet.recognised is False or self._agreed(f"{sheet.where} has no row of headings. Leave it out?"):
            self._keep_form(sheet, passed_over=(*self._form(sheet).passed_over, sheet.name))

    def _columns(self, sheet: LogSheet) -> None:
        self._say(f"\n{sheet.where}: headings in row {sheet.heading_row}, {len(sheet.columns)} columns")
        identifying = [column.position for column in sheet.columns if column.identifying]
        if identifying:
            self._say(f"  not looked into, by their headings: columns {', '.join(map(str, identifying))}")
        found = {each.name: each for each in proposals(sheet, self._forms)}
        taken = {name: each.column for name, each in found.items() if each.confidence >= CONFIDENT}
        for name, each in found.items():
            if name in taken:
                heading = f"column {each.column.position}, “{printable(each.column.heading)}”"
                self._say(f"  {name}: {heading}, {'  '.join(forms(each.column))} ({each.confidence:.0%} sure)")
        gone = {*self._form(sheet).lacks, *self._forms.not_recorded}
        left = [name for name in without_column(taken) if name not in gone]
        lacking = self._lacking(sheet, left, found)
        for name in left:
            column = None if name in lacking else self._which(sheet, fields()[name], found.get(name), taken)
            if column:
                taken[name] = column
            else:
                self._keep_form(sheet, lacks=(*self._form(sheet).lacks, name))
        self._keep_columns(taken)

    def _lacking(self, sheet: LogSheet, left: Sequence[str], found: Mapping[str, Proposal]) -> Collection[str]:
        """Which fields the sheet has no column for: said at once, since a log often has few of those that there are."""
        if len(left) <= FEW:
            return ()
        default = " ".join(name for name in left if name not in found) or NONE
        question = f"{sheet.where}: which of these has it no column for? {' '.join(left)} · {NONE} each has one"
        while not {*(answer := self._ask(question, default).replace(",", " ").split())} <= {*left, NONE}:
            pass
        return answer

    def _which(
        self, sheet: LogSheet, field: Field, proposed: Proposal | None, taken: Mapping[str, LogColumn]
    ) -> LogColumn | None:
        free = {str(c.position): c for c in sheet.columns if not c.identifying and c not in taken.values()}
        if not free:
            return None
        shown = (f"{position} “{printable(c.heading)}” {'  '.join(forms(c, 2))}" for position, c in free.items())
        default = str(proposed.column.position) if proposed and str(proposed.column.position) in free else NONE
        question = f"Which column holds {field.title} ({field.name})? {' · '.join(shown)} · {NONE} none"
        while (answer := self._ask(question, default).strip()) != NONE:
            if answer in free:
                return free[answer]
        return None

    def _keep_columns(self, taken: dict[str, LogColumn]) -> None:
        new = {c.heading: name for name, c in taken.items() if self._forms.stands_for(c.heading) != name}
        self._keep(replace(self._forms, headings={**self._forms.headings, **new}))
        for name, column in taken.items():
            self._held.setdefault(name, []).append(column)

    def _not_recorded(self) -> None:
        missing = [name for name in without_column(self._held) if name not in self._forms.not_recorded]
        if needed := [name for name in missing if name in COUNTED_BY]:
            raise UsageError(
                f"No column was named for {', '.join(needed)}, without which nothing can be counted.",
                remedy="Run the command again and name it; where the logs have none, add one.",
            )
        if "kind" in missing:
            self._say(_WITHOUT_KINDS["case_ref" in missing])
        if missing and self._agreed(f"Is none of these recorded in any of your logs: {', '.join(missing)}?"):
            self._keep(replace(self._forms, not_recorded=(*self._forms.not_recorded, *missing)))
        self._times()
        gone = {*self._forms.not_recorded}
        kept = tuple(replace(s, lacks=tuple(n for n in s.lacks if n not in gone)) for s in self._forms.source)
        self._keep(replace(self._forms, source=kept))

    def _times(self) -> None:
        known = DATE_TIME in {*self._held, *self._forms.not_recorded}
        if known or any(has_times(column.values) for column in self._held["received_at"]):
            return
        if self._agreed("No day has a time of day beside it. Is the time recorded in none of your logs?"):
            self._keep(replace(self._forms, not_recorded=(*self._forms.not_recorded, DATE_TIME)))

    # ------------------------------------------------------------------------------------------ days and references

    def _days(self, sheet: LogSheet) -> None:
        form = self._form(sheet)
        for column in self._of(sheet, "received_at"):
            found = day_order(column.values)
            if found.needs_word and not form.dates:
                only = ", ".join(f"{cells:,} as {order} alone" for order, cells in found.only.items() if cells)
                counted = f"{found.either:,} days have more than one reading; {only or 'none has one alone'}"
                question = f"{sheet.where}: {counted}. Are they day_first, month_first or year_first?"
                self._keep_form(sheet, dates=self._choose(question, found.likely, tuple(found.only)))
            if found.serials and not form.serials:
                question = (
                    f"{sheet.where}: {found.serials:,} days are numbers. From 1900 (Excel's habit) or 1904? - none"
                )
                answer = self._choose(question, "1900", ("1900", "1904", NONE))
                if answer != NONE:
                    self._keep_form(sheet, serials=int(answer))

    def _first_month(self, sheets: Sequence[LogSheet]) -> None:
        """Ask from when on contacts can have been received, where the content leaves it open: the logs propose it."""
        days = (
            read_time(plain(value), self._form(sheet))
            for sheet in sheets
            for column in self._of(sheet, "received_at")
            for value in column.values
        )
        if helpline().first_month or not (months := sorted(day[:7] for day in days if day)):
            return
        question = "In which month did the helpline take its first contact? What is dated before will be set aside."
        while not re.fullmatch(MONTH, answer := self._ask(question, months[0]).strip()):
            pass
        write_first_month(self._content, answer)

    def _references(self, sheet: LogSheet, sheets: Sequence[LogSheet]) -> None:
        if self._form(sheet).references:
            return
        own = [value for column in self._of(sheet, "contact_id") for value in column.values]
        others = [v for s in sheets if s is not sheet for column in self._of(s, "contact_id") for v in column.values]
        # A number that stands twice is a slip, for the fix list; of numbers that begin again, most do.
        again = 2 * len({*own} & {*others}) > len(own)
        strange = 2 * sum(not re.fullmatch(REFERENCE_PATTERN, value) for value in own) > len(own)
        question = "stand in another sheet or file too. Do they begin again in each?"
        if again and self._agreed(f"{sheet.where}: references {question}"):
            self._keep_form(sheet, references="restart")
        elif strange and self._agreed(f"{sheet.where}: references are no running numbers. Is any text one?"):
            self._keep_form(sheet, references="any")

    # ------------------------------------------------------------------------------------------ spellings

    def _spellings(self, field: Field) -> None:
        values: Counter[str] = Counter()
        for column in self._held[field.name]:
            values.update(column.values)
        found = unread(field, values)
        if found.clusters:
            keys = field.vocabulary.keys
            self._say(
                f"\n{field.title}: {', '.join(keys) if len(keys) <= MOST_SHOWN else f'{len(keys)} answers'}",
                f"  Enter takes what is proposed; {NONE}: nothing is recorded; {LATER}: left to the fix list; "
                f"{EACH}: ask one by one",
            )
        for cluster in found.clusters:
            self._spelling(field, cluster)
        if found.doubtful:
            self._say(
                f"  {field.title}: known elsewhere; do they mean the same here, beside codes that were not known?"
            )
        for cluster in found.doubtful:
            self._spelling(field, cluster, known=True)
        if found.cells_to_mend:
            self._say(f"  {field.title}: {found.cells_to_mend:,} cells are no spelling of an answer: see the fix list")

    def _spelling(self, field: Field, cluster: Cluster, *, known: bool = False) -> None:
        """What spellings mean; one that is ``known`` is taken from the answer that it has, if that is another here."""
        words = ", ".join(f"“{printable(word)}”" for word in cluster.cells)
        question = f"{words}: {sum(cluster.cells.values()):,} cells. Which answer?"
        proposed = cluster.meant or (NONE if known else LATER)
        allowed = (LATER, NONE, EACH) if len(cluster.cells) > 1 else (LATER, NONE)
        while (answer := self._ask(question, proposed).strip()) not in allowed and not field.vocabulary.find(answer):
            pass
        if answer == EACH:
            for each in cluster.each():
                self._spelling(field, each)
            return
        key, spellings = field.vocabulary.find(answer) or answer, tuple(cluster.cells)
        if key == LATER or (known and key == proposed):
            return
        if known and cluster.meant:
            take_spellings(self._content, field, cluster.meant, spellings)
        if key == NONE:
            add_words(self._content, spellings)
        else:
            add_spellings(self._content, field, key, spellings)

    # ------------------------------------------------------------------------------------------ what is said

    def _of(self, sheet: LogSheet, name: str) -> list[LogColumn]:
        return [column for column in self._held.get(name, []) if any(column is each for each in sheet.columns)]

    def _form(self, sheet: LogSheet) -> SourceForm:
        return self._forms.of(sheet.file)

    def _keep_form(self, sheet: LogSheet, **values: object) -> None:
        self._keep(self._forms.with_source(sheet.file, **values))

    def _keep(self, new: LogForms) -> None:
        if new != self._forms:
            self._forms = new
            write_forms(self._content, new)

    def _agreed(self, question: str) -> bool:
        return self._choose(f"{question} yes or no", "yes", ("yes", "no")) == "yes"

    def _choose(self, question: str, default: str, choices: Sequence[str]) -> str:
        while (answer := self._ask(question, default).strip()) not in choices:
            pass
        return answer
