"""An area that is as tall as its text, up to a limit."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.form.plain import WrappedLabel
from annotator.gui.review.bounded_area import BoundedArea, TextColumn

LIMIT = 160


class Window(QWidget):
    """An area with a text above an empty rest."""

    def __init__(self, words: str) -> None:
        super().__init__()
        column = TextColumn()
        self.label = WrappedLabel("dim")
        self.label.say(words)
        pile = QVBoxLayout(column)
        pile.setContentsMargins(0, 0, 0, 0)
        pile.addWidget(self.label)
        self.area = BoundedArea(column, LIMIT)
        around = QVBoxLayout(self)
        around.addWidget(self.area)
        around.addWidget(QWidget(), 1)


def shown(qtbot: QtBot, words: str, width: int) -> Window:
    window = Window(words)
    qtbot.addWidget(window)
    window.resize(width, 600)
    window.show()
    return window


@pytest.mark.parametrize("words", ["One line.", "Some words of help that fill a line and a half. " * 4])
def test_text_that_fits_a_wide_area_leaves_no_gap_below_it(qtbot: QtBot, words: str) -> None:
    window = shown(qtbot, words, 1_000)
    qtbot.waitUntil(lambda: window.area.height() == window.label.heightForWidth(window.label.width()))
    assert window.area.verticalScrollBar().maximum() == 0


def test_long_text_is_scrolled_from_the_limit_on(qtbot: QtBot) -> None:
    window = shown(qtbot, "Some words of help. " * 200, 400)
    qtbot.waitUntil(lambda: window.area.height() == LIMIT)
    qtbot.waitUntil(lambda: window.area.verticalScrollBar().maximum() > 0)
