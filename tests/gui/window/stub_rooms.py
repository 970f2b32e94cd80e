"""Rooms that only write down what happens to them, in place of the real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from PySide6.QtWidgets import QWidget

from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.rooms import Room, RoomSpec
from annotator.gui.theme import ThemeName

ACTIONS_OF = {
    "rounds": ("rounds_new", "rounds_plan"),
    "agreement": ("agreement_report",),
    "review": ("review_skip", "open_gold"),
}
"""Some actions of each room, as the table of actions has them."""


class StubRoom(Room):
    """Writes down every call; which of its actions are available can be set."""

    def __init__(self, room_id: str, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.room_id = room_id
        self.heard: list[tuple[object, ...]] = []
        self.offered = frozenset(ACTIONS_OF[room_id])

    @property
    def slots(self) -> Mapping[str, Callable[[], object]]:
        return {one: lambda one=one: self.heard.append(("did", one)) for one in ACTIONS_OF[self.room_id]}  # type: ignore[misc]

    def available(self) -> frozenset[str]:
        return self.offered

    def enter(self, facts: ProjectFacts, theme: ThemeName) -> None:
        super().enter(facts, theme)
        self.heard.append(("entered", facts.name, theme))

    def open_with(self, argument: object) -> None:
        self.heard.append(("opened", argument))

    def leave(self) -> None:
        self.heard.append(("left",))

    def heard_since(self, count: int) -> list[tuple[object, ...]]:
        """Return what happened after the first ``count`` calls."""
        return self.heard[count:]


def stubbed(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[StubRoom]]:
    """Have the window make stubs; return those made, by the id of their room."""
    made: dict[str, list[StubRoom]] = {room_id: [] for room_id in ACTIONS_OF}

    def make(spec: RoomSpec, desk: Desk, parent: QWidget) -> Room:
        room = StubRoom(spec.id, desk, parent)
        made[spec.id].append(room)
        return room

    monkeypatch.setattr(RoomSpec, "made", make)
    return made
