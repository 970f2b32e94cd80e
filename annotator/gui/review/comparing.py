"""Has a round's cases compared a few at a time, so that the list comes in while the reviewer works already."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from annotator.domain.ids import ArticleId, RoundId
from annotator.gui.review.asking import Questions
from annotator.services.review.case import CaseListing


class Comparing(QObject):
    """Asks for more as soon as some came; whatever else is asked of the services meanwhile gets its turn between."""

    listed = Signal(object)
    """A `CaseListing` with more lines than the one before."""

    def __init__(self, questions: Callable[[], Questions | None], parent: QObject) -> None:
        super().__init__(parent)
        self._questions = questions
        self._turn = 0

    def stop(self) -> None:
        """Ask for no more, and pass over what is being answered."""
        self._turn += 1

    def go_on(self, round_id: RoundId | None, waiting: Sequence[ArticleId]) -> None:
        """Ask until no article waits any more."""
        self.stop()
        self._ask(round_id, waiting, self._turn)

    def _ask(self, round_id: RoundId | None, waiting: Sequence[ArticleId], turn: int) -> None:
        questions = self._questions()
        if waiting and questions is not None:
            questions.more(round_id, lambda listing: self._on_answer(round_id, listing, turn))

    def _on_answer(self, round_id: RoundId | None, listing: CaseListing, turn: int) -> None:
        if turn == self._turn:
            self.listed.emit(listing)
            self._ask(round_id, listing.waiting, turn)
