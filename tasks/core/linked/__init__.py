"""Linked tables: which published numbers are one and the same, and which add up to which.

Every number of a tile counts the records of a base that meet some conditions: women, women aged 21 to 25, all. Two
figures that print the same number must print it alike, and whoever knows some numbers of a tile can work out others.
Both follow from the figures' descriptions alone, so that rounding, audit and verification see the same structure.
"""

from tasks.core.linked.before import NOTHING, Before, known_before
from tasks.core.linked.knowledge import Knowledge, Published, knowledge, published
from tasks.core.linked.layout import Layout, LinkedTables, link
from tasks.core.linked.numbers import Conditions, Number, Range, Relation

__all__ = [
    "NOTHING",
    "Before",
    "Conditions",
    "Knowledge",
    "Layout",
    "LinkedTables",
    "Number",
    "Published",
    "Range",
    "Relation",
    "knowledge",
    "known_before",
    "link",
    "published",
]
