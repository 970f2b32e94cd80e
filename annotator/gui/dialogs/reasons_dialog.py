"""A list of sentences too long for a message: what an import leaves out, and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from annotator.domain.counted import counted

_MOST = 5_000
"""Sentences shown; a list of more is not read by anybody."""


class ReasonsDialog(QDialog):
    """Shows sentences, one to a paragraph, to read and to copy."""

    def __init__(self, title: str, sentences: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.resize(720, 420)
        count = QLabel(counted(len(sentences), "reason"), self)
        count.setTextFormat(Qt.TextFormat.PlainText)
        count.setProperty("role", "subtitle")
        shown = [" ".join(sentence.split()) for sentence in sentences[:_MOST]]
        if len(sentences) > _MOST:
            shown.append(f"… and {len(sentences) - _MOST:,} more.")
        self._list = QPlainTextEdit("\n".join(shown), self)
        self._list.setReadOnly(True)
        self._list.setTabChangesFocus(True)
        self._list.setAccessibleName(title)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(count)
        layout.addWidget(self._list, 1)
        layout.addWidget(buttons)

    def text(self) -> str:
        """Return what is shown."""
        return self._list.toPlainText()
