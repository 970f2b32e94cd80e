"""Messages to a person, always as plain text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from annotator.domain.errors import AnnotatorError
from annotator.gui.theme import Tint, icon

_ICON_SIDE = 32


def show_error(parent: QWidget, error: AnnotatorError) -> None:
    """Show what went wrong, what was kept and what to do; the window stays usable."""
    box = _made(parent, error.message, " ".join(part for part in (error.kept, error.remedy) if part))
    box.setIconPixmap(icon("warning", Tint.WARNING).pixmap(_ICON_SIDE, _ICON_SIDE))
    box.open()


def show_notice(parent: QWidget, text: str, more: str = "") -> None:
    """Show a result."""
    _made(parent, text, more).open()


def _made(parent: QWidget, text: str, more: str) -> QMessageBox:
    no_icon = QMessageBox.Icon.NoIcon
    box = QMessageBox(no_icon, "Incident Annotator", text, QMessageBox.StandardButton.Ok, parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(more)
    box.setWindowModality(Qt.WindowModality.WindowModal)
    return box
