"""Asks whose articles are given to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QButtonGroup, QFormLayout, QRadioButton, QVBoxLayout, QWidget

from annotator.domain.coding import Coder
from annotator.domain.counted import counted
from annotator.domain.ids import ArticleId, CoderId
from annotator.domain.queue import Progress
from annotator.gui.queue.elided_combo_box import ElidedComboBox
from annotator.gui.rounds.dialog import RoundsDialog, plain_label
from annotator.services.rounds.progress import RoundProgress


@dataclass(frozen=True, slots=True)
class MoveWish:
    """Articles that go from one coder to another."""

    from_coder: CoderId
    to_coder: CoderId
    article_ids: tuple[ArticleId, ...]


class MoveDialog(RoundsDialog):
    """From whom, to whom, and which: all that are not begun, all that are not finished, or those chosen in the table.

    Articles that the other has already are left out, and said to be.
    """

    def __init__(
        self,
        progress: RoundProgress,
        people: Sequence[Coder],
        chosen: Sequence[ArticleId],
        from_coder: str,
        parent: QWidget,
    ) -> None:
        super().__init__(f"Re-assign articles · {progress.round.name}", "Re-assign", parent)
        self.setMinimumWidth(480)
        self._progress, self._chosen = progress, frozenset(chosen)
        self._from, self._to = ElidedComboBox(self), ElidedComboBox(self)
        self._from.setAccessibleName("From")
        self._to.setAccessibleName("To")
        for coder, _ in progress.coders:
            self._from.addItem(coder.name, coder.id)
        for coder in people:
            self._to.addItem(coder.name, coder.id)
        self._from.setCurrentIndex(max(self._from.findData(from_coder), 0))
        self._untouched = QRadioButton("What is not begun", self)
        self._unfinished = QRadioButton("What is not finished (drafts are kept, and wait)", self)
        self._selected = QRadioButton(f"The {counted(len(chosen), 'article')} chosen in the table", self)
        self._selected.setVisible(bool(chosen))
        (self._selected if chosen else self._untouched).setChecked(True)
        self._words = plain_label("", "subtitle")
        self._words.setWordWrap(True)
        self._lay_out()
        for box in (self._from, self._to):
            box.currentIndexChanged.connect(self._on_changed)
        self._on_changed()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow("From", self._from)
        form.addRow("To", self._to)
        which = QVBoxLayout()
        which.setSpacing(4)
        group = QButtonGroup(self)
        for button in (self._selected, self._untouched, self._unfinished):
            group.addButton(button)
            which.addWidget(button)
        group.buttonToggled.connect(lambda _button, is_on: self._on_changed() if is_on else None)
        self.body.addLayout(form)
        self.body.addWidget(plain_label("Which articles", "section"))
        self.body.addLayout(which)
        self.body.addWidget(self._words)

    def wish(self) -> MoveWish:
        """Return what is asked for now."""
        giver, taker = CoderId(self._from.currentData() or ""), CoderId(self._to.currentData() or "")
        return MoveWish(giver, taker, tuple(self._movable(giver, taker)[0]))

    def _movable(self, giver: CoderId, taker: CoderId) -> tuple[list[ArticleId], int]:
        """Return the articles to be moved, and how many are left out because the other has them."""
        movable, doubled = [], 0
        for article in self._progress.articles:
            states = {state.coder_id: state.progress for state in article.states}
            if giver not in states or not self._is_wanted(article.article_id, states[giver]):
                continue
            if taker in states:
                doubled += 1
            else:
                movable.append(article.article_id)
        return movable, doubled

    def _is_wanted(self, article_id: ArticleId, progress: Progress) -> bool:
        if self._untouched.isChecked():
            return progress is Progress.NOT_STARTED
        is_chosen = self._unfinished.isChecked() or article_id in self._chosen
        return is_chosen and not progress.is_finished

    def _on_changed(self) -> None:
        giver, taker = CoderId(self._from.currentData() or ""), CoderId(self._to.currentData() or "")
        movable, doubled = self._movable(giver, taker)
        left_out = (
            f" {counted(doubled, 'article')} left out: {self._to.currentText()} has them already." if doubled else ""
        )
        self._words.setText(
            f"{counted(len(movable), 'article')} from {self._from.currentText()} to {self._to.currentText()}.{left_out}"
        )
        if giver == taker:
            self.refuse("Choose two different people.")
        else:
            self.refuse("" if movable else "There is nothing to re-assign.")
