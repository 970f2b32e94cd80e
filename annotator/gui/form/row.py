"""One field's row: keycap, label, value in one line, marks and evidence, all painted by one widget."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from annotator.gui.form.chip_menu import chip_menu
from annotator.gui.form.chips import GAP, SHOWN, STANCE_LABELS, Chip, arrange, paint_chip
from annotator.gui.form.context import FormContext
from annotator.gui.form.face import Face, face_of
from annotator.gui.form.look import Colours, bold, paint_icon, paint_keycap, plain_tip
from annotator.gui.form.outline import RowState

MORE_STEP = 20
"""How many chips "+n more" adds to those shown."""

_MARGIN = 8
_MARK = 18
_LABEL_LETTERS = 14


class RowView(QWidget):
    """Shows one `RowState`; a click or Enter opens it, chips are reached with Left and Right.

    Up and Down are left to the list the row stands in.
    """

    opened = Signal(object)
    resized = Signal()

    def __init__(self, context: FormContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._state: RowState | None = None
        self._face = Face()
        self._unsaved = ""
        self._is_active = False
        self._limit = SHOWN
        self._inset = 0
        self._current: int | None = None
        self._hot: int | None = None
        self._chips: list[Chip] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    # -- state --------------------------------------------------------------------------------------------------------

    @property
    def state(self) -> RowState | None:
        """What the row shows, None while it waits in the pool."""
        return self._state

    @property
    def summary(self) -> str:
        """The value in one line, as shown."""
        return self._face.summary

    @property
    def marks(self) -> tuple[str, ...]:
        """The sentences behind the marks at the right of the row."""
        return tuple(mark.sentence for mark in self._face.marks)

    def show_state(self, state: RowState, unsaved: str = "") -> None:
        """Show a state; ``unsaved`` says why what was typed here is not stored."""
        if state == self._state and unsaved == self._unsaved:
            return
        if self._state is None or state.slot != self._state.slot:
            self._limit, self._current, self._hot = SHOWN, None, None
        self._state, self._unsaved = state, unsaved
        self._find_face()
        if self._current is not None and self._current >= len(self.chips()):
            self._current = None
        self.update()

    def set_inset(self, inset: int) -> None:
        """Say how far the row is moved in, so that the values of all rows stay below each other."""
        self._inset = inset

    def set_active(self, is_active: bool) -> None:
        """Show the row as the one whose editor is open."""
        if is_active != self._is_active:
            self._is_active = is_active
            self._limit = SHOWN
            self._chips = None
            self.update()

    def restyle(self) -> None:
        """Measure and paint anew after the theme, the font or the codebook changed."""
        self._find_face()
        self.update()

    def _find_face(self) -> None:
        self._chips = None
        if self._state is not None and self._context.codebook is not None:
            self._face = face_of(self._state, self._unsaved, self._context.codebook)
            self.setAccessibleName(self._face.accessible_name)

    # -- measures -----------------------------------------------------------------------------------------------------

    @property
    def line_height(self) -> int:
        """Height of the row's first line."""
        return max(28, self.fontMetrics().height() + 11)

    @property
    def _chip_height(self) -> int:
        return self.fontMetrics().height() + 6

    def wanted_height(self) -> int:
        """Return the height that the state needs; it does not depend on the width."""
        if self._state is None or not self._state.evidence:
            return self.line_height
        lines = 1
        if self._is_active:
            lines = min(self._limit, len(self._state.evidence)) + (len(self._state.evidence) > self._limit)
        return self.line_height + lines * (self._chip_height + GAP) + 1

    def sizeHint(self) -> QSize:
        """Return a size for layouts that ask; the list the row stands in sets its geometry."""
        return QSize(300, self.wanted_height())

    @property
    def _text_left(self) -> int:
        return _MARGIN + self._keycap.width() + 9

    @property
    def _keycap(self) -> QRect:
        side = self.fontMetrics().height() + 3
        return QRect(_MARGIN, (self.line_height - side) // 2, side, side)

    def chips(self) -> list[Chip]:
        """Return the chips as they lie in the row now."""
        if self._chips is None:
            left = self._text_left
            area = QRect(left, self.line_height - 1, self.width() - left - _MARGIN, self._chip_height)
            self._chips = arrange(
                self._state.evidence if self._state else (),
                area,
                self.fontMetrics(),
                limit=self._limit,
                is_stacked=self._is_active,
                has_close=not self._context.is_read_only,
            )
        return self._chips

    def _mark_rects(self) -> list[QRect]:
        right = self.width() - _MARGIN
        count = len(self._face.marks)
        return [QRect(right - (count - index) * _MARK, 0, _MARK, self.line_height) for index in range(count)]

    def _texts(self) -> tuple[QRect, QRect]:
        """Return where label and value stand: values align, and give way to a long label while they are short."""
        metrics, label = self.fontMetrics(), self._state.field.label if self._state else ""
        left, right = self._text_left, self.width() - _MARGIN - _MARK * len(self._face.marks)
        if not self._face.summary:
            return QRect(left, 0, right - left, self.line_height), QRect()
        label_width = metrics.horizontalAdvance(label) + 14
        value_width = metrics.horizontalAdvance(self._face.summary) + 12
        column = left + metrics.averageCharWidth() * _LABEL_LETTERS - self._inset
        split = max(column, min(left + label_width, right - value_width))
        return QRect(left, 0, split - left - 8, self.line_height), QRect(split, 0, right - split, self.line_height)

    # -- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        if self._state is None:
            return
        colours, painter = Colours.current(), QPainter(self)
        style = self._context.styles[self._state.slot.field]
        if self.underMouse() and not self._is_active:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.hover)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawRoundedRect(self.rect(), 6, 6)
        paint_keycap(painter, self._keycap, style, has_key=self._state.field.key is not None)
        self._paint_texts(painter, colours)
        painter.setFont(self.font())
        for rect, mark in zip(self._mark_rects(), self._face.marks, strict=True):
            paint_icon(painter, rect, mark.icon, mark.tint)
        for index, chip in enumerate(self.chips()):
            is_current = self.hasFocus() and index == self._current
            paint_chip(painter, chip, style, colours, is_current=is_current, is_hot=index == self._hot)
        if self.hasFocus() and self._current is None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(colours.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        painter.end()

    def _paint_texts(self, painter: QPainter, colours: Colours) -> None:
        if self._state is None:
            return
        label_rect, value_rect = self._texts()
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
        elide = Qt.TextElideMode.ElideRight
        is_open = not self._face.summary
        painter.setPen(colours.text if self._is_active or is_open else colours.dim)
        label = self._state.field.label
        painter.drawText(label_rect, flags, self.fontMetrics().elidedText(label, elide, label_rect.width()))
        if not is_open:
            font = self.font()
            font.setItalic(self._face.is_dim)
            painter.setFont(font if self._face.is_dim else bold(font))
            painter.setPen(colours.dim if self._face.is_dim else colours.text)
            text = painter.fontMetrics().elidedText(self._face.summary, elide, value_rect.width())
            painter.drawText(value_rect, flags, text)

    # -- events -------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Show the tip of what lies under the mouse; forget the hot chip when it leaves."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self.tip_at(event.pos())), self)
            return True
        if event.type() in (QEvent.Type.Leave, QEvent.Type.Enter):
            self._hot = None
            self.update()
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange):
            self._chips = None
        return super().event(event)

    def tip_at(self, point: QPoint) -> str:
        """Return the sentence or the full text of what lies at a point."""
        if self._state is None:
            return ""
        for rect, mark in zip(self._mark_rects(), self._face.marks, strict=True):
            if rect.contains(point):
                return mark.sentence
        index = self._chip_at(point)
        if index is not None:
            evidence = self.chips()[index].evidence
            return f"“{evidence.quote}”\n{STANCE_LABELS[evidence.stance]}" if evidence else "Show more quotes"
        help_text = f"\n{self._state.field.help}" if self._state.field.help else ""
        value = f"\n{self._face.summary}" if self._face.summary else ""
        return self._state.field.label + value + help_text

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the chip under the mouse."""
        hot = self._chip_at(event.position().toPoint())
        if hot != self._hot:
            self._hot = hot
            self.setCursor(Qt.CursorShape.PointingHandCursor if hot is not None else Qt.CursorShape.ArrowCursor)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the click; what it means is decided where it ends."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the row, or do what the chip under the mouse stands for."""
        point = event.position().toPoint()
        if event.button() is not Qt.MouseButton.LeftButton or not self.rect().contains(point) or self._state is None:
            return
        index = self._chip_at(point)
        if index is None:
            self.opened.emit(self._state.slot)
            return
        chip = self.chips()[index]
        if chip.has_close and chip.close_rect.contains(point):
            self._remove(chip)
        else:
            self._follow(chip)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the chip under the mouse."""
        index = self._chip_at(event.pos())
        evidence = self.chips()[index].evidence if index is not None else None
        if evidence is not None:
            chip_menu(evidence, self._context, self).popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the chips with Left and Right; Enter follows or opens, Delete removes, S asks for the stance."""
        chips = self.chips()
        chip = chips[self._current] if self._current is not None and self._current < len(chips) else None
        match event.key():
            case Qt.Key.Key_Right if chips:
                self._go_to(0 if self._current is None else min(self._current + 1, len(chips) - 1))
            case Qt.Key.Key_Left if self._current is not None:
                self._go_to(self._current - 1 if self._current else None)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self._follow(chip) if chip else self._open()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if chip:
                self._remove(chip)
            case Qt.Key.Key_S | Qt.Key.Key_Menu if chip and chip.evidence:
                chip_menu(chip.evidence, self._context, self).popup(self.mapToGlobal(chip.rect.bottomLeft()))
            case _:
                event.ignore()

    def _open(self) -> None:
        if self._state is not None:
            self.opened.emit(self._state.slot)

    def _go_to(self, index: int | None) -> None:
        self._current = index
        chip = self.chips()[index] if index is not None else None
        self.setAccessibleDescription("" if chip is None else chip.text)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    def _chip_at(self, point: QPoint) -> int | None:
        return next((index for index, chip in enumerate(self.chips()) if chip.rect.contains(point)), None)

    def _follow(self, chip: Chip) -> None:
        if chip.evidence is not None:
            self._context.intents.evidence_activated.emit(chip.evidence.id)
        elif self._is_active:
            self._limit += MORE_STEP
            self._chips = None
            self.update()
            self.resized.emit()
        else:
            self._open()

    def _remove(self, chip: Chip) -> None:
        if chip.evidence is not None and chip.has_close:
            self._context.intents.evidence_removed.emit(chip.evidence.id)
