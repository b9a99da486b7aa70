"""A chart as it is handed from drawing to setting: one finding, drawn for two widths."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as standalone SVG text.

    Attributes:
        page: for paper and wide screens, 168 mm wide, or 133 mm to stand beside a caption.
        phone: for narrow screens, where the other would be too small to read.
    """

    page: str
    phone: str


@dataclass(frozen=True, slots=True)
class PrintedDrawing:
    """A drawing that a PDF of its own is set from.

    Attributes:
        svg: the drawing, whose text stays text in the brand's faces.
        width, height: of the paper, in millimetres.
    """

    svg: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Infographic:
    """The infographic in every size, by the names of its files.

    Attributes:
        pictures: SVG and PNG, which need no font.
        printed: what its PDFs are set from.
    """

    pictures: Mapping[str, bytes]
    printed: Mapping[str, PrintedDrawing]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is new, in plain words.

    Attributes:
        figure: id of the figure that it rests on.
        section: id of the block in which that figure stands, and ``heading`` what that is called.
        number: what is printed large.
        title: the finding in a few words.
        text: a sentence or two.
        basis: on how many records it rests.
    """

    figure: str
    section: str
    heading: str
    number: str
    title: str
    text: str
    basis: str


@dataclass(frozen=True, slots=True)
class InfographicWords:
    """All that an infographic says, from the top.

    Attributes:
        organisation: who publishes it.
        name: of the helpline.
        period: the months of the edition.
        totals: its main numbers, each with what it counts.
        findings: what is new.
        source: where the numbers come from and what they do not tell.
        help: where to find help.
        mark: that it is a draft or made up; empty where it may be published.
    """

    organisation: str
    name: str
    period: str
    totals: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    source: str
    help: str
    mark: str

    @property
    def read_out(self) -> str:
        """The same as one text, for those who cannot see it."""
        totals = "; ".join(f"{number} {what}" for number, what in self.totals)
        findings = " ".join(f"{found.title}: {found.number}. {found.text}" for found in self.findings)
        head = ". ".join(filter(None, (self.mark, f"{self.name}, {self.period}", totals)))
        return f"{head}. {findings} {self.source} {self.help}"
