"""How the parts of a comparison are put in words: names, sides, differences, and what speaks against them."""

from collections.abc import Mapping

from tasks.language.texts import Texts
from tasks.model.changes import Change, Difference, Doubt, Obstacle, Side
from tasks.model.period import Month
from tasks.model.shares import SMALLEST_BASE
from tasks.render.tables import Entry

NOTHING = "–"


class ChangeWords:
    """The words of comparisons in tables; the small ones stand in ``words.toml``."""

    def __init__(self, texts: Texts) -> None:
        self._texts, self._language = texts, texts.language
        self._words: Mapping[str, str] = texts.words["changes"]

    def name(self, *changes: Change) -> str:
        """Rows of one figure with its name, ``Platform: WhatsApp``; a single number by its figure alone."""
        labels = [self._comma.join(self._language.running_label(*pair) for pair in change.named) for change in changes]
        title = self.title(changes[0])
        return self._words["row"].format(title=title, label=self._language.listed(labels)) if any(labels) else title

    def label(self, change: Change) -> str:
        """The row within its figure, ``WhatsApp``; a single number by its figure."""
        return self._comma.join(self._language.label(*pair) for pair in change.named) or self.title(change)

    def title(self, change: Change) -> str:
        """What the row is called after."""
        return self._texts.figures[change.figure].name

    def difference(self, change: Change) -> Entry:
        """The difference by which a row is judged: points, or a number with what it is of the number before."""
        return self.amount(change, shares=change.is_share) if change.deciding else Entry(NOTHING)

    def amount(self, change: Change, *, shares: bool) -> Entry:
        """One of the two differences of a row."""
        found = change.shares if shares else change.counts
        if found is None or found.amount is None:
            return Entry(NOTHING)
        if shares:
            return Entry(self._words["points"].format(amount=self._language.signed(found.amount, 1)))
        relative = self.relative(change)
        share = self._language.with_sign(found.amount, relative) if relative else ""
        return Entry(self._language.signed(found.amount), share)

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

    def side(self, side: Side | None) -> Entry:
        """A side as a table prints it: the count, and the share where there is one to tell."""
        if side is None or not side.asked:
            return Entry(NOTHING)
        is_share = side.share is not None and not side.below
        return Entry(self.told(side), self.share(side) if is_share else "")

    def told(self, side: Side) -> str:
        """A side's count, or the bound below which it lies."""
        return self._language.count_or_bound(side.count, side.below)

    def share(self, side: Side) -> str:
        """A side's share, with the one decimal that comparisons print."""
        return self._language.percent(side.share, 1)

    def relative(self, change: Change) -> str:
        """The difference of the counts as a share of the earlier one; empty where that is none."""
        now, before = change.now.count, change.before.count
        return self._language.percent(abs(now - before) / before) if before and now != before else ""

    @property
    def _comma(self) -> str:
        return self._language.joints["each"]
