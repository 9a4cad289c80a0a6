"""A label drawn: as a page, as a picture, as plain text. One set of rows, three papers."""

from voice.label.page import html
from voice.label.picture import svg
from voice.label.plain import text

__all__ = ["html", "svg", "text"]
