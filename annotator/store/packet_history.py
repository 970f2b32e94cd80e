"""A packet's history read once: checked event by event, replayed, and compared with the state the packet stores.

It checks what `annotator.store.verification` checks of history and state, and keeps what it read: a packet is read to
be merged, so its records are wanted, and reading a hundred thousand of them twice would take too long.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any, NamedTuple

from pydantic_core import from_json
from sqlalchemy import JSON, Connection, select

from annotator.domain.entities import Entity
from annotator.domain.ids import ProjectId
from annotator.store import sqlite
from annotator.store.articles import article_problems
from annotator.store.history import EventRecord, event_hash, genesis_hash
from annotator.store.mapping import MAPPERS, DamagedRecordError, Mapper
from annotator.store.schema import EVENT, PROJECT, RecordsAsText, TimeAsText

Said = dict[str, Any]
"""A record as the JSON of history has it."""


class StoredEvent(NamedTuple):
    """An event as its file has it: the record that is hashed, and its hash."""

    record: EventRecord
    hash: str


class PacketHistory(NamedTuple):
    """All events of a packet in order, and every record as they leave it."""

    events: tuple[StoredEvent, ...]
    records: tuple[Entity, ...]


def read_history(connection: Connection, project_id: ProjectId) -> PacketHistory:
    """Return the events and records of a packet.

    Raises DamagedRecordError when an event was altered, is missing or does not follow on what was before, when a
    stored record is not what history says, or the text of an article is another one.
    """
    for problem in article_problems(connection):
        raise DamagedRecordError(problem.rstrip("."))
    events = tuple(_checked_events(connection, project_id))
    latest: dict[tuple[str, str], Said] = {}
    for event in events:
        _replay(event.record, latest)
    by_kind: dict[str, list[Said]] = {kind: [] for kind in MAPPERS}
    for (kind, _), said in latest.items():
        by_kind[kind].append(said)
    for kind, mapper in MAPPERS.items():
        _compare(connection, mapper, by_kind[kind])
    return PacketHistory(
        events, tuple(record for kind, mapper in MAPPERS.items() for record in mapper.entities(by_kind[kind]))
    )


def _checked_events(connection: Connection, project_id: ProjectId) -> Iterator[StoredEvent]:
    previous, number = genesis_hash(project_id), 0
    for row in sqlite.plain_rows(connection, EVENT, EVENT.c.sequence):
        event = StoredEvent(EventRecord(*(*row[:-2], row[-1])), row[-2])
        number += 1
        if (event.record.sequence, event.record.previous_hash) != (number, previous):
            raise DamagedRecordError(f"event {number} is missing or does not follow on the event before it")
        if event_hash(event.record) != event.hash:
            raise DamagedRecordError(f"event {number} was altered, its hash does not fit")
        previous = event.hash
        yield event
    if connection.execute(select(PROJECT.c.head, PROJECT.c.head_hash)).one() != (number, previous):
        raise DamagedRecordError(f"its history ends with event {number}, which is not its last")


_FIELDS: dict[str, frozenset[str]] = {kind: frozenset((*mapper.columns, "kind")) for kind, mapper in MAPPERS.items()}


def _replay(record: EventRecord, latest: dict[tuple[str, str], Said]) -> None:
    """Carry what an event changed into the latest records."""
    try:
        for change in from_json(record.changes):
            before, after = change["before"], change["after"]
            key = after["kind"], after["id"]
            if after.keys() != _FIELDS[after["kind"]]:
                raise DamagedRecordError(f"event {record.sequence} has a {after['kind']} with unknown fields")
            if latest.get(key) != before:
                raise DamagedRecordError(f"event {record.sequence} starts from another state than history left")
            latest[key] = after
    except (KeyError, TypeError, AttributeError) as error:
        raise DamagedRecordError(f"the changes of event {record.sequence} cannot be read") from error


def _compare(connection: Connection, mapper: Mapper, said: list[Said]) -> None:
    """Raise DamagedRecordError unless the table holds exactly the records that history says."""
    columns, table = mapper.columns, mapper.table
    decoders = [
        (place, _DECODED[type(one.type)]) for place, one in enumerate(table.columns) if type(one.type) in _DECODED
    ]
    times = [column.name for column in table.columns if isinstance(column.type, TimeAsText)]
    expected = [itemgetter(*columns)(_with_times(one, times)) for one in sorted(said, key=itemgetter("id"))]
    stored = [_decoded(row, decoders) for row in sqlite.plain_rows(connection, table, table.c.id)]
    if stored != expected:
        raise DamagedRecordError(f"the stored {mapper.kind} records are not what history says")


def _decoded(row: tuple[Any, ...], decoders: list[tuple[int, Callable[[Any], Any]]]) -> tuple[Any, ...]:
    if not decoders:
        return row
    found = list(row)
    for place, decode in decoders:
        found[place] = decode(found[place])
    return tuple(found)


def _with_times(said: Said, names: list[str]) -> Said:
    return said | {name: _moment(said[name]) for name in names} if names else said


def _moment(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)


def _content(text: str | None) -> Any:
    return None if text is None else from_json(text)


_DECODED: dict[type[Any], Callable[[Any], Any]] = {JSON: _content, RecordsAsText: from_json, TimeAsText: _moment}
