"""The brand's drawings as decoration in style sheets, where they need no alt text."""

from base64 import b64encode

from tasks.core.brand import Brand


def cover_css(brand: Brand) -> str:
    """Custom properties that hold the cover's motif and the logos."""
    names = ("cover_motif", "logo", "logo_on_dark")
    pictures = {name.replace("_", "-"): svg_uri(brand.drawing(name)) for name in names}
    return ":root{" + ";".join(f"--{name}:url('{uri}')" for name, uri in pictures.items()) + "}"


def svg_uri(svg: str) -> str:
    """A drawing as a data address."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode("ascii")
