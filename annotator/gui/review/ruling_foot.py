"""Below article and cards: the verbs, the reasons and gold's card; in their place the reviewer's own answer."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.domain.ids import CoderId
from annotator.gui.form.look import plain_tip
from annotator.gui.form.scrolling import scrolled
from annotator.gui.review.answer_card import AnswerCard, CardContent, Facing
from annotator.gui.review.bounded_area import BoundedArea
from annotator.gui.review.new_answer import NewAnswerPanel
from annotator.gui.review.presenting import quotes_of, ruling_told, starts_of
from annotator.gui.review.reason_bar import ReasonBar
from annotator.gui.review.sides import SideLook
from annotator.gui.second_click import ignore_second_click
from annotator.services.review.case import Case, CaseItem

_NARROWEST_GOLD, _WIDEST_GOLD, _HEIGHT_OF_GOLD = 200, 560, 88
_LOWEST_ANSWER = 160


class RulingFoot(QFrame):
    """Keeps its height whatever is in view, so that the article never moves; only an answer being entered is higher."""

    several_asked = Signal()
    new_asked = Signal()
    none_asked = Signal()
    skip_asked = Signal()
    undo_asked = Signal()
    quote_pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.verbs: dict[str, QPushButton] = {}
        self.reasons = ReasonBar()
        self.gold = AnswerCard(Facing.LEFT, can_be_taken=False)
        self.new_answer = NewAnswerPanel()
        self.gold.quote_pressed.connect(self.quote_pressed)
        self.new_answer.quote_pressed.connect(self.quote_pressed)
        self._lay_out()

    def _lay_out(self) -> None:
        rule = QFrame(self)
        rule.setProperty("role", "separator")
        rule.setProperty("line", "horizontal")
        self._deciding = QWidget(self)
        first = QHBoxLayout()
        first.setSpacing(6)
        for button in self._made_verbs():
            first.addWidget(button)
        first.addWidget(self.reasons.note, 1)
        verdict = QVBoxLayout()
        verdict.setSpacing(12)
        verdict.addStretch(1)
        verdict.addLayout(first)
        verdict.addWidget(self.reasons)
        verdict.addStretch(1)
        gold = scrolled(self.gold)
        gold.setMinimumWidth(_NARROWEST_GOLD)
        gold.setMaximumWidth(_WIDEST_GOLD)
        gold.setFixedHeight(_HEIGHT_OF_GOLD)
        row = QHBoxLayout(self._deciding)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addLayout(verdict)
        row.addWidget(gold, 1)
        self._answering = BoundedArea(self.new_answer, _LOWEST_ANSWER, self)
        self._answering.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule)
        inner = QVBoxLayout()
        inner.setContentsMargins(14, 8, 14, 10)
        inner.addWidget(self._deciding)
        inner.addWidget(self._answering)
        column.addLayout(inner)

    def _made_verbs(self) -> list[QPushButton]:
        for name, words, tip, signal in (
            ("several", "Both  =", "Put the sides' answers together (= or Shift+B)", self.several_asked),
            ("new", "New  N", "Give an answer of your own", self.new_asked),
            ("none", "Neither  X", "Nobody is right: gold has nothing here (X or 0)", self.none_asked),
            ("skip", "Skip  S", "Leave it open and go on", self.skip_asked),
            ("undo", "Undo  Z", "Take the last ruling back (Z or Ctrl+Z)", self.undo_asked),
        ):
            button = self.verbs[name] = QPushButton(words, self._deciding)
            button.setAccessibleName(words.split("  ")[0])
            button.setToolTip(plain_tip(tip))
            button.clicked.connect(signal)
            if name != "undo":
                ignore_second_click(button)
        return list(self.verbs.values())

    def tab_stops(self) -> list[QWidget]:
        """Return what the Tab key stops at while there is something to decide, in order."""
        return [*self.verbs.values(), *self.reasons.tab_stops(), *self.gold.tab_stops()]

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_item(
        self, case: Case, item: CaseItem, look: SideLook, names: Mapping[CoderId, str], *, can_rule: bool
    ) -> None:
        """Show what can be done about an item and what gold has there; ``look`` is gold's."""
        self._show_gold(case, item, look, names)
        is_pair = len(case.sides) == 2
        self.verbs["several"].setText("Both  =" if is_pair else "All  =")
        self.verbs["none"].setText("Neither  X" if is_pair else "None  X")
        for button in self.verbs.values():
            button.setEnabled(can_rule)
        self.verbs["new"].setEnabled(can_rule and not item.is_whole and item.field in case.codebook.fields_by_id)
        self.verbs["skip"].setEnabled(True)
        undo = case.undo_state.undo
        self.verbs["undo"].setEnabled(can_rule and undo is not None)
        self.verbs["undo"].setToolTip(plain_tip(f"Undo “{undo.label}” (Z or Ctrl+Z)" if undo else "Nothing to undo"))
        ruling = item.ruling
        self.reasons.show_given(ruling.reason if ruling else None, ruling.note if ruling else "")
        self.reasons.enable(is_on=can_rule)

    def _show_gold(self, case: Case, item: CaseItem, look: SideLook, names: Mapping[CoderId, str]) -> None:
        words = item.gold_words or ("Nothing: neither was taken" if item.ruling is not None else "Not ruled yet")
        self.gold.show_content(
            CardContent(
                look=look,
                name="Gold",
                words=words,
                where=ruling_told(case, item, names),
                quotes=quotes_of(item.gold_spans, case.article.text),
                is_dim=not item.gold_words,
            )
        )

    # -- new answer ---------------------------------------------------------------------------------------------------

    @property
    def is_entering(self) -> bool:
        """Tell whether a new answer is being entered."""
        return not self._answering.isHidden()

    def open_new(self, case: Case, item: CaseItem, look: SideLook) -> bool:
        """Put the field's editor where the verbs are; tells whether the item is a field, which alone has one."""
        field = case.codebook.fields_by_id.get(item.field)
        if field is None:
            return False
        self._deciding.hide()
        self._answering.show()
        self.new_answer.open_for(field, case.codebook, case.article.text, look, starts_of(item))
        return True

    def close_new(self) -> None:
        """Put the verbs back."""
        self._answering.hide()
        self._deciding.show()

    def set_room(self, height: int) -> None:
        """Let an answer being entered take so many pixels at most."""
        self._answering.set_limit(max(_LOWEST_ANSWER, height))

    def sizeHint(self) -> QSize:
        """Return the layout's wish; the width follows the page."""
        return QSize(780, super().sizeHint().height())
