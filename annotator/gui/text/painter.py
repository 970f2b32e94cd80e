"""Paints strips: what lies under the words and what stands between the lines."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap

from annotator.gui.text.highlights import HighlightStyle, ReaderColours
from annotator.gui.text.strips import LANE_WIDTH, TAG_HEIGHT, Strip, Tag

PlacedStrip = tuple[QPointF, Strip]
"""A strip and its block's origin in the viewport."""

_DASHES = {
    Qt.PenStyle.DashLine: [4.0, 2.0],
    Qt.PenStyle.DotLine: [1.0, 1.5],
    Qt.PenStyle.DashDotLine: [4.0, 1.5, 1.0, 1.5],
    Qt.PenStyle.DashDotDotLine: [4.0, 1.5, 1.0, 1.5, 1.0, 1.5],
}


class HighlightPainter:
    """Paints in two passes, one before the text and one after it; keeps the small pictures of letter tags."""

    def __init__(self, colours: ReaderColours, font: QFont) -> None:
        self._colours = colours
        self._font = QFont(font)
        self._font.setPixelSize(TAG_HEIGHT - 2)
        self._font.setBold(True)
        self._tags: dict[tuple[str, int | None, float], QPixmap] = {}
        self._pens: dict[tuple[int, Qt.PenStyle], QPen] = {}

    def paint_under(self, painter: QPainter, strips: Iterable[PlacedStrip]) -> None:
        """Paint fills and underlines, which the words then lie on."""
        for origin, strip in strips:
            painter.translate(origin)
            painter.setPen(Qt.PenStyle.NoPen)
            for colour, boxes in strip.fills.values():
                painter.setBrush(colour)
                painter.drawRects(boxes)
            for (_, pattern), (colour, lines) in strip.underlines.items():
                painter.setPen(self._pen(colour, pattern))
                painter.drawLines(lines)
            painter.translate(-origin)

    def paint_over(self, painter: QPainter, strips: Iterable[PlacedStrip]) -> None:
        """Paint letter tags and the counts of highlights that have no lane."""
        ratio = painter.device().devicePixelRatioF()
        for origin, strip in strips:
            for tag in strip.tags:
                painter.drawPixmap(_aligned(origin + tag.box.topLeft(), ratio), self._picture(tag, ratio))

    def paint_active(self, painter: QPainter, boxes: list[QRectF], style: HighlightStyle) -> None:
        """Paint the active highlight's frame and stronger fill."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = QColor(style.line)
        fill.setAlphaF(0.22)
        painter.setPen(QPen(style.line, 1.2))
        painter.setBrush(fill)
        for box in boxes:
            painter.drawRoundedRect(box.adjusted(-1.5, -0.5, 1.5, 0.5), 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def paint_halo(self, painter: QPainter, boxes: list[QRectF], colour: QColor, strength: float) -> None:
        """Paint a ring around boxes that widens and fades as ``strength`` falls from 1 to 0."""
        if strength <= 0:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QColor(colour)
        ring.setAlphaF(0.75 * strength)
        spread = 2 + 5 * (1 - strength)
        painter.setPen(QPen(ring, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box in boxes:
            painter.drawRoundedRect(box.adjusted(-spread, -spread, spread, spread), 5, 5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def paint_grips(self, painter: QPainter, grips: Iterable[QRectF], colour: QColor) -> None:
        """Paint the grips by which the active highlight's ends are dragged."""
        for grip in grips:
            painter.fillRect(grip, colour)

    def paint_marks(self, painter: QPainter, marks: list[QLineF]) -> None:
        """Paint where characters stand that cannot be seen, such as overrides of the writing direction."""
        if marks:
            painter.setPen(QPen(self._colours.dim, 1, Qt.PenStyle.DotLine))
            painter.drawLines(marks)

    def _pen(self, colour: QColor, pattern: Qt.PenStyle) -> QPen:
        key = (colour.rgba(), pattern)
        pen = self._pens.get(key)
        if pen is None:
            pen = QPen(colour, LANE_WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
            if pattern in _DASHES:
                pen.setDashPattern(_DASHES[pattern])
            self._pens[key] = pen
        return pen

    def _picture(self, tag: Tag, ratio: float) -> QPixmap:
        key = (tag.sign, tag.colour.rgba() if tag.colour else None, ratio)
        if key not in self._tags:
            self._tags[key] = self._drawn(tag, ratio)
        return self._tags[key]

    def _drawn(self, tag: Tag, ratio: float) -> QPixmap:
        box = QRectF(0, 0, tag.box.width(), tag.box.height())
        picture = QPixmap(round(box.width() * ratio), round(box.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tag.colour or self._colours.dim)
        painter.drawRoundedRect(box, 2, 2)
        painter.setFont(self._font)
        painter.setPen(self._colours.base)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tag.sign)
        painter.end()
        return picture


def _aligned(point: QPointF, ratio: float) -> QPointF:
    """Return the nearest point on a whole device pixel, so that a picture stays crisp."""
    return QPointF(round(point.x() * ratio) / ratio, round(point.y() * ratio) / ratio)
