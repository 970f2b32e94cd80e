"""Asks for the forms and the folder of a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.services.exports import Form

CHOSEN_AT_FIRST = ("csv", "jsonl")
_COLUMNS, _COLUMN_WIDTH = 2, 360


class ExportDialog(QDialog):
    """Which forms, and into which new folder."""

    def __init__(self, folder: Path, forms: Sequence[Form], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Export dataset")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        self._forms: dict[str, QCheckBox] = {}
        for family in dict.fromkeys(form.family for form in forms):
            layout.addLayout(self._made_family(family, [form for form in forms if form.family == family]))
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

    def _made_family(self, family: str, forms: list[Form]) -> QGridLayout:
        heading = QLabel(family, self)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setProperty("role", "section")
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 8)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.addWidget(heading, 0, 0, 1, _COLUMNS)
        for column in range(_COLUMNS):
            grid.setColumnMinimumWidth(column, _COLUMN_WIDTH)
            grid.setColumnStretch(column, 1)
        for place, form in enumerate(forms):
            box = QCheckBox(form.label, self)
            box.setChecked(form.name in CHOSEN_AT_FIRST)
            box.toggled.connect(self._on_changed)
            grid.addWidget(box, 1 + place // _COLUMNS, place % _COLUMNS)
            self._forms[form.name] = box
        return grid

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
