"""A list of two-line entries: cases, disagreements, rulings and patterns all look and behave alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.gui.form.look import plain_tip
from annotator.gui.rows import Index, paint_ground, set_up_rows
from annotator.gui.theme import ThemeName, Tokens, tokens

ROW_HEIGHT = 46
_MARGIN = 12
_MARK = 11
_SMALL_PX = 11


class Mark(StrEnum):
    """The shape before an entry, with what a screen reader says for it."""

    NONE = ""
    OPEN = "open"
    PART = "partly ruled"
    DONE = "ruled"
    AGREED = "all agreed"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class ListLine:
    """One entry; ``tail`` stands at the right of the title."""

    key: str
    title: str
    detail: str = ""
    tail: str = ""
    mark: Mark = Mark.NONE
    is_dim: bool = False


class LinesModel(QAbstractListModel):
    """The entries, by key."""

    LineRole = Qt.ItemDataRole.UserRole

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[ListLine, ...] = ()
        self._rows: dict[str, int] = {}

    def show_lines(self, lines: Sequence[ListLine]) -> None:
        """Show these entries; where the keys stay the same only what differs is painted again."""
        before, self._lines = self._lines, tuple(lines)
        if [line.key for line in before] == [line.key for line in lines]:
            for row, (old, new) in enumerate(zip(before, self._lines, strict=True)):
                if old != new:
                    self.dataChanged.emit(self.index(row), self.index(row))
            return
        self.beginResetModel()
        self._rows = {line.key: row for row, line in enumerate(self._lines)}
        self.endResetModel()

    def row_of(self, key: str) -> int | None:
        """Return the row of an entry, None when it is not there."""
        return self._rows.get(key)

    def line_at(self, row: int) -> ListLine | None:
        """Return an entry, None outside."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of entries."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return an entry's title, its words for screen readers, or the `ListLine`."""
        line = self.line_at(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (line.title, line.detail, line.tail, line.mark.value) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(part for part in (line.title, line.detail) if part))
        return line if role == self.LineRole else None


class LineDelegate(QStyledItemDelegate):
    """Paints an entry: mark, title and tail, and the detail below them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tokens: Tokens = tokens(ThemeName.LIGHT)

    def set_tokens(self, theme: Tokens) -> None:
        """Use another theme's colours."""
        self._tokens = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the same height for every entry."""
        return QSize(160, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one entry."""
        line = index.data(LinesModel.LineRole)
        if not isinstance(line, ListLine):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        is_current = paint_ground(painter, option, self._tokens)
        has_mark = line.mark is not Mark.NONE
        if has_mark:
            self._paint_mark(painter, QPointF(area.left() + _MARGIN + _MARK / 2 + 1, area.top() + 15.5), line.mark)
        left = area.left() + _MARGIN + (_MARK + 10 if has_mark else 0)
        words = QRect(left, area.top(), area.right() - _MARGIN - left, area.height())
        self._paint_words(painter, words, line, option.font, is_current=is_current)
        painter.restore()

    def _paint_words(self, painter: QPainter, area: QRect, line: ListLine, base: QFont, *, is_current: bool) -> None:
        theme = self._tokens
        strong = QColor(theme.on_selection if is_current else theme.text_dim if line.is_dim else theme.text)
        quiet = QColor(theme.on_selection if is_current else theme.text_dim)
        small, title_font = QFont(base), QFont(base)
        small.setPixelSize(_SMALL_PX)
        title_font.setWeight(QFont.Weight.DemiBold if is_current else QFont.Weight.Normal)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        top, foot = (
            QRect(area.left(), area.top() + 5, area.width(), 20),
            QRect(area.left(), area.top() + 24, area.width(), 16),
        )
        tail_width = QFontMetrics(small).horizontalAdvance(line.tail)
        painter.setFont(small)
        painter.setPen(quiet)
        painter.drawText(top, flags | Qt.AlignmentFlag.AlignRight, line.tail)
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(foot, flags, QFontMetrics(small).elidedText(line.detail, elide, foot.width()))
        painter.setFont(title_font)
        painter.setPen(strong)
        room = top.width() - (tail_width + 8 if line.tail else 0)
        painter.drawText(
            top.adjusted(0, 0, room - top.width(), 0),
            flags,
            QFontMetrics(title_font).elidedText(line.title, elide, room),
        )

    def _paint_mark(self, painter: QPainter, centre: QPointF, mark: Mark) -> None:
        """Paint a shape: ring, half-filled ring, disc with a tick, ring with a bar, triangle."""
        theme = self._tokens
        colours = {Mark.OPEN: theme.text_dim, Mark.PART: theme.accent, Mark.STALE: theme.warning}
        colour = QColor(colours.get(mark, theme.success))
        circle = QRectF(centre.x() - _MARK / 2, centre.y() - _MARK / 2, _MARK, _MARK)
        painter.setPen(QPen(colour, 1.5))
        if mark is Mark.STALE:
            painter.setBrush(colour)
            painter.drawPolygon([centre + QPointF(0, -5), centre + QPointF(5.5, 4.5), centre + QPointF(-5.5, 4.5)])
            return
        painter.setBrush(colour if mark is Mark.DONE else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle)
        if mark is Mark.PART:
            painter.setBrush(colour)
            painter.drawPie(circle, 90 * 16, 180 * 16)
        elif mark is Mark.AGREED:
            painter.drawLine(centre + QPointF(-2.5, 0), centre + QPointF(2.5, 0))
        elif mark is Mark.DONE:
            painter.setPen(QPen(QColor(theme.surface), 1.5))
            painter.drawPolyline(
                [centre + QPointF(-2.6, 0.2), centre + QPointF(-0.7, 2.1), centre + QPointF(2.8, -2.0)]
            )


class LineList(QListView):
    """The list itself; letters and digits are left to the room, whose keys they are."""

    chosen = Signal(str)
    """The key of the entry that somebody made current, by mouse or arrow keys."""
    confirmed = Signal(str)
    """The key of the entry that somebody pressed Enter on or clicked twice."""

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = LinesModel(self)
        self._delegate = LineDelegate(self)
        self._is_quiet = False
        set_up_rows(self, accessible_name, self.lines, self._delegate)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.activated.connect(self._on_activated)

    def set_theme(self, name: ThemeName) -> None:
        """Use another theme's colours."""
        self._delegate.set_tokens(tokens(name))
        self.viewport().update()

    def show_lines(self, lines: Sequence[ListLine], current: str = "") -> None:
        """Show these entries with one of them current; nothing is announced, nor moves where it was current before."""
        is_same, bar = bool(current) and current == self.current_key(), self.verticalScrollBar()
        self._is_quiet, scrolled_to = True, bar.value()
        self.lines.show_lines(lines)
        self.mark(current)
        if is_same:
            self.doItemsLayout()
            bar.setValue(scrolled_to)
        self._is_quiet = False

    def mark(self, key: str) -> None:
        """Make an entry current without announcing it; none when there is no such entry."""
        is_quiet, self._is_quiet = self._is_quiet, True
        row = self.lines.row_of(key)
        index = self.lines.index(row) if row is not None else QModelIndex()
        self.setCurrentIndex(index)
        if row is not None:
            self.scrollTo(index)
        self._is_quiet = is_quiet

    def current_key(self) -> str:
        """Return the key of the current entry, empty when there is none."""
        line = self.lines.line_at(self.currentIndex().row())
        return line.key if line else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave letters and digits to the room; walk with the arrow keys."""
        if event.text() and event.text().isprintable() and not event.text().isspace():
            event.ignore()
            return
        super().keyPressEvent(event)

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        line = self.lines.line_at(current.row())
        if line is not None and not self._is_quiet:
            self.chosen.emit(line.key)

    def _on_activated(self, index: QModelIndex) -> None:
        line = self.lines.line_at(index.row())
        if line is not None:
            self.confirmed.emit(line.key)
