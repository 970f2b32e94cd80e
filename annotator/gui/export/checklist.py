"""A button that opens a list to tick things in, and says what is ticked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QPushButton, QVBoxLayout, QWidget

_SEARCHED_FROM = 10
"""Choices from which on the list has a search line."""
_ROWS_SHOWN = 12
_NAMED = 2
"""Ticked choices that the button names; more are counted."""


class Checklist(QPushButton):
    """All choices are ticked at first; all of them, and none, mean that nothing is left out.

    What a recipe names and the list has no longer stays chosen until the person ticks something, so that a choice of
    what is gone never turns into a choice of everything.
    """

    changed = Signal()

    def __init__(self, name: str, choices: Sequence[tuple[str, object]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._gone: tuple[object, ...] = ()
        self._model = QStandardItemModel(self)
        for words, data in choices:
            item = QStandardItem(words)
            item.setData(data)
            item.setEditable(False)
            item.setCheckable(True)
            item.setCheckState(Qt.CheckState.Checked)
            self._model.appendRow(item)
        self._model.itemChanged.connect(self._on_changed)
        self.setProperty("role", "checklist")
        self.clicked.connect(self._open)
        self._say()

    def chosen(self) -> tuple[object, ...] | None:
        """Return what is ticked; None for everything."""
        ticked = [item.data() for item in self._items() if item.checkState() is Qt.CheckState.Checked]
        if self._gone:
            return (*ticked, *self._gone)
        return None if len(ticked) in (0, self._model.rowCount()) else tuple(ticked)

    def choose(self, chosen: Sequence[object] | None) -> None:
        """Tick these, or everything."""
        for item in self._items():
            is_ticked = chosen is None or item.data() in chosen
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
        offered = [item.data() for item in self._items()]
        self._gone = tuple(one for one in chosen or () if one not in offered)
        self._on_chosen()

    def _items(self) -> list[QStandardItem]:
        return [self._model.item(row) for row in range(self._model.rowCount())]

    def _on_changed(self) -> None:
        self._gone = ()
        self._on_chosen()

    def _on_chosen(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        chosen = self.chosen()
        words = [item.text() for item in self._items() if item.checkState() is Qt.CheckState.Checked]
        if chosen is None:
            text = "All"
        elif len(words) <= _NAMED:
            text = ", ".join(words)
        else:
            text = f"{len(words)} of {self._model.rowCount()}"
        if self._gone:
            text = f"{text}, {len(self._gone)} no longer there".removeprefix(", ")
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(f"{self._name}: {text}")
        self.setEnabled(self._model.rowCount() > 1 or bool(self._gone))

    def _open(self) -> None:
        popup = _Popup(self._model, self._name, self)
        popup.setMinimumWidth(self.width())
        popup.move(self.mapToGlobal(self.rect().bottomLeft()))
        popup.show()


class _Popup(QFrame):
    """The list, its search line, and buttons for all and none; Escape or a click beside it closes it."""

    def __init__(self, model: QStandardItemModel, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "card")
        self._model = model
        self._list = QListView(self)
        self._list.setAccessibleName(name)
        self._list.setModel(model)
        self._list.setUniformItemSizes(True)
        self._list.activated.connect(self._toggle)
        rows = min(model.rowCount(), _ROWS_SHOWN)
        self._list.setFixedHeight(rows * max(self._list.sizeHintForRow(0), 24) + 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        if model.rowCount() >= _SEARCHED_FROM:
            search = QLineEdit(self)
            search.setPlaceholderText("Find")
            search.setAccessibleName(f"Find in {name}")
            search.textChanged.connect(self._show_matching)
            layout.addWidget(search)
        layout.addWidget(self._list)
        line = QHBoxLayout()
        for words, state in (("All", Qt.CheckState.Checked), ("None", Qt.CheckState.Unchecked)):
            button = QPushButton(words, self)
            button.setProperty("role", "quiet")
            button.clicked.connect(lambda _=False, state=state: self._set_shown(state))
            line.addWidget(button)
        line.addStretch(1)
        layout.addLayout(line)
        self._list.setCurrentIndex(model.index(0, 0))
        self._list.setFocus()

    def _toggle(self, index: QModelIndex) -> None:
        item = self._model.itemFromIndex(index)
        is_checked = item.checkState() is Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if is_checked else Qt.CheckState.Checked)

    def _show_matching(self, words: str) -> None:
        for row in range(self._model.rowCount()):
            self._list.setRowHidden(row, words.casefold() not in self._model.item(row).text().casefold())

    def _set_shown(self, state: Qt.CheckState) -> None:
        for row in range(self._model.rowCount()):
            if not self._list.isRowHidden(row):
                self._model.item(row).setCheckState(state)
