"""What the room has beside its cases: stale rulings, overruled answers, and rulings on whole patterns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from annotator.domain.changes import UndoState
from annotator.domain.counted import counted
from annotator.domain.ids import CoderId, RoundId
from annotator.gui.desk import ProjectFacts
from annotator.gui.review.asking import Overview, Questions
from annotator.gui.review.batch_dialog import BatchDialog, BatchVerdict
from annotator.gui.review.ruling_lists import OverruledPage, StalePage
from annotator.gui.review.top_bar import Page
from annotator.gui.theme import ThemeName
from annotator.services.review.case import Overruled, Pattern, StaleRuling


class OtherPages(QObject):
    """Fills the two pages and the dialog, and has recorded what is decided there."""

    changed = Signal()
    """Rulings came or went; the cases have to be listed again."""
    place_asked = Signal(object)
    """The `Place` to open."""
    remarked = Signal(str)

    def __init__(self, questions: Callable[[], Questions | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._questions = questions
        self._round_id: RoundId | None = None
        self._theme = ThemeName.LIGHT
        self._can_rule = True
        self.stale = StalePage(parent)
        self.overruled = OverruledPage(parent)
        for page in (self.stale, self.overruled):
            page.place_asked.connect(self.place_asked)
        self.stale.accept_asked.connect(self._accept_again)
        self.stale.withdraw_asked.connect(self._withdraw)
        self.overruled.coder_chosen.connect(lambda coder: self._ask_overruled(CoderId(coder)))

    def set_theme(self, theme: ThemeName) -> None:
        """Take on a theme."""
        self._theme = theme
        self.stale.set_theme(theme)
        self.overruled.set_theme(theme)

    def show(self, page: Page, overview: Overview, facts: ProjectFacts) -> None:
        """Fill a page for a round."""
        questions = self._questions()
        self._round_id, self._can_rule = overview.round_id, not facts.is_read_only
        if page is Page.STALE and questions is not None:
            questions.stale(self._round_id, self._on_stale)
        elif page is Page.OVERRULED:
            present = {coder for line in overview.lines for coder in line.coders}
            names = {coder: name for coder, name in overview.names.items() if coder in present}
            chosen = self.overruled.offer(names, facts.coder.id)
            if chosen is not None:
                self._ask_overruled(chosen)

    # -- stale --------------------------------------------------------------------------------------------------------

    def _on_stale(self, rulings: Sequence[StaleRuling]) -> None:
        self.stale.show_rulings(rulings, can_rule=self._can_rule)
        self.stale.list.setFocus()

    def _accept_again(self, stale: StaleRuling) -> None:
        questions = self._questions()
        if questions is not None:
            questions.accept_again(stale.key, lambda _: self.changed.emit())

    def _withdraw(self, stale: StaleRuling) -> None:
        questions = self._questions()
        if questions is not None:
            questions.withdraw(stale.key, stale.ruling.id, lambda _: self.changed.emit())

    # -- overruled ----------------------------------------------------------------------------------------------------

    def _ask_overruled(self, coder: CoderId) -> None:
        questions = self._questions()
        if questions is not None:
            questions.overruled(coder, self._round_id, self._on_overruled)

    def _on_overruled(self, found: Overruled) -> None:
        self.overruled.show_overruled(found)
        self.overruled.list.setFocus()

    # -- patterns -----------------------------------------------------------------------------------------------------

    def open_patterns(self, round_id: RoundId | None) -> None:
        """Open the dialog in which one answer is given to a whole pattern."""
        self._round_id = round_id
        questions = self._questions()
        if questions is not None:
            questions.patterns(round_id, self._on_patterns)

    def _on_patterns(self, answer: tuple[Sequence[Pattern], UndoState]) -> None:
        patterns, state = answer
        dialog = BatchDialog(patterns, state.undo.label if state.undo is not None else "", self._theme, self._window)
        dialog.ruled.connect(self._on_batch_ruled)
        dialog.undo_asked.connect(self._on_batch_undone)
        dialog.open()

    def _on_batch_ruled(self, verdict: BatchVerdict) -> None:
        def then(_changes: object) -> None:
            told = counted(len(verdict.pattern.items), "ruling")
            self.remarked.emit(f"{told} recorded as one. “Patterns…” takes them back as one.")
            self.changed.emit()

        questions = self._questions()
        if questions is not None:
            questions.rule_batch(verdict, then)

    def _on_batch_undone(self) -> None:
        questions = self._questions()
        if questions is not None:
            questions.undo_batch(self._round_id, lambda _: self.changed.emit())
