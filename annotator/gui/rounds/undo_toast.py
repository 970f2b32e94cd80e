"""What was just done, with a way back; goes by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

_SHOWN_MS = 12_000
_MARGIN = 24


class UndoToast(QFrame):
    """Lies above the bottom of a widget until it is clicked or time has passed."""

    undo_asked = Signal()

    def __init__(self, above: QWidget) -> None:
        super().__init__(above)
        self.setProperty("role", "toast")
        self._above = above
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._undo = QPushButton("Undo", self)
        self._undo.setAccessibleName("Undo what was just done")
        self._undo.clicked.connect(self._on_undo)
        self._time = QTimer(self)
        self._time.setSingleShot(True)
        self._time.setInterval(_SHOWN_MS)
        self._time.timeout.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(16)
        layout.addWidget(self._words)
        layout.addWidget(self._undo)
        above.installEventFilter(self)
        self.hide()

    def say(self, sentence: str) -> None:
        """Say what was done and offer to undo it."""
        longest = max(self._above.width() - 2 * _MARGIN - 140, 120)
        shown = self._words.fontMetrics().elidedText(sentence, Qt.TextElideMode.ElideRight, longest)
        self._words.setText(shown)
        self._words.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()
        self._time.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the bottom when the widget below changes its size."""
        if watched is self._above and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.adjustSize()
        left = (self._above.width() - self.width()) // 2
        self.move(QPoint(max(left, 0), self._above.height() - self.height() - _MARGIN))

    def _on_undo(self) -> None:
        self.hide()
        self.undo_asked.emit()
