"""Messages to a person, always as plain text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from annotator.domain.errors import AnnotatorError


def show_error(parent: QWidget, error: AnnotatorError) -> None:
    """Show what went wrong, what was kept and what to do; the window stays usable."""
    _shown(
        parent, QMessageBox.Icon.Warning, error.message, " ".join(part for part in (error.kept, error.remedy) if part)
    )


def show_notice(parent: QWidget, text: str, more: str = "") -> None:
    """Show a result."""
    _shown(parent, QMessageBox.Icon.Information, text, more)


def _shown(parent: QWidget, icon: QMessageBox.Icon, text: str, more: str) -> None:
    box = QMessageBox(icon, "Incident Annotator", text, QMessageBox.StandardButton.Ok, parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(more)
    box.setWindowModality(Qt.WindowModality.WindowModal)
    box.open()
