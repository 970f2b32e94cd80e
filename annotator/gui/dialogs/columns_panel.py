"""What the columns of a table mean: one list of columns for each meaning."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from annotator.services.coding_imports.service import TableColumns

_NONE = "—"
_ROLES = {
    "article": "Article (name or id)",
    "text": "Article's text",
    "sha256": "Text's SHA-256",
    "coder": "Coder",
    "report": "Incident",
    "group": "Part of the incident",
    "label": "Label",
    "answer": "Value",
    "start": "Span's start",
    "end": "Span's end",
    "quote": "Span's words",
}
_ACROSS = 4


class ColumnsPanel(QWidget):
    """Lists for each meaning; every choice reads the table anew."""

    columns_chosen = Signal(object)
    """The `TableColumns` chosen now."""

    def __init__(self, names: Sequence[str], columns: TableColumns, parent: QWidget) -> None:
        super().__init__(parent)
        self._boxes: dict[str, QComboBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for place, (role, words) in enumerate(_ROLES.items()):
            label = QLabel(words, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", "dim")
            box = QComboBox(self)
            box.setAccessibleName(f"Column: {words}")
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
            box.addItem(_NONE, "")
            for name in names:
                box.addItem(name, name)
            box.setCurrentIndex(max(0, box.findData(getattr(columns, role))))
            box.activated.connect(lambda _: self.columns_chosen.emit(self.columns()))
            label.setBuddy(box)
            row, column = divmod(place, _ACROSS)
            grid.addWidget(label, row, 2 * column)
            grid.addWidget(box, row, 2 * column + 1)
            self._boxes[role] = box
        for column in range(_ACROSS):
            grid.setColumnStretch(2 * column + 1, 1)

    def columns(self) -> TableColumns:
        """Return what is chosen."""
        return TableColumns(**{role: box.currentData() for role, box in self._boxes.items()})
