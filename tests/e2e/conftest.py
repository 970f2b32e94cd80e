"""Runs the real ``main()`` with a script played inside its event loop."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QApplication

from annotator.__main__ import main
from annotator.gui.dialogs.unsaved_dialog import UnsavedDialog
from annotator.gui.main_window import MainWindow
from annotator.gui.waiting import wait_until
from annotator.services.folders import Folders
from tests.e2e.hands import Hands

USUAL_SIZE = QSize(1280, 720)

Script = Callable[[Hands], None]


class Play(Protocol):
    """Plays a script in the window that ``main(arguments)`` opens; returns the exit status."""

    def __call__(self, arguments: list[str], script: Script, *, size: QSize | None = USUAL_SIZE) -> int: ...


def assert_no_defect() -> None:
    """Fail with what the window wrote about exceptions nobody caught."""
    log = Folders.of_person().state / "defects.log"
    assert not log.exists(), log.read_text(encoding="utf-8")


def _leave_unsaved(window: MainWindow) -> None:
    """Close a window that asks about changes it could not store."""
    for dialog in window.findChildren(UnsavedDialog):
        dialog.accept()


@pytest.fixture
def play(qapp: QApplication) -> Iterator[Play]:
    """Start ``main(arguments)``, let a script work the window it opens, close the window, return the exit status.

    The window is resized unless ``size`` is None. A defect inside the window fails the test.
    """

    def run(arguments: list[str], script: Script, *, size: QSize | None = USUAL_SIZE) -> int:
        failures: list[BaseException] = []
        hook = sys.excepthook

        def act() -> None:
            window = next(
                one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible()
            )
            try:
                if size is not None:
                    window.resize(size)
                window.activateWindow()
                script(Hands(window))
            except BaseException as failure:  # noqa: BLE001 - raised again below, outside the event loop
                failures.append(failure)
            finally:
                for popup in QApplication.topLevelWidgets():
                    if popup is not window and popup.isVisible():
                        popup.close()
                if not window.close():
                    _leave_unsaved(window)
                window.deleteLater()

        QTimer.singleShot(0, act)
        try:
            status = main(arguments)
        finally:
            sys.excepthook = hook
        if failures:
            raise failures[0]
        assert_no_defect()
        return status

    yield run
    assert wait_until(lambda: not any(isinstance(one, MainWindow) for one in QApplication.topLevelWidgets()))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the project of a test lies, or should."""
    return tmp_path / "work.annotator"
