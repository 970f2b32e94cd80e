"""The coders of a round, each with a bar and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.gui.form.look import plain_tip
from annotator.gui.rounds.progress_bar import paint_bar
from annotator.gui.rounds.words import counted, done_words, tally_words
from annotator.gui.theme import Tokens
from annotator.services.rounds.progress import CoderProgress

_Index = QModelIndex | QPersistentModelIndex
_HEIGHT, _MARGIN, _BAR = 44, 12, 9


class CoderListModel(QAbstractListModel):
    """One row per coder; `ProgressRole` gives the `CoderProgress`."""

    ProgressRole = Qt.ItemDataRole.UserRole

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._coders: tuple[CoderProgress, ...] = ()

    def show(self, coders: Sequence[CoderProgress]) -> None:
        """Show other coders."""
        self.beginResetModel()
        self._coders = tuple(coders)
        self.endResetModel()

    def row_of(self, coder_id: str) -> int:
        """Return a coder's row, -1 when the coder is not shown."""
        return next((row for row, found in enumerate(self._coders) if found.coder.id == coder_id), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of coders."""
        return 0 if parent.isValid() else len(self._coders)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name, the tally in words, or the `CoderProgress` itself."""
        if not index.isValid() or not 0 <= index.row() < len(self._coders):
            return None
        found = self._coders[index.row()]
        if role == self.ProgressRole:
            return found
        if role == Qt.ItemDataRole.DisplayRole:
            return found.coder.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{found.coder.name}: {tally_words(found.tally)}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{found.coder.name}: {tally_words(found.tally)}"
        return None


class CoderDelegate(QStyledItemDelegate):
    """Name and numbers above, the bar below."""

    def __init__(self, tokens: Tokens, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the same height for every coder."""
        return QSize(180, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one coder."""
        found = index.data(CoderListModel.ProgressRole)
        if not isinstance(found, CoderProgress):
            return
        painter.save()
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            painter.fillRect(area, QColor(self.tokens.selection))
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), QColor(self.tokens.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(self.tokens.hover))
        line = QRect(area.left() + _MARGIN, area.top() + 6, area.width() - 2 * _MARGIN, 18)
        font: QFont = option.font
        self._paint_words(painter, line, found, font, is_chosen=is_chosen)
        bar = QRectF(line.left() + 0.5, area.top() + 27.5, line.width() - 1, _BAR)
        paint_bar(painter, bar, found.tally, self.tokens)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, line: QRect, found: CoderProgress, font: QFont, *, is_chosen: bool
    ) -> None:
        begun = f" · {counted(found.tally.draft, 'draft')}" if found.tally.draft else ""
        numbers = f"{done_words(found.tally)}{begun}"
        metrics = QFontMetrics(font)
        room = line.width() - metrics.horizontalAdvance(numbers) - _MARGIN
        name = metrics.elidedText(found.coder.name, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(QColor(self.tokens.on_selection if is_chosen else self.tokens.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(QColor(self.tokens.on_selection if is_chosen else self.tokens.text_dim))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, numbers)


class CoderList(QListView):
    """Shows the coders and says which one the articles should be narrowed to."""

    coder_chosen = Signal(str)
    """The id of a coder; empty for everybody."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.coders = CoderListModel(self)
        self._delegate = CoderDelegate(tokens, self)
        self.setProperty("role", "queue")
        self.setAccessibleName("Coders")
        self.setModel(self.coders)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def show_coders(self, coders: Sequence[CoderProgress], tokens: Tokens) -> None:
        """Show a round's coders, the chosen one still chosen where it is there."""
        chosen = self.chosen()
        self._delegate.tokens = tokens
        self.selectionModel().blockSignals(True)
        self.coders.show(coders)
        row = self.coders.row_of(chosen)
        if row >= 0:
            self.setCurrentIndex(self.coders.index(row))
        self.selectionModel().blockSignals(False)
        self.viewport().update()

    def chosen(self) -> str:
        """Return the id of the chosen coder, empty for none."""
        rows = self.selectionModel().selectedIndexes()
        found = rows[0].data(CoderListModel.ProgressRole) if rows else None
        return found.coder.id if isinstance(found, CoderProgress) else ""

    def _on_selection_changed(self) -> None:
        self.coder_chosen.emit(self.chosen())
