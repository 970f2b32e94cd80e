"""Lists of rows that are painted by hand: what rounds, coders, cases and rulings have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.gui.form.look import plain_tip
from annotator.gui.theme import Tokens

_MARKED_EDGE = 3

Index = QModelIndex | QPersistentModelIndex


class RowWords(NamedTuple):
    """What a row is found by, its name, and all of it in words for tool tips and screen readers."""

    key: str
    name: str
    spoken: str


class RowsModel(QAbstractListModel):
    """One row per thing; `ThingRole` gives the thing itself, ``words_of`` says what is told of it."""

    ThingRole = Qt.ItemDataRole.UserRole

    def __init__(self, words_of: Callable[[Any], RowWords], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words_of = words_of
        self._things: tuple[Any, ...] = ()

    def show(self, things: Sequence[Any]) -> None:
        """Show other things."""
        self.beginResetModel()
        self._things = tuple(things)
        self.endResetModel()

    def row_of(self, key: str) -> int:
        """Return a thing's row, -1 when it is not shown."""
        return next((row for row, thing in enumerate(self._things) if self._words_of(thing).key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of things."""
        return 0 if parent.isValid() else len(self._things)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name, all of it in words, or the thing itself."""
        if not index.isValid() or not 0 <= index.row() < len(self._things):
            return None
        thing = self._things[index.row()]
        if role == self.ThingRole:
            return thing
        words = self._words_of(thing)
        told: dict[int, str] = {
            Qt.ItemDataRole.DisplayRole: words.name,
            Qt.ItemDataRole.ToolTipRole: plain_tip(words.spoken),
            Qt.ItemDataRole.AccessibleTextRole: words.spoken,
        }
        return told.get(role)


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, tokens: Tokens) -> bool:
    """Paint what lies behind a row that is chosen or under the mouse; tells whether it is the chosen one."""
    area: QRect = option.rect
    state: QStyle.StateFlag = option.state
    is_chosen = bool(state & QStyle.StateFlag.State_Selected)
    if is_chosen:
        painter.fillRect(area, QColor(tokens.selection))
        painter.fillRect(QRect(area.left(), area.top(), _MARKED_EDGE, area.height()), QColor(tokens.accent))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(area, QColor(tokens.hover))
    return is_chosen


def set_up_rows(view: QListView, name: str, model: QAbstractListModel, delegate: QStyledItemDelegate) -> None:
    """Have a list show rows of one height, painted by a delegate, under a name for screen readers."""
    view.setProperty("role", "queue")
    view.setAccessibleName(name)
    view.setModel(model)
    view.setItemDelegate(delegate)
    view.setUniformItemSizes(True)
    view.setMouseTracking(True)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
