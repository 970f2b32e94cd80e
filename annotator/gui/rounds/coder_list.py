"""The coders of a round, each with a bar and numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.domain.counted import counted
from annotator.gui.rounds.progress_bar import paint_bar
from annotator.gui.rounds.words import done_words, tally_words
from annotator.gui.rows import Index, RowsModel, RowWords, paint_ground, set_up_rows
from annotator.gui.theme import Tokens
from annotator.services.rounds.progress import CoderProgress

_HEIGHT, _MARGIN, _BAR = 44, 12, 9


class CoderListModel(RowsModel):
    """One row per coder, with the `CoderProgress`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_words_of, parent)


def _words_of(found: CoderProgress) -> RowWords:
    return RowWords(found.coder.id, found.coder.name, f"{found.coder.name}: {tally_words(found.tally)}")


class CoderDelegate(QStyledItemDelegate):
    """Name and numbers above, the bar below."""

    def __init__(self, tokens: Tokens, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the same height for every coder."""
        return QSize(180, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one coder."""
        found = index.data(CoderListModel.ThingRole)
        if not isinstance(found, CoderProgress):
            return
        painter.save()
        area: QRect = option.rect
        is_chosen = paint_ground(painter, option, self.tokens)
        line = QRect(area.left() + _MARGIN, area.top() + 6, area.width() - 2 * _MARGIN, 18)
        font: QFont = option.font
        self._paint_words(painter, line, found, font, is_chosen=is_chosen)
        bar = QRectF(line.left() + 0.5, area.top() + 27.5, line.width() - 1, _BAR)
        paint_bar(painter, bar, found.tally, self.tokens)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, line: QRect, found: CoderProgress, font: QFont, *, is_chosen: bool
    ) -> None:
        begun = f" · {counted(found.tally.draft, 'draft')}" if found.tally.draft else ""
        numbers = f"{done_words(found.tally)}{begun}"
        metrics = QFontMetrics(font)
        room = line.width() - metrics.horizontalAdvance(numbers) - _MARGIN
        name = metrics.elidedText(found.coder.name, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(QColor(self.tokens.on_selection if is_chosen else self.tokens.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(QColor(self.tokens.on_selection if is_chosen else self.tokens.text_dim))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, numbers)


class CoderList(QListView):
    """Shows the coders and says which one the articles should be narrowed to."""

    coder_chosen = Signal(str)
    """The id of a coder; empty for everybody."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.coders = CoderListModel(self)
        self._delegate = CoderDelegate(tokens, self)
        set_up_rows(self, "Coders", self.coders, self._delegate)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def show_coders(self, coders: Sequence[CoderProgress], tokens: Tokens) -> None:
        """Show a round's coders, the chosen one still chosen where it is there."""
        chosen = self.chosen()
        self._delegate.tokens = tokens
        self.selectionModel().blockSignals(True)
        self.coders.show(coders)
        row = self.coders.row_of(chosen)
        if row >= 0:
            self.setCurrentIndex(self.coders.index(row))
        self.selectionModel().blockSignals(False)
        self.viewport().update()

    def chosen(self) -> str:
        """Return the id of the chosen coder, empty for none."""
        rows = self.selectionModel().selectedIndexes()
        found = rows[0].data(CoderListModel.ThingRole) if rows else None
        return found.coder.id if isinstance(found, CoderProgress) else ""

    def _on_selection_changed(self) -> None:
        self.coder_chosen.emit(self.chosen())
