"""Keeps queue, desk and article in step: what is listed, and which article is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain.changes import Changes
from annotator.domain.ids import ArticleId
from annotator.domain.queue import QueueFilter, QueueItem
from annotator.domain.rounds import Round, RoundState
from annotator.gui.article_panel import ArticlePanel
from annotator.gui.coding_gestures import CodingGestures
from annotator.gui.desk import Desk
from annotator.gui.form import FormView
from annotator.gui.queue.queue_model import QueueModel
from annotator.gui.queue.queue_panel import QueuePanel
from annotator.services.coding import Worksheet

if TYPE_CHECKING:
    from annotator.bootstrap import Workspace
    from annotator.gui.jobs import Job

_NOTHING_YET = "Nothing to read here yet. Import articles, or drop files on this window."
_WAYS_TO_ARTICLES = ("import_files", "import_folder")
_NOTHING_TO_CHANGE = "Nothing to read here: the project has no articles, and it can be read but not changed."
_NOTHING_ASSIGNED = "Nothing is assigned to you in this round any more. Choose another above the queue."
_UNREADABLE = "What is typed in the form cannot be read yet. Correct it or press Escape."


class QueueNavigation(QObject):
    """Listens to the queue and the desk, and opens one article after the other."""

    remarked = Signal(str)
    """A sentence for the status line."""
    article_left = Signal()
    """The article on the desk is no longer in the project; nothing is open now."""
    round_chosen = Signal(str)
    """The id of the round the coder chose, empty for all articles."""

    def __init__(
        self,
        desk: Desk,
        model: QueueModel,
        queue: QueuePanel,
        article: ArticlePanel,
        form: FormView,
        gestures: CodingGestures,
    ) -> None:
        super().__init__(queue)
        self._desk = desk
        self._model = model
        self._queue = queue
        self._article = article
        self._form = form
        self._gestures = gestures
        self._remembered = ""
        self._open_number: int | None = None
        desk.queue_listed.connect(self._on_queue_listed)
        desk.page_read.connect(model.set_page)
        desk.changed.connect(self._on_changed)
        desk.articles_changed.connect(self._on_articles_changed)
        desk.rounds_changed.connect(self._on_rounds_changed)
        model.page_wanted.connect(lambda first_row: desk.read_page(model.row_numbers_of_page(first_row)))
        queue.filter_changed.connect(desk.list_queue)
        queue.round_chosen.connect(self._on_round_chosen)
        queue.article_chosen.connect(self._on_article_chosen)

    def begin(self, article_id: str, rounds: Sequence[Round] = (), last_round: str | None = None) -> None:
        """List a project just opened and open this article, the first where it is not there any more.

        Listed are the assignments of the round chosen last (``last_round``, empty for all articles), of the newest
        running one where nothing was chosen yet, or all articles.
        """
        self._remembered = article_id
        self._open_number = None
        self._queue.show_all()
        chosen = next((one for one in rounds if one.id == last_round), None)
        if chosen is None and last_round != "":
            chosen = next((one for one in rounds if one.state is RoundState.RUNNING), None)
        self._queue.set_rounds(rounds, chosen)
        self._desk.choose_round(chosen)
        self._desk.list_queue(self._queue.queue_filter())

    def step(self, by: int) -> None:
        """Go to the next article of the queue, or back."""
        if not self._queue.step(by):
            self.remarked.emit("This is the last article." if by > 0 else "This is the first article.")

    def _on_queue_listed(self, row_numbers: list[int]) -> None:
        self._model.set_row_numbers(row_numbers)
        if self._open_number is not None:
            self._mark_open()
        elif row_numbers:
            self._open_first()
        elif not self._queue.is_filtered:
            self._invite()

    def _invite(self) -> None:
        if self._desk.round is not None:
            self._article.show_nothing(_NOTHING_ASSIGNED)
        elif self._desk.is_read_only:
            self._article.show_nothing(_NOTHING_TO_CHANGE)
        else:
            self._article.show_nothing(_NOTHING_YET, _WAYS_TO_ARTICLES)

    def _mark_open(self) -> None:
        row = self._model.row_of(self._open_number) if self._open_number is not None else None
        if row is not None:
            self._queue.mark_row(row)

    def _open_first(self) -> None:
        """Open the article that was open last; else, in a round, the first that is not finished; else the first."""
        remembered, self._remembered = self._remembered, ""
        chosen = self._desk.round
        round_id = chosen.id if chosen else None

        def wanted(workspace: Workspace, _: Job) -> int | None:
            if remembered and workspace.articles.is_there(ArticleId(remembered)):
                return workspace.articles.row_number(ArticleId(remembered))
            if round_id is None:
                return None
            return workspace.articles.next_in_round(workspace.coder.id, round_id)

        def choose(number: int | None) -> None:
            self._queue.choose_row((self._model.row_of(number) if number is not None else None) or 0)

        if remembered or round_id is not None:
            self._desk.ask(wanted, on_success=choose)
        else:
            self._queue.choose_row(0)

    def _on_round_chosen(self, chosen: Round | None) -> None:
        """List another round's assignments and go on there where it was left."""
        present = self._desk.round
        if not self._form.take_typing():
            self.remarked.emit(_UNREADABLE)
            self._queue.choose_round(present)
            return
        if (chosen.id if chosen else None) == (present.id if present else None):
            return
        self._leave()
        self._desk.choose_round(chosen)
        self.round_chosen.emit(chosen.id if chosen else "")
        self._desk.list_queue(self._queue.queue_filter())

    def _on_rounds_changed(self) -> None:
        """Offer the coder's rounds as they are now; a round that has nothing for the coder any more is left."""

        def found(rounds: tuple[Round, ...]) -> None:
            present = self._desk.round
            still = next((one for one in rounds if present is not None and one.id == present.id), None)
            self._queue.set_rounds(rounds, still)
            if present is not None and still is None:
                self._leave()
            if still != present:
                self._desk.choose_round(still)
            self._on_articles_changed()

        self._desk.ask(lambda workspace, _: workspace.rounds.of_coder(workspace.coder.id), on_success=found)

    def _on_article_chosen(self, item: QueueItem) -> None:
        worksheet = self._gestures.worksheet
        if worksheet is not None and worksheet.article.id == item.article_id:
            return
        if not self._form.take_typing():
            self.remarked.emit(_UNREADABLE)
            self._mark_open()
            return
        self._open_number = self._model.row_number_at(self._queue.current_row())
        self._desk.open_article(item.article_id)

    def _on_changed(self, _changes: Changes, _worksheet: Worksheet) -> None:
        QTimer.singleShot(0, self, self._refresh_open)  # first the change itself is painted

    def _refresh_open(self) -> None:
        if self._open_number is not None:
            self._model.refresh_article(self._open_number)

    def _on_articles_changed(self) -> None:
        """List again; an article that went with its import is left first."""

        def listed(row_numbers: list[int]) -> None:
            if self._open_number is not None and self._open_number not in row_numbers:
                self._leave()
            self._desk.list_queue(self._queue.queue_filter())

        everything = QueueFilter(round_id=self._queue.queue_filter().round_id)
        self._desk.ask(lambda workspace, _: workspace.articles.queue(workspace.coder.id, everything), on_success=listed)

    def _leave(self) -> None:
        self._open_number = None
        self._desk.leave_article()
        self._gestures.forget()
        self._article.show_nothing("")
        self.article_left.emit()
