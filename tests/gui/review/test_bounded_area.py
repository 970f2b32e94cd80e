"""An area that is as tall as its text, up to a limit."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.form.plain import WrappedLabel
from annotator.gui.review.bounded_area import BoundedArea, TextColumn

LIMIT = 160


def an_area(qtbot: QtBot, words: str, width: int) -> tuple[BoundedArea, WrappedLabel]:
    """Return an area with a text above an empty rest, and the text."""
    window, column = QWidget(), TextColumn()
    qtbot.addWidget(window)
    label = WrappedLabel("dim")
    label.say(words)
    pile = QVBoxLayout(column)
    pile.setContentsMargins(0, 0, 0, 0)
    pile.addWidget(label)
    area = BoundedArea(column, LIMIT)
    around = QVBoxLayout(window)
    around.addWidget(area)
    around.addWidget(QWidget(), 1)
    window.resize(width, 600)
    window.show()
    return area, label


@pytest.mark.parametrize("words", ["One line.", "Some words of help that fill a line and a half. " * 4])
def test_text_that_fits_a_wide_area_leaves_no_gap_below_it(qtbot: QtBot, words: str) -> None:
    area, label = an_area(qtbot, words, 1_000)
    qtbot.waitUntil(lambda: area.height() == label.heightForWidth(label.width()))
    assert area.verticalScrollBar().maximum() == 0


def test_long_text_is_scrolled_from_the_limit_on(qtbot: QtBot) -> None:
    area, _ = an_area(qtbot, "Some words of help. " * 200, 400)
    qtbot.waitUntil(lambda: area.height() == LIMIT)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
