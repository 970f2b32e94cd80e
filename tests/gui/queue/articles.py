"""Lines of a queue, and a queue that answers when it is told to."""

from __future__ import annotations

import datetime as dt

from annotator.domain.ids import ArticleId
from annotator.domain.queue import Progress, QueueItem
from annotator.gui.queue.queue_model import QueueModel


def line(number: int, progress: Progress = Progress.NOT_STARTED, title: str = "") -> QueueItem:
    """Return the line of the article with this row number."""
    return QueueItem(
        article_id=ArticleId(f"article-{number}"),
        title=title or f"Article {number}",
        source="Harbour Press",
        published=dt.date(2021, 3, 9),
        progress=progress,
    )


class SlowStore:
    """Notes which pages a model asks for and answers them later, in any order."""

    def __init__(self, model: QueueModel) -> None:
        self.model = model
        self.asked: list[int] = []
        self._questions: list[list[int]] = []
        model.page_wanted.connect(self._on_page_wanted)

    def _on_page_wanted(self, first_row: int) -> None:
        self.asked.append(first_row)
        self._questions.append(self.model.row_numbers_of_page(first_row))

    def answer(self, which: int = 0, progress: Progress = Progress.NOT_STARTED) -> None:
        """Answer one of the open questions, the oldest unless another is named."""
        numbers = self._questions.pop(which)
        self.model.set_page(numbers, [line(number, progress) for number in numbers])

    def answer_all(self) -> None:
        """Answer every open question."""
        while self._questions:
            self.answer()

    @property
    def open_count(self) -> int:
        """The number of questions without an answer."""
        return len(self._questions)
