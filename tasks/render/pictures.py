"""The brand's drawings as decoration in style sheets, where they need no alt text."""

from tasks.core.brand import Brand
from tasks.core.data_uri import data_uri


def cover_css(brand: Brand) -> str:
    """Custom properties that hold the cover's motif and the logos."""
    names = ("cover_motif", "logo", "logo_on_dark")
    pictures = {name.replace("_", "-"): svg_uri(brand.drawing(name)) for name in names}
    return ":root{" + ";".join(f"--{name}:url('{uri}')" for name, uri in pictures.items()) + "}"


def svg_uri(svg: str) -> str:
    """A drawing as a data address."""
    return data_uri("image/svg+xml", svg.encode())
