"""What all charts of a page have in common: the brand that they are drawn in, and the language that they speak."""

from collections.abc import Mapping
from dataclasses import dataclass

from tasks.core.brand import Brand
from tasks.core.language import Language


@dataclass(frozen=True)
class Style:
    """The brand, and the language."""

    brand: Brand
    language: Language

    @property
    def words(self) -> Mapping[str, str]:
        """The small words of charts."""
        return self.language.words["chart"]
