"""Says above the article which line belongs to whom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.gui.form.chips import fair_widths
from annotator.gui.form.look import Colours, paint_keycap
from annotator.gui.review.answer_card import pen_of
from annotator.gui.review.sides import SideLook

_SAMPLE = 26
_GAP = 18
_KEY = 16
_LONGEST = 180


class Legend(QWidget):
    """Letter, a piece of the line, and the name of every side; names are cut where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[tuple[SideLook, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Whose marks these are")

    def show_sides(self, entries: Sequence[tuple[SideLook, str]]) -> None:
        """Show these sides in order."""
        self._entries = tuple(entries)
        self.setAccessibleDescription(", ".join(f"{look.letter}: {name}" for look, name in entries))
        self.update()

    def sizeHint(self) -> QSize:
        """Return one line."""
        return QSize(200, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the entries from left to right."""
        if not self._entries:
            return
        painter = QPainter(self)
        font = self.font()
        font.setPixelSize(12)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        fixed = _KEY + 6 + _SAMPLE + 6 + _GAP
        natural = [min(_LONGEST, metrics.horizontalAdvance(name)) for _, name in self._entries]
        widths = fair_widths(natural, max(0, self.width() - fixed * len(natural)))
        x = 0.0
        for (look, name), width in zip(self._entries, widths, strict=True):
            middle = self.height() / 2
            paint_keycap(painter, QRectF(x, middle - _KEY / 2, _KEY, _KEY).toRect(), look.as_field, has_key=True)
            x += _KEY + 6
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.fillRect(QRectF(x, middle - 7, _SAMPLE, 12), look.fill)
            painter.setPen(pen_of(look, 2))
            painter.drawLine(QPointF(x, middle + 6), QPointF(x + _SAMPLE, middle + 6))
            x += _SAMPLE + 6
            painter.setPen(Colours.current().dim)
            painter.setFont(font)
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, width + 1)
            painter.drawText(QRectF(x, 0, width + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
            x += width + _GAP
        painter.end()
