"""Asks for the note that answers a warning."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget


class NoteDialog(QDialog):
    """Shows a warning and takes the coder's answer to it."""

    def __init__(self, warning: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Answer a warning")
        self.setMinimumWidth(460)
        words = QLabel(warning, self)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        self._note = QPlainTextEdit(self)
        self._note.setAccessibleName("Your note")
        self._note.setPlaceholderText("Why it is right as it is")
        self._note.setTabChangesFocus(True)
        self._note.setFixedHeight(90)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._go = QPushButton("Answer", self)
        self._go.setProperty("role", "primary")
        self._go.setEnabled(False)
        self._go.setShortcut(QKeySequence("Ctrl+Return"))
        buttons.addButton(self._go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._note.textChanged.connect(lambda: self._go.setEnabled(bool(self.text())))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self._note)
        layout.addWidget(buttons)

    def text(self) -> str:
        """Return the note."""
        return self._note.toPlainText().strip()
