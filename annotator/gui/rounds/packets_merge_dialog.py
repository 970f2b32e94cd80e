"""Shows what merging packets would do before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QObject
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from annotator.domain.counted import counted
from annotator.domain.errors import AnnotatorError
from annotator.gui.dialogs.text_table import TextTableModel
from annotator.gui.rounds.dialog import RoundsDialog, plain_label
from annotator.services.merging import MergePlan

_COLUMNS = ("Packet", "Coder", "Article", "What happens", "Why")
_WIDTHS = (180, 130, 190, 120)


class RefusedFile(NamedTuple):
    """A file that cannot be merged, and why."""

    path: Path
    error: AnnotatorError


class MergePlanModel(TextTableModel):
    """One row per coding, what needs a look first: refused, conflicting, new, already here."""

    def __init__(
        self, plans: Sequence[MergePlan], refused: Sequence[RefusedFile], parent: QObject | None = None
    ) -> None:
        rows = [(one.path.name, "", "The whole file", "Refused", str(one.error)) for one in refused]
        for outcome in ("refused", "conflicting", "new", "already_here"):
            words = outcome.replace("_", " ").capitalize()
            rows += [
                (plan.file_name, plan.coder.name, coding.title, words, coding.reason)
                for plan in plans
                for coding in getattr(plan, outcome)
            ]
        super().__init__(_COLUMNS, rows, parent)


class MergePacketsDialog(RoundsDialog):
    """A dry run in a table, and the question whether to carry it out."""

    def __init__(self, plans: Sequence[MergePlan], refused: Sequence[RefusedFile], parent: QWidget) -> None:
        super().__init__("Merge packets", "Merge", parent)
        self.resize(980, 520)
        summary = plain_label(summary_of(plans, refused), "subtitle")
        summary.setWordWrap(True)
        table = QTableView(self)
        table.setAccessibleName("What merging will do")
        table.setModel(MergePlanModel(plans, refused, self))
        table.verticalHeader().hide()
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, width)
        table.horizontalHeader().setSectionResizeMode(len(_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        self._why = plain_label("")
        self._why.setWordWrap(True)
        self._why.setAccessibleName("Why")
        table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        cautions = plain_label(cautions_of(plans), "warning")
        cautions.setWordWrap(True)
        cautions.setVisible(bool(cautions.text()))
        self.body.addWidget(summary)
        self.body.addWidget(cautions)
        self.body.addWidget(table, 1)
        self.body.addWidget(self._why)
        self.body.addWidget(plain_label("A backup is made first, and merging can be undone.", "dim"))
        table.setTabKeyNavigation(False)
        table.selectRow(0)
        wanted = sum(len(plan.new) + len(plan.conflicting) for plan in plans)
        self.go_button.setText(f"Merge {counted(wanted, 'coding')}" if wanted else "Nothing to merge")
        self.refuse("")
        self.go_button.setEnabled(wanted > 0)
        (self.go_button if wanted else table).setFocus()

    def _on_row_changed(self, current: QModelIndex) -> None:
        """Show in full what the last column may have no room for."""
        self._why.setText(current.siblingAtColumn(len(_COLUMNS) - 1).data() or "")


def summary_of(plans: Sequence[MergePlan], refused: Sequence[RefusedFile]) -> str:
    """Return what merging would do in one sentence."""
    new, here = sum(len(plan.new) for plan in plans), sum(len(plan.already_here) for plan in plans)
    conflicting = sum(len(plan.conflicting) for plan in plans)
    left_out = sum(len(plan.refused) for plan in plans)
    files = f" {counted(len(refused), 'file')} cannot be used." if refused else ""
    return f"{new:,} new, {here:,} already here, {conflicting:,} conflicting, {left_out:,} refused.{files}"


def cautions_of(plans: Sequence[MergePlan]) -> str:
    """Return a line for each packet whose merge may be refused at its end."""
    return "\n".join(f"{plan.file_name}: {plan.caution}" for plan in plans if plan.caution)
