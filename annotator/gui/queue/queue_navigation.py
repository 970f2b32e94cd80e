"""Keeps queue, desk and article in step: what is listed, and which article is opened."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.domain.changes import Changes
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import ArticleId
from annotator.domain.queue import QueueFilter, QueueItem
from annotator.gui.article_panel import ArticlePanel
from annotator.gui.coding_gestures import CodingGestures
from annotator.gui.desk import Desk
from annotator.gui.form import FormView
from annotator.gui.queue.queue_model import QueueModel
from annotator.gui.queue.queue_panel import QueuePanel
from annotator.services.coding import Worksheet

_NOTHING_YET = "Nothing to read here yet. Import articles from the Project menu (Ctrl+I), or drop files on this window."
_UNREADABLE = "What is typed in the form cannot be read yet. Correct it or press Escape."


class QueueNavigation(QObject):
    """Listens to the queue and the desk, and opens one article after the other."""

    remarked = Signal(str)
    """A sentence for the status line."""
    article_left = Signal()
    """The article on the desk is no longer in the project; nothing is open now."""

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
        model.page_wanted.connect(lambda first_row: desk.read_page(model.row_numbers_of_page(first_row)))
        queue.filter_changed.connect(desk.list_queue)
        queue.article_chosen.connect(self._on_article_chosen)

    def begin(self, article_id: str) -> None:
        """List all articles of a project just opened and open this one, the first where it is not there any more."""
        self._remembered = article_id
        self._open_number = None
        self._queue.show_all()
        self._desk.list_queue(QueueFilter())

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
        elif self._queue.queue_filter() == QueueFilter():
            self._article.show_nothing(_NOTHING_YET)

    def _mark_open(self) -> None:
        row = self._model.row_of(self._open_number) if self._open_number is not None else None
        if row is not None:
            self._queue.mark_row(row)

    def _open_first(self) -> None:
        remembered, self._remembered = self._remembered, ""
        if not remembered:
            self._queue.choose_row(0)
            return

        def gone(_: AnnotatorError) -> None:
            self._queue.choose_row(0)

        self._desk.ask(
            lambda workspace, _: workspace.articles.row_number(ArticleId(remembered)),
            on_success=lambda number: self._queue.choose_row(self._model.row_of(number) or 0),
            on_failure=gone,
        )

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
        if self._open_number is not None:
            self._model.refresh_article(self._open_number)

    def _on_articles_changed(self) -> None:
        """List again; an article that went with its import is left first."""

        def listed(row_numbers: list[int]) -> None:
            if self._open_number is not None and self._open_number not in row_numbers:
                self._leave()
            self._desk.list_queue(self._queue.queue_filter())

        self._desk.ask(
            lambda workspace, _: workspace.articles.queue(workspace.coder.id, QueueFilter()), on_success=listed
        )

    def _leave(self) -> None:
        self._open_number = None
        self._desk.leave_article()
        self._gestures.forget()
        self._article.show_nothing("")
        self.article_left.emit()
