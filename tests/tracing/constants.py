"""What may be printed though no figure tells it: declared constants, and numbers from outside with their words."""

import re

from tests.text.files import toml

DECLARED = [re.compile(entry["pattern"], re.MULTILINE) for entry in toml("typed_numbers.toml")["allowed"]]
FACTS, NOTES, WORDS, REPORT = (toml(f"{name}.toml") for name in ("facts", "notes", "words", "report"))
METHOD = {"30", "5"}
"""Bounds of the method, which the small words of captions and comparisons print."""


def undeclared(text: str) -> str:
    """The text without what is declared."""
    for pattern in DECLARED:
        text = pattern.sub(" ", text)
    return text


def notes() -> set[str]:
    """What the list of notes may say."""
    facts = {text for fact in FACTS.values() for text in (WORDS["notes"]["fact"].format(**fact), fact["url"])}
    return facts | {text for note in NOTES.values() for text in (note["text"], note["url"])}
