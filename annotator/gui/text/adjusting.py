"""Moving the ends of a highlight, one character as a reader sees it at a time or by dragging."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTextBoundaryFinder

from annotator.domain.text import Span
from annotator.gui.text.keys import Command
from annotator.gui.text.utf16 import Utf16Map

_REACH = 64
"""Code points looked at either side of an end; no character a reader sees is longer."""


@dataclass(frozen=True, slots=True)
class EndDrag:
    """One end of a highlight on its way: ``fixed`` is the other end, ``span`` what the highlight would be now."""

    key: str
    fixed: int
    span: Span

    def moved_to(self, offset: int) -> EndDrag:
        """Return the drag with its end at an offset; the ends may cross but never meet."""
        if offset == self.fixed:
            return self
        return EndDrag(self.key, self.fixed, Span(min(offset, self.fixed), max(offset, self.fixed)))


def adjusted(text: str, span: Span, command: Command) -> Span | None:
    """Return the span after one of the four commands that move an end; None when it cannot move or would be empty."""
    start, end = span
    if command is Command.END_LATER:
        end = neighbouring_character(text, end, forward=True)
    elif command is Command.END_EARLIER:
        end = neighbouring_character(text, end, forward=False)
    elif command is Command.START_LATER:
        start = neighbouring_character(text, start, forward=True)
    elif command is Command.START_EARLIER:
        start = neighbouring_character(text, start, forward=False)
    changed = Span(start, end)
    return changed if start < end and changed != span else None


def neighbouring_character(text: str, offset: int, *, forward: bool) -> int:
    """Return the offset one character as seen (an extended grapheme cluster of UAX #29) further on or back.

    Stays at the text's ends.
    """
    if forward:
        piece = text[offset : offset + _REACH]
        finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, piece)
        return offset + Utf16Map(piece).from_qt(max(0, finder.toNextBoundary()))
    piece = text[max(0, offset - _REACH) : offset]
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, piece)
    finder.toEnd()
    return offset - len(piece) + Utf16Map(piece).from_qt(max(0, finder.toPreviousBoundary()))
