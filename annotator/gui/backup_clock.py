"""When the window asks for backups: soon after a project was opened, and every half hour of work."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from annotator.gui.desk import Desk

_SOON_MS = 20_000
_EVERY_MS = 30 * 60_000


class BackupClock(QObject):
    """Asks; whether there is anything to copy is the service's business, and closing makes its own copy."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._ask)
        self._regularly = QTimer(self)
        self._regularly.setInterval(_EVERY_MS)
        self._regularly.timeout.connect(self._ask)
        desk.project_opened.connect(lambda _: self._start())

    def _start(self) -> None:
        self._soon.start()
        self._regularly.start()

    def _ask(self) -> None:
        self._desk.ask(lambda workspace, _: workspace.backups.make_if_changed(), on_success=lambda _: None)
