"""The page on the screen: shows a text that never changes, paints its highlights, and scrolls to what is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPalette, QResizeEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QStyle, QTextEdit, QWidget

from annotator.domain.text import Span
from annotator.gui.text.highlight_layer import HighlightLayer
from annotator.gui.text.highlights import PAPER, Highlight, ReaderColours
from annotator.gui.text.motion import Glide, Pulse
from annotator.gui.text.page import WRAPPING, Page, PageMetrics, Typography, restyle_page, set_margins, written_page
from annotator.gui.text.page_geometry import SPILL, End, PageGeometry
from annotator.gui.text.painter import HighlightPainter

DEFAULT_POINT_SIZE = 12.0
DEFAULT_READING_WIDTH = 70
_CARET_WIDTH = 2
_COMFORT = 40
"""Pixels above and below that make a span comfortably visible."""


class PageCanvas(QTextEdit):
    """A read-only page with highlights; offsets in its methods are code points of the text given to `show_article`.

    The document is written once per article and never changed after that: highlights are painted under and over it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        font = QFont("Noto Sans")
        font.setPointSizeF(DEFAULT_POINT_SIZE)
        self._typography = Typography(font, DEFAULT_READING_WIDTH)
        self._colours = PAPER
        self._page = Page("")
        self._layer = HighlightLayer(self._page)
        self._active: str | None = None
        self._is_motion_reduced = not self.style().styleHint(QStyle.StyleHint.SH_Widget_Animate)
        self._pulse = Pulse(self, self._update_span)
        self._glide = Glide(self.verticalScrollBar())
        self._kept_place: tuple[int, int, int] | None = None
        self._set_up()
        self._apply_palette()
        self._remeasure()

    def _set_up(self) -> None:
        self.setDocument(QTextDocument(self))
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setWordWrapMode(WRAPPING)
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    # What is shown

    def show_article(self, text: str, *, header_end: int = 0) -> None:
        """Show another text from its beginning, without highlights; its header ends at a code point."""
        self._pulse.stop()
        self._glide.stop()
        self._page = Page(text, header_end)
        self._layer = HighlightLayer(self._page)
        self._active = None
        self._kept_place = None
        before = self.document()
        document = written_page(self._page, self._typography, self._colours, self)
        self._centre(document)
        self.setDocument(document)
        self.setCursorWidth(_CARET_WIDTH)  # the document's layout keeps it
        before.deleteLater()
        self._geometry = PageGeometry(self, self._page, PageMetrics(self._page, self._typography))
        self._forget_layout()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()

    def text(self) -> str:
        """Return the stored text given to `show_article`, character for character."""
        return self._page.text

    def set_highlights(self, highlights: Sequence[Highlight]) -> None:
        """Show these highlights and no others. Raises ValueError for a repeated key or a span outside the text."""
        self._layer.show_only(highlights)
        self.viewport().update()

    def replace_highlights(self, removed: Collection[str], added: Sequence[Highlight]) -> None:
        """Take highlights out by key and put others in; only the paragraphs they touch are painted again.

        Raises ValueError for a repeated key or a span outside the text.
        """
        gone = [highlight.span for key in removed if (highlight := self._layer.get(key))]
        blocks = self._layer.replace(removed, added)
        for span in gone:
            blocks.update(self._layer.blocks_of(span))
        self._update_blocks(blocks)

    def set_active(self, key: str | None) -> None:
        """Draw one highlight stronger, with grips at its ends; None for none."""
        for touched in {self._active, key}:
            if highlight := self._layer.get(touched):
                self._update_span(highlight.span)
        self._active = key

    @property
    def active(self) -> str | None:
        """The key given to `set_active`."""
        return self._active

    # How it is shown

    def set_colours(
        self,
        *,
        text: QColor,
        base: QColor,
        dim: QColor,
        selection: QColor,
        selected_text: QColor | None = None,
        accent: QColor | None = None,
    ) -> None:
        """Set the page's colours; without their own, selected words keep the text's and rings the selection's."""
        self._colours = ReaderColours(text, base, dim, selection, selected_text or text, accent or selection)
        self._restyle()

    def set_point_size(self, points: float) -> None:
        """Set the size of the body's words in points."""
        font = QFont(self._typography.font)
        font.setPointSizeF(points)
        self.set_body_font(font)

    def set_body_font(self, font: QFont) -> None:
        """Set the body's font, size included."""
        self._typography = Typography(font, self._typography.reading_width)
        self._restyle()

    def set_reading_width(self, characters: int) -> None:
        """Set how many average characters a full line holds; the column stays in the middle."""
        self._typography = Typography(self._typography.font, characters)
        with self._keeping_place():
            self._set_margins()

    def set_reduced_motion(self, is_reduced: bool) -> None:
        """Choose whether scrolling and pulses move or simply happen."""
        self._is_motion_reduced = is_reduced

    def reveal(self, span: Span, *, pulse: bool = True) -> None:
        """Scroll until a span is comfortably visible, smoothly when it is far; stay when it is visible already."""
        bar = self.verticalScrollBar()
        rect = self._rect_of(span).translated(0, bar.value() - self._glide.target)
        height = self.viewport().height()
        if rect.top() < _COMFORT or min(rect.bottom(), rect.top() + height // 2) > height - _COMFORT:
            self.document().documentLayout().documentSize()  # lays out the rest, so that the scroll bar reaches there
            goal = self._glide.target + rect.top() - height * 3 // 10
            goal = max(bar.minimum(), min(bar.maximum(), goal))
            is_far = abs(goal - bar.value()) > height
            self._glide.to(goal, is_smooth=is_far and self.isVisible() and not self._is_motion_reduced)
        if pulse:
            self.pulse(span)

    def pulse(self, span: Span) -> None:
        """Draw a fading ring around a span."""
        self._pulse.start(span, is_still=self._is_motion_reduced)

    # Layout

    def _restyle(self) -> None:
        self._apply_palette()
        with self._keeping_place():
            restyle_page(self.document(), self._page, self._typography, self._colours)
            self._remeasure()
            self._set_margins()

    def _remeasure(self) -> None:
        self._geometry = PageGeometry(self, self._page, PageMetrics(self._page, self._typography))
        self._painter = HighlightPainter(self._colours, self._typography.font)
        self._forget_layout()

    def _apply_palette(self) -> None:
        """Set the colours on the palette and as the view's own style sheet, which outranks an application's."""
        colours = self._colours
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, colours.text)
        palette.setColor(QPalette.ColorRole.Base, colours.base)
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            palette.setColor(group, QPalette.ColorRole.Highlight, colours.selection)
            palette.setColor(group, QPalette.ColorRole.HighlightedText, colours.selected_text)
        self.setPalette(palette)
        self.setStyleSheet(
            f"QTextEdit {{ color: {colours.text.name()}; background-color: {colours.base.name()}; border: none;"
            f" padding: 0; margin: 0; selection-background-color: {colours.selection.name()};"
            f" selection-color: {colours.selected_text.name()}; }}"
        )

    def _forget_layout(self) -> None:
        self._layer.forget_layout()
        self.viewport().update()

    def _set_margins(self) -> None:
        self._centre(self.document())
        self._forget_layout()

    def _centre(self, document: QTextDocument) -> None:
        size = self.viewport().size()
        set_margins(document, size.width(), size.height(), self._typography.column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words at the top of the page where they are while lines wrap anew."""
        with self._keeping_place():
            self._set_margins()
            super().resizeEvent(event)

    @contextmanager
    def _keeping_place(self) -> Iterator[None]:
        """Keep the words at the top of the page there through a change of layout, and through the next ones too.

        The place is looked up again only after somebody has scrolled, or it would creep with every change.
        """
        bar = self.verticalScrollBar()
        if self._kept_place is None or self._kept_place[2] != bar.value():
            cursor = self.cursorForPosition(QPoint(self.viewport().width() // 2, 0))
            self._kept_place = (cursor.position(), self.cursorRect(cursor).top(), bar.value())
        position, top, value = self._kept_place
        yield
        if value > 0:
            bar.setValue(bar.value() + self.cursorRect(self._cursor_at(position)).top() - top)
        self._kept_place = (position, top, bar.value())

    def changeEvent(self, event: QEvent) -> None:
        """Keep the page's own font whatever font a style sheet or the application asks for."""
        super().changeEvent(event)
        is_about_fonts = event.type() in (
            QEvent.Type.FontChange,
            QEvent.Type.ApplicationFontChange,
            QEvent.Type.StyleChange,
        )
        if is_about_fonts and hasattr(self, "_typography"):
            self.document().setDefaultFont(self._typography.font)
            self._layer.forget_layout()

    def _cursor_at(self, position: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        return cursor

    def _rect_of(self, span: Span) -> QRect:
        """Return the lines of a span in the viewport, from the first one's top to the last one's bottom."""
        start, end = self._page.to_qt(span)
        return self.cursorRect(self._cursor_at(start)).united(self.cursorRect(self._cursor_at(end)))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint fills and lanes, then the words, then letter tags and the frame of the active highlight."""
        area = event.rect().adjusted(0, -SPILL, 0, SPILL)
        blocks = self._geometry.visible(area)
        strips = [(part.origin, strip) for part in blocks for strip in self._layer.strips(part)]
        active = self._layer.get(self._active)
        painter = QPainter(self.viewport())
        self._painter.paint_under(painter, strips)
        if active:
            boxes = self._layer.boxes(active.span, blocks)
            self._painter.paint_active(painter, boxes, active.style)
            self._painter.paint_grips(painter, self._grips().values(), active.style.line)
        if self._pulse.span is not None:
            boxes = self._layer.boxes(self._pulse.span, blocks)
            self._painter.paint_halo(painter, boxes, self._colours.accent, self._pulse.strength)
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self._painter.paint_over(painter, strips)
        self._painter.paint_marks(painter, self._geometry.invisible_marks(blocks))
        painter.end()

    def _grips(self) -> dict[End, QRectF]:
        """Return where the active highlight's ends can be taken hold of, as far as they are in view."""
        active = self._layer.get(self._active)
        return self._geometry.grips(active.span) if active else {}

    def _update_span(self, span: Span) -> None:
        self._update_blocks(self._layer.blocks_of(span))

    def _update_blocks(self, numbers: Collection[int]) -> None:
        for part in self._geometry.visible(self.viewport().rect()):
            if part.block.blockNumber() in numbers:
                height = part.block.layout().boundingRect().height()
                top = part.origin.y() - SPILL
                self.viewport().update(QRectF(0, top, self.viewport().width(), height + 2 * SPILL).toAlignedRect())
