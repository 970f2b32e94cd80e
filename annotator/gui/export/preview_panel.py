"""What an export would write, and every line it would refuse or change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtWidgets import QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from annotator.domain.counted import counted
from annotator.gui.dialogs.text_table import TextTableModel
from annotator.gui.form.flow import FlowLayout

if TYPE_CHECKING:  # the writers of datasets are loaded when somebody asks for them
    from annotator.services.exports.service import Preview, PreviewLine

_COLUMNS = ("Form", "Article", "What", "Why")


class RefusedModel(TextTableModel):
    """One row per line that would be refused or changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_COLUMNS, parent=parent)

    def show_lines(self, lines: tuple[PreviewLine, ...]) -> None:
        """Replace the rows."""
        self.show_rows(lines)


class PreviewPanel(QWidget):
    """Counts above, refused and changed lines below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = self._label("", "section")
        numbers = QWidget(self)
        self._counts = FlowLayout(numbers, spacing=20)
        self._model = RefusedModel(self)
        self._table = QTableView(self)
        self._table.setAccessibleName("What would be refused or changed")
        self._table.setModel(self._model)
        self._table.verticalHeader().hide()
        self._table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self._table.setShowGrid(False)
        self._table.setTabKeyNavigation(False)
        for column, width in enumerate((72, 116, 104)):
            self._table.setColumnWidth(column, width)
        self._table.horizontalHeader().setSectionResizeMode(len(_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        self._table.selectionModel().currentRowChanged.connect(self._show_reason)
        self._refused = self._label("", "dim")
        self._reason = self._label("", "dim")
        self._reason.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._reason.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._heading)
        layout.addWidget(numbers)
        layout.addWidget(self._refused)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._reason)
        layout.addStretch(0)
        self.show_waiting("Counting…")

    def show_waiting(self, sentence: str) -> None:
        """Say why there is nothing to show yet."""
        self._heading.setText("What will be written")
        self._refused.setText(sentence)
        self._show_lines(())

    def show_preview(self, preview: Preview) -> None:
        """Show what was counted."""
        while (item := self._counts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for number, noun in preview.counts():
            self._counts.addWidget(self._number(counted(number, noun)))
        self._refused.setText(preview.in_words())
        self._show_lines(preview.lines)

    def _show_lines(self, lines: tuple[PreviewLine, ...]) -> None:
        self._model.show_lines(lines)
        self._reason.setText("Choose a line to read all of its reason here." if lines else "")
        for part in (self._table, self._reason):
            part.setVisible(bool(lines))

    def _show_reason(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._reason.setText(self._model.index(current.row(), len(_COLUMNS) - 1).data())

    def _number(self, number: str) -> QLabel:
        label = self._label(number, "strong")
        label.setWordWrap(False)
        label.setAccessibleName(number)
        return label

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        label.setWordWrap(True)
        return label
