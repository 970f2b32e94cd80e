"""The rounds of the project, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.ids import RoundId
from annotator.gui.round_words import manner
from annotator.gui.rounds.asking import RoundLine
from annotator.gui.rounds.progress_bar import paint_bar
from annotator.gui.rounds.words import done_words, tally_words
from annotator.gui.rows import Index, RowsModel, RowWords, paint_ground, set_up_rows
from annotator.gui.theme import Tokens

_HEIGHT, _MARGIN = 60, 12


class RoundListModel(RowsModel):
    """One row per round, with the `RoundLine`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_words_of, parent)


def _words_of(line: RoundLine) -> RowWords:
    spoken = f"{line.round.name}, {manner(line.round)}: {tally_words(line.total)}"
    return RowWords(line.round.id, line.round.name, spoken)


class RoundDelegate(QStyledItemDelegate):
    """Name, manner and numbers, and a thin bar."""

    def __init__(self, tokens: Tokens, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the same height for every round."""
        return QSize(180, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one round."""
        line = index.data(RoundListModel.ThingRole)
        if not isinstance(line, RoundLine):
            return
        painter.save()
        area: QRect = option.rect
        is_chosen = paint_ground(painter, option, self.tokens)
        left, width = area.left() + _MARGIN, area.width() - 2 * _MARGIN
        font: QFont = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold if is_chosen else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(self.tokens.on_selection if is_chosen else self.tokens.text))
        name = QFontMetrics(font).elidedText(line.round.name, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, area.top() + 7, width, 18), _MIDDLE, name)
        small = QFont(option.font)
        small.setPixelSize(11)
        painter.setFont(small)
        painter.setPen(QColor(self.tokens.on_selection if is_chosen else self.tokens.text_dim))
        painter.drawText(
            QRect(left, area.top() + 26, width, 14), _MIDDLE, f"{manner(line.round)} · {done_words(line.total)}"
        )
        paint_bar(painter, QRectF(left + 0.5, area.top() + 45.5, width - 1, 5), line.total, self.tokens)
        painter.restore()


_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RoundPanel(QWidget):
    """The left side of the room: the rounds, and a button for a new one."""

    round_chosen = Signal(str)
    """The id of the round that was chosen."""
    new_asked = Signal()

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rounds = RoundListModel(self)
        self._delegate = RoundDelegate(tokens, self)
        self.list = QListView(self)
        set_up_rows(self.list, "Rounds", self.rounds, self._delegate)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        heading = QLabel("Rounds", self)
        heading.setProperty("role", "section")
        self.new_button = QPushButton("New round…", self)
        self.new_button.setToolTip("New round (N)")
        self.new_button.clicked.connect(self.new_asked)
        top = QHBoxLayout()
        top.setContentsMargins(12, 10, 12, 8)
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self.new_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.list, 1)

    def show_rounds(self, lines: Sequence[RoundLine], chosen: RoundId | None, tokens: Tokens) -> None:
        """Show the rounds with one of them chosen; nothing is announced."""
        self._delegate.tokens = tokens
        self.list.selectionModel().blockSignals(True)
        self.rounds.show(lines)
        row = self.rounds.row_of(chosen) if chosen is not None else -1
        if row >= 0:
            self.list.setCurrentIndex(self.rounds.index(row))
        self.list.selectionModel().blockSignals(False)
        self.list.viewport().update()

    def _on_current_changed(self, current: QModelIndex) -> None:
        line = current.data(RoundListModel.ThingRole)
        if isinstance(line, RoundLine):
            self.round_chosen.emit(line.round.id)
