"""What the categories, fields and rules of the edition at hand are called in a language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from expectations.contract.fields import unrecorded
from tasks.language.untranslated import foreign
from tasks.model.declared import fields, vocabularies

Entry = Mapping[str, str]


@dataclass(frozen=True)
class Labels:
    """Labels by dimension and key. The contract's own are those of the source language, which has no others.

    Attributes:
        categories: dimension → key → ``label`` and, where there is one, ``definition``.
        fields: field → ``title`` and ``help``.
        rules: rule → ``title``.
        translated: whether what these lack stands out as foreign.
    """

    categories: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)
    fields: Mapping[str, Entry] = field(default_factory=dict)
    rules: Mapping[str, Entry] = field(default_factory=dict)
    translated: bool = False

    def of(self, dimension: str, key: str) -> str | None:
        """The label of a category; None where the contract does not know it."""
        known = vocabularies().get(dimension)
        if known is None or key not in known.keys:
            return None
        return self._own(self._category(dimension, key), "label", known.label(key))

    def definition(self, dimension: str, key: str) -> str:
        """What a category means; empty where the contract does not say."""
        return self._own(self._category(dimension, key), "definition", vocabularies()[dimension][key].definition)

    def is_name(self, dimension: str, key: str) -> bool:
        """Whether a label keeps its capital letter within a sentence."""
        known = vocabularies().get(dimension)
        return known is not None and known[key].proper

    def field(self, name: str) -> str:
        """The title of a field of the logs."""
        found = fields().get(name) or next((field for field in unrecorded() if field.name == name), None)
        title = found.title if found else name.replace("_", " ").capitalize()
        return self._own(self.fields.get(name, {}), "title", title)

    def field_help(self, name: str) -> str:
        """What a field of the logs holds."""
        return self._own(self.fields.get(name, {}), "help", fields()[name].help)

    def rule(self, rule: str, title: str) -> str:
        """What is wrong where a rule is broken; ``title`` is what the contract says."""
        return self._own(self.rules.get(rule, {}), "title", title)

    def _category(self, dimension: str, key: str) -> Entry:
        return self.categories.get(dimension, {}).get(key, {})

    def _own(self, entry: Entry, part: str, of_contract: str) -> str:
        return entry.get(part) or (foreign(of_contract) if self.translated else of_contract)
