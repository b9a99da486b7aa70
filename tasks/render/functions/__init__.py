"""The functions that a text may call, between ``{{`` and ``}}``. What each prints, for writers:

Numbers
    ``count('gender', 'woman')``: 1,225; where a count is withheld, "fewer than 5"
    ``count_together('perpetrator', 'partner', 'ex_partner')``: the counts of several rows, added; rows of two parts
    stand
    in brackets: ``['woman', 'partner'], ['woman', 'ex_partner']``
    ``share('gender', 'woman')``: 59%, of the records whose value is known; ``digits=1`` gives 58.6%
    ``share_of_all('gender', 'woman')``: 57%, of all records, those without a value included
    ``share_together(…)``: the share of several rows of one group
    ``value('calls')``: a single number: 2,781; ``value('mean_calls_per_month', digits=1)``: 115.9; a share: 21%
    ``total`` ``known`` ``missing`` ``missing_share``: of a figure: 2,302 · 2,090 · 212 · 9%
Rows
    ``ranked('city', 3)``: a list of rows, largest first, each with ``.key .label .text .count .share``; ``text`` is
    the
    label within a sentence. ``leave_out=['other']`` skips a row; ``rank='primary'`` or ``gender='woman'`` takes that
    part
    ``top('platform', 3)``: Facebook, SMS and Twitter; ``top_keys`` gives their keys; both take what ``ranked`` takes
    ``listed('gender')``: Women (1,225, 59%), men (…) and …; ``listed('platform', 4, start=2)`` begins at rank 2;
    ``order='table'`` keeps the order of the table
    ``label('gender', 'woman')`` ``running_label(…)``: a label at the head of a row, and within a sentence
    ``several_services()``: the rows of ``service_combinations`` with more than one service
Time and groups
    ``peak('calls_by_month')`` ``trough(…)``: the highest and the lowest month, ``.month .count .is_last``
    ``halves('platform_by_year', 'whatsapp')``: ``.first`` and ``.second``, each with ``.count .words``
    ``busiest('calls_by_weekday_and_hour', 'hour')``: the value with the most records, ``.label .count``
    ``highest_group('contacting_for_by_quarter', 'self')`` ``lowest_group(…)``: the quarter or month in which a row's
    share
    is highest or lowest, ``.label .share``
    ``months()`` ``period_words()``: 24 · December 2016 to November 2018
Changes
    ``against_previous('calls')``: 158 higher (819 against 661), and whether that may be chance or rounding; with a row,
    ``against_previous('gender', 'woman')``, in percentage points
    ``changes('holds', 'shares', 8)``: the shares, or the ``'numbers'``, that changed most, each with ``.name .words``;
    ``'doubtful'`` for those that may not have changed, ``'incomparable'``
    ``how_many_changes('holds')`` ``compared()`` ``compared_by_chance()``: how many, of how many, and how many of these
    would be taken for changed had none changed
    ``compared_period()`` ``compared_with()``: the two periods
    ``changes_table('holds')`` ``changes_chart()``, on lines of their own
Words of degree
    ``word('largest', ranked('city', 1)[0])``: largest, if no other city has more; ``word('most', 'gender', 'woman')``,
    ``word('doubled', 'calls')`` and the others of docs/writing.md; where a word is not true it stops the build
    ``about('gender', 'woman')``: about three fifths
    ``margin(ranked('city', 1)[0])``: nothing, or that the row is first by a margin that may be chance or rounding
Conditions, for ``{% if %}``
    ``recorded('platform')`` ``has_previous()`` ``has_comparison()`` ``is_rounded()`` ``has_block('case-studies')``
    ``holds('majority', 'gender', 'woman')``: whether a word of degree is true, whatever chance and rounding did
    ``differ('age_by_gender', [['woman', '18-20']], [['man', '18-20']])``: whether two shares, or counts of one
    question,
    differ by more than that; ``changed('platform', 'whatsapp')``: whether a row did, since the period or half before
    ``near('perpetrator', 'partner', 'ex_partner')``: whether a share is known to five points on either side
    ``share_value(…)`` ``share_together_value(…)`` ``count_together_value(…)``: numbers to compare
Blocks and notes
    ``figure('gender')``, on a line of its own: the numbered figure · ``ref('gender')``: Figure 7, linked ·
    ``big('calls')``: a single number in large type, which has its own figure elsewhere
    ``fact('women_experienced')``: the value of facts.toml with its note; ``mark=False`` leaves the note to
    ``source('women_experienced')`` later in the sentence · ``big_fact`` prints it large, on a line of its own ·
    ``cite('fazal_2017')``: a note of notes.toml

Most take ``window='previous'`` or ``window='since_launch'``; without it they speak of the edition.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tasks.language.texts import Texts
from tasks.model.changes import Comparison
from tasks.model.figures import ProtectedFigures
from tasks.render.functions.certainty import Certainty
from tasks.render.functions.changes import Changes
from tasks.render.functions.degree import Degree
from tasks.render.functions.lookup import Lookup
from tasks.render.functions.marks import Marks
from tasks.render.functions.numbers import Numbers
from tasks.render.functions.rows import Rows
from tasks.render.functions.time import Time

GROUPS = (Numbers, Rows, Time, Degree, Certainty, Changes, Marks)
NAMES = frozenset(name for group in GROUPS for name in dir(group) if not name.startswith("_"))
"""The names of all functions."""


def functions(figures: ProtectedFigures, texts: Texts, comparison: Comparison) -> Mapping[str, Callable[..., Any]]:
    """Every function by the name under which a text calls it."""
    lookup = Lookup(figures, texts.language, texts.absent.figures)
    groups = (
        Numbers(lookup),
        Rows(lookup),
        Time(lookup),
        Degree(lookup),
        Certainty(lookup, comparison),
        Changes(lookup, texts, comparison),
        Marks(lookup, texts),
    )
    return {name: getattr(group, name) for group in groups for name in dir(group) if not name.startswith("_")}
