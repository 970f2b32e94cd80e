"""Has verdicts and decisions recorded, shows the case as it is then, and looks up what is behind it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from annotator.domain.review import RulingReason, RulingSource
from annotator.gui.review.alignment_board import Deed
from annotator.gui.review.asking import Questions
from annotator.gui.review.case_page import CasePage
from annotator.gui.review.verdict import Verdict, verdict_again
from annotator.services.review.case import Case, CaseKey


class Recorder(QObject):
    """Between the page and the services; it knows which ruling was the last."""

    changed = Signal(object, object)
    """The `Case` as it is now, and the id of the item to show, None for the first open one."""
    others_changed = Signal()
    """A batch was taken back or brought back, and other cases changed with the one that is shown."""
    remarked = Signal(str)

    def __init__(self, page: CasePage, questions: Callable[[], Questions | None], parent: QObject) -> None:
        super().__init__(parent)
        self.page = page
        self._questions = questions
        self._last: tuple[CaseKey, str] | None = None
        page.verdict_given.connect(self.record)
        page.undo_asked.connect(self.undo)
        page.board.decided.connect(self.decide)
        page.gold_asked.connect(self._ask_gold)
        page.ruling.head.help_asked.connect(self._ask_precedents)

    def forget(self) -> None:
        """Forget which ruling was the last."""
        self._last = None

    def record(self, verdict: Verdict, is_going_on: bool) -> None:
        """Record a verdict and, where that is wanted, go on to what is open next."""
        case, questions, item = self.page.case, self._questions(), self.page.item
        if case is None or questions is None:
            return
        shown = item.id if item is not None else None

        def then(changed: Case) -> None:
            self._last = (changed.key, verdict.item_id)
            self.changed.emit(changed, shown)
            if is_going_on and self.page.case is changed:
                self.remarked.emit(ruled_words(changed, verdict))
                self.page.go_on()

        questions.rule(case.key, verdict, then, self.remarked.emit)

    def give_late_reason(self, reason: RulingReason) -> None:
        """Give the reason for the ruling that was made last, after the next item came into view."""
        case = self.page.case
        item = (
            case.item(self._last[1])
            if case is not None and self._last is not None and self._last[0] == case.key
            else None
        )
        again = verdict_again(case, item, reason, item.ruling.note if item.ruling else "") if case and item else None
        if again is None:
            self.remarked.emit("Nothing was ruled on in this article just now.")
            return
        self.record(again, False)

    def undo(self) -> None:
        """Take the last ruling on this article back."""
        self._invert(is_redo=False)

    def redo(self) -> None:
        """Bring back the ruling that was last taken back."""
        self._invert(is_redo=True)

    def decide(self, deeds: list[Deed], verb: str) -> None:
        """Record what a person says of reports."""
        case, questions = self.page.case, self._questions()
        if case is None or questions is None:
            return

        def then(changed: Case) -> None:
            self.changed.emit(changed, None)
            self.remarked.emit(f"The reports are {verb}; Ctrl+Z takes it back.")

        questions.decide(case.key, deeds, then)

    def _ask_gold(self) -> None:
        case, questions = self.page.case, self._questions()
        if case is not None and questions is not None:
            questions.provenance(case.key, self.page.show_gold)

    def _ask_precedents(self, field: str) -> None:
        questions = self._questions()
        if questions is not None:
            questions.precedents(field, self.page.ruling.head.precedents.show_precedents)

    def _invert(self, *, is_redo: bool) -> None:
        case, questions = self.page.case, self._questions()
        if case is None or questions is None:
            return
        event = case.undo_state.redo if is_redo else case.undo_state.undo
        if event is None:
            self.remarked.emit(f"There is nothing to {'redo' if is_redo else 'undo'} in this article.")
            return
        before = case

        def then(changed: Case) -> None:
            self.changed.emit(changed, touched_item(before, changed))
            is_batch = event.article_id is None
            where = ", in all its articles" if is_batch else ""
            self.remarked.emit(f"{'Redone' if is_redo else 'Undone'}: {event.label}{where}.")
            if is_batch:
                self.others_changed.emit()

        questions.undo(case.key, then, is_redo=is_redo)


def ruled_words(case: Case, verdict: Verdict) -> str:
    """Return what was just recorded, with the keys that tell why."""
    item = case.item(verdict.item_id)
    letters = [side.letter for side in case.sides if side.coder_id in verdict.taken_from]
    own = {RulingSource.NEW: "your answer", RulingSource.NONE: "neither"}
    taken = own.get(verdict.source, " and ".join(letters))
    why = "" if verdict.reason is not None else " Alt+1 to 7 says why."
    return f"{item.label if item is not None else 'Ruled'}: {taken}.{why}"


def touched_item(before: Case, after: Case) -> str | None:
    """Return the item whose ruling came or went, to look at it again."""
    rulings = {item.id: item.ruling for item in before.items}
    return next((item.id for item in after.items if rulings.get(item.id, item.ruling) != item.ruling), None)
