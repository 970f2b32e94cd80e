"""The reader: select with mouse or keyboard, click and adjust highlights; the window decides what it means."""

from __future__ import annotations

import html

from PySide6.QtCore import QDeadlineTimer, QEvent, QMimeData, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from annotator.domain.text import Span, trimmed
from annotator.gui.text.adjusting import EndDrag, adjusted
from annotator.gui.text.boundaries import sentence_at
from annotator.gui.text.caret_moves import Expansion, caret_after, number_after
from annotator.gui.text.keys import Command, command_of, field_key
from annotator.gui.text.page_canvas import PageCanvas
from annotator.gui.text.page_geometry import End

_ADJUSTING = frozenset({Command.END_LATER, Command.END_EARLIER, Command.START_LATER, Command.START_EARLIER})
_LEAST_POINTS, _MOST_POINTS = 8.0, 32.0


class ArticleView(PageCanvas):
    """The article's text with its highlights; every offset is a code point of the text given to `show_article`.

    `annotator.gui.text.keys.BINDINGS` lists the keys it handles itself.
    """

    selection_changed = Signal(object)
    """The selected `Span` without outer white space, or None; also while the mouse is still selecting."""
    selection_finished = Signal(object)
    """The selected `Span` once the mouse button is up."""
    highlight_clicked = Signal(tuple)
    """Keys of the highlights under a plain click, shortest first; never empty."""
    highlight_reached = Signal(str)
    """Key of the highlight the caret was moved to by "next highlight" or "previous highlight"."""
    highlight_adjusted = Signal(str, object)
    """Key of a highlight and its new `Span`, by dragging an end or with the keyboard."""
    field_key_pressed = Signal(str)
    """Name of a key for the window to interpret; see `annotator.gui.text.keys.field_key`."""
    caret_described = Signal(str)
    """Descriptions of the highlights at the caret, shortest first, one a line; empty where there is none."""
    context_menu_requested = Signal(QPoint, object, tuple)
    """Global position, selected `Span` or None, keys of the highlights there."""
    point_size_changed = Signal(float)
    """New point size of the words, by Ctrl and the wheel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last_selection: Span | None = None
        self._last_description = ""
        self._pressed_at: QPointF | None = None
        self._drag: EndDrag | None = None
        self._third_click = QDeadlineTimer(0)
        self._expansion = Expansion()
        self.setAccessibleName("Article text")
        self.setAccessibleDescription("Select words and press a field's key to attach them as evidence.")
        self.viewport().setMouseTracking(True)
        self.selectionChanged.connect(self._on_selection_changed)
        self.cursorPositionChanged.connect(self._on_caret_moved)

    # Selection

    def selected_span(self) -> Span | None:
        """Return what is selected without outer white space, None when that is nothing."""
        raw = self._raw_selection()
        if not self.text()[raw.start : raw.end].strip():
            return None
        return trimmed(self.text(), raw)

    def select(self, span: Span | None) -> None:
        """Select a span, or nothing; the page does not scroll."""
        caret = self._caret()
        self._set_cursor(*((caret, caret) if span is None else span), is_scrolling=False)

    def keys_at_caret(self) -> tuple[str, ...]:
        """Return the keys of the highlights at the caret, shortest first."""
        return self._layer.at_position(self.textCursor().position())

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy the stored text as it is, no-break spaces and all, and nothing but text."""
        raw = self._raw_selection()
        data = QMimeData()
        data.setText(self.text()[raw.start : raw.end])
        return data

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Refuse whatever is dropped or pasted."""
        return False

    def _raw_selection(self) -> Span:
        cursor = self.textCursor()
        return self._page.from_qt(cursor.selectionStart(), cursor.selectionEnd())

    def _caret(self) -> int:
        return self._page.map.from_qt(self.textCursor().position())

    def _set_cursor(self, anchor: int, caret: int, *, is_scrolling: bool = True) -> None:
        bar = self.verticalScrollBar()
        place = bar.value()
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._page.map.to_qt(anchor))
        cursor.setPosition(self._page.map.to_qt(caret), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        if not is_scrolling:
            bar.setValue(place)

    def _on_selection_changed(self) -> None:
        selection = self.selected_span()
        if selection != self._last_selection:
            self._last_selection = selection
            self.selection_changed.emit(selection)

    def _on_caret_moved(self) -> None:
        found = (self._layer.get(key) for key in self.keys_at_caret())
        description = "\n".join(highlight.description for highlight in found if highlight)
        if description != self._last_description:
            self._last_description = description
            self.caret_described.emit(description)

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do the reader's own commands, pass field keys on, leave the rest to the text view."""
        if self._drag is not None and event.key() == Qt.Key.Key_Escape:
            self._end_drag()
            return
        command = command_of(event)
        name = field_key(event)
        if command is not None:
            self._run(command)
        elif name is not None:
            self.field_key_pressed.emit(name)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _run(self, command: Command) -> None:
        text, selection = self.text(), self._raw_selection()
        cursor = self.textCursor()
        moved = caret_after(text, self._page.map.from_qt(cursor.anchor()), self._caret(), command)
        if moved is not None:
            self._set_cursor(*moved)
        elif command is Command.EXPAND:
            self._set_cursor(*self._expansion.grown(text, selection), is_scrolling=False)
        elif command is Command.SHRINK:
            self._set_cursor(*self._expansion.shrunk(selection), is_scrolling=False)
        elif command in _ADJUSTING:
            self._adjust_active(command)
        elif command in (Command.NEXT_HIGHLIGHT, Command.PREVIOUS_HIGHLIGHT):
            self._go_to_highlight(forward=command is Command.NEXT_HIGHLIGHT)
        elif number := number_after(text, selection, command):
            self.reveal(number, pulse=False)
            self._set_cursor(*number)

    def _go_to_highlight(self, *, forward: bool) -> None:
        highlight = self._layer.neighbour(self.textCursor().position(), forward=forward)
        if highlight is None:
            return
        self.reveal(highlight.span, pulse=False)
        self._set_cursor(highlight.span.start, highlight.span.start)
        self.highlight_reached.emit(highlight.key)

    def _adjust_active(self, command: Command) -> None:
        active = self._layer.get(self.active)
        changed = adjusted(self.text(), active.span, command) if active else None
        if active and changed:
            self.highlight_adjusted.emit(active.key, changed)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a grip, select a sentence with the third click, or begin to select."""
        self._glide.stop()
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        point = event.position()
        if self._take_grip(point):
            return
        if not self._third_click.hasExpired() and self._is_near_press(point):
            self._set_cursor(*sentence_at(self.text(), self._raw_selection().start), is_scrolling=False)
            return
        self._pressed_at = point
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.select(None)  # or pressing on selected words would begin to drag them away
        super().mousePressEvent(self._snapped(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a word, and listen for a third click."""
        super().mouseDoubleClickEvent(self._snapped(event))
        self._pressed_at = event.position()
        self._third_click = QDeadlineTimer(QGuiApplication.styleHints().mouseDoubleClickInterval())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select or move an end; without a button, show where a grip can be taken."""
        if self._drag is not None:
            self._drag = self._drag.moved_to(self._offset_at(event.position()))
            self._preview(self._drag)
            return
        super().mouseMoveEvent(self._snapped(event))
        if not event.buttons():
            active = self._layer.get(self.active)
            on_grip = active is not None and self._geometry.grip_under(active.span, event.position()) is not None
            shape = Qt.CursorShape.SizeHorCursor if on_grip else Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish a selection or a drag, or report which highlights a plain click hit."""
        if self._drag is not None:
            self._finish_drag()
            return
        super().mouseReleaseEvent(self._snapped(event))
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        selection = self.selected_span()
        if selection is not None:
            self.selection_finished.emit(selection)
        elif self._is_near_press(event.position()) and not event.modifiers():
            keys = self.keys_at(event.position())
            if keys:
                self.highlight_clicked.emit(keys)

    def keys_at(self, point: QPointF) -> tuple[str, ...]:
        """Return the keys of the highlights under a point of the viewport, shortest first."""
        hit = self._geometry.line_near(point)
        return self._layer.under_point(hit.part, hit.line, point.x()) if hit and hit.is_on_line else ()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or with Ctrl change the size of the words."""
        self._glide.stop()
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        step = 1 if event.angleDelta().y() > 0 else -1
        points = min(max(self._typography.font.pointSizeF() + step, _LEAST_POINTS), _MOST_POINTS)
        self.set_point_size(points)
        self.point_size_changed.emit(points)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask the window for a menu; the view has none of its own."""
        keys = self.keys_at(QPointF(event.pos()))
        self.context_menu_requested.emit(event.globalPos(), self.selected_span(), keys)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say in a tool tip what the highlights under the mouse are."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = (self._layer.get(key) for key in self.keys_at(QPointF(event.pos())))
            lines = [html.escape(highlight.description) for highlight in found if highlight]
            QToolTip.showText(event.globalPos(), f"<p>{'<br>'.join(lines)}</p>" if lines else "", self)
            return True
        return super().viewportEvent(event)

    def _is_near_press(self, point: QPointF) -> bool:
        near = QGuiApplication.styleHints().startDragDistance()
        return self._pressed_at is not None and (point - self._pressed_at).manhattanLength() < near

    def _snapped(self, event: QMouseEvent) -> QMouseEvent:
        """Return the event with its height inside the words of the nearest line.

        Qt takes a point between two lines for the end of the one or the start of the other; with room for lanes
        between the lines, a selection would jump there.
        """
        inside = QPointF(self.viewport().rect().center()).y()
        if abs(event.position().y() - inside) > self.viewport().height() / 2:
            return event
        hit = self._geometry.line_near(event.position())
        if hit is None:
            return event
        down = hit.point - event.position()
        return QMouseEvent(
            event.type(),
            hit.point,
            event.scenePosition() + down,
            event.globalPosition() + down,
            event.button(),
            event.buttons(),
            event.modifiers(),
            event.pointingDevice(),
        )

    # Dragging an end

    def _offset_at(self, point: QPointF) -> int:
        hit = self._geometry.line_near(point)
        return self._page.map.from_qt(self.cursorForPosition((hit.point if hit else point).toPoint()).position())

    def _take_grip(self, point: QPointF) -> bool:
        active = self._layer.get(self.active)
        end = self._geometry.grip_under(active.span, point) if active else None
        if active is None or end is None:
            return False
        fixed = active.span.end if end is End.START else active.span.start
        self._drag = EndDrag(active.key, fixed, active.span)
        return True

    def _preview(self, drag: EndDrag) -> None:
        self._set_cursor(*drag.span, is_scrolling=False)

    def _end_drag(self) -> None:
        self._drag = None
        self.select(None)

    def _finish_drag(self) -> None:
        drag = self._drag
        self._end_drag()
        active = self._layer.get(drag.key) if drag else None
        if drag is None or active is None:
            return
        changed = trimmed(self.text(), drag.span)
        if changed != active.span:
            self.highlight_adjusted.emit(drag.key, changed)
