"""Letting the window's events run until something is so; for the self-test, never for the window itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer

_LOOK_EVERY_MS = 5


def wait_until(condition: Callable[[], bool], *, timeout_ms: int = 60_000) -> bool:
    """Run events until the condition holds; False when it did not within the time."""
    if condition():
        return True
    loop = QEventLoop()
    look = QTimer()
    look.setInterval(_LOOK_EVERY_MS)
    look.timeout.connect(lambda: loop.quit() if condition() else None)
    look.start()
    QTimer.singleShot(timeout_ms, loop.quit)
    loop.exec()
    look.stop()
    return condition()
