"""A reader on the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.gui.text.article_view import ArticleView
from tests.gui.text.reader import BASE, Reader


@pytest.fixture
def reader(qtbot: QtBot) -> Iterator[Reader]:
    """An empty reader, shown and active, without movement."""
    view = ArticleView()
    qtbot.addWidget(view)
    view.set_colours(
        text=QColor("#000000"),
        base=BASE,
        dim=QColor("#606060"),
        selection=QColor("#b0d0ff"),
        accent=QColor("#ff8000"),
    )
    view.set_reduced_motion(True)
    view.resize(760, 560)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    yield Reader(view)
    QApplication.clipboard().clear()
