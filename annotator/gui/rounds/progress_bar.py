"""A bar in four parts: complete, without incident, in progress, not started."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from annotator.domain.queue import Progress
from annotator.gui.queue.queue_model import PROGRESS_WORDS
from annotator.gui.rounds.words import tally_words
from annotator.gui.theme import Tokens
from annotator.services.rounds.progress import Tally

_ORDER = (Progress.COMPLETE, Progress.NO_INCIDENT, Progress.DRAFT)
_RADIUS = 3.0
_LIGHTER = 0.42


def paint_bar(painter: QPainter, area: QRectF, tally: Tally, tokens: Tokens) -> None:
    """Paint a tally as a bar; each part differs in lightness or pattern, not in colour alone."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = QPainterPath()
    shape.addRoundedRect(area, _RADIUS, _RADIUS)
    painter.setClipPath(shape)
    painter.fillRect(area, QColor(tokens.neutral_fill))
    left = area.left()
    counts = {Progress.COMPLETE: tally.complete, Progress.NO_INCIDENT: tally.no_incident, Progress.DRAFT: tally.draft}
    for progress in _ORDER:
        width = area.width() * counts[progress] / tally.assigned if tally.assigned else 0.0
        _paint_part(painter, QRectF(left, area.top(), width, area.height()), progress, tokens)
        left += width
    painter.setClipping(False)
    painter.setPen(QColor(tokens.control_border))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area, _RADIUS, _RADIUS)
    painter.restore()


def _paint_part(painter: QPainter, area: QRectF, progress: Progress, tokens: Tokens) -> None:
    if area.width() <= 0:
        return
    match progress:
        case Progress.COMPLETE:
            painter.fillRect(area, QColor(tokens.accent))
        case Progress.NO_INCIDENT:
            lighter = QColor(tokens.accent)
            lighter.setAlphaF(_LIGHTER)
            painter.fillRect(area, lighter)
        case Progress.DRAFT:
            painter.fillRect(area, QColor(tokens.surface))
            painter.fillRect(area, QBrush(QColor(tokens.accent), Qt.BrushStyle.BDiagPattern))
        case Progress.NOT_STARTED:
            painter.fillRect(area, QColor(tokens.neutral_fill))


class ProgressBar(QWidget):
    """One tally as a bar."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._tally = Tally(0, 0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return a slim bar."""
        return QSize(160, 12)

    def show_tally(self, tally: Tally, tokens: Tokens) -> None:
        """Show a tally in a theme's colours."""
        self._tally, self._tokens = tally, tokens
        self.setAccessibleName(tally_words(tally))
        self.setToolTip(tally_words(tally))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar."""
        painter = QPainter(self)
        paint_bar(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._tally, self._tokens)
        painter.end()


class Legend(QWidget):
    """What the parts of the bars mean."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples: list[tuple[ProgressBar, Tally]] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for tally, progress in (
            (Tally(1, 0, 0, 1, 0), Progress.COMPLETE),
            (Tally(1, 0, 0, 0, 1), Progress.NO_INCIDENT),
            (Tally(1, 0, 1, 0, 0), Progress.DRAFT),
            (Tally(1, 1, 0, 0, 0), Progress.NOT_STARTED),
        ):
            bar = ProgressBar(tokens, self)
            bar.setFixedWidth(16)
            self._samples.append((bar, tally))
            label = QLabel(PROGRESS_WORDS[progress], self)
            label.setProperty("role", "caption")
            layout.addWidget(bar)
            layout.addWidget(label)
            layout.addSpacing(6)
        layout.addStretch(1)
        self.set_tokens(tokens)

    def set_tokens(self, tokens: Tokens) -> None:
        """Use another theme's colours."""
        for bar, tally in self._samples:
            bar.show_tally(tally, tokens)
            bar.setToolTip("")
            bar.setAccessibleName("")
