"""Asks what becomes of changes that could not be stored when the window, or the project in it, is about to go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

_NARROWEST = 560


class UnsavedDialog(QDialog):
    """Offers to try again, to save the list, to go on without them; Escape stays.

    It only asks: `retry_asked` and `list_asked` leave it open, accepting it means to go on.
    """

    retry_asked = Signal()
    list_asked = Signal()

    def __init__(self, count: int, list_file: Path | None, *, is_closing: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Changes are not saved")
        self.setMinimumWidth(_NARROWEST)
        self._head = self._label("", "subtitle")
        self._words = self._label(_where(list_file), "")
        self._trouble = self._label("", "dim")
        self._trouble.hide()
        self._leave = QPushButton("&Close anyway" if is_closing else "&Go on without them", self)
        self._save = QPushButton("&Save the list…", self)
        self._stay = QPushButton("Sta&y", self)
        self._retry = QPushButton("&Try again", self)
        self._retry.setProperty("role", "primary")
        self._retry.setDefault(True)
        self._leave.clicked.connect(self.accept)
        self._save.clicked.connect(self.list_asked)
        self._stay.clicked.connect(self.reject)
        self._retry.clicked.connect(self._on_retry)
        self._lay_out()
        self.show_count(count)
        self._retry.setFocus()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._leave)
        buttons.addWidget(self._save)
        buttons.addStretch()
        buttons.addWidget(self._stay)
        buttons.addWidget(self._retry)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        for widget in (self._head, self._words, self._trouble):
            layout.addWidget(widget)
        layout.addLayout(buttons)

    def show_count(self, count: int) -> None:
        """Say how many changes it is about."""
        changes = "1 change is" if count == 1 else f"{count} changes are"
        self._head.setText(f"{changes} not in the project file." if count else "Nothing waits to be stored any more.")

    def show_trouble(self, count: int, sentence: str) -> None:
        """Say that trying again did not help, and why; everything can be chosen again."""
        self.show_count(count)
        self.show_remark(sentence)
        self._retry.setEnabled(count > 0)
        (self._retry if count else self._stay).setFocus()

    def show_remark(self, sentence: str) -> None:
        """Say what came of the last choice."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))

    def _on_retry(self) -> None:
        self._retry.setEnabled(False)
        self.retry_asked.emit()

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setWordWrap(True)
        if role:
            label.setProperty("role", role)
        return label


def _where(list_file: Path | None) -> str:
    kept = "They could not be stored and are kept in this window, in order; without it they are gone."
    if list_file is None:
        return f"{kept}\n\nThey could not be listed in a file either. Save the list to have them to do again by hand."
    return f"{kept}\n\nTo be done again by hand, they are listed in {list_file}."
