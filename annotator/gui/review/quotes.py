"""The words an answer rests on, as buttons that lead to them in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from annotator.domain.text import Span
from annotator.gui.form.flow import FlowLayout
from annotator.gui.form.look import Colours, plain_tip, quoted
from annotator.gui.form.plain import quiet_button
from annotator.gui.form.pool import Pool
from annotator.gui.review.sides import SideLook

SHOWN = 4
"""Quotes shown at first; "+n more" shows the rest."""

_PADDING = 8


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch of the article and its words; ``stance`` is empty where it simply states the value."""

    span: Span
    words: str
    stance: str = ""

    @property
    def line(self) -> str:
        """The words in quotation marks, after how they bear on the value."""
        return " ".join(part for part in (self.stance, quoted(self.words)) if part)


class QuoteButton(QAbstractButton):
    """One quote in one line, cut where there is no room; pressing it shows the words in the text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.quote: Quoted | None = None
        self._look: SideLook | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_quote(self, quote: Quoted, look: SideLook) -> None:
        """Show a quote in its side's colour."""
        self.quote, self._look = quote, look
        self.setText(quote.line)
        self.setAccessibleName(f"Show in the text: {quote.line}")
        self.setToolTip(plain_tip(quote.words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the whole quote."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2 * _PADDING + 3, metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters; the rest may be cut."""
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the quote on its side's colour, framed under the mouse and with the keyboard."""
        if self._look is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_pointed = self.underMouse() or self.hasFocus()
        has_fill = self._look.fill.alpha() > 0
        frame = is_pointed or not has_fill
        painter.setPen(QPen(self._look.line, 2 if self.hasFocus() else 1) if frame else Qt.PenStyle.NoPen)
        painter.setBrush(self._look.fill)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 5, 5)
        painter.setPen(Colours.current().text)
        room = self.rect().adjusted(_PADDING, 0, -_PADDING, 0)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.drawText(room, flags, shown)
        painter.end()


class QuoteRow(QWidget):
    """All quotes of one answer; hidden where there is none."""

    quote_pressed = Signal(object)
    """The `Span` to show in the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        self._pool = Pool(self._made_button)
        self._quotes: tuple[Quoted, ...] = ()
        self._look: SideLook | None = None
        self._limit = SHOWN
        self._more = quiet_button("", "Show all quotes", self)
        self._more.clicked.connect(self._on_more)
        self.hide()

    def show_quotes(self, quotes: Sequence[Quoted], look: SideLook) -> None:
        """Show these quotes."""
        self._limit = SHOWN
        self._quotes, self._look = tuple(quotes), look
        self._fill()

    def tab_stops(self) -> list[QWidget]:
        """Return what the Tab key stops at, in order."""
        return [*self._pool.all, self._more]

    def _made_button(self) -> QuoteButton:
        button = QuoteButton(self)
        button.clicked.connect(lambda: self._on_pressed(button))
        self._flow.removeWidget(self._more)
        self._flow.addWidget(button)
        self._flow.addWidget(self._more)
        return button

    def _fill(self) -> None:
        if self._look is None:
            return
        for quote in self._quotes[: self._limit]:
            self._pool.take().show_quote(quote, self._look)
        self._pool.hide_rest()
        self._more.setText(f"+{len(self._quotes) - self._limit:,} more")
        self._more.setVisible(len(self._quotes) > self._limit)
        self.setVisible(bool(self._quotes))
        self.updateGeometry()

    def _on_pressed(self, button: QuoteButton) -> None:
        if button.quote is not None:
            self.quote_pressed.emit(button.quote.span)

    def _on_more(self) -> None:
        self._limit = len(self._quotes)
        self._fill()
