"""Rows, headings and group cards one below the other, with the editor open under the active row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from annotator.domain.coding import Slot
from annotator.domain.proposal import Proposal
from annotator.gui.form.context import FormContext
from annotator.gui.form.group_parts import GroupAddButton, GroupHeadView, HeadingView
from annotator.gui.form.look import Colours
from annotator.gui.form.outline import GroupAdd, GroupHead, Heading, Item, RowState
from annotator.gui.form.panel import EditorPanel, Unsaved
from annotator.gui.form.placing import Placing
from annotator.gui.form.pool import Pool
from annotator.gui.form.row import RowView
from annotator.gui.form.status_buttons import STATUS_KEYS


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
        self._active: Slot | None = None
        self._unsaved: dict[Slot, Unsaved] = {}
        self._rows = Pool(self._new_row)
        self._headings = Pool(lambda: HeadingView(self))
        self._heads = Pool(lambda: GroupHeadView(context, self))
        self._adders = Pool(self._new_adder)
        self._placing = Placing(0, 0, self, None)
        self.panel = EditorPanel(context, self)
        self.panel.resized.connect(self.place)
        self.panel.closed.connect(self._on_panel_closed)

    def _new_row(self) -> RowView:
        row = RowView(self._context, self)
        row.opened.connect(self._on_row_opened)
        row.resized.connect(self.place)
        return row

    def _new_adder(self) -> GroupAddButton:
        adder = GroupAddButton(self._context, self)
        adder.asked.connect(self.group_add_asked)
        return adder

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_items(self, items: Sequence[Item]) -> None:
        """Show an outline; only rows whose state differs are touched, and typing goes on undisturbed."""
        held = self._focused_slot()
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
        self._mark_stop()
        if held is not None and held != self._focused_slot():
            self.focus_row(held)

    def forget(self) -> None:
        """Drop the active row and everything typed, before another coding is shown; nothing is taken."""
        self.panel.forget()
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
                adder = self._adders.take()
                adder.show_add(item)
                return adder

    # -- the active row -----------------------------------------------------------------------------------------------

    @property
    def active(self) -> Slot | None:
        """The slot whose row is active."""
        return self._active

    def take_typing(self) -> bool:
        """Take what is being typed; tells whether no row keeps something that cannot be read."""
        return self.panel.take_typing() and not self._unsaved

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
        self._mark_stop()
        self.slot_activated.emit(self._active)

    def propose(self, slot: Slot, proposal: Proposal) -> None:
        """Show a proposal in the editor of a slot."""
        if self.has_slot(slot):
            self.activate(slot)
            self.panel.propose(proposal)
            self.panel.focus_editor()

    def focus_row(self, slot: Slot) -> None:
        """Give a row the keyboard."""
        row = self.row_at(slot)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def group_button(self, level: str) -> GroupAddButton | None:
        """Return the button that adds a group of a level."""
        for item, view in zip(self._items, self._views, strict=True):
            if isinstance(item, GroupAdd) and item.level == level and isinstance(view, GroupAddButton):
                return view
        return None

    def _mark_stop(self) -> None:
        """Let Tab stop at the active row, at the first one while none is active."""
        slots = self.slots()
        stop = self._active or (slots[0] if slots else None)
        for row in self._rows.all:
            is_stop = row.state is not None and row.state.slot == stop
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)

    def _state_of(self, slot: Slot | None) -> RowState | None:
        return next((item for item in self._items if isinstance(item, RowState) and item.slot == slot), None)

    def _close_active(self) -> None:
        slot, row = self._active, self.row_at(self._active) if self._active is not None else None
        if row is not None and self._has_focus_in_panel():
            # Qt would give the keyboard of a hidden editor to whatever comes next in the window.
            row.setFocus(Qt.FocusReason.OtherFocusReason)
        self._active = None
        unsaved = self.panel.close_up()
        if slot is None or row is None or row.state is None:
            return
        row.set_active(False)
        if unsaved is not None:
            self._unsaved[slot] = unsaved
        row.show_state(self._state_of(slot) or row.state, unsaved.sentence if unsaved else "")

    def _drop_active(self) -> None:
        """Close the editor of a row that is not there any more; what was typed there goes with it."""
        self._active = None
        self.panel.forget()
        if self._has_focus_in_panel():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.panel.close_up()
        self.slot_activated.emit(None)

    # -- geometry -----------------------------------------------------------------------------------------------------

    def place(self) -> None:
        """Put everything where it belongs at the present width; frames are painted anew where they changed."""
        before = self._placing.frames
        self._placing = Placing(self.width(), self.fontMetrics().height(), self.panel, self._active)
        self._placing.place(self._items, self._views)
        if self._placing.height != self.minimumHeight():
            self.setMinimumHeight(self._placing.height)
            self.height_changed.emit()
        if self._placing.frames != before:
            self.update()

    def active_rect(self) -> QRect:
        """Return where the active row and its editor lie."""
        return self._placing.active

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
        """Follow a change of font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the groups' cards and, in front of them, the active row's."""
        colours, painter = Colours.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colours.border)
        painter.setBrush(colours.card)
        for card in self._placing.cards:
            painter.drawRoundedRect(card, 7, 7)
        frame = self._placing.active
        if self._active is not None and not frame.isNull():
            painter.setBrush(colours.raised)
            painter.drawRoundedRect(frame, 6, 6)
            painter.setClipRect(frame.adjusted(0, 0, 4 - frame.width(), 0))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._context.styles[self._active.field].line)
            painter.drawRoundedRect(frame, 6, 6)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the rows with Up and Down, Home and End; Escape leaves the active row."""
        slots = self.slots()
        here = self._focused_slot() or self._active
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
            case _ if self._active is not None and not event.modifiers() and event.text().upper() in STATUS_KEYS:
                self.panel.choose_status(STATUS_KEYS[event.text().upper()], is_going_on=True)
            case _:
                event.ignore()

    def _focused_slot(self) -> Slot | None:
        """The slot of the row that has the keyboard."""
        focused = QApplication.focusWidget()
        is_own = isinstance(focused, RowView) and focused.parent() is self
        return focused.state.slot if is_own and isinstance(focused, RowView) and focused.state is not None else None

    def _has_focus_in_panel(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.panel.isAncestorOf(focused)

    def _walk_to(self, slot: Slot) -> None:
        self.activate(slot)
        self.focus_row(slot)

    def _on_row_opened(self, slot: Slot) -> None:
        self.activate(slot)
        self.panel.focus_editor()

    def _on_panel_closed(self) -> None:
        if self._active is not None:
            self.focus_row(self._active)
