"""One case: the article with everybody's marks, and around it the disagreement in view, or the incidents or gold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.domain.ids import CoderId
from annotator.domain.review import RulingReason, RulingSource
from annotator.gui.review.alignment_board import AlignmentBoard
from annotator.gui.review.gold_panel import GoldPanel
from annotator.gui.review.marked_article import MarkedArticle
from annotator.gui.review.mode_tabs import Mode, ModeTabs
from annotator.gui.review.new_answer import NewAnswer
from annotator.gui.review.presenting import board_rows
from annotator.gui.review.report_tile import BoardReport
from annotator.gui.review.ruling_frame import RulingFrame
from annotator.gui.review.sides import GOLD
from annotator.gui.review.verdict import Verdict, verdict_again
from annotator.gui.theme import ThemeName
from annotator.services.review.case import Case, CaseItem, Provenance, next_open

_NARROWEST_BESIDE = 380
"""Width in pixels that the board and gold need beside the article."""


class CasePage(QWidget):
    """Shows a case and turns keys and clicks into verdicts; the room has them recorded."""

    verdict_given = Signal(object, bool)
    """The `Verdict`, and whether to go on to what is open next."""
    item_shown = Signal(str)
    undo_asked = Signal()
    case_finished = Signal()
    """Nothing in this case is open any more, or the rest was skipped."""
    remarked = Signal(str)
    mode_changed = Signal()
    """Other keys work than before: an answer is being entered, or something else stands beside the article."""
    gold_asked = Signal()
    """Gold's values with their provenance are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.article = MarkedArticle(self)
        self.ruling = RulingFrame(self.article, self)
        self.board = AlignmentBoard(self)
        self.gold = GoldPanel(self)
        self._beside: dict[Mode, QWidget] = {Mode.BOARD: self.board, Mode.GOLD: self.gold}
        self.tabs = ModeTabs(self)
        self._mode = Mode.RULING
        self._case: Case | None = None
        self._item_id: str | None = None
        self._names: Mapping[CoderId, str] = {}
        self._theme = ThemeName.LIGHT
        self._can_rule = True
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for widget in self._beside.values():
            widget.setMinimumWidth(_NARROWEST_BESIDE)
            self.ruling.add_beside(widget)
        first = QHBoxLayout()
        first.setContentsMargins(0, 0, 14, 0)
        first.addWidget(self.tabs)
        first.addStretch(1)
        first.addWidget(self.ruling.head.tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(first)
        column.addWidget(self.ruling, 1)
        self._show_mode(Mode.RULING)

    def _connect(self) -> None:
        view, ruling, foot = self.article.view, self.ruling, self.ruling.foot
        view.caret_described.connect(self.remarked)
        view.installEventFilter(self)
        self.article.item_clicked.connect(self._on_item_clicked)
        ruling.taken.connect(self.take)
        ruling.head.step_asked.connect(self.step)
        foot.several_asked.connect(self.take_all)
        foot.new_asked.connect(self.open_new)
        foot.none_asked.connect(self.take_none)
        foot.skip_asked.connect(self.skip)
        foot.undo_asked.connect(self.undo_asked)
        foot.reasons.reason_chosen.connect(lambda _: self._amend())
        foot.reasons.note_written.connect(lambda _: self._amend())
        foot.reasons.left.connect(view.setFocus)
        foot.new_answer.recorded.connect(self._on_answer_recorded)
        foot.new_answer.closed.connect(self._leave_new)
        foot.new_answer.marking_asked.connect(self._add_marked)
        for part in (ruling, self.gold):
            part.quote_pressed.connect(view.reveal)
        self.tabs.chosen.connect(self.go_to)
        self.board.closed.connect(lambda: self.go_to(Mode.RULING))
        self.board.report_focused.connect(self._on_report_focused)
        self.board.remarked.connect(self.remarked)
        self.gold.value_chosen.connect(self._on_gold_value_chosen)

    # -- showing ------------------------------------------------------------------------------------------------------

    @property
    def case(self) -> Case | None:
        """The case that is shown."""
        return self._case

    @property
    def item(self) -> CaseItem | None:
        """The disagreement in view."""
        return self._case.item(self._item_id) if self._case is not None and self._item_id is not None else None

    @property
    def is_entering(self) -> bool:
        """Tell whether a new answer is being entered."""
        return self.ruling.is_entering

    @property
    def mode(self) -> Mode:
        """What stands beside the article."""
        return self._mode

    @property
    def is_ruling(self) -> bool:
        """Tell whether the keys that rule have something to act on."""
        return self._mode is Mode.RULING and not self.is_entering and self.item is not None

    def set_theme(self, theme: ThemeName) -> None:
        """Take on a theme."""
        self._theme = theme
        self.gold.set_theme(theme)
        self.article.set_theme(theme)
        if self._case is not None:
            self.show_case(self._case, self._names, self._item_id, can_rule=self._can_rule)

    def show_case(
        self, case: Case, names: Mapping[CoderId, str], item_id: str | None = None, *, can_rule: bool = True
    ) -> None:
        """Show a case at an item, at its first open one where none is named; the same article does not move."""
        self._case, self._names, self._can_rule = case, names, can_rule
        if self.article.show_case(case, self._theme):
            self._show_mode(Mode.RULING)
        self._fill_beside()
        first = next_open(case) or next(iter(case.items), None)
        self.show_item(item_id if item_id is not None and case.item(item_id) else first.id if first else None)

    def show_item(self, item_id: str | None) -> None:
        """Bring an item into view: its cards, its marks, and the article where they are."""
        self._item_id = item_id
        item = self.item
        if self._case is None or item is None:
            self.ruling.show_nothing("The coders agree on everything here.")
        else:
            self.ruling.show_item(self._case, item, self.article.looks, self._names, can_rule=self._can_rule)
        self.article.show_item(item)
        if item is not None:
            self.item_shown.emit(item.id)
        self.mode_changed.emit()

    # -- verdicts -----------------------------------------------------------------------------------------------------

    def take(self, place: int) -> None:
        """Take one side's answer."""
        item = self.item
        if item is not None and place < len(item.answers):
            self._give(Verdict(item.id, RulingSource.ONE, (item.answers[place].coder_id,)))

    def take_all(self) -> None:
        """Put the answers of all sides together."""
        item = self.item
        if item is not None:
            takers = tuple(answer.coder_id for answer in item.answers if not answer.is_missing)
            self._give(Verdict(item.id, RulingSource.SEVERAL, takers))

    def take_none(self) -> None:
        """Leave gold without anything here."""
        if self.item is not None:
            self._give(Verdict(self.item.id, RulingSource.NONE))

    def open_new(self) -> None:
        """Open the field's editor for an answer of the reviewer's own."""
        if self._can_rule and self.is_ruling:
            self.ruling.open_new(self.article.looks[GOLD])
            if not self.ruling.is_entering:
                self.remarked.emit("A new answer can be given to a field; here, take a side or neither.")
            self.mode_changed.emit()

    def give_reason(self, reason: RulingReason) -> None:
        """Choose the reason for the item in view, as its key does."""
        if self.item is not None and self._can_rule:
            self.ruling.foot.reasons.choose(reason)

    def write_note(self) -> None:
        """Put the keyboard into the note."""
        self.ruling.foot.reasons.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def skip(self) -> None:
        """Leave the item as it is and go to the next open one; after the last, to the next case."""
        self.go_on(is_wrapping=False)

    def go_on(self, *, is_wrapping: bool = True) -> None:
        """Go to the next open item, or say that this case is finished."""
        if self._case is None:
            return
        ids = [item.id for item in self._case.items]
        following = next_open(self._case, self._item_id)
        is_back = following is not None and self._item_id in ids and ids.index(following.id) <= ids.index(self._item_id)
        if following is None or following.id == self._item_id or (is_back and not is_wrapping):
            self.case_finished.emit()
        else:
            self.show_item(following.id)

    def step(self, by: int) -> None:
        """Go to the next or previous item, open or not; past the last one, to the next case."""
        if self._case is None or not self._case.items:
            self.case_finished.emit()
            return
        ids = [item.id for item in self._case.items]
        at = (ids.index(self._item_id) if self._item_id in ids else -1) + by
        if at >= len(ids):
            self.case_finished.emit()
        elif at >= 0:
            self.show_item(ids[at])

    def _give(self, verdict: Verdict) -> None:
        if self._can_rule and self.is_ruling:
            reasons = self.ruling.foot.reasons
            self.verdict_given.emit(replace(verdict, reason=reasons.reason(), note=reasons.words()), True)

    def _amend(self) -> None:
        """Record a reason or note given after the ruling."""
        item, reasons = self.item, self.ruling.foot.reasons
        if self._case is not None and item is not None and self._can_rule:
            verdict = verdict_again(self._case, item, reasons.reason(), reasons.words())
            if verdict is not None:
                self.verdict_given.emit(verdict, False)

    def _on_answer_recorded(self, answer: NewAnswer) -> None:
        item = self.item
        self._leave_new()
        if item is not None:
            given = Verdict(item.id, RulingSource.NEW, (), answer.content, answer.status, answer.spans)
            self._give(given)

    def _leave_new(self) -> None:
        self.ruling.close_new()
        self.article.view.setFocus()
        self.mode_changed.emit()

    # -- the article --------------------------------------------------------------------------------------------------

    def _add_marked(self) -> None:
        self.ruling.foot.new_answer.add_span(self.article.view.selected_span())

    def _on_item_clicked(self, item_id: str) -> None:
        if self.is_ruling:
            self.show_item(item_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take marked words with Enter while an answer is being entered."""
        is_key = watched is self.article.view and event.type() is QEvent.Type.KeyPress
        if not is_key or not isinstance(event, QKeyEvent) or not self.is_entering:
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Escape:
            self._leave_new()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.ruling.foot.new_answer.record()
        else:
            self._add_marked()
        return True

    # -- what stands beside -------------------------------------------------------------------------------------------

    def go_to(self, mode: Mode) -> None:
        """Show the disagreements, the board of incidents or gold; not while an answer is being entered."""
        if self.is_entering or self._case is None:
            self._show_mode(self._mode)
            return
        self._show_mode(mode)
        self._fill_beside()
        if mode is Mode.BOARD:
            self.board.focus_first()
            return
        self.article.view.setFocus()
        self.article.show_item(self.item)

    def toggle(self, mode: Mode) -> None:
        """Show a mode, or the disagreements again, as the mode's key does."""
        self.go_to(Mode.RULING if self._mode is mode else mode)

    def _fill_beside(self) -> None:
        """Fill the board, or have gold fetched, when it is to be seen."""
        if self._mode is Mode.BOARD and self._case is not None:
            looks = self.article.looks
            sides = [(looks[place], side.shown_name) for place, side in enumerate(self._case.sides)]
            self.board.show_rows(board_rows(self._case), sides, can_decide=self._can_rule)
        elif self._mode is Mode.GOLD:
            self.gold_asked.emit()

    def show_gold(self, values: Sequence[Provenance]) -> None:
        """Show gold's values with what is behind them."""
        if self._case is not None:
            if self._case.is_blind:
                values = [replace(value, taken_from=()) for value in values]
            self.gold.show_gold(values, self._case.article.text, self.article.looks[GOLD])
            self.gold.list.setFocus()

    def _show_mode(self, mode: Mode) -> None:
        self._mode = mode
        self.ruling.stand_beside(self._beside.get(mode))
        self.tabs.show_mode(mode)
        self.mode_changed.emit()

    def _on_gold_value_chosen(self, value: Provenance) -> None:
        self.article.point_out(value.value_id, GOLD, [mark.span for mark in value.evidence], f"Gold · {value.label}")

    def _on_report_focused(self, report: BoardReport) -> None:
        self.article.point_out(report.id, report.place, report.spans, f"{report.name}: {report.summary}")
