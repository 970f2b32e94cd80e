"""Asks which articles one coder gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QListView, QWidget

from annotator.domain.coding import Coder
from annotator.domain.counted import counted
from annotator.domain.ids import ArticleId, CoderId
from annotator.domain.queue import QueueFilter, QueueItem
from annotator.domain.rounds import Round
from annotator.gui.queue.elided_combo_box import ElidedComboBox
from annotator.gui.queue.queue_model import QueueModel
from annotator.gui.rounds.dialog import RoundsDialog, plain_label

_SEARCH_DELAY_MS = 180


@dataclass(frozen=True, slots=True)
class HandWish:
    """Articles that a coder is to get."""

    coder_id: CoderId
    article_ids: tuple[ArticleId, ...]


class HandDialog(RoundsDialog):
    """A coder, and articles to be chosen from all of the project, with a search."""

    list_asked = Signal(object)
    """A `QueueFilter`; the answer comes through `show_rows`."""

    def __init__(self, its_round: Round, people: Sequence[Coder], to_coder: str, parent: QWidget) -> None:
        super().__init__(f"Assign by hand · {its_round.name}", "Assign", parent)
        self.resize(620, 520)
        self.articles = QueueModel(self)
        self._coder = ElidedComboBox(self)
        self._coder.setAccessibleName("Coder")
        for coder in people:
            self._coder.addItem(coder.name, coder.id)
        self._coder.setCurrentIndex(max(self._coder.findData(to_coder), 0))
        self._phrase = QLineEdit(self)
        self._phrase.setProperty("role", "search")
        self._phrase.setPlaceholderText("Search titles and texts")
        self._phrase.setAccessibleName("Search the articles")
        self._list = QListView(self)
        self._list.setAccessibleName("Articles to assign")
        self._list.setModel(self.articles)
        self._list.setUniformItemSizes(True)
        self._list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_SEARCH_DELAY_MS)
        self._delay.timeout.connect(self.ask)
        self._phrase.textChanged.connect(self._delay.start)
        self._list.selectionModel().selectionChanged.connect(self._on_changed)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow("Coder", self._coder)
        form.addRow("Articles", self._phrase)
        self.body.addLayout(form)
        self.body.addWidget(self._list, 1)
        self.body.addWidget(plain_label("Shift and Ctrl choose several; others may have them too.", "caption"))
        self._on_changed()
        self._phrase.setFocus()

    def ask(self) -> None:
        """Have the articles that pass the search listed."""
        self.list_asked.emit(QueueFilter(phrase=self._phrase.text().strip()))

    def show_rows(self, row_numbers: list[int]) -> None:
        """Show the articles of these row numbers."""
        self.articles.set_row_numbers(row_numbers)
        self._on_changed()

    def choose_all(self) -> None:
        """Choose every article that passes the search."""
        self._list.selectAll()

    def wish(self) -> HandWish:
        """Return what is asked for now."""
        items = [index.data(QueueModel.ItemRole) for index in sorted(self._list.selectionModel().selectedIndexes())]
        chosen = tuple(item.article_id for item in items if isinstance(item, QueueItem))
        return HandWish(CoderId(self._coder.currentData() or ""), chosen)

    def _on_changed(self) -> None:
        count = len(self._list.selectionModel().selectedIndexes())
        self.refuse("")
        self.go_button.setEnabled(count > 0)
        self.go_button.setText(f"Assign {counted(count, 'article')}" if count else "Assign")
