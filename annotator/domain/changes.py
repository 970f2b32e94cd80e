"""What one intent changed, and the event that history keeps of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set
from enum import StrEnum
from typing import Any, TypeVar

from annotator.domain.entities import Entity
from annotator.domain.ids import ArticleId, CoderId, EventId
from annotator.domain.values import Frozen

_Record = TypeVar("_Record", bound=Frozen)
_set = object.__setattr__


class EventKind(StrEnum):
    """Whether an event is a new deed, takes one back or brings one back."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


class Change(Frozen):
    """One record before and after; ``before`` is None when the event created it."""

    before: Entity | None
    after: Entity

    @classmethod
    def of_records(cls, before: Entity | None, after: Entity) -> Change:
        """Return a change of what are records already; they are not looked at again, for there may be very many."""
        return _assembled(cls, {"before": before, "after": after}, _BOTH)

    def inverted(self) -> Change:
        """Return the change that takes this one back; taking back a creation leaves a tombstone."""
        return Change.of_records(self.after, self.before or _tombstone(self.after))


_BOTH = frozenset(("before", "after"))


def _tombstone(record: Entity) -> Entity:
    given = record.model_fields_set | {"is_deleted"}
    return _assembled(type(record), record.__dict__ | {"is_deleted": True}, given)


def _assembled(model: type[_Record], values: dict[str, Any], given: Set[str]) -> _Record:
    """Return a record of values that are known to be right, as `BaseModel.model_construct` does, only faster."""
    made = model.__new__(model)
    _set(made, "__dict__", values)
    _set(made, "__pydantic_fields_set__", set(given))
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made


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
