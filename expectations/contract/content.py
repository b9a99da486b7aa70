"""Where an installation's content lies, apart from the program: contract, places, texts and brand.

The program comes with content of its own, which is taken where no other is named. A process has one content from its
first use on, and so have the processes that it starts: what was read of one never stands beside another.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from expectations.contract.errors import ContractError

PROGRAM = Path(__file__).parents[2]
VARIABLE = "HELPLINE_REPORT_CONTENT"
"""The variable of the environment that tells a process which content the one that started it has."""


@dataclass(frozen=True, slots=True)
class Content:
    """The parts of an installation's content, each a folder.

    Attributes:
        contract: fields, vocabulary, rules, words for "not recorded", and what is particular to the helpline.
        places: cities, cybercrime offices, opening hours.
        texts: a folder a language.
        brand: ``brand.toml`` and the drawings.
        fonts: the font files of the brand.
    """

    contract: Path
    places: Path
    texts: Path
    brand: Path
    fonts: Path

    @property
    def parts(self) -> dict[str, Path]:
        """The parts by the name that each has in a folder of content."""
        return {
            "contract": self.contract,
            "places": self.places,
            "text": self.texts,
            "brand": self.brand,
            "fonts": self.fonts,
        }


BUNDLED = Content(
    contract=PROGRAM / "expectations" / "contract",
    places=PROGRAM / "assets" / "places",
    texts=PROGRAM / "report_templates" / "text",
    brand=PROGRAM / "assets" / "brand",
    fonts=PROGRAM / "assets" / "fonts",
)
"""The content that comes with the program."""


def content_in(folder: Path) -> Content:
    """The content in a folder as ``helpline-report init`` writes it.

    Raises:
        ContractError: one of its parts is missing.
    """
    root = folder.resolve()
    found = Content(*(root / name for name in BUNDLED.parts))
    for name, part in found.parts.items():
        if not part.is_dir():
            raise ContractError(
                f"The content lacks the folder {name}.",
                where=str(root),
                remedy="Name a folder that `helpline-report init` has written, or take the folder from a copy of it.",
            )
    return found


@cache
def content() -> Content:
    """The content of this process.

    Raises:
        ContractError: the folder that was named has not all parts.
    """
    named = os.environ.get(VARIABLE)
    return content_in(Path(named)) if named else BUNDLED


def use_content(folder: Path) -> None:
    """Have this process, and those that it starts, take the content in a folder.

    Raises:
        ContractError: the folder has not all parts, or this process has read other content already.
    """
    wanted, before = content_in(folder), os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(folder.resolve())
    if content() == wanted:
        return
    if before is None:
        del os.environ[VARIABLE]
    else:
        os.environ[VARIABLE] = before
    raise ContractError(
        "The program has begun with other content, and cannot change it.",
        where=str(folder),
        remedy="Run the command again; where it is a service, restart it.",
    )
