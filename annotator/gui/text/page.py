"""The page as it is set: fonts, line pitch, margins, and the styled header, written into a QTextDocument once."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from annotator.domain.text import Span
from annotator.gui.text.display import display_form, invisible_offsets
from annotator.gui.text.highlights import ReaderColours
from annotator.gui.text.utf16 import Utf16Map

LINE_PITCH = 1.5
"""Distance between baselines in font heights: room under each line for four lanes and the next line's letter tags."""
_TITLE_PITCH = 1.35
_HEADER_PITCH = 1.2
_BLANK_PITCH = 0.35
WRAPPING = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
TITLE_SCALE = 1.25
HEADER_SCALE = 0.82
LEAST_MARGIN = 28
TOP_MARGIN = 18
_AVERAGE_TEXT = (
    "Officials in the northern district said that 14 people had died and more than 30 were hurt on Monday, "
    "while a spokesman for the Ministry of Health warned that the number could still grow."
)
"""Prose with the usual share of capitals, figures and spaces, to measure a font's average character."""
_BIDI = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_BLANK_LINE = re.compile(r"^$", re.MULTILINE)
_METADATA_LINE = re.compile(r"[^\n:]{1,40}:(?:\s|$)")
_MARKS = re.compile(r"^#+\s|\*\*")


@dataclass(frozen=True, slots=True)
class LineMetrics:
    """Where things lie around a baseline, in pixels; all but ``fill_top`` count downwards."""

    pitch: float
    fill_top: float
    fill_bottom: float
    lane_top: float

    @classmethod
    def of(cls, font: QFont, pitch: float = LINE_PITCH) -> LineMetrics:
        """Return the metrics of a font at a pitch in font heights, on whole pixels so that lines are crisp."""
        metrics = QFontMetricsF(font)
        descent = round(metrics.descent())
        return cls(
            pitch=round(metrics.height() * pitch),
            fill_top=round(metrics.capHeight() + metrics.descent() * 0.8),
            fill_bottom=descent,
            lane_top=descent + 1,
        )


@dataclass(frozen=True, slots=True)
class Typography:
    """The font of the body, and how many of its average characters a full line holds."""

    font: QFont
    reading_width: int

    @property
    def column(self) -> float:
        """Width of the text column in pixels."""
        return QFontMetricsF(self.font).horizontalAdvance(_AVERAGE_TEXT) / len(_AVERAGE_TEXT) * self.reading_width

    @property
    def title(self) -> QFont:
        """The title's font."""
        return self._scaled(TITLE_SCALE, is_bold=True)

    @property
    def header(self) -> QFont:
        """The font of the other header lines."""
        return self._scaled(HEADER_SCALE)

    def _scaled(self, factor: float, *, is_bold: bool = False) -> QFont:
        font = QFont(self.font)
        font.setPointSizeF(self.font.pointSizeF() * factor)
        font.setBold(is_bold)
        return font


class Page:
    """One article's text prepared for showing: its display form, its map to Qt's positions, its blocks and header."""

    def __init__(self, text: str, header_end: int = 0) -> None:
        self.text = text
        self.map = Utf16Map(text)
        self.display = display_form(text)
        line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.block_starts = [self.map.to_qt(start) for start in line_starts]
        self.blank_lines = [self.map.to_qt(match.start()) for match in _BLANK_LINE.finditer(text)]
        self.header, self.title = _header_lines(text, line_starts, header_end)
        self.invisible = [self.map.to_qt(offset) for offset in invisible_offsets(text)]

    @cached_property
    def has_bidi(self) -> bool:
        """Tell whether any part of the text may run from right to left."""
        return _BIDI.search(self.text) is not None

    def to_qt(self, span: Span) -> tuple[int, int]:
        """Return a span in Qt's positions."""
        return self.map.to_qt(span.start), self.map.to_qt(span.end)

    def from_qt(self, start: int, end: int) -> Span:
        """Return the span between two of Qt's positions."""
        return Span(self.map.from_qt(start), self.map.from_qt(end))


class PageMetrics:
    """The line metrics of each block of a page: the title's, a header line's or the body's."""

    def __init__(self, page: Page, typography: Typography) -> None:
        self._page = page
        self._body = LineMetrics.of(typography.font)
        self._header = LineMetrics.of(typography.header)
        self._title = LineMetrics.of(typography.title)
        self._header_blocks = {bisect_right(page.block_starts, page.map.to_qt(line.start)) - 1 for line in page.header}
        self._title_block = bisect_right(page.block_starts, page.map.to_qt(page.title.start)) - 1 if page.title else -1

    def of_block(self, number: int) -> LineMetrics:
        """Return the metrics of a block by its number."""
        if number == self._title_block:
            return self._title
        return self._header if number in self._header_blocks else self._body


def written_page(page: Page, typography: Typography, colours: ReaderColours, parent: QObject) -> QTextDocument:
    """Return a new document with a page in it.

    A document that nothing shows yet is not laid out, which makes filling it several times faster than refilling one.
    """
    document = QTextDocument(parent)
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    cursor.setBlockFormat(_block_format(typography.font))
    cursor.insertText(page.display)
    _style(cursor, page, typography, colours)
    cursor.endEditBlock()
    return document


def restyle_page(document: QTextDocument, page: Page, typography: Typography, colours: ReaderColours) -> None:
    """Set fonts and colours anew; the text and every cursor in it stay."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.setBlockFormat(_block_format(typography.font))
    _style(cursor, page, typography, colours)
    cursor.endEditBlock()


def set_margins(document: QTextDocument, page_width: float, page_height: float, column: float) -> bool:
    """Centre a column of text on a page; return whether anything changed."""
    side = max(LEAST_MARGIN, round((page_width - column) / 2))
    frame = document.rootFrame()
    wanted = frame.frameFormat()
    wanted.setLeftMargin(side)
    wanted.setRightMargin(side)
    wanted.setTopMargin(TOP_MARGIN)
    wanted.setBottomMargin(round(page_height / 3))
    if wanted == frame.frameFormat():
        return False
    frame.setFrameFormat(wanted)
    return True


def _block_format(font: QFont, pitch: float = LINE_PITCH, margin: float = 0.5) -> QTextBlockFormat:
    """Return a format with lines of even height, whatever fonts fill them; pitch and margin in font heights."""
    block = QTextBlockFormat()
    block.setLineHeight(LineMetrics.of(font, pitch).pitch, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    block.setBottomMargin(round(QFontMetricsF(font).height() * margin))
    return block


def _style(cursor: QTextCursor, page: Page, typography: Typography, colours: ReaderColours) -> None:
    document = cursor.document()
    document.setDefaultFont(typography.font)
    option = document.defaultTextOption()
    option.setWrapMode(WRAPPING)
    option.setTabStopDistance(QFontMetricsF(typography.font).horizontalAdvance("    "))
    document.setDefaultTextOption(option)
    for line in page.header:
        _style_header_line(cursor, page, line, typography, colours)
    blank = _block_format(typography.font, _BLANK_PITCH, margin=0)
    for position in page.blank_lines:
        cursor.setPosition(position)
        cursor.setBlockFormat(blank)


def _style_header_line(
    cursor: QTextCursor, page: Page, line: Span, typography: Typography, colours: ReaderColours
) -> None:
    is_title = line == page.title
    font = typography.title if is_title else typography.header
    line_format = QTextCharFormat()
    line_format.setFont(font)
    line_format.setForeground(colours.text if is_title else colours.dim)
    _select(cursor, page, line)
    cursor.setBlockFormat(_block_format(font, _TITLE_PITCH if is_title else _HEADER_PITCH, margin=0.2))
    cursor.setCharFormat(line_format)
    mark = QTextCharFormat()
    mark.setForeground(colours.dim)
    mark.setFontWeight(QFont.Weight.Normal)
    for match in _MARKS.finditer(page.text[line.start : line.end]):
        _select(cursor, page, Span(line.start + match.start(), line.start + match.end()))
        cursor.mergeCharFormat(mark)


def _select(cursor: QTextCursor, page: Page, span: Span) -> None:
    start, end = page.to_qt(span)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)


def _header_lines(text: str, line_starts: list[int], header_end: int) -> tuple[list[Span], Span | None]:
    """Return every line before ``header_end``, and the one that is the title: the first with words in it.

    A text without a declared header still has a title when its first line with words begins with "# "; a header that
    begins with a metadata line has none.
    """
    lines = [Span(start, end - 1) for start, end in zip(line_starts, [*line_starts[1:], len(text) + 1], strict=True)]
    first = next((line for line in lines if text[line.start : line.end].strip()), None)
    if first is None:
        return [], None
    words = text[first.start : first.end]
    header = [line for line in lines if line.start < header_end]
    if words.startswith("# "):
        return header or [first], first
    has_title = first.start < header_end and not _METADATA_LINE.match(words)
    return header, first if has_title else None
