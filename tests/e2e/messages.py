"""What the window tells: its messages, its status line, the entries of its menus and the changes it rescued."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QWidget,
)

from annotator.gui.rescue import rescue_file
from annotator.services.folders import Folders
from tests.e2e.hands import Hands


def project_path(hands: Hands) -> Path | None:
    workspace = hands.window.desk._workspace
    return None if workspace is None else workspace.project.path


def boxes() -> list[QMessageBox]:
    """The messages on the screen."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()]


def read_box(hands: Hands) -> str:
    """Wait for a message, read it as plain text and close it with its button."""
    hands.wait(lambda: bool(boxes()), "a message is shown")
    box = boxes()[0]
    assert box.textFormat() == Qt.TextFormat.PlainText
    told = " ".join(part for part in (box.text(), box.informativeText()) if part)
    QTest.mouseClick(box.button(QMessageBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    hands.wait(lambda: box not in boxes(), "the message is closed")
    hands.window.activateWindow()
    hands.wait(
        lambda: bool(boxes()) or QApplication.activeWindow() is hands.window, "the window has the keyboard again"
    )
    return told


def find(hands: Hands, kind: type[QWidget], name: str) -> QWidget | None:
    """A visible widget by its accessible name."""
    found = (one for one in hands.window.findChildren(kind) if one.accessibleName() == name and one.isVisible())
    return next(found, None)


def label(hands: Hands, name: str) -> str:
    """What a label of the status line says."""
    found = find(hands, QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def press_button(hands: Hands, name: str) -> None:
    button = find(hands, QPushButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def action(hands: Hands, text: str) -> QAction:
    """An entry of the menus."""
    menus = (entry.menu() for entry in hands.window.menuBar().actions())
    entries = [entry for menu in menus if isinstance(menu, QMenu) for entry in menu.actions()]
    return next(entry for entry in entries if entry.text().replace("&", "") == text)


def choose(hands: Hands, text: str) -> None:
    """Choose an entry of the menus that can be chosen."""
    entry = action(hands, text)
    assert entry.isEnabled()
    entry.trigger()


def rescued_lines() -> list[dict[str, Any]]:
    """The changes in the rescue file."""
    file = rescue_file(Folders.of_person().state)
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
