"""The append-only record of events: its hash chain, and what undo and redo would act on.

Undo needs no stack of its own. Seen from the newest event back, doing and redoing push, undoing pops, so the first
push that no pop belongs to is what undo acts on; and with undoing as the push, redoing as the pop, and a new deed as
the end, the same walk finds what redo acts on. It stops as soon as it knows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json
from sqlalchemy import ColumnElement, Connection, and_, select

from annotator.domain.changes import Change, Event, EventKind
from annotator.domain.ids import ArticleId, CoderId, ProjectId
from annotator.store.mapping import DamagedRecordError
from annotator.store.schema import EVENT

_CHANGES: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Change, ...])

EVENT_COLUMNS = tuple(EVENT.c[name] for name in Event.model_fields)
"""The columns of an `Event`, in its order; the changes are read apart because they may be long."""

_FIRST_PAGE, _LARGEST_PAGE = 32, 4096
_LAST = 2**62


class Head(NamedTuple):
    """How many events a project has, and the hash of the last one."""

    sequence: int
    hash: str


class EventRecord(NamedTuple):
    """An event as it is stored and hashed, all but its own hash."""

    sequence: int
    id: str
    at: str
    coder_id: str | None
    article_id: str | None
    line: str
    kind: str
    verb: str
    label: str
    undoes: str | None
    previous_hash: str
    changes: str


def genesis_hash(project_id: ProjectId) -> str:
    """Return what stands for the hash before the first event; it ties the chain to its project."""
    return hashlib.sha256(f"incident-annotator/project/{project_id}".encode()).hexdigest()


def event_hash(record: EventRecord) -> str:
    """Return the SHA-256 of an event in its canonical form: a JSON array of its columns, in UTF-8 without blanks."""
    return hashlib.sha256(to_json([*record])).hexdigest()


def digest_of(hashes: Iterable[str]) -> str:
    """Return the SHA-256 over hashes of events, in order."""
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def changes_to_json(changes: tuple[Change, ...]) -> str:
    """Return changes as history keeps them."""
    return _CHANGES.dump_json(changes).decode()


def changes_from_json(text: str) -> tuple[Change, ...]:
    """Return the changes that history kept; DamagedRecordError when they are none."""
    try:
        return _CHANGES.validate_json(text)
    except ValidationError as error:
        raise DamagedRecordError("the changes of an event cannot be read") from error


def record_of(event: Event, previous_hash: str, changes: tuple[Change, ...]) -> EventRecord:
    """Return an event as it is stored, with the hash before it and its changes."""
    return EventRecord(
        sequence=event.sequence,
        id=event.id,
        at=event.at.isoformat(timespec="microseconds"),
        coder_id=event.coder_id,
        article_id=event.article_id,
        line=event.line,
        kind=event.kind.value,
        verb=event.verb,
        label=event.label,
        undoes=event.undoes,
        previous_hash=previous_hash,
        changes=changes_to_json(changes),
    )


def event_from(row: Any) -> Event:
    """Return the event of a row that has the event's columns."""
    return Event(
        sequence=row.sequence,
        id=row.id,
        at=dt.datetime.fromisoformat(row.at),
        coder_id=row.coder_id,
        article_id=row.article_id,
        line=row.line,
        kind=row.kind,
        verb=row.verb,
        label=row.label,
        undoes=row.undoes,
        hash=row.hash,
    )


def event_at(connection: Connection, sequence: int) -> Event | None:
    """Return the event with this number."""
    row = connection.execute(select(*EVENT_COLUMNS).where(EVENT.c.sequence == sequence)).one_or_none()
    return event_from(row) if row else None


def original_of(connection: Connection, event: Event) -> Event:
    """Return the deed that an undo or redo acts on, or the event itself when it is one."""
    if event.undoes is None:
        return event
    return event_from(connection.execute(select(*EVENT_COLUMNS).where(EVENT.c.id == event.undoes)).one())


class Scope(NamedTuple):
    """What one line of undo and redo belongs to: a coder at an article, None where there is none, and a line's name."""

    coder_id: CoderId | None
    article_id: ArticleId | None
    line: str = ""

    @property
    def condition(self) -> ColumnElement[bool]:
        """The events of the scope."""
        return and_(EVENT.c.article_id == self.article_id, EVENT.c.coder_id == self.coder_id, EVENT.c.line == self.line)


Step = tuple[int, str]
"""One event as undo and redo see it: its number and its kind."""


def steps_back(connection: Connection, scope: Scope) -> Iterator[Step]:
    """Yield the scope's events, newest first, in pages that grow."""
    statement = select(EVENT.c.sequence, EVENT.c.kind).where(scope.condition).order_by(EVENT.c.sequence.desc())
    before = _LAST
    for page in count():
        size = min(_FIRST_PAGE << page, _LARGEST_PAGE)
        steps = connection.execute(statement.where(EVENT.c.sequence < before).limit(size)).all()
        yield from steps
        if len(steps) < size:
            return
        before = steps[-1][0]


def to_undo(steps: Iterator[Step]) -> int | None:
    """Return the number of the deed or redo that undo would invert; None when there is nothing to undo."""
    undone = 0
    for sequence, kind in steps:
        if kind == EventKind.UNDO:
            undone += 1
        elif undone == 0:
            return sequence
        else:
            undone -= 1
    return None


def to_redo(steps: Iterator[Step]) -> int | None:
    """Return the number of the undo that redo would invert; None when there is nothing to redo."""
    redone = 0
    for sequence, kind in steps:
        if kind == EventKind.DO:
            return None
        if kind == EventKind.REDO:
            redone += 1
        elif redone == 0:
            return sequence
        else:
            redone -= 1
    return None
