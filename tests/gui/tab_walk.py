"""Walks through a window with the Tab key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

_LONGEST = 100


def walk(start: QWidget, *, is_next: bool) -> list[QWidget]:
    """Return where Tab (or Shift+Tab) stops from a widget on, until a widget comes again, which is the start."""
    key, held = (
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
        if is_next
        else (Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    )
    start.setFocus()
    visited: list[QWidget] = []
    while len(visited) < _LONGEST:
        focused = QApplication.focusWidget()
        assert focused is not None, f"nothing has the keyboard after {[one.accessibleName() for one in visited]}"
        if focused in visited:
            assert focused is visited[0], f"Tab never comes back from {focused.accessibleName()}"
            return visited
        visited.append(focused)
        QTest.keyClick(focused, key, held)
    raise AssertionError("Tab never ends")


def assert_tab_reaches(start: QWidget, wanted: list[QWidget]) -> None:
    """Fail unless Tab and Shift+Tab reach the same controls, and all of these."""
    forth, back = walk(start, is_next=True), walk(start, is_next=False)
    names = [one.accessibleName() for one in wanted if one not in forth]
    assert names == []
    assert [one.accessibleName() for one in forth if one not in back] == []
    assert [one.accessibleName() for one in back if one not in forth] == []
