"""One card: what a coder, or gold, has for the disagreement in view."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from annotator.gui.form.look import paint_keycap, plain_tip
from annotator.gui.form.plain import WrappedLabel
from annotator.gui.review.quotes import Quoted, QuoteRow
from annotator.gui.review.sides import SideLook
from annotator.gui.second_click import ignore_second_click
from annotator.gui.theme import restyle

_BAR = 3
_DASH_PATTERNS = {
    Qt.PenStyle.DashLine: [4.0, 2.0],
    Qt.PenStyle.DotLine: [1.0, 1.5],
    Qt.PenStyle.DashDotLine: [4.0, 1.5, 1.0, 1.5],
    Qt.PenStyle.DashDotDotLine: [4.0, 1.5, 1.0, 1.5, 1.0, 1.5],
}
_KEYCAP = 22
_ANSWER_PX, _LONG_PX = 15, 13


@dataclass(frozen=True, slots=True)
class CardContent:
    """What a card tells; ``status`` is said beside the words when it is not simply "coded".

    ``where`` is a few words beside the name, ``told`` a sentence below the quotes;
    ``is_long`` that the words tell of a whole incident rather than one answer.
    """

    look: SideLook
    name: str
    words: str
    status: str = ""
    where: str = ""
    quotes: tuple[Quoted, ...] = ()
    note: str = ""
    told: str = ""
    is_taken: bool = False
    is_dim: bool = False
    is_long: bool = False


class Facing(Enum):
    """Towards which edge a card's line is, which is where the article lies."""

    LEFT = "left"
    RIGHT = "right"


class Keycap(QWidget):
    """A side's letter as a key in its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look: SideLook | None = None
        self.setFixedSize(_KEYCAP, _KEYCAP)

    def show_look(self, look: SideLook) -> None:
        """Show another side's letter."""
        self._look = look
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the key."""
        if self._look is not None:
            painter = QPainter(self)
            painter.setFont(self.font())
            paint_keycap(painter, self.rect(), self._look.as_field, has_key=True)
            painter.end()


def pen_of(look: SideLook, width: float) -> QPen:
    """Return a pen in a side's colour and pattern."""
    pen = QPen(look.line, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if look.pattern in _DASH_PATTERNS:
        pen.setDashPattern(_DASH_PATTERNS[look.pattern])
    return pen


class OneLine(QLabel):
    """Words in one line, cut with an ellipsis where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        self.setAlignment(left | Qt.AlignmentFlag.AlignVCenter)  # a name that runs to the left stays at its key
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, words: str) -> None:
        """Show other words."""
        self._words = words
        self.setToolTip(plain_tip(words))
        self._fit()

    def sizeHint(self) -> QSize:
        """Return room for all of the words."""
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters; the rest may be cut."""
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Cut anew in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width()))


class AnswerCard(QFrame):
    """Shows a `CardContent`; its button takes the side. Gold's card has none, it is what comes of taking."""

    taken = Signal()
    quote_pressed = Signal(object)

    def __init__(self, facing: Facing, parent: QWidget | None = None, *, can_be_taken: bool = True) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.content: CardContent | None = None
        self._facing = facing
        self._keycap = Keycap(self)
        self._name = OneLine(self)
        self._status, self._taken = self._made_pill(), self._made_pill()
        self._taken.setText("Taken")
        self._taken.setProperty("tone", "ok")
        self.button = QPushButton(self)
        ignore_second_click(self.button)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.taken)
        self.button.setVisible(can_be_taken)
        policy = self.button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing moves while taking has to wait
        self.button.setSizePolicy(policy)
        self._words = WrappedLabel("answer")
        self._quotes = QuoteRow(self)
        self._quotes.quote_pressed.connect(self.quote_pressed)
        self._note, self._told = WrappedLabel("dim"), WrappedLabel("dim")
        self._lay_out(can_be_taken=can_be_taken)

    def _made_pill(self) -> QLabel:
        pill = QLabel(self)
        pill.setTextFormat(Qt.TextFormat.PlainText)
        pill.setProperty("role", "pill")
        return pill

    def _lay_out(self, *, can_be_taken: bool) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._keycap)
        column = QVBoxLayout(self)
        near, far, air = 16, 10, 8 if can_be_taken else 5
        is_left = self._facing is Facing.LEFT
        column.setContentsMargins(near if is_left else far, air, far if is_left else near, air)
        column.setSpacing(4 if can_be_taken else 3)
        column.addLayout(head)
        if can_be_taken:
            head.addWidget(self._taken)
            head.addStretch(1)
            head.addWidget(self.button)
            column.addWidget(self._name)
            column.addWidget(self._status, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            head.addWidget(self._name, 1)
        for part in (self._words, self._quotes, self._note, self._told):
            column.addWidget(part)
        column.addStretch(1)

    def show_content(self, content: CardContent) -> None:
        """Show what one side has."""
        self.content = content
        self._keycap.show_look(content.look)
        self._name.say(" · ".join(part for part in (content.name, content.where) if part))
        self._status.setText(content.status)
        self._status.setVisible(bool(content.status))
        self._taken.setVisible(content.is_taken)
        self.button.setText(f"Take {content.look.letter}")
        self.button.setAccessibleName(f"Take {content.look.letter}: {content.name}: {content.words}")
        self._show_words(content)
        self._quotes.show_quotes(content.quotes, content.look)
        self._note.say(f"Note: {content.note}" if content.note else "")
        self._told.say(content.told)
        spoken = [content.name, content.status, content.words, content.told, *(quote.line for quote in content.quotes)]
        self.setAccessibleName(", ".join(part for part in spoken if part))
        self.update()

    def _show_words(self, content: CardContent) -> None:
        self._words.say(content.words)
        role = "dim" if content.is_dim else "answer"
        if self._words.property("role") != role:
            self._words.setProperty("role", role)
            restyle(self._words)
        self._words.ensurePolished()  # or the style sheet would put its own font back when the card is first shown
        font = self._words.font()
        font.setPixelSize(_LONG_PX if content.is_long else _ANSWER_PX)
        font.setWeight(font.Weight.Normal if content.is_long else font.Weight.DemiBold)
        self._words.setFont(font)

    def tab_stops(self) -> list[QWidget]:
        """Return what the Tab key stops at, in order."""
        return [self.button, *self._quotes.tab_stops()]

    def sizeHint(self) -> QSize:
        """Return the layout's wish; the width follows the column."""
        return QSize(200, super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, and the side's line down the edge where the article lies."""
        super().paintEvent(event)
        if self.content is None:
            return
        painter = QPainter(self)
        painter.setPen(pen_of(self.content.look, _BAR))
        x = 6.5 if self._facing is Facing.LEFT else self.width() - 6.5
        painter.drawLine(QPointF(x, 9), QPointF(x, self.height() - 9))
        painter.end()
