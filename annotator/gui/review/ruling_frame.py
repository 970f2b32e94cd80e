"""What frames the article while a disagreement is in view: its name above, a coder's card at either side, verbs below.

The first side stands left of the article and the second right of it, the third left again, so that the eye goes from
one answer over the words to the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise, zip_longest

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from annotator.domain.ids import CoderId
from annotator.domain.review import RulingReason
from annotator.gui.form.plain import WrappedLabel
from annotator.gui.review.answer_card import AnswerCard, Facing
from annotator.gui.review.marked_article import MarkedArticle
from annotator.gui.review.presenting import card_of
from annotator.gui.review.ruling_foot import RulingFoot
from annotator.gui.review.ruling_head import RulingHead
from annotator.gui.review.side_column import SideColumn
from annotator.gui.review.sides import GOLD, SideLook
from annotator.services.review.case import Case, CaseItem

_NARROWEST_ARTICLE = 340
_ROOM_OF_AN_ANSWER = 0.55
"""The share of the height that an answer being entered may take from article and cards."""


class RulingFrame(QWidget):
    """Shows one item of a case and says what the reviewer wants; it changes nothing itself.

    Other widgets may stand beside the article instead (`stand_beside`).
    """

    taken = Signal(int)
    """The place of the side whose answer is taken."""
    quote_pressed = Signal(object)

    def __init__(self, article: MarkedArticle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.article = article
        self.head = RulingHead(self)
        self.left, self.right = SideColumn(Facing.RIGHT, 0), SideColumn(Facing.LEFT, 1)
        self.foot = RulingFoot(self)
        self._nothing = WrappedLabel("dim")
        self._case: Case | None = None
        self._item: CaseItem | None = None
        self._beside: QWidget | None = None
        self._widths = {False: [220, 540, 220], True: [0, 520, 440]}
        """Of left column, article and what is at its right; by whether something else stands beside the article."""
        self._stops: list[QWidget] = []
        self._lay_out()
        for side in (self.left, self.right):
            side.taken.connect(self.taken)
        for part in (self.left, self.right, self.foot):
            part.quote_pressed.connect(self.quote_pressed)
        self.foot.new_answer.closed.connect(self.close_new)
        self.show_nothing("")

    def _lay_out(self) -> None:
        self.article.setMinimumWidth(_NARROWEST_ARTICLE)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        for widget, share in ((self.left, 1), (self.article, 2), (self.right, 1)):
            self.splitter.addWidget(widget)
            self.splitter.setStretchFactor(self.splitter.count() - 1, share)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setContentsMargins(14, 4, 14, 10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._nothing)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.foot)

    # -- parts --------------------------------------------------------------------------------------------------------

    @property
    def cards(self) -> list[AnswerCard]:
        """The cards made so far by the place of their side; those at the end may be hidden."""
        both = zip_longest(self.left.cards, self.right.cards)
        return [card for pair in both for card in pair if card is not None]

    def add_beside(self, widget: QWidget) -> None:
        """Add what can stand beside the article instead of the cards."""
        widget.hide()
        self.splitter.addWidget(widget)
        self.splitter.setStretchFactor(self.splitter.count() - 1, 1)

    def stand_beside(self, widget: QWidget | None) -> None:
        """Show something else beside the article, or with None the disagreement around it."""
        if widget is not self._beside:
            self._keep_widths()
            for one in (self._beside, widget):
                if one is not None:
                    one.setVisible(one is widget)
            self._beside = widget
            self._show_parts()

    # -- showing ------------------------------------------------------------------------------------------------------

    @property
    def is_entering(self) -> bool:
        """Tell whether a new answer is being entered."""
        return self.foot.is_entering

    def show_nothing(self, sentence: str) -> None:
        """Say why there is nothing to rule on."""
        self._item = None
        self.close_new()
        self._nothing.setText(sentence)
        self._show_parts()

    def show_item(
        self, case: Case, item: CaseItem, looks: Mapping[int, SideLook], names: Mapping[CoderId, str], *, can_rule: bool
    ) -> None:
        """Show an item of a case; an answer being entered is kept while the item stays the same."""
        is_other = self._item is None or self._item.id != item.id or self._case is None or self._case.key != case.key
        self._case, self._item = case, item
        if is_other:
            self.close_new()
        self.head.show_item(case, item)
        contents = [card_of(case, item, place, looks[place]) for place in range(len(item.answers))]
        for first, side in enumerate((self.left, self.right)):
            side.show_cards(contents[first::2], can_rule=can_rule, is_from_top=is_other)
        self.foot.show_item(case, item, looks[GOLD], names, can_rule=can_rule)
        self._order_stops()
        self._show_parts()

    def _show_parts(self) -> None:
        """Show what there is room and reason for: nothing around the article where nothing is to be ruled on."""
        is_ruling = self._beside is None
        has_item = is_ruling and self._item is not None
        is_changed = self.left.isHidden() is has_item
        for part in (self.head, self.head.tools, self.left, self.right, self.foot):
            part.setVisible(has_item)
        self._nothing.setVisible(is_ruling and not has_item and bool(self._nothing.text()))
        self.article.legend.setVisible(not has_item)  # the cards tell whose is which where they stand
        if is_changed:
            self._set_widths()

    # -- widths -------------------------------------------------------------------------------------------------------

    def _keep_widths(self) -> None:
        """Remember how wide things are in the arrangement that is left."""
        sizes = self.splitter.sizes()
        if self._beside is not None or not self.left.isHidden():
            self._widths[self._beside is not None] = [sizes[0], sizes[1], sum(sizes[2:])]

    def _set_widths(self) -> None:
        left, article, right = self._widths[self._beside is not None]
        self.splitter.setSizes([left, article, *[right] * (self.splitter.count() - 2)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the article its share of the height."""
        super().resizeEvent(event)
        self.foot.set_room(round(self.height() * _ROOM_OF_AN_ANSWER))

    # -- new answer ---------------------------------------------------------------------------------------------------

    def open_new(self, look: SideLook) -> None:
        """Open the editor for an answer of the reviewer's own."""
        if self._case is not None and self._item is not None and self.foot.open_new(self._case, self._item, look):
            self._show_buttons(is_shown=False)

    def close_new(self) -> None:
        """Leave the editor."""
        if self.is_entering:
            self.foot.close_new()
            self._show_buttons(is_shown=True)
            self.setFocus()

    def _show_buttons(self, *, is_shown: bool) -> None:
        """Show or hide the cards' buttons, for taking a side has to wait while an answer is being entered."""
        for card in self.cards:
            card.button.setVisible(is_shown)

    # -- keyboard -----------------------------------------------------------------------------------------------------

    def _order_stops(self) -> None:
        """Have the Tab key go as the eye does: head, left, article, right, foot. Buttons are made when first needed."""
        left, right = (_stops_of(side.cards) for side in (self.left, self.right))
        stops = [*self.head.tab_stops(), *left, self.article.view, *right, *self.foot.tab_stops()]
        if stops != self._stops:
            self._stops = stops
            for before, after in pairwise(stops):
                self.setTabOrder(before, after)


def _stops_of(cards: Sequence[AnswerCard]) -> list[QWidget]:
    return [stop for card in cards for stop in card.tab_stops()]


def reason_of_key(number: int) -> RulingReason:
    """Return the reason that a digit from 1 to 7 stands for."""
    return tuple(RulingReason)[number - 1]
