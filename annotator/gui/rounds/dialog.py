"""How the dialogs of the rounds room are made: a form, a line for what is wrong, and two buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget


class RoundsDialog(QDialog):
    """A dialog with room for its contents in ``body``, a remark below it and a primary button."""

    def __init__(self, title: str, go: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self._remark = plain_label("", "error")
        self._remark.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.go_button = QPushButton(go, self)
        self.go_button.setProperty("role", "primary")
        self.go_button.setDefault(True)
        buttons.addButton(self.go_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(self.body, 1)
        layout.addWidget(self._remark)
        layout.addWidget(buttons)

    def refuse(self, reason: str) -> None:
        """Say why it cannot go on as it is; nothing where it can."""
        self._remark.setText(reason)
        self._remark.setVisible(bool(reason))
        self.go_button.setEnabled(not reason)


def plain_label(text: str, role: str = "") -> QLabel:
    """Return a label that shows its text letter by letter."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label
