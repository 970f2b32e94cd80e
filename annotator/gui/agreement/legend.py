"""The scale of colours and the hatching, with what they mean."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.gui.agreement.scale import STEP_WORDS, steps
from annotator.gui.theme import ThemeName, tokens

_BOX = 14
HATCHED = "hatched: not defined, or † not to be trusted"


class Legend(QWidget):
    """One line below the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = ThemeName.LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Colours from weak to strong agreement: {', '.join(STEP_WORDS)}; {HATCHED}")

    def set_theme(self, theme: ThemeName) -> None:
        """Take on a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Return one line's height."""
        return QSize(400, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint boxes and words as far as there is room."""
        painter = QPainter(self)
        colours = tokens(self._theme)
        font = QFont(self.font())
        font.setPixelSize(11)
        painter.setFont(font)
        measure = QFontMetrics(font)
        x, top = 12, (self.height() - _BOX) // 2
        entries: list[tuple[str, str | None]] = [
            (words, fill) for words, (fill, _) in zip(STEP_WORDS, steps(self._theme), strict=True)
        ]
        for words, fill in [*entries, (HATCHED, None)]:
            box = QRect(x, top, _BOX, _BOX)
            painter.fillRect(box, QColor(fill or colours.surface))
            if fill is None:
                painter.fillRect(box, QBrush(QColor(colours.text_dim), Qt.BrushStyle.BDiagPattern))
            painter.setPen(QColor(colours.control_border))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
            painter.setPen(QColor(colours.text_dim))
            painter.drawText(QRect(x + _BOX + 6, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, words)
            x += _BOX + 6 + measure.horizontalAdvance(words) + 16
        painter.end()
