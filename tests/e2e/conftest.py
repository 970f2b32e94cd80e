"""Runs the real ``main()`` with a script played inside its event loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from annotator.__main__ import main
from annotator.gui.main_window import MainWindow
from annotator.gui.theme import ThemeName, apply_theme
from annotator.gui.waiting import wait_until
from tests.e2e.hands import Hands

Script = Callable[[Hands], None]
Play = Callable[[list[str], Script], int]


@pytest.fixture
def play(qapp: QApplication) -> Iterator[Play]:
    """Start ``main(arguments)``, let a script work the window it opens, close the window, return the exit status."""

    def run(arguments: list[str], script: Script) -> int:
        failures: list[BaseException] = []

        def act() -> None:
            window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible())
            try:
                window.resize(1280, 720)
                window.activateWindow()
                script(Hands(window))
            except BaseException as failure:  # noqa: BLE001 - raised again below, outside the event loop
                failures.append(failure)
            finally:
                for popup in QApplication.topLevelWidgets():
                    if popup is not window and popup.isVisible():
                        popup.close()
                window.close()
                window.deleteLater()

        QTimer.singleShot(0, act)
        status = main(arguments)
        if failures:
            raise failures[0]
        return status

    yield run
    wait_until(lambda: not any(isinstance(one, MainWindow) for one in QApplication.topLevelWidgets()), timeout_ms=2000)
    apply_theme(qapp, ThemeName.LIGHT)
