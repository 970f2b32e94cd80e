"""Asks for the forms and the folder of a dataset."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

FORMS = (
    ("csv", "CSV tables", "Reports, values, evidence spans, articles and the codebook as a data dictionary."),
    (
        "csv-spreadsheet",
        "CSV tables for spreadsheets",
        "The same, safe to open in Excel or LibreOffice: no cell becomes a formula.",
    ),
    ("jsonl", "JSON Lines", "Everything, one coded article a line; loses nothing."),
)


class ExportDialog(QDialog):
    """Which forms, and into which new folder."""

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Export dataset")
        self.setMinimumWidth(560)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(6)
        self._forms: dict[str, QCheckBox] = {}
        for form, title, what in FORMS:
            box = QCheckBox(title, self)
            box.setAccessibleDescription(what)
            box.setChecked(form != "csv-spreadsheet")
            box.toggled.connect(self._on_changed)
            explanation = QLabel(what, self)
            explanation.setProperty("role", "dim")
            explanation.setTextFormat(Qt.TextFormat.PlainText)
            explanation.setContentsMargins(26, 0, 0, 8)
            layout.addWidget(box)
            layout.addWidget(explanation)
            self._forms[form] = box
        self._folder = QLineEdit(str(folder), self)
        self._folder.setAccessibleName("Folder to write")
        self._folder.textChanged.connect(self._on_changed)
        choose = QPushButton("Choose…", self)
        choose.clicked.connect(self._on_choose)
        line = QHBoxLayout()
        line.addWidget(QLabel("Folder", self))
        line.addWidget(self._folder, 1)
        line.addWidget(choose)
        self._remark = QLabel(self)
        self._remark.setProperty("role", "error")
        self._remark.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._go = QPushButton("Export", self)
        self._go.setProperty("role", "primary")
        buttons.addButton(self._go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addLayout(line)
        layout.addWidget(self._remark)
        layout.addWidget(buttons)
        self._on_changed()

    def forms(self) -> tuple[str, ...]:
        """Return the chosen forms' names."""
        return tuple(form for form, box in self._forms.items() if box.isChecked())

    def folder(self) -> Path:
        """Return the folder to write."""
        return Path(self._folder.text().strip()).expanduser()

    def _on_choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, "Folder in which the dataset's folder is made", str(self.folder().parent)
        )
        if chosen:
            self._folder.setText(str(Path(chosen) / self.folder().name))

    def _on_changed(self) -> None:
        remark = ""
        if not self.forms():
            remark = "Choose at least one form."
        elif not self._folder.text().strip():
            remark = "Name a folder."
        elif self.folder().exists():
            remark = "There is something of this name already; nothing is ever overwritten. Choose another name."
        self._remark.setText(remark)
        self._go.setEnabled(not remark)
