"""Paints a line of the queue: progress mark, title, source and day."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.domain.describe import describe_day
from annotator.domain.queue import QueueItem
from annotator.gui.queue.progress_mark import MARK, paint_progress_mark
from annotator.gui.queue.queue_model import QueueModel
from annotator.gui.theme import Tokens

ROW_HEIGHT = 50
_MARGIN = 12


class QueueDelegate(QStyledItemDelegate):
    """Fixed height, no word wrap, so that a hundred thousand lines scroll alike."""

    def __init__(self, tokens: Tokens, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens

    def set_tokens(self, tokens: Tokens) -> None:
        """Use another theme's colours."""
        self._tokens = tokens

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the same height for every line."""
        return QSize(200, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one line."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._tokens
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        if is_current:
            painter.fillRect(area, QColor(tokens.selection))
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), QColor(tokens.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(tokens.hover))
        item = index.data(QueueModel.ItemRole)
        if isinstance(item, QueueItem):
            centre = QPointF(area.left() + _MARGIN + MARK / 2 + 2, area.center().y() - 8)
            paint_progress_mark(painter, centre, item.progress, tokens)
            font: QFont = option.font
            self._paint_words(painter, area, item, font, is_current=is_current)
        painter.restore()

    def _paint_words(self, painter: QPainter, area: QRect, item: QueueItem, font: QFont, *, is_current: bool) -> None:
        left = area.left() + _MARGIN + MARK + 12
        width = area.right() - _MARGIN - left
        title_font = QFont(font)
        title_font.setWeight(QFont.Weight.DemiBold if is_current else QFont.Weight.Normal)
        painter.setFont(title_font)
        is_done = item.progress.is_finished
        tokens = self._tokens
        painter.setPen(QColor(tokens.on_selection if is_current else tokens.text_dim if is_done else tokens.text))
        title = QFontMetrics(title_font).elidedText(item.title, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, area.top() + 6, width, 20), Qt.AlignmentFlag.AlignVCenter, title)
        small = QFont(font)
        small.setPixelSize(11)
        painter.setFont(small)
        painter.setPen(QColor(tokens.on_selection if is_current else tokens.text_dim))
        words = [item.source, describe_day(item.published) if item.published else ""]
        line = " · ".join(word for word in words if word) or "no source, no date"
        line = QFontMetrics(small).elidedText(line, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, area.top() + 26, width, 16), Qt.AlignmentFlag.AlignVCenter, line)
