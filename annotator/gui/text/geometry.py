"""Where characters lie in a laid-out block; every rectangle is relative to the block's own origin.

Nothing here outlives the call that made it: Qt's block layouts dangle as soon as the document is filled anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from PySide6.QtGui import QTextLayout, QTextLine

Interval = tuple[float, float]
"""Left and right edge in pixels."""

_JOINED = 1.0
"""Glyph runs closer than this many pixels are one box, or translucent fills would show seams."""


def intervals(line: QTextLine, start: int, end: int, *, is_bidi: bool) -> list[Interval]:
    """Return what characters ``start`` to ``end`` of the block cover on one line, left to right.

    Where directions mix, a stretch of text may lie in several places, so the boxes of its glyph runs are merged; a
    caret's position (`QTextLine.cursorToX`) would be wrong there.
    """
    start = max(start, line.textStart())
    end = min(end, line.textStart() + line.textLength())
    if start >= end:
        return []
    if not is_bidi:
        left, right = edge_before(line, start), edge_before(line, end)
        return [(left, right)] if right > left else []
    boxes = (run.boundingRect() for run in line.glyphRuns(start, end - start))
    return joined((box.left(), box.right()) for box in boxes)


def joined(parts: Iterator[Interval] | list[Interval]) -> list[Interval]:
    """Return intervals sorted and merged where they touch."""
    merged: list[Interval] = []
    for left, right in sorted(parts):
        if merged and left <= merged[-1][1] + _JOINED:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def edge_before(line: QTextLine, position: int) -> float:
    """Return the x of the edge at which a character begins: its left in text that runs to the right, else its right."""
    return _x(line.cursorToX(position, QTextLine.Edge.Leading))


def edge_after(line: QTextLine, position: int) -> float:
    """Return the x of the edge at which a character ends."""
    return _x(line.cursorToX(position, QTextLine.Edge.Trailing))


def runs_left(line: QTextLine, position: int) -> bool:
    """Tell whether the character at a position runs from right to left."""
    return edge_after(line, position) < edge_before(line, position)


def baseline(line: QTextLine) -> float:
    """Return the y of a line's baseline on a whole pixel."""
    return round(line.y() + line.ascent())


def line_holding(layout: QTextLayout, y: float) -> int:
    """Return the number of the line whose text begins at or above a height; 0 above the first."""
    count = layout.lineCount()
    return max(0, bisect_right(range(count), y, key=lambda number: layout.lineAt(number).y()) - 1)


def _x(answer: object) -> float:
    """Return the x that PySide gives either alone or together with the position it used."""
    x = answer[0] if isinstance(answer, tuple) else answer
    return float(x)  # type: ignore[arg-type]
