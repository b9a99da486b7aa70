"""Comparisons as sentences: in running text, and in the line that stands below a figure."""

from collections.abc import Mapping
from decimal import Decimal

from tasks.core import wording
from tasks.core.changes import Change, Side
from tasks.core.figures import Figure, Measure, ProtectedFigures, Window, WindowName
from tasks.core.period import Month
from tasks.core.texts import Texts
from tasks.core.tiles import LAUNCH
from tasks.render.change_words import ChangeWords, relative_words, share, side_entry, told


class ChangeSentences:
    """The sentences of an edition's comparisons; their forms stand in ``words.toml``."""

    def __init__(self, figures: ProtectedFigures, texts: Texts) -> None:
        self._figures, self._texts = figures, texts
        self._forms: Mapping[str, str] = texts.words["changes"]
        self._words = ChangeWords(texts)

    def sentence(self, change: Change) -> str:
        """What became of a row: both sides, the difference, and on how many records it rests."""
        decided = change.deciding
        if decided is None:
            return self._words.obstacle(change)
        amount = decided.amount
        way = "untold" if amount is None else "same" if not amount else "up" if amount > 0 else "down"
        # A single number bears the name of what it counts; the number of a row does not.
        kind = "share" if change.is_share else "row" if change.named else "number"
        return self._forms[f"{kind}_{way}"].format(
            now=_value(change)[0],
            before=_value(change)[1],
            amount=wording.number(abs(amount or Decimal()), int(change.is_share)),
            relative=relative_words(change),
            records=self._records(change),
            base=self._base(change),
            now_count=told(change.now),
            now_base=wording.number(change.now.base or 0),
            before_count=told(change.before),
            before_base=wording.number(change.before.base or 0),
        )

    def against(self, change: Change) -> str:
        """How a row stands to the period before, in a sentence that names it: ``158 higher (819 against 661)``."""
        decided = change.deciding
        if decided is None or decided.amount is None:
            return self._forms["not_comparable"].format(why=self._words.obstacle(change) or self._forms["untold"])
        now, before = _value(change)
        way = "same" if not decided.amount else "higher" if decided.amount > 0 else "lower"
        doubts = self._words.doubts(decided)
        return self._forms[f"against_{'points' if change.is_share else 'number'}_{way}"].format(
            amount=wording.number(abs(decided.amount), int(change.is_share)),
            now=now,
            before=before,
            doubts=self._forms["against_doubts"].format(doubts=doubts) if doubts else "",
        )

    def below_number(self, figure: Figure, change: Change | None) -> str:
        """The line below a single number: the period before with the difference, and all since the first call."""
        previous, whole = (figure.windows[name] for name in (WindowName.PREVIOUS, WindowName.SINCE_LAUNCH))
        parts = []
        if previous.period and previous.value is not None:
            difference = self._bracketed(change) if change else ""
            parts.append(self._before(number_value(figure, previous), previous.period.words, difference))
        if whole.period and whole.period != self._figures.edition and whole.value is not None:
            parts.append(self._since(number_value(figure, whole), whole.period.first.words))
        return "; ".join(parts)

    def below_table(self, change: Change) -> str:
        """The line below a chart or table: one row now, in the period before, and since the first call."""
        parts = [self._before(self._side(change.before), change.before.period.words, self._bracketed(change))]
        if change.since_launch:
            first = max(change.since_launch.period.first, Month.parse(change.since or str(LAUNCH)))
            parts.append(self._since(self._side(change.since_launch), first.words))
        now, label = self._side(change.now), self._words.label(change)
        return self._forms["line"].format(label=label, now=now, others="; ".join(parts))

    def _side(self, side: Side) -> str:
        entry = side_entry(side)
        words = f"{entry.count} ({entry.share})" if entry.share else entry.count
        return words if side.asked else self._forms["not_asked"]

    def _before(self, value: str, months: str, difference: str) -> str:
        return self._forms["line_before"].format(value=value, months=months, difference=difference)

    def _since(self, value: str, month: str) -> str:
        return self._forms["line_since"].format(value=value, month=month)

    def _bracketed(self, change: Change) -> str:
        is_told = change.deciding is not None and change.deciding.amount is not None
        difference = self._words.difference(change).count if is_told else ""
        mark = self._words.doubts(change.deciding) or self._words.obstacle(change)
        parts = ", ".join(part for part in (difference, mark) if part)
        return f" ({parts})" if parts else ""

    def _base(self, change: Change) -> str:
        base = self._records(change)
        missing = self._figures[change.figure].edition.missing
        return self._forms["known_base"].format(base=base) if missing else base

    def _records(self, change: Change) -> str:
        return self._texts.words["bases"][self._figures[change.figure].spec.base]


def number_value(figure: Figure, window: Window) -> str:
    """A single number in one window as it is printed: 2,781, 115.9, 21%."""
    if figure.spec.measure is Measure.SHARE:
        nought = window.bound and not window.value
        return wording.share_told(0, window.known, window.bound) if nought else wording.percent(window.value)
    return wording.number(window.value or 0, 1 if figure.spec.measure is Measure.PER_MONTH else 0)


def _value(change: Change) -> tuple[str, str]:
    now, before = (share(side) if change.is_share else told(side) for side in (change.now, change.before))
    return now, before
