"""Where things of a page lie in the viewport that shows it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QTextBlock, QTextLayout
from PySide6.QtWidgets import QTextEdit

from annotator.domain.text import Span
from annotator.gui.text.geometry import baseline, edge_after, edge_before, line_holding, runs_left
from annotator.gui.text.lanes import VISIBLE_LANES
from annotator.gui.text.page import LineMetrics, Page, PageMetrics
from annotator.gui.text.strips import LANE_PITCH, TAG_HEIGHT

SPILL = VISIBLE_LANES * LANE_PITCH + TAG_HEIGHT
"""Pixels that a block's painting may reach above or below the block's own box."""
_GRIP_WIDTH = 3
_GRIP_REACH = 4
"""Pixels beside a grip where it can still be taken hold of."""


class End(Enum):
    """The two ends of a highlight."""

    START = "start"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class VisibleBlock:
    """A block with the lines of it that are in view; valid only while the call that asked for it runs."""

    block: QTextBlock
    layout: QTextLayout
    number: int
    position: int
    origin: QPointF
    lines: range
    metrics: LineMetrics


@dataclass(frozen=True, slots=True)
class LineHit:
    """The line nearest to a point, the point's height moved into that line's words, and whether it lay on the line."""

    part: VisibleBlock
    line: int
    point: QPointF
    is_on_line: bool


class PageGeometry:
    """Answers for one page in one view, always from the layout as it is now; coordinates are the viewport's."""

    def __init__(self, view: QTextEdit, page: Page, metrics: PageMetrics) -> None:
        self._view = view
        self._page = page
        self._metrics = metrics

    def visible(self, area: QRect) -> list[VisibleBlock]:
        """Return the blocks that reach into an area, top to bottom."""
        return list(self._between(area.top(), area.bottom()))

    def line_near(self, point: QPointF) -> LineHit | None:
        """Return the line a point belongs to; the gap under a line, where its lanes are, belongs to that line."""
        best: LineHit | None = None
        least = float("inf")
        for part in self._between(point.y() - 2 * SPILL, point.y() + 2 * SPILL):
            for number in part.lines:
                foot = part.origin.y() + baseline(part.layout.lineAt(number))
                head, end = foot - part.metrics.fill_top, foot + part.metrics.lane_top + VISIBLE_LANES * LANE_PITCH
                distance = max(head - point.y(), point.y() - end, 0.0)
                if distance < least:
                    least = distance
                    middle = QPointF(point.x(), foot - part.metrics.fill_top / 3)
                    best = LineHit(part, number, middle, distance == 0)
        return best

    def grips(self, span: Span) -> dict[End, QRectF]:
        """Return the grips at the ends of a span, those that are in view."""
        first, last = self._page.to_qt(span)
        found = {}
        for part in self.visible(self._view.viewport().rect()):
            for end, position in ((End.START, first), (End.FINISH, last - 1)):
                grip = self._grip(part, position - part.position, end)
                if grip is not None:
                    found[end] = grip
        return found

    def grip_under(self, span: Span, point: QPointF) -> End | None:
        """Return the end of a span whose grip is under a point, None when neither is."""
        for end, grip in self.grips(span).items():
            if grip.adjusted(-_GRIP_REACH, 0, _GRIP_REACH, 0).contains(point):
                return end
        return None

    def invisible_marks(self, parts: Iterable[VisibleBlock]) -> list[QLineF]:
        """Return an upright line at each character in view that cannot be seen (see `invisible_offsets`)."""
        marks = []
        invisible = self._page.invisible
        for part in parts:
            end = part.position + part.block.length()
            for position in invisible[bisect_left(invisible, part.position) : bisect_left(invisible, end)]:
                line = part.layout.lineForTextPosition(position - part.position)
                x = part.origin.x() + round(edge_before(line, position - part.position)) + 0.5
                foot = part.origin.y() + baseline(line)
                marks.append(QLineF(x, foot - part.metrics.fill_top, x, foot + part.metrics.fill_bottom))
        return marks

    def _grip(self, part: VisibleBlock, position: int, end: End) -> QRectF | None:
        if not 0 <= position < part.block.length():
            return None
        number = part.layout.lineForTextPosition(position).lineNumber()
        if number not in part.lines:
            return None
        line = part.layout.lineAt(number)
        x = edge_before(line, position) if end is End.START else edge_after(line, position)
        top = baseline(line) - part.metrics.fill_top
        height = part.metrics.fill_top + part.metrics.fill_bottom
        is_at_left = (end is End.START) is not runs_left(line, position)
        x = round(x) - (_GRIP_WIDTH if is_at_left else 0)
        return QRectF(x, top - 2, _GRIP_WIDTH, height + 4).translated(part.origin)

    def _between(self, top: float, bottom: float) -> Iterator[VisibleBlock]:
        offset = QPointF(self._view.horizontalScrollBar().value(), self._view.verticalScrollBar().value())
        document_layout = self._view.document().documentLayout()
        block = self._block_near(top + offset.y())
        while block.isValid():
            box = document_layout.blockBoundingRect(block).translated(-offset)
            if box.top() > bottom:
                return
            if box.bottom() >= top:
                layout = block.layout()
                origin = layout.position() - offset
                first, last = line_holding(layout, top - origin.y()), line_holding(layout, bottom - origin.y())
                number = block.blockNumber()
                yield VisibleBlock(
                    block,
                    layout,
                    number,
                    block.position(),
                    origin,
                    range(first, min(last + 1, layout.lineCount())),
                    self._metrics.of_block(number),
                )
            block = block.next()

    def _block_near(self, y: float) -> QTextBlock:
        """Return the block before the one nearest to a height of the document."""
        document = self._view.document()
        hit = document.documentLayout().hitTest(QPointF(0, y), Qt.HitTestAccuracy.FuzzyHit)
        block = document.findBlock(max(0, hit))
        return block.previous() if block.previous().isValid() else block
