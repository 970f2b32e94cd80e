"""What one intent changed, and the event that history keeps of it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from annotator.domain.entities import Entity
from annotator.domain.ids import ArticleId, CoderId, EventId
from annotator.domain.values import Frozen


class EventKind(StrEnum):
    """Whether an event is a new deed, takes one back or brings one back."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


class Change(Frozen):
    """One record before and after; ``before`` is None when the event created it."""

    before: Entity | None
    after: Entity

    def inverted(self) -> Change:
        """Return the change that takes this one back; taking back a creation leaves a tombstone."""
        undone = self.before or self.after.model_copy(update={"is_deleted": True})
        return Change(before=self.after, after=undone)


class Event(Frozen):
    """One coder's verb in history.

    ``sequence`` counts from 1 without gaps and is the only order; ``at`` is the clock's word, in UTC, for people.
    ``label`` finishes the menu entry "Undo …". ``undoes`` names the event an undo or redo acts on. ``line`` tells apart
    what one person does at one article in different roles or rounds, so that undo never crosses over.
    """

    sequence: int
    id: EventId
    at: dt.datetime
    coder_id: CoderId | None
    article_id: ArticleId | None
    line: str = ""
    kind: EventKind
    verb: str
    label: str
    undoes: EventId | None = None
    hash: str


class Changes(Frozen):
    """What a service method did: the event and the records it changed."""

    event: Event
    changes: tuple[Change, ...]

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The records as they are now."""
        return tuple(change.after for change in self.changes)


class UndoState(Frozen):
    """What undo and redo would act on for one coder and article; None where there is nothing."""

    undo: Event | None = None
    redo: Event | None = None
