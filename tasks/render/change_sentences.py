"""Comparisons as sentences: in running text, and in the line that stands below a figure."""

from collections.abc import Mapping
from decimal import Decimal

from tasks.language.language import Language
from tasks.language.texts import Texts
from tasks.model.asked import not_asked
from tasks.model.changes import Change, Side
from tasks.model.figures import Figure, Measure, ProtectedFigures, Window, WindowName
from tasks.model.period import Month, launch
from tasks.render.change_words import ChangeWords


class ChangeSentences:
    """The sentences of an edition's comparisons; their forms stand in ``words.toml``."""

    def __init__(self, figures: ProtectedFigures, texts: Texts) -> None:
        self._figures, self._texts, self._language = figures, texts, texts.language
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
            now=self._value(change)[0],
            before=self._value(change)[1],
            amount=self._language.number(abs(amount or Decimal()), int(change.is_share)),
            relative=self._words.relative(change),
            records=self._records(change),
            base=self._base(change),
            now_count=self._words.told(change.now),
            now_base=self._language.number(change.now.base or 0),
            before_count=self._words.told(change.before),
            before_base=self._language.number(change.before.base or 0),
        )

    def now(self, change: Change) -> str:
        """What a row is in the later period: its share, or its number."""
        return self._value(change)[0]

    def against(self, change: Change) -> str:
        """How a row stands to the period before, in a sentence that names it: ``158 higher (819 against 661)``."""
        decided = change.deciding
        if decided is None or decided.amount is None:
            return self._forms["not_comparable"].format(why=self._words.obstacle(change) or self._forms["untold"])
        now, before = self._value(change)
        way = "same" if not decided.amount else "higher" if decided.amount > 0 else "lower"
        doubts = self._words.doubts(decided)
        return self._forms[f"against_{'points' if change.is_share else 'number'}_{way}"].format(
            amount=self._language.number(abs(decided.amount), int(change.is_share)),
            now=now,
            before=before,
            doubts=self._forms["against_doubts"].format(doubts=doubts) if doubts else "",
        )

    def below_number(self, figure: Figure, change: Change | None) -> str:
        """The line below a single number: the period before with the difference, and all since the first call."""
        previous, whole = (figure.windows[name] for name in (WindowName.PREVIOUS, WindowName.SINCE_LAUNCH))
        parts = []
        if why := not_asked(figure.spec, (), previous):
            parts.append(self._language.not_asked(why))
        elif previous.period and previous.value is not None:
            difference = self._bracketed(change) if change else ""
            parts.append(
                self._before(
                    number_value(figure, previous, self._language), self._language.period(previous.period), difference
                )
            )
        if whole.period and whole.period != self._figures.edition and whole.value is not None:
            month = self._language.month(whole.period.first)
            parts.append(self._since(number_value(figure, whole, self._language), month))
        return self._language.lists["semicolon"].join(parts)

    def below_table(self, change: Change) -> str:
        """The line below a chart or table: one row now, in the period before, and since the first call."""
        months = self._language.period(change.before.period)
        parts = [self._before(self._side(change.before), months, self._bracketed(change))]
        if change.since_launch:
            first = max(change.since_launch.period.first, Month.parse(change.asked.first or str(launch())))
            parts.append(self._since(self._side(change.since_launch), self._language.month(first)))
        now, label = self._side(change.now), self._words.label(change)
        return self._forms["line"].format(label=label, now=now, others=self._language.lists["semicolon"].join(parts))

    def _side(self, side: Side) -> str:
        entry, form = self._words.side(side), self._language.words["rows"]["side"]
        words = form.format(count=entry.count, share=entry.share) if entry.share else entry.count
        return words if side.asked else self._forms["not_asked"]

    def _before(self, value: str, months: str, difference: str) -> str:
        return self._forms["line_before"].format(value=value, months=months, difference=difference)

    def _since(self, value: str, month: str) -> str:
        return self._forms["line_since"].format(value=value, month=month)

    def _bracketed(self, change: Change) -> str:
        is_told = change.deciding is not None and change.deciding.amount is not None
        difference = self._words.difference(change).count if is_told else ""
        mark = self._words.doubts(change.deciding) or self._words.obstacle(change)
        parts = self._language.lists["comma"].join(part for part in (difference, mark) if part)
        return self._language.words["rows"]["bracketed"].format(words=parts) if parts else ""

    def _base(self, change: Change) -> str:
        base = self._records(change)
        missing = self._figures[change.figure].edition.missing
        return self._forms["known_base"].format(base=base) if missing else base

    def _records(self, change: Change) -> str:
        return self._texts.words["bases"][self._figures[change.figure].spec.base]

    def _value(self, change: Change) -> tuple[str, str]:
        tell = self._words.share if change.is_share else self._words.told
        return tell(change.now), tell(change.before)


def number_value(figure: Figure, window: Window, language: Language) -> str:
    """A single number in one window as it is printed: 2,781, 115.9, 21%; that it was not asked, where it was not."""
    if why := not_asked(figure.spec, (), window):
        return language.not_asked(why)
    if figure.spec.measure is Measure.SHARE:
        nought = window.bound and not window.value
        return language.share_or_bound(0, window.known, window.bound) if nought else language.percent(window.value)
    return language.number(window.value or 0, 1 if figure.spec.measure is Measure.PER_MONTH else 0)
