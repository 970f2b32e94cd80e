"""What to paint for a few lines of a block: fills, underlines, letter tags and "+n", worked out once and kept.

A strip is up to `STRIP_LINES` lines, so that even an article of one endless paragraph costs only what is in view.
Coordinates are relative to the block's origin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QTextLayout, QTextLine

from annotator.gui.text.geometry import baseline, edge_before, intervals, joined, runs_left
from annotator.gui.text.highlights import HighlightStyle
from annotator.gui.text.lanes import VISIBLE_LANES, Placed
from annotator.gui.text.page import LineMetrics

STRIP_LINES = 24
LANE_PITCH = 3
LANE_WIDTH = 2
TAG_WIDTH = 10
TAG_HEIGHT = 10
COUNT_WIDTH = 18


@dataclass(frozen=True, slots=True)
class Tag:
    """A letter, or "+n" for highlights without a lane, in a small box; a sign without colour is the page's own."""

    box: QRectF
    sign: str
    colour: QColor | None


@dataclass(slots=True)
class Strip:
    """Everything to paint for some lines of a block, grouped so that each colour is set once."""

    fills: dict[int, tuple[QColor, list[QRectF]]] = field(default_factory=dict)
    underlines: dict[tuple[int, Qt.PenStyle], tuple[QColor, list[QLineF]]] = field(default_factory=dict)
    tags: list[Tag] = field(default_factory=list)

    def add_fill(self, colour: QColor, box: QRectF) -> None:
        """Add a box behind words."""
        self.fills.setdefault(colour.rgba(), (colour, []))[1].append(box)

    def add_underline(self, style: HighlightStyle, line: QLineF) -> None:
        """Add a piece of a lane."""
        self.underlines.setdefault((style.line.rgba(), style.pattern), (style.line, []))[1].append(line)


def build_strip(
    layout: QTextLayout,
    lines: range,
    spans: list[Placed],
    styles: Mapping[str, HighlightStyle],
    metrics: LineMetrics,
    *,
    is_bidi: bool,
) -> Strip:
    """Return what to paint for the lines of a layout; ``spans`` are in positions of that block."""
    strip = Strip()
    for number in lines:
        line = layout.lineAt(number)
        start, end = line.textStart(), line.textStart() + line.textLength()
        here = [span for span in spans if span.start < end and start < span.end]
        if not here:
            continue
        here.sort(key=lambda span: span.rank)
        painted = _LinePainting(strip, line, metrics, is_bidi)
        painted.add_fills(here, styles)
        painted.add_underlines(here, styles)
        painted.add_tags(here, styles)
    return strip


def boxes_of(line: QTextLine, start: int, end: int, metrics: LineMetrics, *, is_bidi: bool) -> list[QRectF]:
    """Return the boxes that characters ``start`` to ``end`` fill on one line."""
    foot = baseline(line)
    return [
        QRectF(left, foot - metrics.fill_top, right - left, metrics.fill_top + metrics.fill_bottom)
        for left, right in intervals(line, start, end, is_bidi=is_bidi)
    ]


class _LinePainting:
    """Adds what one line needs to a strip."""

    def __init__(self, strip: Strip, line: QTextLine, metrics: LineMetrics, is_bidi: bool) -> None:
        self._strip = strip
        self._line = line
        self._metrics = metrics
        self._is_bidi = is_bidi
        self._baseline = baseline(line)

    def add_fills(self, spans: list[Placed], styles: Mapping[str, HighlightStyle]) -> None:
        """Fill each stretch in the colour of the innermost highlight over it, so that fills never add up to mud."""
        for start, end, key in _innermost(spans):
            for box in boxes_of(self._line, start, end, self._metrics, is_bidi=self._is_bidi):
                self._strip.add_fill(styles[key].fill, box)

    def add_underlines(self, spans: list[Placed], styles: Mapping[str, HighlightStyle]) -> None:
        """Draw each highlight's line in its lane."""
        for span in spans:
            if span.lane >= VISIBLE_LANES:
                continue
            y = self._baseline + self._metrics.lane_top + span.lane * LANE_PITCH + LANE_WIDTH / 2
            for left, right in intervals(self._line, span.start, span.end, is_bidi=self._is_bidi):
                start = round(left)
                self._strip.add_underline(styles[span.key], QLineF(start, y, max(round(right), start + 2), y))

    def add_tags(self, spans: list[Placed], styles: Mapping[str, HighlightStyle]) -> None:
        """Set each starting highlight's letter, if any, above its first character; neighbours move aside.

        Stretches under more highlights than there are lanes get the number of those without one.
        """
        y = self._baseline - self._metrics.fill_top - TAG_HEIGHT
        taken = float("-inf")
        for x, sign, colour in sorted([*self._letters(spans, styles), *self._counts(spans)], key=itemgetter(0, 1)):
            width = TAG_WIDTH if len(sign) == 1 else COUNT_WIDTH
            left = max(x, taken)
            if left > x + 3 * TAG_WIDTH:
                continue
            self._strip.tags.append(Tag(QRectF(left, y, width, TAG_HEIGHT), sign, colour))
            taken = left + width + 1

    def _letters(
        self, spans: list[Placed], styles: Mapping[str, HighlightStyle]
    ) -> Iterator[tuple[int, str, QColor | None]]:
        for span in spans:
            letter = styles[span.key].letter[:1]
            if letter and span.start >= self._line.textStart() and span.lane < VISIBLE_LANES:
                edge = round(edge_before(self._line, span.start))
                is_left = self._is_bidi and runs_left(self._line, span.start)
                yield edge - TAG_WIDTH if is_left else edge, letter, styles[span.key].line

    def _counts(self, spans: list[Placed]) -> Iterator[tuple[int, str, QColor | None]]:
        parts = [
            intervals(self._line, span.start, span.end, is_bidi=self._is_bidi)
            for span in spans
            if span.lane >= VISIBLE_LANES
        ]
        for left, right in joined([interval for part in parts for interval in part]):
            count = sum(any(a < right and left < b for a, b in part) for part in parts)
            yield round(left), f"+{count}", None


def _innermost(spans: list[Placed]) -> Iterator[tuple[int, int, str]]:
    """Yield ``(start, end, key)`` stretches, each with the key of the shortest span over it."""
    cuts = sorted({edge for span in spans for edge in (span.start, span.end)})
    pending: tuple[int, int, str] | None = None
    for start, end in pairwise(cuts):
        over = [span for span in spans if span.start <= start and end <= span.end]
        if not over:
            continue
        key = min(over, key=lambda span: (span.end - span.start, span.start, span.key)).key
        if pending and pending[1] == start and pending[2] == key:
            pending = (pending[0], end, key)
            continue
        if pending:
            yield pending
        pending = (start, end, key)
    if pending:
        yield pending
