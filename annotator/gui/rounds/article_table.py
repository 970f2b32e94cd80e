"""The articles of a round with their coders and how far each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from annotator.domain.ids import ArticleId, AssignmentId
from annotator.domain.queue import Progress
from annotator.gui.form.look import plain_tip
from annotator.gui.queue.progress_mark import MARK, paint_progress_mark
from annotator.gui.queue.queue_model import PROGRESS_WORDS
from annotator.gui.theme import Tokens
from annotator.services.rounds.progress import ArticleProgress, ArticleState, RoundProgress

_Index = QModelIndex | QPersistentModelIndex
_COLUMNS = ("Article", "Coders")
_TITLE, _CODERS = range(2)
_GAP, _PADDING, _NARROWEST = 14, 8, 84
_LEAST = 160
"""Width of the coders' column in pixels, also where their names are short."""


class ArticleTableModel(QAbstractTableModel):
    """One row per article that passes the search; `ArticleRole` gives the `ArticleProgress`."""

    ArticleRole = Qt.ItemDataRole.UserRole

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._articles: tuple[ArticleProgress, ...] = ()
        self._shown: tuple[ArticleProgress, ...] = ()
        self._phrase, self._coder = "", ""
        self.names: Mapping[str, str] = {}

    def show(self, progress: RoundProgress | None) -> None:
        """Show a round's articles."""
        self._articles = progress.articles if progress is not None else ()
        self.names = {coder.id: coder.name for coder, _ in progress.coders} if progress is not None else {}
        self._list()

    def narrow(self, phrase: str, coder_id: str) -> None:
        """Show only articles with a phrase in the title, and of one coder; empty for all."""
        self._phrase, self._coder = phrase.casefold(), coder_id
        self._list()

    @property
    def shown(self) -> Sequence[ArticleProgress]:
        """The articles that pass the search."""
        return self._shown

    def _list(self) -> None:
        self.beginResetModel()
        self._shown = tuple(article for article in self._articles if self._passes(article))
        self.endResetModel()

    def _passes(self, article: ArticleProgress) -> bool:
        has_coder = not self._coder or any(state.coder_id == self._coder for state in article.states)
        return has_coder and self._phrase in article.title.casefold()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of articles shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title, the coders in words, or the `ArticleProgress` itself."""
        if not index.isValid() or not 0 <= index.row() < len(self._shown):
            return None
        article = self._shown[index.row()]
        if role == self.ArticleRole:
            return article
        words = article.title if index.column() == _TITLE else self.coder_words(article)
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's heading, which begins where the cells below it begin."""
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(_COLUMNS):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return _COLUMNS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def coder_words(self, article: ArticleProgress) -> str:
        """Return an article's coders and how far they are."""
        return ", ".join(f"{self.name_of(state)}: {PROGRESS_WORDS[state.progress]}" for state in article.states)

    def name_of(self, state: ArticleState) -> str:
        """Return the name of one of an article's coders."""
        return self.names.get(state.coder_id, "")


class CodersDelegate(QStyledItemDelegate):
    """An article's coders, each with the mark of its progress."""

    def __init__(self, tokens: Tokens, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint as many coders as there is room for, and how many more there are."""
        article, model = index.data(ArticleTableModel.ArticleRole), index.model()
        if not isinstance(article, ArticleProgress) or not isinstance(model, ArticleTableModel):
            return
        painter.save()
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            painter.fillRect(area, QColor(self.tokens.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(self.tokens.hover))
        ink = QColor(self.tokens.on_selection if is_chosen else self.tokens.text)
        within = area.adjusted(_PADDING, 0, -_PADDING, 0)
        named = [(model.name_of(one), one.progress) for one in article.states]
        self._paint_coders(painter, within, named, QFontMetrics(option.font), ink)
        painter.restore()

    def _paint_coders(
        self,
        painter: QPainter,
        area: QRect,
        named: Sequence[tuple[str, Progress]],
        metrics: QFontMetrics,
        ink: QColor,
    ) -> None:
        """Paint names with their marks from the left; long names give way first, then the last ones are counted."""
        most = max(area.width() // _NARROWEST, 1)
        shown, more = (named, 0) if len(named) <= most else (named[: most - 1], len(named) - most + 1)
        widths = fitted([coder_width(name, metrics) for name, _ in shown], area.width(), bool(more))
        left = area.left()
        for (name, progress), width in zip(shown, widths, strict=True):
            paint_progress_mark(painter, QPointF(left + MARK / 2, area.center().y() + 0.5), progress, self.tokens)
            painter.setPen(ink)
            place = QRect(left + MARK + 6, area.top(), width - MARK - 6, area.height())
            painter.drawText(place, _MIDDLE, metrics.elidedText(name, Qt.TextElideMode.ElideRight, place.width()))
            left += width + _GAP
        if more:
            painter.setPen(ink)
            painter.drawText(QRect(left, area.top(), area.right() - left, area.height()), _MIDDLE, f"+{more}")


def coder_width(name: str, metrics: QFontMetrics) -> int:
    """Return the room a coder's mark and name want, in pixels."""
    return MARK + 6 + metrics.horizontalAdvance(name) + 4


def fitted(widths: list[int], available: int, has_more: bool) -> list[int]:
    """Return widths that fit side by side: what asks for more than an equal share is cut to what is left for it."""
    available -= _GAP * max(len(widths) - 1, 0) + (_NARROWEST // 2 if has_more else 0)
    fitted = dict.fromkeys(range(len(widths)), 0)
    for done, place in enumerate(sorted(fitted, key=widths.__getitem__)):
        fitted[place] = min(widths[place], available // (len(widths) - done))
        available -= fitted[place]
    return list(fitted.values())


_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ArticleTable(QTableView):
    """Shows the articles; several can be chosen for moving or taking back."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.articles = ArticleTableModel(self)
        self._delegate = CodersDelegate(tokens, self)
        self.setAccessibleName("Articles of the round")
        self.setModel(self.articles)
        self.setItemDelegateForColumn(_CODERS, self._delegate)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(30)
        self.horizontalHeader().setSectionResizeMode(_TITLE, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(_CODERS, QHeaderView.ResizeMode.Fixed)
        self.articles.modelReset.connect(self._measure)
        self._wanted = 0
        self.horizontalHeader().setHighlightSections(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share_room()

    def _measure(self) -> None:
        metrics = QFontMetrics(self.font())
        wide = {coder: coder_width(name, metrics) for coder, name in self.articles.names.items()}
        rows = [[wide.get(one.coder_id, 0) for one in article.states] for article in self.articles.shown]
        self._wanted = 2 * _PADDING + max((sum(row) + _GAP * len(row) for row in rows), default=0)
        self._share_room()

    def _share_room(self) -> None:
        """Give the coders what their names need, at most half; the titles get the rest."""
        self.setColumnWidth(_CODERS, min(max(self._wanted, _LEAST), self.viewport().width() // 2))

    def set_tokens(self, tokens: Tokens) -> None:
        """Use another theme's colours."""
        self._delegate.tokens = tokens
        self.viewport().update()

    def chosen_articles(self) -> tuple[ArticleId, ...]:
        """Return the chosen articles, from the top."""
        return tuple(article.article_id for article in self._chosen())

    def chosen_assignments(self, coder_id: str = "") -> tuple[AssignmentId, ...]:
        """Return the assignments of the chosen articles, of one coder or all."""
        return tuple(
            state.assignment_id
            for article in self._chosen()
            for state in article.states
            if coder_id in ("", state.coder_id)
        )

    def _chosen(self) -> Sequence[ArticleProgress]:
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.articles.index(row, _TITLE).data(ArticleTableModel.ArticleRole) for row in rows]
