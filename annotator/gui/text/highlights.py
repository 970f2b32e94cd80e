"""What the reader is asked to show: highlights as plain values, and the colours of the page."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from annotator.domain.text import Span


@dataclass(frozen=True, slots=True)
class HighlightStyle:
    """How one field looks: colour, line pattern and letter together, so that colour is never the only sign.

    ``fill`` lies behind the words and is used as it is given, so it should be translucent or pale. Without a letter
    there is no tag above the words.
    """

    line: QColor
    fill: QColor
    pattern: Qt.PenStyle
    letter: str


@dataclass(frozen=True, slots=True)
class Highlight:
    """A span to be shown; ``description`` is read to people: "Killed: At least 53 soldiers…"."""

    key: str
    span: Span
    style: HighlightStyle
    description: str


@dataclass(frozen=True, slots=True)
class ReaderColours:
    """The colours of the page: words, paper, header lines and marks, selected words, and the ring of a pulse."""

    text: QColor
    base: QColor
    dim: QColor
    selection: QColor
    selected_text: QColor
    accent: QColor


PAPER = ReaderColours(
    text=QColor("#1d2127"),
    base=QColor("#fdfcfa"),
    dim=QColor("#646b75"),
    selection=QColor("#b9d5f7"),
    selected_text=QColor("#14171b"),
    accent=QColor("#1c5fb8"),
)
"""A light page, for a reader nobody has given colours to."""
