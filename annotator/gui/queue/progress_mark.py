"""Progress as a shape, the same wherever articles are listed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from annotator.domain.queue import Progress
from annotator.gui.theme import Tokens

MARK = 11
"""The mark's diameter, in pixels."""


def paint_progress_mark(painter: QPainter, centre: QPointF, progress: Progress, tokens: Tokens) -> None:
    """Paint a ring, a half-filled ring, a filled disc with a tick, or a ring with a bar; colour only repeats it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(
        tokens.success if progress.is_finished else tokens.accent if progress is Progress.DRAFT else tokens.text_dim
    )
    circle = QRectF(centre.x() - MARK / 2, centre.y() - MARK / 2, MARK, MARK)
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(colour if progress is Progress.COMPLETE else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(circle)
    if progress is Progress.DRAFT:
        painter.setBrush(colour)
        painter.drawPie(circle, 90 * 16, 180 * 16)
    elif progress is Progress.NO_INCIDENT:
        painter.drawLine(QPointF(centre.x() - 3, centre.y()), QPointF(centre.x() + 3, centre.y()))
    elif progress is Progress.COMPLETE:
        painter.setPen(QPen(QColor(tokens.surface), 1.5))
        painter.drawPolyline([centre + QPointF(-2.6, 0.2), centre + QPointF(-0.7, 2.1), centre + QPointF(2.8, -2.0)])
