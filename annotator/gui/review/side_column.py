"""One side of the article: the cards of the coders who stand there, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.gui.form.scrolling import scrolled
from annotator.gui.review.answer_card import AnswerCard, CardContent, Facing

NARROWEST = 196
"""Width in pixels below which a card would not hold its key and its button."""


class SideColumn(QWidget):
    """Shows cards; long answers scroll here and nowhere else."""

    taken = Signal(int)
    """The place of the side whose answer is taken."""
    quote_pressed = Signal(object)

    def __init__(self, facing: Facing, first_place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[AnswerCard] = []
        self._facing = facing
        self._first_place = first_place
        body = QWidget(self)
        self._pile = QVBoxLayout(body)
        self._pile.setContentsMargins(10, 8, 10, 10)
        self._pile.setSpacing(8)
        self._pile.addStretch(1)
        self._area = scrolled(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self.setMinimumWidth(NARROWEST)

    def show_cards(self, contents: Sequence[CardContent], *, can_rule: bool, is_from_top: bool) -> None:
        """Show these answers, those of every second side; from the top where they are another disagreement's."""
        while len(self.cards) < len(contents):
            self._add_card()
        for number, card in enumerate(self.cards):
            card.setVisible(number < len(contents))
            if number < len(contents):
                card.show_content(contents[number])
                card.button.setEnabled(can_rule)
        if is_from_top:
            self._area.verticalScrollBar().setValue(0)

    def _add_card(self) -> None:
        place = self._first_place + 2 * len(self.cards)
        card = AnswerCard(self._facing, self)
        card.taken.connect(lambda: self.taken.emit(place))
        card.quote_pressed.connect(self.quote_pressed)
        self._pile.insertWidget(len(self.cards), card)
        self.cards.append(card)
