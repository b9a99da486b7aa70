"""The brand's drawings as decoration in style sheets, where they need no alt text."""

from tasks.model.brand import Brand
from tasks.render.fonts import data_uri
from tasks.render.model import Medium


def drawings_css(brand: Brand, medium: Medium) -> str:
    """Custom properties that hold the motifs and the logos.

    Chapters that begin a page on paper are headed by a strip of the motif. A brand that has none draws more than is
    seen, and its chapters begin as its cover does.
    """
    names = {"cover-motif": "cover_motif", "logo": "logo", "logo-on-dark": "logo_on_dark"}
    if medium is Medium.PRINT:
        names["chapter-motif"] = "chapter_motif" if "chapter_motif" in brand.drawings else "cover_motif"
    return ":root{" + ";".join(f"--{name}:url('{svg_uri(brand.drawing(of))}')" for name, of in names.items()) + "}"


def svg_uri(svg: str) -> str:
    """A drawing as a data address."""
    return data_uri("image/svg+xml", svg.encode())
