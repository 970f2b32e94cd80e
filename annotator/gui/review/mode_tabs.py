"""The tabs above what stands beside the article."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.gui.room_bar import made_tabs, mark_tab


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
        self._tabs = made_tabs(Mode, self.chosen.emit, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 0)
        row.setSpacing(2)
        for tab in self._tabs.values():
            row.addWidget(tab)
        row.addStretch(1)

    def show_mode(self, mode: Mode) -> None:
        """Mark the mode that is shown."""
        mark_tab(self._tabs, mode)
