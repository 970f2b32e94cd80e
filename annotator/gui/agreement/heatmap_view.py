"""The table of figures: coloured and numbered cells, hatched where a figure is not defined or not to be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from annotator.domain.figures import AgreementCell
from annotator.gui.agreement.heatmap_model import HeatmapModel, Index, figure, interval
from annotator.gui.agreement.scale import step_of, steps
from annotator.gui.theme import ThemeName, Tokens, tokens

CELL = QSize(104, 40)
_HEADING_HEIGHT = 30
_LABELS = 210
_TOP = 48
_SIDE = 4
"""Room at either side of the words above a column, in pixels."""


class HeatmapDelegate(QStyledItemDelegate):
    """Paints a cell: the figure large, interval and number of units small below it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens(ThemeName.LIGHT)
        self._steps = steps(ThemeName.LIGHT)

    def set_theme(self, theme: ThemeName) -> None:
        """Take on a theme."""
        self._tokens, self._steps = tokens(theme), steps(theme)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        cell = index.data(HeatmapModel.CellRole)
        if not isinstance(cell, AgreementCell):
            return
        painter.save()
        area = QRect(option.rect).adjusted(1, 1, -1, -1)
        if cell.value is None:
            self._paint_undefined(painter, area, cell)
        else:
            fill, ink = (QColor(colour) for colour in self._steps[step_of(cell.value)])
            painter.fillRect(area, fill)
            if not cell.is_safe:
                self._paint_hatched(painter, area, fill, ink)
            self._paint_figure(painter, area, cell, fill, ink)
        state: QStyle.StateFlag = option.state
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus):
            self._paint_focus(painter, area, has_focus=bool(state & QStyle.StateFlag.State_HasFocus))
        painter.restore()

    def _paint_hatched(self, painter: QPainter, area: QRect, fill: QColor, ink: QColor) -> None:
        painter.fillRect(area, fill)
        line = QColor(ink)
        line.setAlpha(110)
        painter.fillRect(area, QBrush(line, Qt.BrushStyle.BDiagPattern))

    def _paint_undefined(self, painter: QPainter, area: QRect, cell: AgreementCell) -> None:
        """Paint the hatching with the reason in a few words."""
        surface, dim = QColor(self._tokens.surface), QColor(self._tokens.text_dim)
        self._paint_hatched(painter, area, surface, dim)
        font = QFont(painter.font())
        font.setPixelSize(11)
        painter.setFont(font)
        measure = QFontMetrics(font)
        words = measure.elidedText(cell.short_reason, Qt.TextElideMode.ElideRight, area.width() - 8)
        width = measure.horizontalAdvance(words) + 8
        plate = QRect(area.center().x() - width // 2, area.center().y() - 8, width, 17)
        painter.fillRect(plate.intersected(area), surface)
        painter.setPen(dim)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_figure(self, painter: QPainter, area: QRect, cell: AgreementCell, fill: QColor, ink: QColor) -> None:
        small = QFont(painter.font())
        small.setPixelSize(10)
        large = QFont(painter.font())
        large.setPixelSize(14)
        large.setWeight(QFont.Weight.DemiBold)
        below = " · ".join(filter(None, (interval(cell), f"n {cell.units}")))
        words = figure(cell.value) + ("" if cell.is_safe else " †")
        upper, lower = QRect(area), QRect(area)
        upper.setBottom(area.top() + 21)
        lower.setTop(area.top() + 20)
        lower.setBottom(area.bottom() - 3)  # the ring of the keyboard stands below the words
        painter.setPen(QPen(ink))
        for font, text, place in ((large, words, upper), (small, below, lower)):
            if not cell.is_safe:
                # The hatching ends at the words, so that they are read on their own ground.
                width = QFontMetrics(font).horizontalAdvance(text) + 8
                plate = QRect(place.center().x() - width // 2, place.top() + 2, width, place.height() - 3)
                painter.fillRect(plate.intersected(area), fill)
            painter.setFont(font)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_focus(self, painter: QPainter, area: QRect, *, has_focus: bool) -> None:
        colour = self._tokens.focus_ring if has_focus else self._tokens.control_border
        painter.setPen(QPen(QColor(self._tokens.surface), 1))
        painter.drawRect(area.adjusted(2, 2, -3, -3))
        painter.setPen(QPen(QColor(colour), 2))
        painter.drawRect(area.adjusted(1, 1, -1, -1))


class _Labels(QHeaderView):
    """Fields at the left, headings of sections between them."""

    def __init__(self, model: HeatmapModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._heatmap = model
        self._tokens: Tokens = tokens(ThemeName.LIGHT)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFixedWidth(_LABELS)

    def set_theme(self, theme: ThemeName) -> None:
        """Take on a theme."""
        self._tokens = tokens(theme)

    def paintSection(self, painter: QPainter, area: QRect, logical: int) -> None:
        """Paint a label."""
        painter.save()
        painter.fillRect(area, QColor(self._tokens.surface))
        text = str(self._heatmap.headerData(logical, Qt.Orientation.Vertical) or "")
        font = QFont(self.font())
        is_heading = self._heatmap.is_heading(logical)
        if is_heading:
            font.setPixelSize(11)
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(self._tokens.text_dim if is_heading else self._tokens.text))
        place = area.adjusted(12 if is_heading else 20, 8 if is_heading else 0, -8, 0)
        elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
        painter.restore()


class _Heads(QHeaderView):
    """Coders above their columns, on up to two lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._tokens: Tokens = tokens(ThemeName.LIGHT)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setDefaultSectionSize(CELL.width())
        self.setFixedHeight(_TOP)

    def set_theme(self, theme: ThemeName) -> None:
        """Take on a theme."""
        self._tokens = tokens(theme)

    def wanted_widths(self) -> list[int]:
        """Return how wide each column would have to be for its words to stand there in full, in pixels."""
        lines = [self._lines(section) for section in range(self.count())]
        return [
            2 * _SIDE + max(QFontMetrics(face).horizontalAdvance(words) + 1 for face, words in one) for one in lines
        ]

    def _lines(self, section: int) -> list[tuple[QFont, str]]:
        text = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        name, _, below = text.partition("\n")
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        small = QFont(self.font())
        small.setPixelSize(11)
        return [(font, name), *([(small, below)] if below else [])]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the heads, and a line below all of the strip they stand on."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(self._tokens.border))
        painter.end()

    def paintSection(self, painter: QPainter, area: QRect, logical: int) -> None:
        """Paint whom a column compares."""
        painter.save()
        painter.fillRect(area, QColor(self._tokens.window))
        inner = area.adjusted(_SIDE, 4, -_SIDE, -6)
        lines = self._lines(logical)
        top = inner.bottom() - 18 * len(lines)
        for at, (face, words) in enumerate(lines):
            painter.setFont(face)
            painter.setPen(QColor(self._tokens.text_dim if at else self._tokens.text))
            line = QRect(inner.left(), top + 18 * at, inner.width(), 18)
            elided = QFontMetrics(face).elidedText(words, Qt.TextElideMode.ElideMiddle, inner.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, elided)
        painter.restore()


class HeatmapView(QTableView):
    """Arrows walk the figures, passing over headings; Enter or a double click opens the units behind one."""

    cell_opened = Signal(object)
    """The `AgreementCell` whose units are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heatmap = HeatmapModel(self)
        self.setModel(self.heatmap)
        self._delegate = HeatmapDelegate(self)
        self.setItemDelegate(self._delegate)
        self._labels = _Labels(self.heatmap, self)
        self._heads = _Heads(self)
        self.setVerticalHeader(self._labels)
        self.setHorizontalHeader(self._heads)
        self._beside_heads = QFrame(self)  # the strip goes on above the scroll bar
        self._beside_heads.setProperty("role", "toolbar")
        self._beside_heads.setFixedHeight(_TOP)
        self.addScrollBarWidget(self._beside_heads, Qt.AlignmentFlag.AlignTop)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Agreement by field and coder")
        self.doubleClicked.connect(self._open)
        self.heatmap.modelReset.connect(self._on_reset)

    def set_theme(self, theme: ThemeName) -> None:
        """Take on a theme."""
        for part in (self._delegate, self._labels, self._heads):
            part.set_theme(theme)
        self.viewport().update()

    def current_cell(self) -> AgreementCell | None:
        """Return the figure the keyboard is at."""
        return self.heatmap.cell(self.currentIndex())

    def choose(self, cell: AgreementCell | None) -> None:
        """Go to the figure of the same field and comparison, the first one where there is none."""
        wanted = None if cell is None else (cell.row, cell.column)
        first = None
        for row in range(self.heatmap.rowCount()):
            for column in range(self.heatmap.columnCount()):
                index = self.heatmap.index(row, column)
                found = self.heatmap.cell(index)
                if found is not None:
                    first = first or index
                    if (found.row, found.column) == wanted:
                        first = index
        if first is not None:
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the units on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Pass over headings, which Qt would stop at."""
        index = super().moveCursor(action, modifiers)
        step = 1 if index.row() >= self.currentIndex().row() else -1
        row = index.row()
        while self.heatmap.is_heading(row) and 0 <= row + step < self.heatmap.rowCount():
            row += step
        return index if self.heatmap.is_heading(row) else self.heatmap.index(row, index.column())

    def _open(self, index: QModelIndex) -> None:
        cell = self.heatmap.cell(index)
        if cell is not None:
            self.cell_opened.emit(cell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        for column, width in enumerate(shared_widths(self._heads.wanted_widths(), self.viewport().width())):
            self.setColumnWidth(column, width)

    def _on_reset(self) -> None:
        self._share_room()
        for row in range(self.heatmap.rowCount()):
            self.setRowHeight(row, _HEADING_HEIGHT if self.heatmap.is_heading(row) else CELL.height())


def shared_widths(wanted: Sequence[int], available: int) -> list[int]:
    """Return the columns' widths: a cell's, and of the room that is left as much as the words above a column want.

    Where not all of them can have that, the shorter ones get it and the longer ones share the rest.
    """
    widths = [CELL.width()] * len(wanted)
    spare = max(0, available - sum(widths))
    wishing = sorted((column for column, width in enumerate(wanted) if width > CELL.width()), key=wanted.__getitem__)
    for done, column in enumerate(wishing):
        more = min(wanted[column] - CELL.width(), spare // (len(wishing) - done))
        widths[column] += more
        spare -= more
    return widths
