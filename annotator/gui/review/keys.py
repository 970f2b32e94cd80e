"""The review's keys: what each does, bound to the part of the room where it means that."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

SIDE_KEYS = "ABCDEF"
"""The keys of the first six sides."""
REASON_KEYS = "1234567"


class KeyGroup:
    """Shortcuts that are on or off together, and work where their widget or a part of it has the keyboard.

    A key that is held down does its deed once, unless they are steps.
    """

    def __init__(self, widget: QWidget, deeds: Mapping[str, Callable[[], object]], *, are_steps: bool = False) -> None:
        self._shortcuts = [_made(widget, key, deed) for key, deed in deeds.items()]
        for shortcut in self._shortcuts:
            shortcut.setAutoRepeat(are_steps)

    def enable(self, *, is_on: bool) -> None:
        """Switch all of them on or off."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(is_on)


def _made(widget: QWidget, key: str, deed: Callable[[], object]) -> QShortcut:
    shortcut = QShortcut(QKeySequence(key), widget)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(deed)
    return shortcut
