"""The disagreement in view: what it is, every side's card, the verbs, gold's card, and the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from annotator.domain.ids import CoderId
from annotator.domain.review import RulingReason
from annotator.gui.form.flow import FlowLayout
from annotator.gui.form.look import plain_tip
from annotator.gui.form.plain import HelpLabel, WrappedLabel, icon_button, quiet_button
from annotator.gui.form.scrolling import scrolled
from annotator.gui.review.answer_card import AnswerCard, CardContent
from annotator.gui.review.new_answer import NewAnswerPanel
from annotator.gui.review.precedents import PrecedentList
from annotator.gui.review.presenting import card_of, quotes_of, ruling_told, short_label, starts_of
from annotator.gui.review.reason_bar import ReasonBar
from annotator.gui.review.sides import GOLD, SideLook
from annotator.gui.review.words import KIND_SENTENCES, KIND_WORDS
from annotator.services.review.case import Case, CaseItem

_ROOM_TO_EXPLAIN = 520
_SIDE_BY_SIDE = 280
"""Width in pixels a card needs to stand beside others."""


class RulingPanel(QWidget):
    """Shows one item of a case and says what the reviewer wants; it changes nothing itself."""

    taken = Signal(int)
    """The place of the side whose answer is taken."""
    several_asked = Signal()
    new_asked = Signal()
    none_asked = Signal()
    skip_asked = Signal()
    undo_asked = Signal()
    step_asked = Signal(int)
    help_asked = Signal(str)
    """The id of the field whose precedents are wanted."""
    quote_pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[AnswerCard] = []
        self.gold = AnswerCard(self)
        self.reasons = ReasonBar(self)
        self.new_answer = NewAnswerPanel(self)
        self.precedents = PrecedentList(self)
        self.verbs: dict[str, QPushButton] = {}
        self._case: Case | None = None
        self._item: CaseItem | None = None
        self._place = _label("caption", self)
        self._title = WrappedLabel("title")
        self._kind = _label("pill", self)
        self._stale = _label("pill", self)
        self._stale.setProperty("tone", "warn")
        self._stale.setText("Changed since ruled")
        self._sentence = WrappedLabel("dim")
        self._help = HelpLabel()
        self._help_button = quiet_button("Help and precedents  H", "Help and precedents of the field", self)
        self._help_button.setCheckable(True)
        self._help_button.toggled.connect(self._on_help_toggled)
        self._nothing = WrappedLabel("dim")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.gold.quote_pressed.connect(self.quote_pressed)
        self.new_answer.quote_pressed.connect(self.quote_pressed)
        self.new_answer.closed.connect(self.close_new)
        self._lay_out()
        self.show_nothing("")

    # -- making -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        column.addLayout(self._made_head())
        column.addWidget(self._help)
        column.addWidget(self.precedents)
        self._card_box = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._card_box.setSpacing(8)
        column.addLayout(self._card_box)
        column.addWidget(self.new_answer)
        column.addWidget(self.gold)
        column.addStretch(1)
        self._area = scrolled(body)
        shown = QWidget(self)
        whole = QVBoxLayout(shown)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._area, 1)
        whole.addWidget(self._made_foot())
        nothing = QWidget(self)
        around = QVBoxLayout(nothing)
        around.setContentsMargins(32, 32, 32, 32)
        around.addWidget(self._nothing, 1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(shown)
        self._pages.addWidget(nothing)
        self.new_answer.hide()
        self._help.hide()
        self.precedents.hide()

    def _made_head(self) -> QVBoxLayout:
        previous = icon_button("chevron_up", "Previous disagreement (Up)", self)
        following = icon_button("chevron_down", "Next disagreement (Down)", self)
        previous.clicked.connect(lambda: self.step_asked.emit(-1))
        following.clicked.connect(lambda: self.step_asked.emit(1))
        first, third = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(2)
        first.addWidget(self._place, 1)
        first.addWidget(self._help_button)
        first.addWidget(previous)
        first.addWidget(following)
        third.setSpacing(8)
        third.addWidget(self._kind)
        third.addWidget(self._stale)
        third.addWidget(self._sentence, 1)
        third.addStretch()
        head = QVBoxLayout()
        head.setSpacing(4)
        head.addLayout(first)
        head.addWidget(self._title)
        head.addLayout(third)
        return head

    def _made_foot(self) -> QFrame:
        """Return the verbs and reasons, which stay in view however long the answers are."""
        self._foot = QFrame(self)
        self._foot.setProperty("role", "panel")
        rule = QFrame(self._foot)
        rule.setProperty("role", "separator")
        rule.setProperty("line", "horizontal")
        column = QVBoxLayout(self._foot)
        column.setContentsMargins(14, 0, 14, 10)
        column.setSpacing(8)
        column.addWidget(rule)
        column.addWidget(self._made_verbs())
        column.addWidget(self.reasons)
        return self._foot

    def _made_verbs(self) -> QWidget:
        verbs = QWidget(self)
        flow = FlowLayout(verbs, spacing=6)
        for name, words, tip, signal in (
            ("several", "Both  =", "Put the sides' answers together (= or Shift+B)", self.several_asked),
            ("new", "New  N", "Give an answer of your own", self.new_asked),
            ("none", "Neither  X", "Nobody is right: gold has nothing here (X or 0)", self.none_asked),
            ("skip", "Skip  S", "Leave it open and go on", self.skip_asked),
            ("undo", "Undo  Z", "Take the last ruling back (Z or Ctrl+Z)", self.undo_asked),
        ):
            button = QPushButton(words, verbs)
            button.setAccessibleName(words.split("  ")[0])
            button.setToolTip(plain_tip(tip))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(signal)
            flow.addWidget(button)
            self.verbs[name] = button
        return verbs

    # -- showing ------------------------------------------------------------------------------------------------------

    @property
    def is_entering(self) -> bool:
        """Tell whether a new answer is being entered."""
        return not self.new_answer.isHidden()

    def show_nothing(self, sentence: str) -> None:
        """Say why there is nothing to rule on."""
        self._item = None
        self.close_new()
        self._nothing.say(sentence)
        self._pages.setCurrentIndex(1)

    def show_item(
        self, case: Case, item: CaseItem, looks: Mapping[int, SideLook], names: Mapping[CoderId, str], *, can_rule: bool
    ) -> None:
        """Show an item of a case; an answer being entered is kept while the item stays the same."""
        is_other = self._item is None or self._item.id != item.id or self._case is None or self._case.key != case.key
        self._case, self._item = case, item
        if is_other:
            self.close_new()
            self._area.verticalScrollBar().setValue(0)
        self._show_head(case, item)
        self._show_cards([card_of(case, item, place, looks[place]) for place in range(len(item.answers))], can_rule)
        self._show_gold(case, item, looks[GOLD], names)
        self._show_verbs(case, item, can_rule=can_rule)
        self._show_help(case, item)
        self._pages.setCurrentIndex(0)

    def _show_head(self, case: Case, item: CaseItem) -> None:
        number = [one.id for one in case.items].index(item.id) + 1
        incident = "The article" if item.incident is None else f"Incident {item.incident} of {len(case.incidents)}"
        self._place.setText(f"{incident}   ·   {number} of {len(case.items)}")
        self._title.say(short_label(item))
        self._kind.setText(KIND_WORDS[item.kind] if item.kind is not None else "Agreed")
        self._stale.setVisible(item.is_stale)
        agreed = "All coders agree; it was drawn for a look." if item.is_sampled else "The coders agree by now."
        told = KIND_SENTENCES[item.kind] if item.kind is not None else agreed
        self._sentence.say(told)
        self._sentence.setVisible(self.width() >= _ROOM_TO_EXPLAIN)
        self._kind.setToolTip(plain_tip(told))

    def _show_cards(self, contents: Sequence[CardContent], can_rule: bool) -> None:
        while len(self.cards) < len(contents):
            place, card = len(self.cards), AnswerCard(self)
            card.taken.connect(self._taker(place))
            card.quote_pressed.connect(self.quote_pressed)
            self._card_box.addWidget(card, 1)
            self.cards.append(card)
        for place, card in enumerate(self.cards):
            card.setVisible(place < len(contents))
            if place < len(contents):
                card.show_content(contents[place])
                card.button.setEnabled(can_rule)
        self._arrange_cards()

    def _taker(self, place: int) -> Callable[[], None]:
        return lambda: self.taken.emit(place)

    def _show_gold(self, case: Case, item: CaseItem, look: SideLook, names: Mapping[CoderId, str]) -> None:
        has_ruling = item.ruling is not None
        words = item.gold_words or ("Nothing: neither was taken" if has_ruling else "Not ruled yet")
        self.gold.show_content(
            CardContent(
                look=look,
                name="Gold",
                words=words,
                told=ruling_told(case, item, names),
                quotes=quotes_of(item.gold_spans, case.article.text),
                is_dim=not item.gold_words,
                can_be_taken=False,
            )
        )

    def _show_verbs(self, case: Case, item: CaseItem, *, can_rule: bool) -> None:
        self.verbs["several"].setText("Both  =" if len(case.sides) == 2 else "All  =")
        self.verbs["none"].setText("Neither  X" if len(case.sides) == 2 else "None  X")
        for button in self.verbs.values():
            button.setEnabled(can_rule)
        self.verbs["new"].setEnabled(can_rule and not item.is_whole and item.field in case.codebook.fields_by_id)
        self.verbs["skip"].setEnabled(True)
        undo = case.undo_state.undo
        self.verbs["undo"].setEnabled(can_rule and undo is not None)
        self.verbs["undo"].setToolTip(plain_tip(f"Undo “{undo.label}” (Z or Ctrl+Z)" if undo else "Nothing to undo"))
        ruling = item.ruling
        self.reasons.show_given(ruling.reason if ruling else None, ruling.note if ruling else "")
        self.reasons.setEnabled(can_rule)

    # -- new answer ---------------------------------------------------------------------------------------------------

    def open_new(self, look: SideLook) -> None:
        """Open the editor for an answer of the reviewer's own."""
        case, item = self._case, self._item
        field = case.codebook.fields_by_id.get(item.field) if case is not None and item is not None else None
        if case is None or item is None or field is None:
            return
        self.new_answer.show()
        self._show_deciding(is_shown=False)
        self.new_answer.open_for(field, case.codebook, case.article.text, look, starts_of(item))
        self._area.verticalScrollBar().rangeChanged.connect(self._on_grown)

    def close_new(self) -> None:
        """Leave the editor."""
        if self.is_entering:
            self._area.verticalScrollBar().rangeChanged.disconnect(self._on_grown)
            self.new_answer.hide()
            self._show_deciding(is_shown=True)
            self.setFocus()

    def _show_deciding(self, *, is_shown: bool) -> None:
        """Show or hide everything that decides, which has to wait while an answer is being entered."""
        for widget in (self.gold, self._foot, *(card.button for card in self.cards)):
            widget.setVisible(is_shown)

    def _on_grown(self, _least: int, _most: int) -> None:
        """Bring the editor into view once the panel has grown by it, its end where both do not fit."""
        self._area.ensureWidgetVisible(self.new_answer, 0, 8)

    # -- help ---------------------------------------------------------------------------------------------------------

    def toggle_help(self) -> None:
        """Show or hide the field's help and the rulings made on it."""
        self._help_button.toggle()

    def _on_help_toggled(self) -> None:
        if self._case is not None and self._item is not None:
            self._show_help(self._case, self._item)

    def _show_help(self, case: Case, item: CaseItem) -> None:
        field = case.codebook.fields_by_id.get(item.field)
        group = case.codebook.group(item.field)
        words = field.help if field is not None else group.help if group is not None else ""
        is_open = self._help_button.isChecked()
        self._help.explain(words or "The codebook says nothing more about this." if is_open else "")
        self.precedents.setVisible(is_open)
        if is_open:
            self.help_asked.emit(item.field)

    # -- layout -------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return a comfortable width."""
        return QSize(420, 600)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards side by side, and explain the type, where there is room."""
        super().resizeEvent(event)
        self._sentence.setVisible(self.width() >= _ROOM_TO_EXPLAIN)
        self._arrange_cards()

    def _arrange_cards(self) -> None:
        shown = sum(not card.isHidden() for card in self.cards) or 1
        is_wide = self.width() >= shown * _SIDE_BY_SIDE
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._card_box.setDirection(direction)


def reason_of_key(number: int) -> RulingReason:
    """Return the reason that a digit from 1 to 7 stands for."""
    return tuple(RulingReason)[number - 1]


def _label(role: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
