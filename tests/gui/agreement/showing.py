"""What the tests of the room's parts show: one document, each widget alone with the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.figures import AgreementLayer
from annotator.gui.theme import ThemeName
from tests.agreement_document import a_document

DOCUMENT = a_document()
MATCHED = DOCUMENT.layer(AgreementLayer.MATCHED)
EVERY_THEME = pytest.mark.parametrize("theme", ThemeName)


def shown(qtbot: QtBot, widget: QWidget, width: int = 900, height: int = 500) -> None:
    """Show a widget and have it take the keyboard."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())
