"""A double click where one click is meant."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from annotator.gui.second_click import ignore_second_click

LEFT = Qt.MouseButton.LeftButton


def send(button: QAbstractButton, *kinds: QEvent.Type) -> None:
    """Send a button what Qt sends it while a mouse is used."""
    here = QPointF(button.rect().center())
    for kind in kinds:
        down = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else LEFT
        event = QMouseEvent(kind, here, button.mapToGlobal(here), LEFT, down, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(button, event)


@pytest.mark.parametrize("kind", [QPushButton, QToolButton])
@pytest.mark.parametrize("is_deed, count", [(False, 2), (True, 1)])
def test_a_double_click_counts_once_where_a_deed_is_done(
    qtbot: QtBot, kind: type[QAbstractButton], is_deed: bool, count: int
) -> None:
    button = kind()
    heard: list[bool] = []
    qtbot.addWidget(button)
    button.show()
    button.clicked.connect(lambda: heard.append(True))
    if is_deed:
        ignore_second_click(button)
    press, release, again = (
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
    )
    send(button, press, release, again, release)
    assert len(heard) == count
    assert not button.isDown()
    send(button, press, release)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert len(heard) == count + 2, "what comes later counts again"
