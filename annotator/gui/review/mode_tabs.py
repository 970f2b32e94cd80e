"""The tabs above what stands beside the article."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget


class Mode(StrEnum):
    """What stands beside the article, with its key."""

    RULING = "Disagreements"
    BOARD = "Incidents  L"
    GOLD = "Gold  G"


class ModeTabs(QWidget):
    """Announces the mode that was chosen; showing one announces nothing."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: dict[Mode, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 0)
        row.setSpacing(2)
        for mode in Mode:
            tab = self._tabs[mode] = QToolButton(self)
            tab.setText(mode.value)
            tab.setProperty("role", "tab")
            tab.setCheckable(True)
            tab.setAccessibleName(mode.value.split("  ")[0])
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            tab.clicked.connect(self._chooser(mode))
            row.addWidget(tab)
        row.addStretch(1)

    def show_mode(self, mode: Mode) -> None:
        """Mark the mode that is shown."""
        for one, tab in self._tabs.items():
            tab.setChecked(one is mode)

    def _chooser(self, mode: Mode) -> Callable[[], None]:
        return lambda: self.chosen.emit(mode)
