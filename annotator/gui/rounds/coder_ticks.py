"""Coders to be ticked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from annotator.domain.coding import Coder
from annotator.domain.ids import CoderId


class CoderTicks(QWidget):
    """A list of names with ticks; Space ticks, and two buttons tick all or none."""

    changed = Signal()

    def __init__(self, people: Sequence[Coder], ticked: Collection[CoderId], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = QListWidget(self)
        self._list.setAccessibleName("Who codes")
        self._list.setMinimumHeight(120)
        self._count = QLabel(self)
        self._count.setProperty("role", "dim")
        for coder in people:
            item = QListWidgetItem(coder.name, self._list)
            item.setData(Qt.ItemDataRole.UserRole, coder.id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if coder.id in ticked else Qt.CheckState.Unchecked)
        self._list.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self._list.setCurrentRow(0)
        self.setFocusProxy(self._list)
        self._list.itemChanged.connect(self._on_changed)
        line = QHBoxLayout()
        line.addWidget(self._count, 1)
        choices = (("All", "All coders", Qt.CheckState.Checked), ("None", "No coder", Qt.CheckState.Unchecked))
        for words, told, state in choices:
            button = QPushButton(words, self)
            button.setProperty("role", "quiet")
            button.setAutoDefault(False)
            button.setAccessibleName(told)
            button.clicked.connect(lambda _=False, state=state: self._tick_all(state))
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._list, 1)
        layout.addLayout(line)
        self._show_count()

    def ticked(self) -> tuple[CoderId, ...]:
        """Return the ticked coders, in the list's order."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return tuple(
            CoderId(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def _tick_all(self, state: Qt.CheckState) -> None:
        self._list.blockSignals(True)
        for row in range(self._list.count()):
            self._list.item(row).setCheckState(state)
        self._list.blockSignals(False)
        self._list.viewport().update()
        self._on_changed()

    def _on_changed(self) -> None:
        self._show_count()
        self.changed.emit()

    def _show_count(self) -> None:
        self._count.setText(f"{len(self.ticked())} of {self._list.count()}")
