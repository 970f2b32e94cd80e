"""Rows, headings and group cards one below the other, with the editor open under the active row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QWidget

from annotator.domain.coding import Slot
from annotator.domain.proposal import Proposal
from annotator.gui.form.context import FormContext
from annotator.gui.form.look import Colours, plain_tip
from annotator.gui.form.outline import GroupAdd, GroupHead, Heading, Item, RowState
from annotator.gui.form.panel import EditorPanel, Unsaved
from annotator.gui.form.plain import icon_button, quiet_button
from annotator.gui.form.pool import Pool
from annotator.gui.form.row import RowView

MARGIN = 8
_CARD_INSET = 6
_HEADING_GAP = 10


class HeadingView(QLabel):
    """A section's heading."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "section")


class GroupHeadView(QWidget):
    """The title of a group's card with its buttons."""

    def __init__(self, context: FormContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._head: GroupHead | None = None
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "caption")
        self.copy_button = icon_button("copy", "", self)
        self.remove_button = icon_button("trash", "", self)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.remove_button.clicked.connect(self._on_remove_clicked)

    def show_head(self, head: GroupHead) -> None:
        """Show a group's title."""
        self.copy_button.setVisible(not self._context.is_read_only)
        self.remove_button.setVisible(not self._context.is_read_only)
        if head == self._head:
            return
        self._head = head
        self._title.setText(head.title)
        for button, verb in ((self.copy_button, "Copy"), (self.remove_button, "Remove")):
            button.setAccessibleName(f"{verb} {head.title}")
            button.setToolTip(plain_tip(f"{verb} {head.title}"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons at the right."""
        side, right = self.height(), self.width()
        self.remove_button.setGeometry(right - side, 0, side, side)
        self.copy_button.setGeometry(right - 2 * side - 2, 0, side, side)
        self._title.setGeometry(MARGIN, 0, right - 2 * side - MARGIN - 4, side)

    def _on_copy_clicked(self) -> None:
        if self._head is not None:
            self._context.intents.group_copied.emit(self._head.group.id)

    def _on_remove_clicked(self) -> None:
        if self._head is not None:
            self._context.intents.group_removed.emit(self._head.group.id)


class FormStack(QWidget):
    """Shows an outline and keeps one row active.

    Widgets are pooled: another article fills the same rows anew. ``slot_activated`` carries the active slot or None;
    ``height_changed`` follows every change of the height the stack takes.
    """

    slot_activated = Signal(object)
    height_changed = Signal()
    group_add_asked = Signal(str, str)

    def __init__(self, context: FormContext) -> None:
        super().__init__()
        self._context = context
        self._items: list[Item] = []
        self._views: list[QWidget] = []
        self._cards: list[QRect] = []
        self._active: Slot | None = None
        self._unsaved: dict[Slot, Unsaved] = {}
        self._rows = Pool(self._new_row)
        self._headings = Pool(lambda: HeadingView(self))
        self._heads = Pool(lambda: GroupHeadView(context, self))
        self._adders = Pool(lambda: quiet_button("", "", self))
        self._frame = QFrame(self)
        self._frame.setProperty("role", "row")
        self._frame.setProperty("active", True)
        self._frame.hide()
        self.panel = EditorPanel(context, self)
        self.panel.resized.connect(self.place)
        self.panel.closed.connect(self._on_panel_closed)

    def _new_row(self) -> RowView:
        row = RowView(self._context, self)
        row.opened.connect(self._on_row_opened)
        row.resized.connect(self.place)
        return row

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_items(self, items: Sequence[Item]) -> None:
        """Show an outline; only rows whose state differs are touched, and typing goes on undisturbed."""
        views = [self._view_for(item) for item in items]
        self._items, self._views = list(items), views
        for pool in (self._rows, self._headings, self._heads, self._adders):
            pool.hide_rest()
        state = self._state_of(self._active)
        if self._active is not None and state is None:
            self._drop_active()
        elif state is not None and state != self.panel.state:
            self.panel.refresh(state)
        self.place()

    def forget(self) -> None:
        """Drop the active row and what is left unsaved, before another coding is shown."""
        self.activate(None)
        self._unsaved.clear()

    def restyle(self) -> None:
        """Paint and measure anew after the theme, the styles or the codebook changed."""
        for row in self._rows.all:
            row.restyle()
        self.place()
        self.update()

    def _view_for(self, item: Item) -> QWidget:
        match item:
            case RowState():
                row = self._rows.take()
                unsaved = self._unsaved.get(item.slot)
                row.show_state(item, unsaved.sentence if unsaved else "")
                row.set_active(item.slot == self._active)
                return row
            case Heading():
                heading = self._headings.take()
                heading.setText(item.label)
                return heading
            case GroupHead():
                head = self._heads.take()
                head.show_head(item)
                return head
            case GroupAdd():
                return self._fill_adder(self._adders.take(), item)

    def _fill_adder(self, button: QToolButton, item: GroupAdd) -> QToolButton:
        if button.property("level") != item.level:
            button.setProperty("level", item.level)
            button.setText(f"+ {item.label}".replace("&", "&&"))
            button.setAccessibleName(f"Add {item.label}")
            button.setToolTip(plain_tip(item.help))
        if button.property("report") is None:
            button.clicked.connect(self._adder(button))
        button.setProperty("report", item.report_id)
        button.setVisible(not self._context.is_read_only)
        return button

    def _adder(self, button: QToolButton) -> Callable[[], None]:
        return lambda: self.group_add_asked.emit(button.property("report"), button.property("level"))

    # -- the active row -----------------------------------------------------------------------------------------------

    @property
    def active(self) -> Slot | None:
        """The slot whose row is active."""
        return self._active

    def has_slot(self, slot: Slot) -> bool:
        """Tell whether a row for the slot is shown."""
        return self._state_of(slot) is not None

    def row_at(self, slot: Slot) -> RowView | None:
        """Return the row of a slot, None when it is not shown."""
        for item, view in zip(self._items, self._views, strict=True):
            if isinstance(item, RowState) and item.slot == slot and isinstance(view, RowView):
                return view
        return None

    def slots(self) -> list[Slot]:
        """Return the slots from top to bottom."""
        return [item.slot for item in self._items if isinstance(item, RowState)]

    def activate(self, slot: Slot | None) -> None:
        """Open the editor under a row, or none; what was entered in the row before is taken."""
        if slot == self._active:
            return
        self._close_active()
        state = self._state_of(slot)
        self._active = slot if state is not None else None
        if state is not None:
            row = self.row_at(state.slot)
            if row is not None:
                row.set_active(True)
            self.panel.open(state, self._unsaved.pop(state.slot, None))
        self.place()
        self.slot_activated.emit(self._active)

    def propose(self, slot: Slot, proposal: Proposal) -> None:
        """Show a proposal in the editor of a slot."""
        self.activate(slot)
        if self._active == slot:
            self.panel.propose(proposal)

    def focus_row(self, slot: Slot) -> None:
        """Give a row the keyboard."""
        row = self.row_at(slot)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def group_button(self, level: str) -> QToolButton | None:
        """Return the button that adds a group of a level."""
        for item, view in zip(self._items, self._views, strict=True):
            if isinstance(item, GroupAdd) and item.level == level and isinstance(view, QToolButton):
                return view
        return None

    def _state_of(self, slot: Slot | None) -> RowState | None:
        return next((item for item in self._items if isinstance(item, RowState) and item.slot == slot), None)

    def _close_active(self) -> None:
        slot, row = self._active, self.row_at(self._active) if self._active is not None else None
        self._active = None
        unsaved = self.panel.close_up()
        if slot is None or row is None or row.state is None:
            return
        row.set_active(False)
        if unsaved is not None:
            self._unsaved[slot] = unsaved
        row.show_state(self._state_of(slot) or row.state, unsaved.sentence if unsaved else "")

    def _drop_active(self) -> None:
        """Close the editor of a row that is not there any more."""
        self._active = None
        self.panel.close_up()
        self.slot_activated.emit(None)

    # -- geometry -----------------------------------------------------------------------------------------------------

    def place(self) -> None:
        """Put everything where it belongs at the present width."""
        top, width = 2, self.width() - 2 * MARGIN
        self._cards, card_top, is_in_card = [], 0, False
        for index, (item, view) in enumerate(zip(self._items, self._views, strict=True)):
            if is_in_card and not (isinstance(item, RowState) and item.slot.group_id is not None):
                self._cards.append(QRect(MARGIN, card_top, width, top - card_top + 4))
                top, is_in_card = top + 10, False
            if isinstance(item, GroupHead):
                card_top, is_in_card = top, True
            top = self._place_one(item, view, top, is_first=index == 0, is_in_card=is_in_card)
        if is_in_card:
            self._cards.append(QRect(MARGIN, card_top, width, top - card_top + 4))
            top += 8
        if self._active is None:
            self._frame.hide()
        height = top + 4
        if height != self.minimumHeight():
            self.setMinimumHeight(height)
            self.height_changed.emit()
        self.update()

    def _place_one(self, item: Item, view: QWidget, top: int, *, is_first: bool, is_in_card: bool) -> int:
        inset = _CARD_INSET if is_in_card else 0
        left, width = MARGIN + inset, self.width() - 2 * (MARGIN + inset)
        match item:
            case Heading():
                height = self.fontMetrics().height() + 6
                top += 0 if is_first else _HEADING_GAP
                view.setGeometry(left + MARGIN, top, width - 2 * MARGIN, height)
            case GroupHead():
                height = self.fontMetrics().height() + 10
                view.setGeometry(left, top + 2, width, height)
                top += 2
            case GroupAdd():
                height = 0 if self._context.is_read_only else self.fontMetrics().height() + 10
                view.setGeometry(left, top, min(width, view.sizeHint().width()), height)
            case RowState() if isinstance(view, RowView):
                height = view.wanted_height()
                view.setGeometry(left, top, width, height)
                if item.slot == self._active:
                    height += self._place_panel(QRect(left, top, width, height))
            case _:
                height = 0
        return top + height + (2 if isinstance(item, RowState) else 0)

    def _place_panel(self, row: QRect) -> int:
        wanted = self.panel.heightForWidth(row.width())
        self.panel.setGeometry(row.left(), row.bottom() + 1, row.width(), wanted)
        self._frame.setGeometry(row.left(), row.top(), row.width(), row.height() + wanted)
        self._frame.lower()
        self._frame.show()
        return wanted + 4

    def active_rect(self) -> QRect:
        """Return where the active row and its editor lie."""
        return self._frame.geometry() if self._active is not None else QRect()

    def sizeHint(self) -> QSize:
        """Return the height of all rows."""
        return QSize(360, self.minimumHeight())

    # -- events -------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.place()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of font or style."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self.restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the groups' cards."""
        if not self._cards:
            return
        colours, painter = Colours.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colours.border)
        painter.setBrush(colours.card)
        for card in self._cards:
            painter.drawRoundedRect(card, 7, 7)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the rows with Up and Down, Home and End; Escape leaves the active row."""
        slots = self.slots()
        focused = self.focusWidget()
        here = focused.state.slot if isinstance(focused, RowView) and focused.state is not None else self._active
        at = slots.index(here) if here in slots else -1
        match event.key():
            case Qt.Key.Key_Down if slots:
                self._walk_to(slots[min(at + 1, len(slots) - 1)])
            case Qt.Key.Key_Up if slots:
                self._walk_to(slots[max(at - 1, 0)])
            case Qt.Key.Key_Home if slots:
                self._walk_to(slots[0])
            case Qt.Key.Key_End if slots:
                self._walk_to(slots[-1])
            case Qt.Key.Key_Escape if self._active is not None:
                self.activate(None)
            case _:
                event.ignore()

    def _walk_to(self, slot: Slot) -> None:
        self.activate(slot)
        self.focus_row(slot)

    def _on_row_opened(self, slot: Slot) -> None:
        self.activate(slot)
        self.panel.focus_editor()

    def _on_panel_closed(self) -> None:
        if self._active is not None:
            self.focus_row(self._active)
