"""Asks for the folder of a report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.dialogs.places import ask_folder
from annotator.gui.dialogs.typed_path import is_taken, typed_path
from annotator.gui.form.plain import WrappedLabel

_TOLD = (
    "All layers for all coders, each coder with the rest and with gold, pairs and weeks: a page to read and print, "
    "tables as CSV and JSON, a methods paragraph to paste, and a table that says of every answer whether it was used "
    "or why not."
)


class ReportDialog(QDialog):
    """Into which new folder the report goes."""

    def __init__(self, folder: Path, round_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Report of agreement")
        self.setMinimumWidth(560)
        heading = QLabel(round_name, self)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setProperty("role", "title")
        told = WrappedLabel("dim")
        told.say(_TOLD)
        self.folder_line = QLineEdit(str(folder), self)
        self.folder_line.setAccessibleName("Folder to write")
        self.folder_line.textChanged.connect(self._on_changed)
        choose = QPushButton("Choose…", self)
        choose.clicked.connect(self._on_choose)
        line = QHBoxLayout()
        line.addWidget(QLabel("Folder", self))
        line.addWidget(self.folder_line, 1)
        line.addWidget(choose)
        self._remark = QLabel(self)
        self._remark.setProperty("role", "error")
        self._remark.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._go = QPushButton("Write the report", self)
        self._go.setProperty("role", "primary")
        buttons.addButton(self._go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(heading)
        layout.addWidget(told)
        layout.addLayout(line)
        layout.addWidget(self._remark)
        layout.addWidget(buttons)
        self._on_changed()

    def folder(self) -> Path:
        """Return the folder to write."""
        return typed_path(self.folder_line.text())

    def _on_choose(self) -> None:
        chosen = ask_folder(self, "Folder in which the report's folder is made", self.folder().parent)
        if chosen:
            self.folder_line.setText(str(chosen / self.folder().name))

    def _on_changed(self) -> None:
        remark = ""
        if not self.folder_line.text().strip():
            remark = "Name a folder."
        elif is_taken(self.folder()):
            remark = "There is something of this name already; nothing is ever overwritten. Choose another name."
        self._remark.setText(remark)
        self._go.setEnabled(not remark)
