"""Short ways to highlight, point, press and look in a reader."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QKeySequence
from PySide6.QtTest import QTest

from annotator.domain.text import Span
from annotator.gui.text.article_view import ArticleView
from annotator.gui.text.highlights import Highlight, HighlightStyle
from annotator.gui.text.utf16 import Utf16Map

RED = QColor("#c01010")
BLUE = QColor("#1040c0")
GREEN = QColor("#107020")
BASE = QColor("#ffffff")


def style(line: QColor = RED, *, pattern: Qt.PenStyle = Qt.PenStyle.SolidLine, letter: str = "K") -> HighlightStyle:
    """Return a style whose fill cannot be taken for its line."""
    fill = QColor(line)
    fill.setAlpha(60)
    return HighlightStyle(line, fill, pattern, letter)


def span_of(text: str, words: str) -> Span:
    """Return where words first stand in a text."""
    start = text.index(words)
    return Span(start, start + len(words))


def highlight(text: str, words: str, key: str = "", line: QColor = RED) -> Highlight:
    """Return a highlight over words, known by them unless a key is given."""
    return Highlight(key or words, span_of(text, words), style(line), f"Field: {words}")


class Reader:
    """A shown view with the gestures of a person."""

    def __init__(self, view: ArticleView) -> None:
        self.view = view

    def show(self, text: str, *highlights: Highlight, header_end: int = 0) -> str:
        """Show a text with highlights and return it."""
        self.view.show_article(text, header_end=header_end)
        self.view.set_highlights(highlights)
        self.view.setFocus()
        return text

    def edge(self, offset: int) -> QPoint:
        """Return the point of the viewport just before a code point, at the height of its words."""
        cursor = self.view.textCursor()
        cursor.setPosition(Utf16Map(self.view.text()).to_qt(offset))
        return self.view.cursorRect(cursor).center()

    def middle(self, words: str) -> QPoint:
        """Return a point on words that stand on one line and run to the right."""
        span = span_of(self.view.text(), words)
        return (self.edge(span.start) + self.edge(span.end)) / 2

    def click(self, point: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Press and release at a point."""
        QTest.mouseClick(self.view.viewport(), button, Qt.KeyboardModifier.NoModifier, point)

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Press at one point, move and release at another."""
        viewport = self.view.viewport()
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
        QTest.mouseMove(viewport, (start + end) / 2)
        QTest.mouseMove(viewport, end)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)

    def press(self, keys: str, times: int = 1) -> None:
        """Press a key or combination, given as it is written in a menu."""
        for _ in range(times):
            combination = QKeySequence(keys)[0]  # type: ignore[index]
            QTest.keyClick(self.view, combination.key(), combination.keyboardModifiers())

    def caret(self) -> int:
        """Return where the caret is, in code points."""
        return Utf16Map(self.view.text()).from_qt(self.view.textCursor().position())

    def selected(self) -> str | None:
        """Return the selected words of the stored text."""
        span = self.view.selected_span()
        return None if span is None else self.view.text()[span.start : span.end]

    def picture(self) -> QImage:
        """Return what the viewport shows now."""
        return self.view.viewport().grab().toImage()


def is_near(first: QColor, second: QColor, tolerance: int = 12) -> bool:
    """Tell whether two colours are the same but for rounding."""
    pairs = zip(first.getRgb()[:3], second.getRgb()[:3], strict=True)  # type: ignore[index]
    return all(abs(a - b) <= tolerance for a, b in pairs)


def colours_below(reader: Reader, point: QPoint) -> list[QColor]:
    """Return the colours in the pixels under the words at a point, top to bottom."""
    image = reader.picture()
    ratio = image.devicePixelRatio()
    at = QPointF(point) * ratio
    return [image.pixelColor(int(at.x()), int(at.y()) + step) for step in range(int(24 * ratio))]
