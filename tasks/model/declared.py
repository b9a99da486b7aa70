"""The contract that the edition at hand was made with: what its questions and answers are called, and since when.

Whatever is printed of an edition takes labels, order and dates from here, never from the contract as it is today, which
counts the records of the next one. Without an edition at hand both are the same.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from expectations.contract import fields as contract_fields
from expectations.contract import vocabulary as contract_vocabulary
from expectations.contract.fields import Field
from expectations.contract.vocabulary import Category, Vocabulary
from tasks.model import schema
from tasks.model.period import TIME

_OF_LOGS = {"name", "needed", "headings", "empty_is_answer", "asked_if"}
_OF_SPELLING = {"key", "aliases", "ages", "homes", "merge_into", "merged_into"}
"""What tells how records are read and counted: an edition has its counts already."""


@dataclass(frozen=True, slots=True)
class Declarations:
    """Fields and vocabularies by name, each in the order in which tables list them."""

    fields: Mapping[str, Field]
    vocabularies: Mapping[str, Vocabulary]

    def with_answers(self, labels: Mapping[str, Mapping[str, str]]) -> "Declarations":
        """The same, but that these vocabularies have just these keys, in this order and with these labels."""
        found = dict(self.vocabularies)
        for name, of_name in labels.items():
            known = {category.key: category for category in found.get(name, ())}
            categories = (replace(known.get(key, Category("", key)), label=label) for key, label in of_name.items())
            found[name] = Vocabulary(name, tuple(categories), {})
        return Declarations(self.fields, found)


def declared_today() -> Declarations:
    """The contract of this process.

    Raises:
        ContractError: it cannot be read.
    """
    return Declarations(contract_fields.fields(), contract_vocabulary.vocabularies())


_AT_HAND: ContextVar[Declarations | None] = ContextVar("declarations of the edition at hand", default=None)


@contextmanager
def at_hand(declared: Declarations) -> Iterator[None]:
    """Have an edition with these declarations at hand."""
    before = _AT_HAND.set(declared)
    try:
        yield
    finally:
        _AT_HAND.reset(before)


def declarations() -> Declarations:
    """Those of the edition at hand, else those of today."""
    return _AT_HAND.get() or declared_today()


def fields() -> Mapping[str, Field]:
    """The fields of the edition at hand, in the order of the data dictionary."""
    return declarations().fields


def vocabularies() -> Mapping[str, Vocabulary]:
    """The vocabularies of the edition at hand."""
    return declarations().vocabularies


class ContractForm(BaseModel):
    """Declarations as ``figures.json`` has them."""

    model_config = schema.STRICT

    fields: dict[str, Field]
    vocabulary: dict[str, dict[schema.KeyText, Category]]


IN_ORDER = (*TIME, "weekday", "rank", "office_access")
"""Breakdowns by what no field holds, whose order carries meaning."""


def keeps_order(dimension: str) -> bool:
    """Whether the order of a breakdown's keys carries meaning; charts and tables list those of others largest first."""
    return dimension in IN_ORDER or any(f.ordered and f.question == dimension for f in fields().values())


def contract_json(declared: Declarations) -> dict[str, Any]:
    """Declarations as plain JSON types."""
    categories = {name: {c.key: c for c in vocabulary} for name, vocabulary in declared.vocabularies.items()}
    return ContractForm.model_construct(fields=dict(declared.fields), vocabulary=categories).model_dump(
        mode="json",
        by_alias=True,
        exclude_defaults=True,
        exclude={"fields": {"__all__": _OF_LOGS}, "vocabulary": {"__all__": {"__all__": _OF_SPELLING}}},
    )


def parsed_contract(contract: ContractForm) -> Declarations:
    """Declarations from what :func:`contract_json` wrote."""
    return Declarations(
        {name: replace(field, name=name) for name, field in contract.fields.items()},
        {
            name: Vocabulary(name, tuple(replace(c, key=key) for key, c in categories.items()), {})
            for name, categories in contract.vocabulary.items()
        },
    )
