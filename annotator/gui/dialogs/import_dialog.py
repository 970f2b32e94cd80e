"""Shows what an import would do before it is done."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.counted import counted
from annotator.gui.dialogs.text_table import TextTableModel
from annotator.services.articles import ImportPlan

_COLUMNS = ("Article", "Published", "File", "What happens")
_ENCODINGS = (
    "UTF-8 or as marked",
    "windows-1252",
    "windows-1256",
    "iso-8859-15",
    "utf-16",
    "koi8-r",
    "shift_jis",
    "gb18030",
)


class ImportPlanModel(TextTableModel):
    """One row per file: new ones first, then duplicates, then those refused."""

    def __init__(self, plan: ImportPlan, parent: QObject | None = None) -> None:
        rows = [
            (line.title, line.published or ("unknown" if line.title else ""), line.file_name, line.outcome)
            for line in plan.lines()
        ]
        super().__init__(_COLUMNS, rows, parent)


class ImportDialog(QDialog):
    """A plan, and the question whether to carry it out; another encoding makes another plan."""

    encoding_chosen = Signal(object)
    """The name of an encoding, None for UTF-8 or as marked."""

    def __init__(self, plan: ImportPlan, encoding: str | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Import articles")
        self.resize(900, 460)
        summary = QLabel(summary_of(plan), self)
        summary.setTextFormat(Qt.TextFormat.PlainText)
        summary.setProperty("role", "subtitle")
        table = QTableView(self)
        table.setAccessibleName("What the import will do")
        table.setModel(ImportPlanModel(plan, self))
        table.verticalHeader().hide()
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        for column, width in enumerate((250, 100, 140)):
            table.setColumnWidth(column, width)
        table.horizontalHeader().setSectionResizeMode(len(_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        self._why = QLabel(self)
        self._why.setTextFormat(Qt.TextFormat.PlainText)
        self._why.setProperty("role", "dim")
        self._why.setWordWrap(True)
        self._why.setAccessibleName("What happens with the file")
        table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self._encodings = QComboBox(self)
        self._encodings.setAccessibleName("Encoding of files that are not UTF-8")
        self._encodings.addItems(_ENCODINGS)
        self._encodings.setCurrentIndex(_ENCODINGS.index(encoding) if encoding in _ENCODINGS else 0)
        self._encodings.currentIndexChanged.connect(self._on_encoding_chosen)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        go = QPushButton(f"Import {counted(len(plan.new), 'article')}" if plan.new else "Nothing to import", self)
        go.setProperty("role", "primary")
        go.setEnabled(bool(plan.new))
        buttons.addButton(go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.addWidget(QLabel("Encoding", self))
        bottom.addWidget(self._encodings)
        bottom.addStretch()
        bottom.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(summary)
        layout.addWidget(table, 1)
        layout.addWidget(self._why)
        layout.addLayout(bottom)
        table.selectRow(len(plan.new) + len(plan.duplicates) if plan.refused else 0)  # what needs a look first
        go.setFocus()

    def _on_row_changed(self, current: QModelIndex) -> None:
        """Show in full what the last column may have no room for."""
        self._why.setText(current.siblingAtColumn(len(_COLUMNS) - 1).data() or "")

    def _on_encoding_chosen(self, index: int) -> None:
        self.encoding_chosen.emit(_ENCODINGS[index] if index else None)
        self.reject()


def summary_of(plan: ImportPlan) -> str:
    """Return the plan in one sentence."""
    return f"{len(plan.new):,} new, {len(plan.duplicates):,} already here, {len(plan.refused):,} refused."
