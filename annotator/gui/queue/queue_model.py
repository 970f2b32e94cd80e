"""The articles of the queue as a list model that holds only the pages somebody looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from annotator.domain.queue import Progress, QueueItem
from annotator.gui.form.look import plain_tip

PAGE_LENGTH = 100

PROGRESS_WORDS = {
    Progress.NOT_STARTED: "not started",
    Progress.DRAFT: "in progress",
    Progress.COMPLETE: "complete",
    Progress.NO_INCIDENT: "no incident",
}

_Index = QModelIndex | QPersistentModelIndex


class QueueModel(QAbstractListModel):
    """Row numbers of the project's articles in reading order; their lines come page by page.

    ``page_wanted(first_row)`` asks for a page; the answer comes through `set_page`.
    """

    page_wanted = Signal(int)

    ItemRole = Qt.ItemDataRole.UserRole
    _ROLES = (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.UserRole,
    )

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._row_numbers: list[int] = []
        self._rows_by_number: dict[int, int] = {}
        self._pages: dict[int, list[QueueItem]] = {}
        self._wanted: set[int] = set()

    def set_row_numbers(self, row_numbers: list[int]) -> None:
        """Show other articles; their lines are asked for when they are looked at."""
        self.beginResetModel()
        self._row_numbers = row_numbers
        self._rows_by_number = {number: row for row, number in enumerate(row_numbers)}
        self._pages.clear()
        self._wanted.clear()
        self.endResetModel()

    def row_numbers_of_page(self, first_row: int) -> list[int]:
        """Return the row numbers of the page that begins at ``first_row``."""
        return self._row_numbers[first_row : first_row + PAGE_LENGTH]

    def set_page(self, row_numbers: Sequence[int], items: list[QueueItem]) -> None:
        """Take the lines of a page; an answer to a question no longer asked is dropped."""
        first_row = self._rows_by_number.get(row_numbers[0], -1) if row_numbers else -1
        if first_row < 0 or self.row_numbers_of_page(first_row) != list(row_numbers):
            return
        self._pages[first_row] = items
        self._wanted.discard(first_row)
        self.dataChanged.emit(self.index(first_row), self.index(first_row + len(items) - 1))

    def refresh_article(self, row_number: int) -> None:
        """Ask again for the page an article is on, keeping what is shown until the answer comes."""
        row = self._rows_by_number.get(row_number)
        if row is not None:
            self.page_wanted.emit(row - row % PAGE_LENGTH)

    def row_of(self, row_number: int) -> int | None:
        """Return the row of an article, None when it is not shown."""
        return self._rows_by_number.get(row_number)

    def row_number_at(self, row: int) -> int | None:
        """Return the article's row number in the store, None past the ends."""
        return self._row_numbers[row] if 0 <= row < len(self._row_numbers) else None

    def item_at(self, row: int) -> QueueItem | None:
        """Return a line, None while it is on its way."""
        first_row = row - row % PAGE_LENGTH
        page = self._pages.get(first_row)
        if page is None:
            self._want(first_row)
            return None
        return page[row - first_row] if row - first_row < len(page) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of articles shown."""
        return 0 if parent.isValid() else len(self._row_numbers)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a line's title, its description for screen readers, or the `QueueItem` itself."""
        if not index.isValid() or not 0 <= index.row() < len(self._row_numbers):
            return None
        if role not in self._ROLES:
            return None
        item = self.item_at(index.row())
        if role == self.ItemRole:
            return item
        if item is None:
            return "…"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(item.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{item.title}, {PROGRESS_WORDS[item.progress]}"
        return item.title

    def _want(self, first_row: int) -> None:
        if first_row not in self._wanted:
            self._wanted.add(first_row)
            self.page_wanted.emit(first_row)
