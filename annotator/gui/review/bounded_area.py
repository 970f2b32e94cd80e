"""A scroll area that is as tall as what it holds, up to a limit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QScrollArea, QWidget

from annotator.gui.form.scrolling import fill


class TextColumn(QWidget):
    """Holds wrapped text, whose height follows from the width alone.

    Qt would have it at least as tall as the text is on lines of eighty letters.
    """

    def minimumSizeHint(self) -> QSize:
        """Ask for no height of its own."""
        return QSize(super().minimumSizeHint().width(), 0)


class BoundedArea(QScrollArea):
    """Grows with its content and scrolls only where the content is taller than the limit, in pixels."""

    def __init__(self, content: QWidget, limit: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content, self._limit = content, limit
        fill(self, content)

    def set_limit(self, limit: int) -> None:
        """Allow another height."""
        if limit != self._limit:
            self._limit = limit
            self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """Tell that the height follows from the width, as the content's does."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the content's height at a width, or the limit."""
        content = self._content
        own = content.heightForWidth(width) if content.hasHeightForWidth() else content.sizeHint().height()
        return min(self._limit, max(own, content.minimumSizeHint().height()))

    def sizeHint(self) -> QSize:
        """Return the size at the width there is."""
        return QSize(self._content.sizeHint().width(), self.heightForWidth(max(1, self.width())))

    def minimumSizeHint(self) -> QSize:
        """Return room for a line or two; the rest can be scrolled."""
        return QSize(self._content.minimumSizeHint().width(), min(self._limit, 40))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for another height when the content changes."""
        if watched is self._content and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
