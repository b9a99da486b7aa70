"""Section a: contacts. Totals, means, months and hours."""

from tasks.aggregate.declaration import HOUR, category, declare, months
from tasks.core.figures import Base, Chart, Measure

NEW, FOLLOW_UP = "new", "follow_up"

FIGURES = (
    declare("calls", "a", Base.CALLS, measure=Measure.COUNT, exact=True, chart=Chart.NUMBER),
    declare(
        "new_calls",
        "a",
        Base.CALLS,
        measure=Measure.COUNT,
        exact=True,
        chart=Chart.NUMBER,
        where=lambda t: t.kind == NEW,
        part=("kind", NEW),
    ),
    declare(
        "follow_up_calls",
        "a",
        Base.CALLS,
        measure=Measure.COUNT,
        exact=True,
        chart=Chart.NUMBER,
        where=lambda t: t.kind == FOLLOW_UP,
        part=("kind", FOLLOW_UP),
    ),
    declare("calls_by_month", "a", Base.CALLS, months(), category("kind"), exact=True, chart=Chart.STACKED_COLUMNS),
    declare("mean_calls_per_month", "a", Base.CALLS, measure=Measure.PER_MONTH, exact=True, chart=Chart.NUMBER),
    declare(
        "mean_new_calls_per_month",
        "a",
        Base.CALLS,
        measure=Measure.PER_MONTH,
        exact=True,
        chart=Chart.NUMBER,
        where=lambda t: t.kind == NEW,
        part=("kind", NEW),
    ),
    declare(
        "follow_up_share",
        "a",
        Base.CALLS,
        measure=Measure.SHARE,
        exact=True,
        chart=Chart.NUMBER,
        where=lambda t: t.kind == FOLLOW_UP,
        part=("kind", FOLLOW_UP),
    ),
    declare("emails", "a", Base.EMAILS, measure=Measure.COUNT, exact=True, chart=Chart.NUMBER),
    declare(
        "new_emails",
        "a",
        Base.EMAILS,
        measure=Measure.COUNT,
        exact=True,
        chart=Chart.NUMBER,
        where=lambda t: t.kind == NEW,
        part=("kind", NEW),
    ),
    declare(
        "follow_up_emails",
        "a",
        Base.EMAILS,
        measure=Measure.COUNT,
        exact=True,
        chart=Chart.NUMBER,
        where=lambda t: t.kind == FOLLOW_UP,
        part=("kind", FOLLOW_UP),
    ),
    declare("cases", "a", Base.CASES, measure=Measure.COUNT, exact=True, chart=Chart.NUMBER),
    declare("contacts", "a", Base.CONTACTS, measure=Measure.COUNT, exact=True, chart=Chart.NUMBER),
    declare("channel", "a", Base.CONTACTS, category("log"), exact=True, chart=Chart.BAR),
    declare("calls_by_weekday_and_hour", "a", Base.CALLS, category("weekday"), HOUR, chart=Chart.HEAT_MAP),
)
