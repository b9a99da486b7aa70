"""What floats on paper: figures wait behind the text that fills the page, in their order, and stay in their block."""

import re
from typing import Any

import pytest
from weasyprint import HTML

from tasks.render.floats import float_figures

STYLE = """<style>@page{size:400px 300px;margin:0}*{margin:0}section{break-before:page}p{line-height:20px;height:60px}
figure{height:200px;break-inside:avoid}h2{height:20px;break-after:avoid}</style>"""
PARTS = {
    "p": "<p id='{}'>text</p>",
    "h": "<h2 id='{}'>heading</h2>",
    "m": "<h2 id='{}' style='margin-bottom:30px'>heading</h2>",
    "u": "<p id='{}' style='margin-top:-40px'>drawn up over the edge of the page</p>",
    "f": "<figure class='figure drawn' id='{}'></figure>",
    "t": "<figure class='figure tabled' id='{}'></figure>",
    "a": "<p id='{}' style='float:left'>aside</p>",
}


def page_of(*blocks: str) -> HTML:
    """A page of blocks, each a line of parts named by their kind and a number: ``p1 f1``."""
    body = ("".join(PARTS[name[0]].format(name) for name in block.split()) for block in blocks)
    return HTML(string=STYLE + "".join(f"<section>{block}</section>" for block in body))


def order(page: Any) -> list[str]:
    return [" ".join(element.get("id") for element in section) for section in page.etree_element.iter("section")]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (["p1 f1 p2"], ["p1 f1 p2"]),
        (["p1 p2 f1 p3 p4"], ["p1 p2 p3 p4 f1"]),
        (["p1 p2 f1 p3 p4 p5 p6"], ["p1 p2 p3 p4 p5 f1 p6"]),
        (["p1 p2 f1 h3 p3 p4"], ["p1 p2 h3 p3 p4 f1"]),
        (["p1 p2 f1 h3 p3 m4 p4"], ["p1 p2 h3 p3 f1 m4 p4"]),
        (["p1 p2 f1 f2 p3 p4 p5"], ["p1 p2 p3 p4 p5 f1 f2"]),
        (["p1 f1 t1 p2"], ["p1 f1 t1 p2"]),
        (["p1 p2 t1 p3 f1"], ["p1 p2 p3 t1 f1"]),
        (["p1 p2 f1 a3 p3"], ["p1 p2 a3 p3 f1"]),
        (["p1 p2 f1", "p3"], ["p1 p2 f1", "p3"]),
        (["u1 p2 f1 p3"], ["u1 p2 f1 p3"]),
    ],
)
def test_figures_wait_behind_the_text_that_fills_the_page(blocks: list[str], expected: list[str]) -> None:
    page = page_of(*blocks)
    assert float_figures(page.render()) is (blocks != expected)
    assert order(page) == expected


def test_a_page_that_was_half_empty_fills() -> None:
    page = page_of("p1 p2 f1 p3 p4 p5 f2")
    before = page.render()
    assert float_figures(before)
    assert len(page.render().pages) < len(before.pages)


def test_what_stands_in_the_margin_may_be_broken_over_a_page() -> None:
    """Then the page after it holds the rest of it beside its body."""
    number = "<div style='float:left;clear:left'><p>58.5</p><p>a month</p></div>"
    page = HTML(string=f"{STYLE}<section>{number * 4}</section>")
    assert float_figures(page.render()) is False


def test_figures_of_one_kind_keep_their_order() -> None:
    page = page_of("p1 p2 f1 p3 f2 p4 f3 p5")
    float_figures(page.render())
    assert re.findall(r"f\d", order(page)[0]) == ["f1", "f2", "f3"]
