"""The highlights of one page: which lanes they have, what to paint for a block, and which lie under a point."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from PySide6.QtCore import QRectF

from annotator.domain.text import Span
from annotator.gui.text.geometry import intervals
from annotator.gui.text.highlights import Highlight
from annotator.gui.text.lanes import LaneIndex, Placed
from annotator.gui.text.page import Page
from annotator.gui.text.page_geometry import VisibleBlock
from annotator.gui.text.strips import STRIP_LINES, Strip, boxes_of, build_strip


class HighlightLayer:
    """Highlights over a page, in Qt's positions inside and code points outside.

    What is painted for a block is kept until the block's highlights change (`replace`) or its lines may have moved
    (`forget_layout`).
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._index = LaneIndex(page.block_starts)
        self._highlights: dict[str, Highlight] = {}
        self._strips: dict[int, dict[int, Strip]] = {}

    def __len__(self) -> int:
        """Return the number of highlights."""
        return len(self._highlights)

    def get(self, key: str | None) -> Highlight | None:
        """Return the highlight with this key, None when there is none."""
        return self._highlights.get(key) if key is not None else None

    def lane(self, key: str) -> int | None:
        """Return the lane of a highlight, counted from 0 at the words; None when there is no such highlight."""
        placed = self._index.get(key)
        return placed.lane if placed else None

    def show_only(self, highlights: Sequence[Highlight]) -> None:
        """Replace all highlights. Raises ValueError for a repeated key or a span outside the text."""
        self._strips.clear()
        self._index.rebuild([self._checked(highlight) for highlight in highlights])
        self._highlights = {highlight.key: highlight for highlight in highlights}

    def replace(self, removed: Collection[str], added: Sequence[Highlight]) -> set[int]:
        """Take some highlights out and put others in; return the numbers of the blocks to paint again.

        Raises ValueError for a repeated key or a span outside the text.
        """
        touched = self._index.replace(removed, [self._checked(highlight) for highlight in added])
        for key in removed:
            self._highlights.pop(key, None)
        self._highlights.update((highlight.key, highlight) for highlight in added)
        for highlight in added:
            touched.update(self.blocks_of(highlight.span))
        for block in touched:
            self._strips.pop(block, None)
        return touched

    def blocks_of(self, span: Span) -> range:
        """Return the numbers of the blocks a span touches."""
        start, end = self._page.to_qt(span)
        return range(self._index.block_of(start), self._index.block_of(max(start, end - 1)) + 1)

    def forget_layout(self) -> None:
        """Drop everything that depends on where lines lie."""
        self._strips.clear()

    def strips(self, part: VisibleBlock) -> Iterator[Strip]:
        """Yield the strips that hold the lines of a block in view."""
        if not self._index.has_block(part.number):
            return
        kept = self._strips.setdefault(part.number, {})
        for number in range(part.lines.start // STRIP_LINES, (part.lines.stop - 1) // STRIP_LINES + 1):
            if number not in kept:
                kept[number] = self._built(part, number)
            yield kept[number]

    def boxes(self, span: Span, parts: Sequence[VisibleBlock]) -> list[QRectF]:
        """Return the boxes in the viewport of what is in view of a span."""
        start, end = self._page.to_qt(span)
        blocks = self.blocks_of(span)
        return [
            box.translated(part.origin)
            for part in parts
            if part.number in blocks
            for line in part.lines
            for box in boxes_of(
                part.layout.lineAt(line),
                start - part.position,
                end - part.position,
                part.metrics,
                is_bidi=self._page.has_bidi,
            )
        ]

    def under_point(self, part: VisibleBlock, line_number: int, x: float) -> tuple[str, ...]:
        """Return the keys of the highlights that cover an x of the viewport on a block's line, shortest first."""
        line = part.layout.lineAt(line_number)
        x -= part.origin.x()
        hit = []
        for span in self._within(part, line.textStart(), line.textStart() + line.textLength()):
            parts = intervals(line, span.start, span.end, is_bidi=self._page.has_bidi)
            if any(left <= x <= right for left, right in parts):
                hit.append(span)
        return _shortest_first(hit)

    def at_position(self, position: int) -> tuple[str, ...]:
        """Return the keys of the highlights over the character at Qt's position, shortest first."""
        spans = self._index.in_block(self._index.block_of(position))
        return _shortest_first([span for span in spans if span.start <= position < span.end])

    def neighbour(self, position: int, *, forward: bool) -> Highlight | None:
        """Return the next highlight that starts after Qt's position, or the last that starts before it."""
        placed = self._index.neighbour(position, forward=forward)
        return self._highlights[placed.key] if placed else None

    def _built(self, part: VisibleBlock, number: int) -> Strip:
        layout = part.layout
        lines = range(number * STRIP_LINES, min((number + 1) * STRIP_LINES, layout.lineCount()))
        last = layout.lineAt(lines[-1])
        start, end = layout.lineAt(lines[0]).textStart(), last.textStart() + last.textLength()
        here = self._within(part, start, end)
        styles = {span.key: self._highlights[span.key].style for span in here}
        return build_strip(layout, lines, here, styles, part.metrics, is_bidi=self._page.has_bidi)

    def _within(self, part: VisibleBlock, start: int, end: int) -> list[Placed]:
        """Return the spans that touch ``[start, end)`` of a block, in positions of that block."""
        base = part.position
        return [
            Placed(span.start - base, span.end - base, span.key, span.lane)
            for span in self._index.in_block(part.number)
            if span.start < end + base and start + base < span.end
        ]

    def _checked(self, highlight: Highlight) -> tuple[str, int, int]:
        start, end = highlight.span
        if not 0 <= start < end <= len(self._page.text):
            raise ValueError(f"highlight {highlight.key} from {start} to {end} does not lie in the text")
        return highlight.key, *self._page.to_qt(highlight.span)


def _shortest_first(spans: list[Placed]) -> tuple[str, ...]:
    return tuple(span.key for span in sorted(spans, key=lambda span: (span.end - span.start, span.start, span.key)))
