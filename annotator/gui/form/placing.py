"""Where everything in a stack of the form lies; plain arithmetic, so that sixty rows cost next to nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from annotator.domain.coding import Slot
from annotator.gui.form.outline import GroupAdd, GroupHead, Heading, Item, RowState
from annotator.gui.form.row import RowView

MARGIN = 8
CARD_INSET = 6
_HEADING_GAP = 10
_CARD_GAP = 10
_CARD_FOOT = 4
_ROW_GAP = 2


class Placing:
    """Puts the views of a stack below each other at one width.

    Afterwards ``cards`` are the groups' frames, ``active`` is the frame of the active row with its panel (null when
    there is none) and ``height`` is what all of it takes, in pixels.
    """

    def __init__(self, width: int, line_height: int, panel: QWidget, active: Slot | None) -> None:
        self.cards: list[QRect] = []
        self.active = QRect()
        self.height = 0
        self._width, self._line_height = width, line_height
        self._panel, self._active_slot = panel, active
        self._top = 2
        self._card_top: int | None = None

    def place(self, items: Sequence[Item], views: Sequence[QWidget]) -> None:
        """Place every view of an outline."""
        for item, view in zip(items, views, strict=True):
            if self._card_top is not None and not (isinstance(item, RowState) and item.slot.group_id is not None):
                self._close_card()
            match item:
                case Heading():
                    self._place_heading(view)
                case GroupHead():
                    self._card_top = self._top
                    self._top += 2
                    self._put(view, self._line_height + 10)
                case GroupAdd() if not view.isHidden():
                    self._put(view, self._line_height + 10, view.sizeHint().width())
                case RowState() if isinstance(view, RowView):
                    self._place_row(view, item.slot)
        if self._card_top is not None:
            self._close_card()
        self.height = self._top + 4

    @property
    def frames(self) -> tuple[list[QRect], QRect, Slot | None]:
        """All that is painted around the views, and for which row."""
        return self.cards, self.active, self._active_slot

    @property
    def _inset(self) -> int:
        return CARD_INSET if self._card_top is not None else 0

    def _put(self, view: QWidget, height: int, most: int | None = None) -> None:
        left = MARGIN + self._inset
        width = self._width - 2 * left
        view.setGeometry(left, self._top, width if most is None else min(width, most), height)
        self._top += height

    def _place_heading(self, view: QWidget) -> None:
        self._top += _HEADING_GAP if self._top > _HEADING_GAP else 0
        view.setGeometry(2 * MARGIN, self._top, self._width - 4 * MARGIN, self._line_height + 6)
        self._top += self._line_height + 6

    def _place_row(self, row: RowView, slot: Slot) -> None:
        row.set_inset(self._inset)
        self._put(row, row.wanted_height())
        if slot == self._active_slot:
            frame = row.geometry()
            wanted = self._panel.heightForWidth(frame.width())
            self._panel.setGeometry(frame.left(), self._top, frame.width(), wanted)
            self.active = frame.adjusted(0, 0, 0, wanted)
            self._top += wanted + 4
        self._top += _ROW_GAP

    def _close_card(self) -> None:
        top = self._card_top or 0
        self.cards.append(QRect(MARGIN, top, self._width - 2 * MARGIN, self._top - top + _CARD_FOOT))
        self._top += _CARD_GAP
        self._card_top = None
