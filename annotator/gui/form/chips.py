"""The chips that show a value's evidence: where each lies and how it is painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from annotator.domain.coding import Evidence, Stance
from annotator.gui.form.look import Colours, kept, paint_icon, quoted
from annotator.gui.theme import FieldStyle, Tint

SHOWN = 3
"""Chips a row shows before it says how many more there are."""

READABLE = 92
"""Width in pixels below which a cut quote says nothing; a line shows fewer chips rather than narrower ones."""

GAP = 4
_PADDING = 8
_SLACK = 3
_CLOSE = 18

STANCE_LABELS = {
    Stance.STATES: "states",
    Stance.IMPLIES: "implies",
    Stance.CONTRADICTS: "contradicts",
    Stance.INFERENCE: "inference",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One chip in its row's coordinates; without evidence it is the "+n more" that shows the rest."""

    rect: QRect
    text: str
    evidence: Evidence | None = None
    has_close: bool = False

    @property
    def close_rect(self) -> QRect:
        """Where the × is."""
        return QRect(self.rect.right() - _CLOSE + 1, self.rect.top(), _CLOSE, self.rect.height())


def chip_text(evidence: Evidence) -> str:
    """Return a chip's text: the quote, after its stance when it does more than state the value."""
    quote = quoted(evidence.quote)
    return quote if evidence.stance is Stance.STATES else f"{STANCE_LABELS[evidence.stance]} {quote}"


def fair_widths(natural: Sequence[int], available: int) -> list[int]:
    """Return widths that fit into ``available``: small ones keep their own, the others share the rest equally."""
    widths = list(natural)
    left, open_ones = available, len(widths)
    for index in sorted(range(len(widths)), key=lambda index: natural[index]):
        widths[index] = min(natural[index], max(0, left // open_ones))
        left -= widths[index]
        open_ones -= 1
    return widths


def arrange(
    evidence: Sequence[Evidence],
    area: QRect,
    metrics: QFontMetrics,
    *,
    limit: int = SHOWN,
    is_stacked: bool = False,
    has_close: bool = True,
) -> list[Chip]:
    """Return the chips of one value: side by side in one line, or one below the other when ``is_stacked``.

    ``area`` gives left, top and width, and the height of one chip.
    """
    if not evidence:
        return []
    shown = min(limit, len(evidence))
    while True:
        ends = _ends(evidence, shown)
        natural = [_natural_width(text, one, metrics, has_close) for text, one in ends]
        widths = [min(width, area.width()) for width in natural]
        if is_stacked:
            break
        widths = fair_widths(natural, area.width() - GAP * (len(natural) - 1))
        if shown == 1 or all(width >= min(full, READABLE) for width, full in zip(widths, natural, strict=True)):
            break
        shown -= 1
    chips, left, top = [], area.left(), area.top()
    for (text, one), width in zip(ends, widths, strict=True):
        rect = QRect(left, top, width, area.height())
        chips.append(Chip(rect, text, one, has_close and one is not None))
        left, top = (area.left(), top + area.height() + GAP) if is_stacked else (left + width + GAP, area.top())
    return chips


def _ends(evidence: Sequence[Evidence], shown: int) -> list[tuple[str, Evidence | None]]:
    ends: list[tuple[str, Evidence | None]] = [(chip_text(one), one) for one in evidence[:shown]]
    if len(evidence) > shown:
        ends.append((f"+{len(evidence) - shown:,} more", None))
    return ends


def _natural_width(text: str, evidence: Evidence | None, metrics: QFontMetrics, has_close: bool) -> int:
    close = _CLOSE - _PADDING // 2 if has_close and evidence is not None else 0
    return metrics.horizontalAdvance(text) + 2 * _PADDING + close + _SLACK


def paint_chip(
    painter: QPainter, chip: Chip, style: FieldStyle, colours: Colours, *, is_current: bool, is_hot: bool
) -> None:
    """Paint one chip; the one the keyboard is on has a frame, the one under the mouse a stronger text."""
    with kept(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = painter.fontMetrics()
        if chip.evidence is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.fill)
            painter.drawRoundedRect(chip.rect, 5, 5)
        if is_current or (is_hot and chip.evidence is not None):
            painter.setPen(QPen(style.line, 2 if is_current else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(chip.rect.adjusted(1, 1, -1, -1), 5, 5)
        room = chip.rect.adjusted(_PADDING, 0, -(_CLOSE - 2 if chip.has_close else _PADDING), 0)
        painter.setPen(colours.text if chip.evidence is not None or is_hot else colours.dim)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
        painter.drawText(room, flags, metrics.elidedText(chip.text, Qt.TextElideMode.ElideRight, room.width()))
        if chip.has_close:
            paint_icon(painter, chip.close_rect, "close", Tint.TEXT if is_hot or is_current else Tint.DIM)
