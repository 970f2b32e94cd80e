"""Lists the backups of a project and says what going back to one would do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
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

from annotator.gui.dialogs.text_table import TextTableModel

if TYPE_CHECKING:  # the store is loaded while the window is already on screen
    from annotator.services.restoring import BackupLine, GoingBack

_COLUMNS = ("Made", "Changes", "Size", "What happened last before it")
_WIDTHS = (160, 80, 90)
_NUMBERS = (1, 2)


class BackupsModel(TextTableModel):
    """One row per backup, newest first; times are those of this computer's clock."""

    def __init__(self, lines: Sequence[BackupLine], parent: QObject | None = None) -> None:
        rows = [
            (
                f"{line.at.astimezone():%Y-%m-%d %H:%M:%S}",
                f"{line.changes:,}",
                f"{line.size / 1e6:,.1f} MB",
                line.trouble or line.last,
            )
            for line in lines
        ]
        super().__init__(_COLUMNS, rows, parent, numbers=_NUMBERS)


class BackupsDialog(QDialog):
    """A choice of backups; what the current one would do is asked for with `backup_chosen` and then shown."""

    backup_chosen = Signal(object)
    """The path of the backup that is current now."""
    other_asked = Signal()
    """The person wants the backups of another project."""

    def __init__(self, project: Path, lines: Sequence[BackupLine], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Restore a backup")
        self.resize(820, 480)
        self._lines = lines
        self.plan: GoingBack | None = None
        self._table = self._made_table()
        self._words = self._label("" if lines else "There is no backup of this project yet.")
        self._words.setMinimumHeight(self._words.fontMetrics().lineSpacing() * 4)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._go = QPushButton("Restore", self)
        self._go.setProperty("role", "primary")
        self._go.setDefault(True)
        self._go.setEnabled(False)
        other = QPushButton("Another project…", self)
        other.clicked.connect(self.other_asked)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self._go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.addWidget(other)
        bottom.addStretch()
        bottom.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self._label(f"Backups of {project}", "subtitle"))
        layout.addWidget(self._table, 1)
        layout.addWidget(self._words)
        layout.addLayout(bottom)
        self._table.setFocus()

    def choose_newest(self) -> None:
        """Make the newest backup the current one."""
        if self._lines:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self._table.selectionModel().setCurrentIndex(self._table.model().index(0, 0), flags)

    def show_plan(self, plan: GoingBack) -> None:
        """Say what restoring the current backup would do, unless another is current by now."""
        if plan.backup == self._current():
            self.plan = plan
            self._words.setText("\n".join(plan.sentences()))
            self._go.setEnabled(True)

    def show_refusal(self, backup: Path, reason: str) -> None:
        """Say why a backup cannot be restored, unless another is current by now."""
        if backup == self._current():
            self._words.setText(reason)

    def _made_table(self) -> QTableView:
        table = QTableView(self)
        table.setAccessibleName("Backups, newest first")
        table.setModel(BackupsModel(self._lines, self))
        table.verticalHeader().hide()
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, width)
        table.horizontalHeader().setSectionResizeMode(len(_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().currentRowChanged.connect(self._on_current_changed)
        return table

    def _on_current_changed(self) -> None:
        self.plan = None
        self._go.setEnabled(False)
        self._words.setText("")
        current = self._current()
        if current is not None:
            self.backup_chosen.emit(current)

    def _current(self) -> Path | None:
        row = self._table.currentIndex().row()
        return self._lines[row].path if row >= 0 else None

    def _label(self, text: str, role: str = "") -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        if role:
            label.setProperty("role", role)
        return label
