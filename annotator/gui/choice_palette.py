"""A list of choices at the cursor, filtered by typing: fields for a selection, commands, highlights, problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from annotator.gui.theme import Tokens

_ROW_HEIGHT = 30
_MOST_ROWS = 11
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: choosing it returns ``key``; ``hint`` stands at the right, ``colour`` as a bar at the left."""

    key: str
    text: str
    hint: str = ""
    colour: QColor | None = None


class ChoiceModel(QAbstractListModel):
    """The choices that contain every typed word."""

    ChoiceRole = Qt.ItemDataRole.UserRole

    def __init__(self, choices: Sequence[Choice], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = tuple(choices)
        self._shown = self._all

    def show_matching(self, typed: str) -> None:
        """Keep the choices whose text or hint has all typed words."""
        words = typed.casefold().split()
        self.beginResetModel()
        self._shown = tuple(
            choice for choice in self._all if all(word in f"{choice.text} {choice.hint}".casefold() for word in words)
        )
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of choices shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a choice's text, or the `Choice` itself."""
        if not index.isValid() or not 0 <= index.row() < len(self._shown):
            return None
        choice = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return choice.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{choice.text} {choice.hint}".strip()
        return choice if role == self.ChoiceRole else None


class _ChoiceDelegate(QStyledItemDelegate):
    def __init__(self, tokens: Tokens, parent: QObject) -> None:
        super().__init__(parent)
        self._tokens = tokens

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        choice = index.data(ChoiceModel.ChoiceRole)
        area = option.rect
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if is_current:
            painter.fillRect(area, QColor(self._tokens.selection))
        if choice.colour is not None:
            painter.fillRect(area.left() + 10, area.top() + 8, 4, area.height() - 16, choice.colour)
        inner = area.adjusted(24, 0, -14, 0)
        font = QFont(option.font)
        metrics = painter.fontMetrics()
        painter.setPen(QColor(self._tokens.on_selection if is_current else self._tokens.text_dim))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, choice.hint)
        if is_current:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(self._tokens.on_selection if is_current else self._tokens.text))
        room = inner.width() - metrics.horizontalAdvance(choice.hint) - 16
        text = painter.fontMetrics().elidedText(choice.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> Any:
        hint = super().sizeHint(option, index)
        hint.setHeight(_ROW_HEIGHT)
        return hint


class ChoicePalette(QFrame):
    """A pop-up with a line to type in and a list; Enter or a click chooses, Escape leaves."""

    chosen = Signal(str)

    def __init__(
        self, placeholder: str, choices: Sequence[Choice], tokens: Tokens, parent: QWidget, *, width: int = 400
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "card")
        self._model = ChoiceModel(choices, self)
        self._owner = parent
        self._focus_before = QApplication.focusWidget()
        self._typed = QLineEdit(self)
        self._typed.setPlaceholderText(placeholder)
        self._typed.setAccessibleName(placeholder)
        self._list = QListView(self)
        self._list.setAccessibleName("Choices")
        self._list.setModel(self._model)
        self._list.setItemDelegate(_ChoiceDelegate(tokens, self))
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self._typed)
        layout.addWidget(self._list)
        self._list.setFixedHeight(min(len(choices), _MOST_ROWS) * _ROW_HEIGHT + 4)
        self.setFixedWidth(width)
        self._typed.textChanged.connect(self._on_typed)
        self._typed.installEventFilter(self)
        self._list.clicked.connect(self._choose)
        self._on_typed("")

    def open_at(self, place: QPoint) -> None:
        """Open at a point of the screen, moved so that it stays on the screen."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        x = min(max(place.x(), screen.left()), screen.right() - self.width() + 1)
        y = min(max(place.y(), screen.top()), screen.bottom() - self.height() + 1)
        self.move(x, y)
        self.show()
        self._typed.setFocus(Qt.FocusReason.PopupFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the keyboard back to where it was; not every platform does so by itself."""
        super().closeEvent(event)
        self._owner.window().activateWindow()
        if self._focus_before is not None and isValid(self._focus_before):
            self._focus_before.setFocus(Qt.FocusReason.PopupFocusReason)

    def current_key(self) -> str | None:
        """Return the key of the choice that Enter would take."""
        choice = self._list.currentIndex().data(ChoiceModel.ChoiceRole)
        return choice.key if isinstance(choice, Choice) else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrow keys and Enter work the list while the line keeps the focus."""
        if watched is self._typed and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if key == Qt.Key.Key_Down else -1)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self._list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _on_typed(self, typed: str) -> None:
        self._model.show_matching(typed)
        self._list.setCurrentIndex(self._model.index(0))

    def _step(self, by: int) -> None:
        count = self._model.rowCount()
        if count:
            self._list.setCurrentIndex(self._model.index((self._list.currentIndex().row() + by) % count))

    def _choose(self, index: QModelIndex) -> None:
        choice = index.data(ChoiceModel.ChoiceRole)
        if isinstance(choice, Choice):
            self.close()
            self.chosen.emit(choice.key)
