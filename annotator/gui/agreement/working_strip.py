"""Says that figures are being worked out, how far they are, and lets the person stop that."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from annotator.gui.jobs import Job

_SHOW_AFTER_MS = 300


class WorkingStrip(QFrame):
    """Follows one job at a time; it shows itself once the job takes longer than a moment."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "toolbar")
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOW_AFTER_MS)
        self._timer.timeout.connect(self.show)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Figures worked out, per cent")
        self.stop = QPushButton("Stop", self)
        self.stop.clicked.connect(self._on_stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(12)
        row.addWidget(QLabel("Working out the figures…", self))
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        self.hide()

    def follow(self, job: Job | None) -> None:
        """Follow a job in place of the one before, which is asked to stop."""
        self.finish()
        if job is None:
            return
        self._job = job
        self.bar.setValue(0)
        job.progressed.connect(self.bar.setValue)
        self._timer.start()

    def rest(self) -> None:
        """Stop following a job that has delivered."""
        self._job = None
        self._timer.stop()
        self.hide()

    def finish(self) -> None:
        """Stop following, and ask the job to stop if it still works."""
        job = self._job
        self.rest()
        if job is not None:
            job.cancel()

    def _on_stop(self) -> None:
        self.finish()
        self.cancelled.emit()
