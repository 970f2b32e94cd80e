"""The rail at the window's left edge: one button per room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from annotator.gui.rooms import CODING, ROOMS
from annotator.gui.theme.icons import icon

WIDTH = 60
_ICON = QSize(20, 20)


class NavRail(QFrame):
    """Shows which room the window is in and asks for another."""

    room_chosen = Signal(str)
    """The id of the room to go to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setFixedWidth(WIDTH)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 8)
        layout.setSpacing(2)
        entries = [(CODING, "Code", "Coding"), *((room.id, room.title, room.hint) for room in ROOMS)]
        for place, (room_id, title, hint) in enumerate(entries, start=1):
            layout.addWidget(self._made(room_id, title, f"{hint} (Ctrl+{place})"))
        layout.addStretch(1)

    def show_room(self, room_id: str) -> None:
        """Mark the room the window is in; Tab stops there, and arrow keys go to the others."""
        self._buttons[room_id].setChecked(True)
        for button in self._buttons.values():
            policy = Qt.FocusPolicy.TabFocus if button.isChecked() else Qt.FocusPolicy.NoFocus
            button.setFocusPolicy(policy)

    def _made(self, room_id: str, title: str, hint: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "rail")
        button.setText(title)
        button.setIcon(icon(room_id))
        button.setIconSize(_ICON)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setCheckable(True)
        button.setFixedWidth(WIDTH - 1)
        button.setToolTip(hint)
        button.setAccessibleName(f"{title}: {hint}")
        button.clicked.connect(lambda: self.room_chosen.emit(room_id))
        self._group.addButton(button)
        self._buttons[room_id] = button
        return button
