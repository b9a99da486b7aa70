"""How the parts of a comparison are put in words: names, sides, differences, and what speaks against them."""

from collections.abc import Mapping
from decimal import Decimal

from tasks.language.captions import number_value
from tasks.language.texts import Texts
from tasks.model.asked import not_asked
from tasks.model.changes import Change, Difference, Doubt, Obstacle, Side
from tasks.model.figures import Figure, ProtectedFigures, WindowName
from tasks.model.period import Month, launch
from tasks.model.shares import SMALLEST_BASE
from tasks.render.tables import TableCell

NOTHING = "–"


class ChangeWords:
    """The words and sentences of an edition's comparisons; their forms stand in ``words.toml``."""

    def __init__(self, figures: ProtectedFigures, texts: Texts) -> None:
        self._figures, self._texts, self._language = figures, texts, texts.language
        self._words: Mapping[str, str] = texts.words["changes"]

    def name(self, *changes: Change) -> str:
        """Rows of one figure with its name, ``Platform: WhatsApp``; a single number by its figure alone."""
        labels = [self._language.labels_of(change.named, running=True) for change in changes]
        title = self.title(changes[0])
        return self._words["row"].format(title=title, label=self._language.listed(labels)) if any(labels) else title

    def label(self, change: Change) -> str:
        """The row within its figure, ``WhatsApp``; a single number by its figure."""
        return self._language.labels_of(change.named) or self.title(change)

    def title(self, change: Change) -> str:
        """What the row is called after."""
        return self._texts.figures[change.figure].name

    def difference(self, change: Change) -> TableCell:
        """The difference by which a row is judged: points, or a number with what it is of the number before."""
        return self.amount(change, shares=change.is_share) if change.deciding else TableCell(NOTHING)

    def amount(self, change: Change, *, shares: bool) -> TableCell:
        """One of the two differences of a row."""
        found = change.shares if shares else change.counts
        if found is None or found.amount is None:
            return TableCell(NOTHING)
        if shares:
            return TableCell(self._words["points"].format(amount=self._language.signed(found.amount, 1)))
        relative = self.relative(change)
        share = self._language.with_sign(found.amount, relative) if relative else ""
        return TableCell(self._language.signed(found.amount), share)

    def range(self, change: Change) -> str:
        """From where to where the true difference of two shares may lie."""
        if not change.shares or not change.shares.interval:
            return NOTHING
        low, high = (self._language.signed(bound, 1) for bound in change.shares.interval)
        return self._words["range"].format(low=low, high=high)

    def doubts(self, difference: Difference | None) -> str:
        """Why a difference may be none; empty where it holds up."""
        marks = [self._words[doubt] for doubt in Doubt if difference and doubt in difference.doubts]
        return self._words["doubt"].format(marks=self._words["or"].join(marks)) if marks else ""

    def obstacle(self, change: Change) -> str:
        """Why a row cannot be compared; empty where it can."""
        if not change.obstacle:
            return ""
        months = {
            Obstacle.SINCE: change.asked.first,
            Obstacle.UNCOUNTED: change.asked.first,
            Obstacle.UNTIL: change.asked.last,
            Obstacle.BREAK: change.redefined,
            Obstacle.RECOUNTED: change.redefined,
        }
        month = months.get(change.obstacle)
        return self._words[change.obstacle].format(
            month=self._language.month(Month.parse(month)) if month else "",
            bound=self._language.number(SMALLEST_BASE),
        )

    def side(self, side: Side | None) -> TableCell:
        """A side as a table prints it: the count, and the share where there is one to tell."""
        if side is None or not side.asked:
            return TableCell(NOTHING)
        is_share = side.share is not None and not side.below
        return TableCell(self.count(side), self.share(side) if is_share else "")

    def count(self, side: Side) -> str:
        """A side's count, or the bound below which it lies."""
        return self._language.count_or_bound(side.count, side.below)

    def share(self, side: Side) -> str:
        """A side's share, with the one decimal that comparisons print."""
        return self._language.percent(side.share, 1)

    def relative(self, change: Change) -> str:
        """The difference of the counts as a share of the earlier one; empty where that is none."""
        now, before = change.now.count, change.before.count
        return self._language.percent(abs(now - before) / before) if before and now != before else ""

    def sentence(self, change: Change) -> str:
        """What became of a row: both sides, the difference, and on how many records it rests."""
        decided = change.deciding
        if decided is None:
            return self.obstacle(change)
        amount = decided.amount
        way = "untold" if amount is None else "same" if not amount else "up" if amount > 0 else "down"
        # A single number bears the name of what it counts; the number of a row does not.
        kind = "share" if change.is_share else "row" if change.named else "number"
        return self._words[f"{kind}_{way}"].format(
            now=self._value(change)[0],
            before=self._value(change)[1],
            amount=self._language.number(abs(amount or Decimal()), int(change.is_share)),
            relative=self.relative(change),
            records=self._records(change),
            base=self._base(change),
            now_count=self.count(change.now),
            now_base=self._language.number(change.now.base or 0),
            before_count=self.count(change.before),
            before_base=self._language.number(change.before.base or 0),
        )

    def now(self, change: Change) -> str:
        """What a row is in the later period: its share, or its number."""
        return self._value(change)[0]

    def against(self, change: Change) -> str:
        """How a row stands to the period before, in a sentence that names it: ``158 higher (819 against 661)``."""
        decided = change.deciding
        if decided is None or decided.amount is None:
            return self._words["not_comparable"].format(why=self.obstacle(change) or self._words["untold"])
        now, before = self._value(change)
        way = "same" if not decided.amount else "higher" if decided.amount > 0 else "lower"
        doubts = self.doubts(decided)
        return self._words[f"against_{'points' if change.is_share else 'number'}_{way}"].format(
            amount=self._language.number(abs(decided.amount), int(change.is_share)),
            now=now,
            before=before,
            doubts=self._words["against_doubts"].format(doubts=doubts) if doubts else "",
        )

    def below_number(self, figure: Figure, change: Change | None) -> str:
        """The line below a single number: the period before with the difference, and all since the first call."""
        previous, whole = (figure.windows[name] for name in (WindowName.PREVIOUS, WindowName.SINCE_LAUNCH))
        parts = []
        if why := not_asked(figure.spec, (), previous):
            parts.append(self._language.not_asked(why))
        elif previous.period and previous.value is not None:
            difference = self._bracketed(change) if change else ""
            value, months = number_value(figure, previous, self._language), self._language.period(previous.period)
            parts.append(self._words["line_before"].format(value=value, months=months, difference=difference))
        if whole.period and whole.period != self._figures.edition and whole.value is not None:
            value, month = number_value(figure, whole, self._language), self._language.month(whole.period.first)
            parts.append(self._words["line_since"].format(value=value, month=month))
        return self._language.lists["semicolon"].join(parts)

    def below_table(self, change: Change) -> str:
        """The line below a chart or table: one row now, in the period before, and since the first call."""
        value, months = self._side(change.before), self._language.period(change.before.period)
        difference = self._bracketed(change)
        parts = [self._words["line_before"].format(value=value, months=months, difference=difference)]
        if change.since_launch:
            begins = change.since_launch.period.first
            first = max(begins, Month.parse(change.asked.first) if change.asked.first else launch(begins))
            value, month = self._side(change.since_launch), self._language.month(first)
            parts.append(self._words["line_since"].format(value=value, month=month))
        now, label = self._side(change.now), self.label(change)
        return self._words["line"].format(label=label, now=now, others=self._language.lists["semicolon"].join(parts))

    def _side(self, side: Side) -> str:
        entry, form = self.side(side), self._language.words["rows"]["side"]
        words = form.format(count=entry.count, share=entry.share) if entry.share else entry.count
        return words if side.asked else self._words["not_asked"]

    def _bracketed(self, change: Change) -> str:
        is_published = change.deciding is not None and change.deciding.amount is not None
        difference = self.difference(change).count if is_published else ""
        mark = self.doubts(change.deciding) or self.obstacle(change)
        parts = self._language.lists["comma"].join(part for part in (difference, mark) if part)
        return self._language.words["rows"]["bracketed"].format(words=parts) if parts else ""

    def _base(self, change: Change) -> str:
        base = self._records(change)
        missing = self._figures[change.figure].edition.missing
        return self._words["known_base"].format(base=base) if missing else base

    def _records(self, change: Change) -> str:
        return self._texts.words["bases"][self._figures[change.figure].spec.base]

    def _value(self, change: Change) -> tuple[str, str]:
        in_words = self.share if change.is_share else self.count
        return in_words(change.now), in_words(change.before)
