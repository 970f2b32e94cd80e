"""The left panel: search, filter by progress, and the list of articles."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QListView, QStackedLayout, QVBoxLayout, QWidget

from annotator.domain.queue import QueueFilter, QueueItem
from annotator.domain.rounds import Round
from annotator.gui.queue.elided_combo_box import ElidedComboBox
from annotator.gui.queue.queue_delegate import QueueDelegate
from annotator.gui.queue.queue_model import PROGRESS_WORDS, QueueModel
from annotator.gui.round_words import round_words
from annotator.gui.theme import Tokens

_SEARCH_DELAY_MS = 180
_ANY_PROGRESS = "Any progress"
_NO_MATCH = "No article matches."
_CLEAR, _CHOOSE_ANY = "Clear the search", f"choose “{_ANY_PROGRESS}”"
_NONE_ASSIGNED = "Nothing is assigned to you in this round any more."
_NO_ARTICLES = "No articles yet."


class QueuePanel(QWidget):
    """Shows a `QueueModel` and says which article the coder wants."""

    article_chosen = Signal(object)
    """The `QueueItem` that was clicked or reached with the arrow keys."""
    filter_changed = Signal(object)
    """The `QueueFilter` to list by."""
    round_chosen = Signal(object)
    """The `Round` whose assignments to list, None for all articles."""

    def __init__(self, model: QueueModel, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._wanted_row: int | None = None
        self._delegate = QueueDelegate(tokens, self)
        self._count = QLabel(self)
        self._search = QLineEdit(self)
        self._progress = QComboBox(self)
        self._rounds = ElidedComboBox(self)
        self._list = QListView(self)
        self._empty = QLabel(self)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_SEARCH_DELAY_MS)
        self._build()
        self._delay.timeout.connect(self._emit_filter)
        self._search.textChanged.connect(self._delay.start)
        self._search.installEventFilter(self)
        self._progress.currentIndexChanged.connect(self._emit_filter)
        self._rounds.activated.connect(lambda _: self.round_chosen.emit(self._rounds.currentData()))
        self._list.selectionModel().currentChanged.connect(self._on_current_changed)
        model.modelReset.connect(self._on_reset)
        model.dataChanged.connect(self._on_data_changed)
        self._pages.setCurrentIndex(1)  # nothing is said of a queue before there is one

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._made_controls())
        layout.addLayout(self._made_pages(), 1)

    def _made_controls(self) -> QVBoxLayout:
        heading = QLabel("Queue", self)
        heading.setProperty("role", "section")
        self._count.setProperty("role", "dim")
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addStretch()
        top.addWidget(self._count)
        self._search.setProperty("role", "search")
        self._search.setPlaceholderText("Search titles and texts")
        self._search.setClearButtonEnabled(True)
        self._search.setAccessibleName("Search the queue")
        self._progress.setAccessibleName("Show articles by progress")
        self._progress.addItem(_ANY_PROGRESS, None)
        for progress, words in PROGRESS_WORDS.items():
            self._progress.addItem(words.capitalize(), progress)
        controls = QVBoxLayout()
        controls.setContentsMargins(12, 10, 12, 8)
        controls.setSpacing(8)
        controls.addLayout(top)
        self._rounds.setAccessibleName("Round whose articles are shown")
        self._rounds.hide()
        controls.addWidget(self._rounds)
        controls.addWidget(self._search)
        controls.addWidget(self._progress)
        return controls

    def _made_pages(self) -> QStackedLayout:
        self._list.setProperty("role", "queue")
        self._list.setAccessibleName("Articles")
        self._list.setModel(self._model)
        self._list.setItemDelegate(self._delegate)
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._empty.setProperty("role", "dim")
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        nothing = QWidget(self)
        around = QVBoxLayout(nothing)
        around.setContentsMargins(16, 32, 16, 16)
        around.addWidget(self._empty)
        self._pages = QStackedLayout()
        self._pages.addWidget(self._list)
        self._pages.addWidget(nothing)
        return self._pages

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the search into the list with Down or Enter."""
        if watched is not self._search or not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        is_going_on = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_going_on:
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        return is_going_on

    def set_tokens(self, tokens: Tokens) -> None:
        """Use another theme's colours."""
        self._delegate.set_tokens(tokens)
        self._list.viewport().update()

    def queue_filter(self) -> QueueFilter:
        """Return what the list is filtered by now."""
        chosen = self.chosen_round()
        return QueueFilter(
            phrase=self._search.text().strip(),
            progress=self._progress.currentData(),
            round_id=chosen.id if chosen else None,
        )

    @property
    def is_filtered(self) -> bool:
        """Tell whether a search or a state hides articles."""
        return bool(self._search.text().strip()) or self._progress.currentData() is not None

    def chosen_round(self) -> Round | None:
        """Return the round whose assignments are listed, None for all articles."""
        chosen = self._rounds.currentData()
        return chosen if isinstance(chosen, Round) else None

    def choose_round(self, chosen: Round | None) -> None:
        """Show a round as the chosen one; nothing is announced."""
        places = [self._rounds.itemData(place) for place in range(self._rounds.count())]
        self._rounds.setCurrentIndex(places.index(chosen) if chosen in places else 0)

    def set_rounds(self, rounds: Sequence[Round], chosen: Round | None) -> None:
        """Offer the coder's rounds, newest first, and all articles; nothing is announced."""
        self._rounds.clear()
        self._rounds.addItem("All articles", None)
        for one in rounds:
            self._rounds.addItem(round_words(one, starts_sentence=True), one)
        self.choose_round(chosen)
        self._rounds.setVisible(bool(rounds))

    def show_all(self) -> None:
        """Take the search and the filter back; nothing is announced."""
        for control in (self._search, self._progress):
            control.blockSignals(True)
        self._search.clear()
        self._progress.setCurrentIndex(0)
        for control in (self._search, self._progress):
            control.blockSignals(False)
        self._delay.stop()

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def choose_row(self, row: int) -> None:
        """Make a row current; its article is announced as soon as its line is there."""
        if 0 <= row < self._model.rowCount():
            index = self._model.index(row)
            if self._list.currentIndex() == index:
                self._on_current_changed(index, QModelIndex())
            self._list.setCurrentIndex(index)
            self._list.scrollTo(index)

    def step(self, by: int) -> bool:
        """Go ``by`` rows down (or up); False at the ends."""
        row = self._list.currentIndex().row() + by
        self.choose_row(row)
        return 0 <= row < self._model.rowCount()

    def current_row(self) -> int:
        """Return the current row, -1 when there is none."""
        return self._list.currentIndex().row()

    def mark_row(self, row: int) -> None:
        """Show a row as current without announcing its article."""
        self._list.selectionModel().blockSignals(True)
        self._list.setCurrentIndex(self._model.index(row))
        self._list.selectionModel().blockSignals(False)
        self._list.scrollTo(self._model.index(row))
        self._list.viewport().update()
        self._show_count()

    def _emit_filter(self) -> None:
        self.filter_changed.emit(self.queue_filter())

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self._show_count()
        item = current.data(QueueModel.ItemRole)
        self._wanted_row = None if isinstance(item, QueueItem) else current.row()
        if isinstance(item, QueueItem):
            self.article_chosen.emit(item)

    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if self._wanted_row is not None and first.row() <= self._wanted_row <= last.row():
            row, self._wanted_row = self._wanted_row, None
            item = self._model.item_at(row)
            if item is not None:
                self.article_chosen.emit(item)

    def _on_reset(self) -> None:
        self._wanted_row = None
        self._empty.setText(self._why_empty())
        self._pages.setCurrentIndex(0 if self._model.rowCount() else 1)
        self._show_count()

    def _why_empty(self) -> str:
        if self.is_filtered:
            ways = [_CLEAR] if self._search.text().strip() else []
            ways += [_CHOOSE_ANY] if self._progress.currentData() is not None else []
            words = " and ".join(ways)
            return f"{_NO_MATCH} {words[0].upper()}{words[1:]} to see all."
        return _NONE_ASSIGNED if self.chosen_round() is not None else _NO_ARTICLES

    def _show_count(self) -> None:
        count, row = self._model.rowCount(), self.current_row()
        self._count.setText(f"{row + 1:,} of {count:,}" if row >= 0 else f"{count:,}" if count else "")
