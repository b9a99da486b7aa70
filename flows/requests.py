"""What can be asked of the flows. These models are the forms on the Prefect page, so their words are for people."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from expectations.contract.helpline import helpline
from flows.settings import SAMPLE, SAMPLE_PERIOD, Settings, SourcePlaces, refuse_variables
from tasks.model.errors import UsageError
from tasks.model.period import EDITION_NAME, Month, Period, launch
from tasks.model.records import LogName

MONTH = "month like 2018-06, or “auto”"
DIGEST = "digest: the 64 characters beside “Digest” on the page of the draft"
EDITION = "name of an edition like 2018-06_2018-11"
FORMATS = {
    MONTH: re.compile(r"auto|\d{4}-(0[1-9]|1[0-2])"),
    DIGEST: re.compile(r"\s*(sha256:)?[0-9a-fA-F]{64}\s*"),
    EDITION: re.compile(EDITION_NAME),
}
"""As ``jsonschema`` has it: ``'yes' is not a 'digest: …'``. A ``pattern`` would be answered with the pattern itself."""


def has_format(text: object, name: str) -> bool:
    """Whether a text is written as a format says."""
    return isinstance(text, str) and FORMATS[name].fullmatch(text) is not None


def check_formats() -> None:
    """Have this process hold forms against the formats. Another takes them as they come; a run refuses them then."""
    from jsonschema import Draft202012Validator
    from prefect.utilities.schema_tools import validation

    checker = Draft202012Validator.FORMAT_CHECKER
    for name in FORMATS:
        checker.checks(name)(lambda text, name=name: has_format(text, name))
    # Prefect checks formats where its page asks beforehand, and leaves them out where a run is made.
    by_keyword = validation._VALIDATOR.VALIDATORS
    check = Draft202012Validator.VALIDATORS["format"]
    by_keyword["format"] = lambda validator, *found: check(validator.evolve(format_checker=checker), *found)


AUTO = "auto"
CommandLinePlace = SkipJsonSchema[Path | None]
"""A place that the command line may name, and no form: where files lie is set for the installation."""
Languages = Literal["All languages", "Source language only"]
LANGUAGES: Mapping[str, Languages] = {"all": "All languages", "source": "Source language only"}
"""The choice of a form by its short name on the command line."""


class Form(BaseModel):
    """A form that refuses what it does not know: a misspelt parameter would otherwise pass unseen."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class CheckRequest(Form):
    """Check the logs and make the staff's fix list; nothing is published."""

    sample: bool = Field(False, title="Sample logs", description="Use the made-up logs that come with the program.")
    calls: SourcePlaces = Field((), title="Call logs", description="Leave empty for the configured sources.")
    emails: SourcePlaces = Field((), title="E-mail logs", description="Leave empty for the configured sources.")
    private: CommandLinePlace = None

    @model_validator(mode="after")
    def _one_kind_of_source(self) -> Self:
        if self.sample and (self.calls or self.emails):
            raise ValueError("“Sample logs” and own logs exclude each other.")
        return self

    def inputs(self, settings: Settings) -> dict[LogName, tuple[str, ...]]:
        """Where each log lies.

        Raises:
            UsageError: a log has no source, or an address of the form names a variable.
        """
        if self.sample:
            return {"calls": (str(SAMPLE / "calls.xlsx"),), "emails": (str(SAMPLE / "emails.csv"),)}
        found: dict[LogName, tuple[str, ...]] = {
            "calls": self.calls or settings.sources.calls,
            "emails": self.emails or settings.sources.emails,
        }
        for log, places in found.items():
            if not places:
                raise UsageError(
                    f"No source is given for the log of {log}.",
                    where="settings.toml, [sources]",
                    remedy=f"Name it there, or give “{CheckRequest.model_fields[log].title}”, or take “Sample logs”.",
                )
        refuse_variables((*self.calls, *self.emails), (*settings.sources.calls, *settings.sources.emails))
        return found


class BuildRequest(CheckRequest):
    """Build a draft edition of the report from the logs."""

    first_month: str = Field(
        AUTO,
        title="First month",
        description="Like 2018-06. 'auto' is the half-year that ended last; with the sample logs, all of their months.",
        json_schema_extra={"format": MONTH},
    )
    last_month: str = Field(
        AUTO, title="Last month", description="Like 2018-11, or 'auto'.", json_schema_extra={"format": MONTH}
    )
    disclosure: Literal["round", "none"] = Field(
        "round",
        title="Disclosure control",
        description="'none' makes an internal draft with exact counts, which cannot be published.",
    )
    pdf: bool = Field(True, title="Make the PDF", description="Switch off for a quick look at the web page only.")
    revise: str = Field(
        "",
        title="Revise, because",
        description="Only to count figures again that are published already: why. The reason is printed.",
        max_length=300,
    )
    out: CommandLinePlace = None
    ledger: CommandLinePlace = None

    def period(self, scheduled: datetime) -> Period:
        """The period asked for; ``auto`` is that of the sample, or the half-year that ended before the scheduled time.

        Raises:
            UsageError: only one of the months is automatic, or one is not a month.
        """
        if AUTO in (self.first_month, self.last_month):
            if self.first_month != self.last_month:
                raise UsageError(
                    "Only one month is given.",
                    "“First month” and “Last month”",
                    "Give both, or leave both as 'auto'.",
                )
            if self.sample:
                return SAMPLE_PERIOD
            return last_half_year(Month(scheduled.year, scheduled.month))
        return Period(Month.parse(self.first_month), Month.parse(self.last_month))


class RenderRequest(Form):
    """Make the report again from the figures frozen in an edition, with the texts as they are now."""

    edition: Path = Field(title="Edition", description="The draft, like 2018-06_2018-11.")
    language: Languages = Field(
        "All languages",
        title="Languages",
        description="Which web pages the draft has. All are made anew, so that they say the same. The PDF is in the"
        " source language: that which the others are translated from.",
    )
    pdf: bool = Field(True, title="Make the PDF", description="Switch off for a quick look at the web page only.")

    @property
    def translated(self) -> bool:
        """Whether the draft has pages in other languages than the first."""
        return self.language == LANGUAGES["all"]


class PublishRequest(Form):
    """Publish a draft that was approved."""

    edition: Path = Field(title="Edition", description="The draft, like 2018-06_2018-11.")
    approve: str = Field(
        title="Digest",
        description="The 64 characters beside “Digest” on the page of the draft. No other draft gets published.",
        json_schema_extra={"format": DIGEST},
    )
    approver: str = Field(
        title="Approved by", description="Your name. It is kept here and not published.", min_length=2, max_length=100
    )
    reason: str = Field(
        "",
        title="Reason",
        description="Only where a revision of this edition is published already: why another one. Printed beside it.",
        max_length=300,
    )
    to: CommandLinePlace = None
    ledger: CommandLinePlace = None


class WithdrawRequest(Form):
    """Mark a published revision as withdrawn. Its files stay; a new revision can follow."""

    edition: str = Field(
        title="Edition",
        description="The published edition, like 2018-06_2018-11.",
        json_schema_extra={"format": EDITION},
    )
    revision: int = Field(title="Revision", description="Its number on the page of publications, like 1.", ge=1)
    reason: str = Field(
        title="Reason", description="Why it must not be relied on. Everyone can read it.", min_length=5, max_length=300
    )
    to: CommandLinePlace = None

    @field_validator("edition")
    @classmethod
    def _is_one(cls, edition: str) -> str:
        if not has_format(edition, EDITION):
            raise ValueError(f"This is no {EDITION}.")
        return edition


def last_half_year(now: Month) -> Period:
    """The last half-year that has ended by the start of a month, from the month of the first contact on."""
    start = next(m for m in (now + -i for i in range(6, 12)) if m.number in helpline().half_years)
    return Period(min(max(start, launch(start)), start + 5), start + 5)
