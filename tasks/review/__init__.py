"""Review: what a draft changes against what is published, in figures and in texts, for those who approve it."""

from tasks.review.figures import FigureChange, figure_changes
from tasks.review.texts import TextChange, text_changes

__all__ = ["FigureChange", "TextChange", "figure_changes", "text_changes"]
