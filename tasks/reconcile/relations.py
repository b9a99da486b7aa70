"""Which figures speak of the same thing: the relations that the checks hold every edition to."""

from tasks.core.figures import Base, Key

HEADLINE = {Base.CALLS: "calls", Base.EMAILS: "emails", Base.CONTACTS: "contacts", Base.CASES: "cases"}
"""The figure that tells how many records a base has. The harassment cases have none; they are a part of the cases."""

PARTS_OF_A_BASE = ("fia_referral", "takeover_scams_by_month")
"""Figures that count a part of their base only."""

MARGINS: tuple[tuple[str, int, str, Key], ...] = (
    ("contacting_for_by_gender", 0, "gender", ()),
    ("contacting_for_by_gender", 1, "contacting_for", ()),
    ("contacting_for_by_quarter", 1, "contacting_for", ()),
    ("case_types_by_gender", 0, "gender", ()),
    ("case_types_by_gender", 1, "case_types", ("primary",)),
    ("case_types_by_platform", 0, "platform", ()),
    ("perpetrator_by_gender", 0, "gender", ()),
    ("perpetrator_by_gender", 1, "perpetrator", ()),
    ("age_by_gender", 0, "gender", ()),
    ("age_by_gender", 1, "age_band", ()),
    ("platform_by_month", 1, "platform", ()),
    ("suicidal_ideation_by_gender", 0, "gender", ()),
    ("suicidal_ideation_by_gender", 1, "suicidal_ideation", ()),
)
"""Cross-table, place of a dimension in its keys, the figure that shows this dimension alone, the rest of its keys."""

MISSING_FROM = (
    ("contacting_for_by_gender", ("gender", "contacting_for")),
    ("contacting_for_by_quarter", ("contacting_for",)),
    ("perpetrator_by_gender", ("gender", "perpetrator")),
    ("age_by_gender", ("gender", "age_band")),
    ("platform_by_month", ("platform",)),
    ("suicidal_ideation_by_gender", ("gender", "suicidal_ideation")),
)
"""Cross-table, and the figures whose missing records are all that it can lack."""

PARTS_BY_GENDER = (
    ("contacting_for", "contacting_for_by_gender"),
    ("perpetrator", "perpetrator_by_gender"),
    ("age_band", "age_by_gender"),
    ("suicidal_ideation", "suicidal_ideation_by_gender"),
)
"""A figure, and the table that shows its shares within each gender."""

SUMS = (
    ("calls", ("new_calls", "follow_up_calls")),
    ("emails", ("new_emails", "follow_up_emails")),
    ("contacts", ("calls", "emails")),
)
"""A single number, and those that add up to it."""

MEANS = (("mean_calls_per_month", "calls"), ("mean_new_calls_per_month", "new_calls"))
"""A mean a month, and the total that it is a mean of."""

SHARES = (("follow_up_share", "follow_up_calls", "calls"),)
"""A share that is a single number, its part, and its whole."""

CELLS_THAT_ARE_HEADLINES = (
    ("channel", 0, ("calls",), "calls"),
    ("channel", 0, ("emails",), "emails"),
    ("calls_by_month", 1, ("new",), "new_calls"),
    ("calls_by_month", 1, ("follow_up",), "follow_up_calls"),
)
"""Table, place in its keys, value there, and the single number that its cells add up to."""
