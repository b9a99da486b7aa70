"""The check on what a reader sees of rounded figures: no count on the page, in a table, chart or text, is an exact one.

Page and charts are made from protected figures alone. This reads the finished page as if that were not so.
"""

import re
from collections.abc import Iterator

from tasks.core.figures import Disclosure, Figure
from tasks.core.language import Language
from tasks.core.page import Node
from tasks.disclosure.invariants import is_rounded
from tasks.proofread.book import Proof
from tasks.proofread.finding import Finding

PLACES = ("td", "text")
"""Where a figure tells its counts: in the cells of its table, and in the texts of its chart."""
TELLING = ("count", "total", "known", "missing")
"""What a function printed into a text, where that is a count."""
_TOO_FINE = re.compile(r"\d\.\d{2,}%")


def disclosure_control(proof: Proof) -> Iterator[Finding]:
    """What stands on the page of rounded figures is rounded: counts to the base, shares to one decimal at the most."""
    if proof.figures.disclosure is Disclosure.NONE:
        return
    count_of = _count(proof.texts.language)
    for figure, node in _told(proof):
        count = count_of.match(node.words)
        exact = count is not None and not is_rounded(int(count[1].replace(",", "")))
        if exact or _TOO_FINE.search(node.words):
            place = proof.texts.place("figures.toml", figure.spec.id, "title")
            problem = f"The page tells a number of {figure.spec.id} that is not rounded, in <{node.tag}>."
            yield Finding(place, problem, "the protected figure; this is a defect of the program, and to be reported")


def _count(language: Language) -> re.Pattern[str]:
    """A count, alone or before its share. Ages go on otherwise, years have no comma, and hours a colon."""
    under = language.numbers["under"].partition("{")[0].strip()
    follows = "|".join(map(re.escape, filter(None, (under, language.words["many"]["cases"]))))
    return re.compile(rf"(\d{{1,3}}(?:,\d{{3}})*)(?=$| +(?:[·+–\d]|{follows}))")


def _told(proof: Proof) -> Iterator[tuple[Figure, Node]]:
    for node in proof.page:
        told = node.attributes.get("data-told", "").split()
        subject = told[1] if len(told) > 1 and told[0] in TELLING else node.attributes.get("data-figure", "")
        figure = proof.figures.figures.get(subject)
        if figure and not figure.spec.exact:
            yield from ((figure, part) for part in ([node] if told else node.with_tag(*PLACES)))
