"""One report on the board of incidents: which, of whom, and what it tells in two lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from annotator.domain.ids import ReportId
from annotator.domain.text import Span
from annotator.gui.form.look import Colours, bold, paint_icon, plain_tip
from annotator.gui.review.answer_card import pen_of
from annotator.gui.review.sides import SideLook
from annotator.gui.theme import Tint

_PADDING = 12
_LINES = 2


@dataclass(frozen=True, slots=True)
class BoardReport:
    """One coder's report: its name ("Incident 2"), what it tells in a line, and the spans it rests on."""

    id: ReportId
    place: int
    name: str
    summary: str
    spans: tuple[Span, ...] = ()


class ReportTile(QAbstractButton):
    """A tile that can be chosen; arrow keys go to its neighbours."""

    walked = Signal(int, int)
    """Columns and rows to go, by an arrow key."""
    focused = Signal()

    def __init__(self, report: BoardReport, look: SideLook, coder: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.report = report
        self._look = look
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{coder}, {report.name}: {report.summary}")
        self.setToolTip(plain_tip(f"{report.name}\n{report.summary}"))

    def sizeHint(self) -> QSize:
        """Return room for the name and two lines."""
        return QSize(140, self.fontMetrics().height() * (_LINES + 1) + 18)

    def minimumSizeHint(self) -> QSize:
        """Return the least room."""
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrow keys; Space or Enter chooses."""
        step = _STEPS.get(event.key())
        if step is not None and not event.modifiers():
            self.walked.emit(*step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the keyboard is here."""
        super().focusInEvent(event)
        self.focused.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tile in its side's colour; chosen ones are filled, framed and ticked."""
        colours, painter = Colours.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(self._look.line if self.isChecked() else colours.border, 2 if self.isChecked() else 1))
        painter.setBrush(
            self._look.fill if self.isChecked() else colours.hover if self.underMouse() else colours.raised
        )
        painter.drawRoundedRect(body, 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(colours.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body.adjusted(2, 2, -2, -2), 5, 5)
        painter.setPen(pen_of(self._look, 3))
        painter.drawLine(6, 8, 6, self.height() - 8)
        self._paint_words(painter, colours)
        painter.end()

    def _paint_words(self, painter: QPainter, colours: Colours) -> None:
        height = self.fontMetrics().height()
        room = self.rect().adjusted(_PADDING + 2, 7, -_PADDING, -6)
        painter.setFont(bold(self.font()))
        painter.setPen(colours.text)
        name = painter.fontMetrics().elidedText(self.report.name, Qt.TextElideMode.ElideRight, room.width() - 20)
        painter.drawText(QRect(room.left(), room.top(), room.width(), height), Qt.AlignmentFlag.AlignLeft, name)
        if self.isChecked():
            paint_icon(painter, QRect(room.right() - 16, room.top(), 16, height), "check", Tint.TEXT)
        painter.setFont(self.font())
        painter.setPen(colours.dim)
        for number, line in enumerate(in_lines(self.report.summary, room.width(), self.fontMetrics(), _LINES), start=1):
            place = QRect(room.left(), room.top() + 2 + number * height, room.width(), height)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, line)


def in_lines(text: str, width: int, metrics: QFontMetrics, most: int) -> Iterator[str]:
    """Yield at most so many lines of words that fit a width; the last is cut with an ellipsis."""
    words, number = text.split(), 1
    while words and number < most:
        line = words.pop(0)
        while words and metrics.horizontalAdvance(f"{line} {words[0]}") <= width:
            line = f"{line} {words.pop(0)}"
        yield metrics.elidedText(line, Qt.TextElideMode.ElideRight, width)
        number += 1
    if words:
        yield metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width)


_STEPS = {
    Qt.Key.Key_Left.value: (-1, 0),
    Qt.Key.Key_Right.value: (1, 0),
    Qt.Key.Key_Up.value: (0, -1),
    Qt.Key.Key_Down.value: (0, 1),
}
