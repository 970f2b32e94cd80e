"""Shows one room at a time and makes the others when they are first entered."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from annotator.gui.action_set import ActionSet
from annotator.gui.coding_room import CodingRoom
from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.rooms import CODING, ROOMS, Room
from annotator.gui.theme import ThemeName


class RoomStack(QStackedWidget):
    """The coding room is always there; another one sees the open project whenever it is shown."""

    entered = Signal(str)
    """The id of the room that is shown now."""
    remarked = Signal(str)
    availability_changed = Signal()

    def __init__(self, coding: CodingRoom, desk: Desk, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._coding = coding
        self._desk = desk
        self._actions = actions
        self._rooms: dict[str, Room] = {}
        self._facts: ProjectFacts | None = None
        self._theme = ThemeName.LIGHT
        self.current_id = CODING
        self.addWidget(coding)

    @property
    def current(self) -> Room | None:
        """The room that is shown, None when it is the coding room."""
        return self._rooms.get(self.current_id)

    def go_to(self, room_id: str, argument: object = None) -> None:
        """Show a room, and have it open something; without a project only the coding room is shown."""
        if self._facts is None and room_id != CODING:
            self.entered.emit(self.current_id)  # the rail has marked the button that was clicked
            return
        left = self.current
        if left is not None and room_id != self.current_id:
            left.leave()
        self.current_id = room_id
        room = None if room_id == CODING else self._rooms.get(room_id) or self._made(room_id)
        self.setCurrentWidget(room or self._coding)
        self._enter_current()
        if room is not None and argument is not None:
            room.open_with(argument)
        if room is not None:
            room.take_keyboard()
        else:
            self._coding.article_panel.view.setFocus()
        self.entered.emit(room_id)

    def show_project(self, facts: ProjectFacts | None, theme: ThemeName) -> None:
        """Have the room that is shown take on the open project and the theme."""
        self._facts, self._theme = facts, theme
        self._enter_current()

    def leave(self) -> None:
        """Have the room that is shown let go of what it holds."""
        if self.current is not None:
            self.current.leave()

    def _enter_current(self) -> None:
        if self.current is not None and self._facts is not None:
            self.current.enter(self._facts, self._theme)

    def _made(self, room_id: str) -> Room:
        spec = next(spec for spec in ROOMS if spec.id == room_id)
        room = self._rooms[room_id] = spec.made(self._desk, self)
        room.remarked.connect(self.remarked)
        room.availability_changed.connect(self.availability_changed)
        room.room_asked.connect(self.go_to)
        for action_id, slot in room.slots.items():
            self._actions.connect(action_id, slot)
        self.addWidget(room)
        return room
