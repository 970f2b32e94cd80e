"""Messages to a person, always as plain text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from annotator.domain.errors import AnnotatorError
from annotator.gui.theme import Tint, icon

_ICON_SIDE = 32


def show_error(parent: QWidget, error: AnnotatorError) -> None:
    """Show what went wrong, what was kept and what to do; the window stays usable."""
    _of_error(error, parent).open()


def shown_alone(error: AnnotatorError) -> QMessageBox:
    """Show what went wrong while the window goes; the app ends with the message. It is shown as long as it is held."""
    box = _of_error(error, None)
    box.show()
    return box


def show_notice(parent: QWidget, text: str, more: str = "") -> None:
    """Show a result."""
    _made(parent, text, more).open()


def _of_error(error: AnnotatorError, parent: QWidget | None) -> QMessageBox:
    box = _made(parent, error.message, " ".join(part for part in (error.kept, error.remedy) if part))
    box.setIconPixmap(icon("warning", Tint.WARNING).pixmap(_ICON_SIDE, _ICON_SIDE))
    return box


def _made(parent: QWidget | None, text: str, more: str) -> QMessageBox:
    no_icon = QMessageBox.Icon.NoIcon
    box = QMessageBox(no_icon, "Incident Annotator", text, QMessageBox.StandardButton.Ok, parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(more)
    box.setWindowModality(Qt.WindowModality.WindowModal)
    return box
