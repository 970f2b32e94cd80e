"""The rooms of the window: coding, rounds, agreement, review.

One is shown at a time, and each is made, its module loaded, when it is first entered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.theme import ThemeName


class Room(QWidget):
    """What every room but the coding room is.

    ``slots`` are the room's own actions by their id in the table of actions (those whose ``room`` is this one); the
    window connects them when the room is made and offers those that ``available`` names while the room is shown.
    """

    remarked = Signal(str)
    """A sentence for the status line."""
    room_asked = Signal(str, object)
    """The id of another room to go to, and what to open there (see `open_with`)."""
    availability_changed = Signal()
    """Other actions are available than before."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.facts: ProjectFacts | None = None
        self.starts_at: QWidget | None = None

    def take_keyboard(self) -> None:
        """Give the keyboard to where work in the room begins.

        A focus proxy would do the same, but Tab would stop at it before everything that stands above it.
        """
        (self.starts_at or self).setFocus()

    @property
    def slots(self) -> Mapping[str, Callable[[], object]]:
        """What the room's actions do, by action id."""
        return MappingProxyType({})

    def available(self) -> frozenset[str]:
        """Return the ids of the room's actions that would do something now."""
        return frozenset(self.slots)

    def enter(self, facts: ProjectFacts, theme: ThemeName) -> None:
        """Show the open project as it is now; called whenever the room is shown, or project or theme changed."""
        self.facts = facts

    def open_with(self, argument: object) -> None:
        """Open what another room asked for; called after `enter`."""

    def leave(self) -> None:
        """Let go of what needs no longer be kept; called when another room is shown or the window closes."""


@dataclass(frozen=True, slots=True)
class RoomSpec:
    """A room as the rail shows it; its icon bears its id, and ``widget`` is a class in the module ``gui.<id>.room``."""

    id: str
    title: str
    hint: str
    widget: str

    def made(self, desk: Desk, parent: QWidget) -> Room:
        """Make the room."""
        widget: type[Room] = getattr(import_module(f"annotator.gui.{self.id}.room"), self.widget)
        return widget(desk, parent)


CODING = "code"

ROOMS: tuple[RoomSpec, ...] = (
    RoomSpec("rounds", "Rounds", "Rounds and who codes what", "RoundsRoom"),
    RoomSpec("agreement", "Agree", "Agreement between coders", "AgreementRoom"),
    RoomSpec("review", "Review", "Disagreements, rulings and gold", "ReviewRoom"),
)
"""Every room but the coding room, in the order of the rail."""
