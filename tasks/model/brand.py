"""The brand: colours, type and drawings, read from one file that drives PDF, web page and charts alike."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator

from expectations.contract.content import content
from expectations.contract.forms import STRICT, choice, place, read_form
from tasks.model.errors import UsageError

FILE = "brand.toml"
COLOURS = frozenset(
    [
        "ink",
        "muted",
        "paper",
        "tint",
        "line",
        "missing",
        "primary",
        "primary_dark",
        "primary_soft",
        "secondary",
        "accent",
        "accent_soft",
    ]
)
"""The colours that every brand must name; it may name more."""
TEXT_COLOURS = ("ink", "muted", "primary", "primary_dark", "secondary", "accent")
"""The colours in which text is set, on paper and on tint."""
TEXT_ON_DARK = ("paper", "primary_soft", "accent_soft")
"""The colours in which text is set on the dark ground of cover, openers and help boxes."""
ENOUGH_CONTRAST = 4.5

_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_VARIABLE = re.compile(r"var\(--([a-z-]+)\)")


def variable_name(colour: str) -> str:
    """A colour's name as a custom property has it: ``primary_dark`` → ``primary-dark``."""
    return colour.replace("_", "-")


@dataclass(frozen=True, slots=True)
class FontFile:
    """One static cut of a family: ``weight`` as in CSS (400, 600, 700), ``style`` normal or italic.

    ``web`` is the same cut packed for web pages, where packing it takes long.
    """

    __pydantic_config__ = STRICT

    family: str
    weight: int
    style: Literal["normal", "italic"]
    path: Path
    web: Path | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A family for a script that the brand's own two lack.

    Attributes:
        tall: how much more height its lines need than those of the text face.
    """

    __pydantic_config__ = STRICT

    family: str
    tall: float


@dataclass(frozen=True)
class Brand:
    """The look of an organisation.

    Attributes:
        name: the organisation.
        colours: name → ``#RRGGBB``; the names of :data:`COLOURS` and any others that the brand adds.
        series: ``#RRGGBB`` for the series of one chart, in order of use.
        text_font: family of running text and charts.
        display_font: family of headings and big numbers.
        scripts: language → the script that sets what the two lack, for languages that are not written in Latin.
        script: that of the language at hand, as :meth:`for_language` chooses it.
        font_files: the cuts that are shipped, of both families.
        drawings: name → SVG file; ``logo``, ``logo_on_dark``, ``logo_one_colour``, ``cover_motif``, and
            ``chapter_motif``, a strip of 35 to 4 that heads chapters.
    """

    name: str
    colours: Mapping[str, str]
    series: tuple[str, ...]
    text_font: str
    display_font: str
    font_files: tuple[FontFile, ...]
    drawings: Mapping[str, Path]
    scripts: Mapping[str, Script] = field(default_factory=dict)
    script: Script | None = None

    def for_language(self, language: str) -> "Brand":
        """The brand as it stands on a page of a language."""
        return replace(self, script=self.scripts.get(language))

    def families(self, family: str) -> tuple[str, ...]:
        """A family, and the one that sets what it lacks."""
        return (family, self.script.family) if self.script else (family,)

    def css_variables(self) -> str:
        """Colours and families as custom properties: ``:root{--ink:#2B1B3D;…;--text-font:'Source Sans 3'}``."""
        colours = {variable_name(name): value for name, value in self.colours.items()}
        series = {f"series-{number}": value for number, value in enumerate(self.series, 1)}
        fonts = {"text-font": self._stack(self.text_font), "display-font": self._stack(self.display_font)}
        return ":root{" + ";".join(f"--{k}:{v}" for k, v in (colours | series | fonts).items()) + "}"

    def font_face_css(self, address: Callable[[FontFile], str]) -> str:
        """One ``@font-face`` rule a cut in use; ``address`` gives what stands for it in ``url()``."""
        return "".join(
            f"@font-face{{font-family:'{font.family}';font-weight:{font.weight};font-style:{font.style};"
            f"src:url('{address(font)}')}}"
            for font in self.font_files
            if font.family in (*self.families(self.text_font), self.display_font)
        )

    def font_file(self, family: str, weight: int = 400, style: str = "normal") -> Path:
        """The file of a cut.

        Raises:
            UsageError: the brand ships no such cut.
        """
        for font in self.font_files:
            if (font.family, font.weight, font.style) == (family, weight, style):
                return font.path
        raise UsageError(
            f"The brand has no font file for {family}, weight {weight}, {style}.",
            where="brand file, [[fonts.files]]",
            remedy="Add the cut, or name a family that has it.",
        )

    def _stack(self, family: str) -> str:
        return ",".join(f"'{name}'" for name in self.families(family))

    def drawing(self, name: str) -> str:
        """A drawing as standalone SVG text, with the brand's colours put in for ``var(--primary)`` and the like.

        Raises:
            UsageError: the brand has no such drawing, or the drawing names a colour that the brand lacks.
        """
        path = self.drawings.get(name)
        if path is None or not path.is_file():
            raise UsageError(f"The brand has no drawing {name}.", where="brand file, [drawings]", remedy="Add its SVG.")
        text = path.read_text("utf-8")
        by_variable = {variable_name(name): value for name, value in self.colours.items()}
        unknown = set(_VARIABLE.findall(text)) - set(by_variable)
        if unknown:
            raise UsageError(
                f"A drawing names colours that the brand lacks: {', '.join(sorted(unknown))}.",
                where=path.name,
                remedy="Add them under [colours], or change the drawing.",
            )
        return _VARIABLE.sub(lambda match: by_variable[match[1]], text)


def _colour(text: str) -> str:
    if not _HEX.fullmatch(text):
        raise ValueError("A colour is needed, like #5B2A86")
    return text


REMEDY = "Mend the entry, or take it from the brand.toml that comes with the program."


@dataclass(frozen=True, slots=True)
class _Chart:
    """``[chart]`` of the file."""

    __pydantic_config__ = STRICT

    series: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Fonts:
    """``[fonts]`` of the file."""

    __pydantic_config__ = STRICT

    text: str
    display: str
    files: tuple[FontFile, ...]
    scripts: Mapping[str, Script] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _BrandFile:
    """The whole file."""

    __pydantic_config__ = STRICT

    name: str
    colours: Mapping[str, Annotated[str, AfterValidator(_colour)]]
    chart: _Chart
    fonts: _Fonts
    drawings: Mapping[str, str]


def load_brand(path: Path | None = None) -> Brand:
    """The brand of a file, by default that of the content.

    Raises:
        UsageError: the file is missing or incomplete, a colour is not written as ``#RRGGBB``, or text in a colour would
            be too faint to read (contrast below 4.5:1).
    """
    path = path or content().brand / FILE
    file: _BrandFile = read_form(path, _BrandFile, UsageError)
    for at, name in enumerate(file.chart.series):
        if name not in file.colours:
            problem = f"There is no colour {name}.{choice(name, file.colours)}"
            raise UsageError(problem, place(path, ["chart", "series", at]), REMEDY)
    brand = Brand(
        name=file.name,
        colours=file.colours,
        series=tuple(file.colours[name] for name in file.chart.series),
        text_font=file.fonts.text,
        display_font=file.fonts.display,
        font_files=tuple(_resolved(path, font) for font in file.fonts.files),
        drawings={name: (path.parent / drawing).resolve() for name, drawing in file.drawings.items()},
        scripts=file.fonts.scripts,
    )
    return _checked(brand, path)


def _resolved(path: Path, file: FontFile) -> FontFile:
    """A cut whose paths, as the brand file has them, are relative to it."""
    web = (path.parent / file.web).resolve() if file.web else None
    return replace(file, path=(path.parent / file.path).resolve(), web=web)


def _checked(brand: Brand, path: Path) -> Brand:
    grounds = [(text, ground) for text in TEXT_COLOURS for ground in ("paper", "tint")]
    grounds += [(text, "primary_dark") for text in TEXT_ON_DARK]
    problems: list[tuple[list[str | int], str]] = [
        (["colours", name], f"There is no colour {name}.") for name in sorted(COLOURS - set(brand.colours))
    ]
    problems = problems or [
        (["colours", text], f"{text} is too faint on {ground}.")
        for text, ground in grounds
        if contrast(brand.colours[text], brand.colours[ground]) < ENOUGH_CONTRAST
    ]
    problems += [
        (["fonts", "files", at], f"There is no file {font.path.name}.")
        for at, font in enumerate(brand.font_files)
        if not font.path.is_file()
    ]
    if problems:
        every = " ".join(problem for _, problem in problems)
        raise UsageError(f"The brand file cannot be used. {every}", place(path, problems[0][0]), REMEDY)
    return brand


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB`` by WCAG 2: 0 is black, 1 is white."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours by WCAG 2, from 1 to 21; small text needs 4.5."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: str, other: str, part: float) -> str:
    """The colour that lies ``part`` of the way from one to the other."""
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in pairs)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
