"""Shows what restoring a lossless dataset would do before it is done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from annotator.domain.counted import counted
from annotator.services.coding_imports.restore import RestorePlan


class RestoreDialog(QDialog):
    """A plan, and the question whether to carry it out."""

    def __init__(self, plan: RestorePlan, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Restore codings")
        self.resize(640, 360)
        summary = QLabel(summary_of(plan), self)
        summary.setProperty("role", "subtitle")
        summary.setTextFormat(Qt.TextFormat.PlainText)
        summary.setWordWrap(True)
        sentences = [*plan.remarks, *map(str, plan.conflicts)]
        self._list = QPlainTextEdit("\n".join(sentences) or "Everything fits this project.", self)
        self._list.setReadOnly(True)
        self._list.setTabChangesFocus(True)
        self._list.setAccessibleName("What does not fit this project")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        go = QPushButton(f"Restore {len(plan.codings):,}" if plan.is_ready else "Nothing to restore", self)
        go.setProperty("role", "primary")
        go.setEnabled(plan.is_ready)
        buttons.addButton(go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(summary)
        layout.addWidget(self._list, 1)
        layout.addWidget(buttons)
        go.setFocus()


def summary_of(plan: RestorePlan) -> str:
    """Return the plan in a sentence."""
    new = (
        counted(len(plan.codings), "coding"),
        counted(len(plan.articles), "article"),
        counted(len(plan.coders), "coder"),
        counted(len(plan.codebooks), "codebook version"),
        *((counted(len(plan.rounds), "round"),) if plan.rounds else ()),
    )
    there = f"{counted(plan.already_here, 'coding')} here already; {len(plan.conflicts):,} left alone."
    return f"New: {', '.join(new)}. {there}"
