"""A packet's history read once: checked event by event, replayed, and compared with the state the packet stores.

It checks what `annotator.store.verification` checks of history and state, and keeps what it read: a packet is read to
be merged, so its records are wanted, and reading a hundred thousand of them twice would take too long.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json
from sqlalchemy import JSON, Connection, select

from annotator.domain.entities import Entity
from annotator.domain.ids import ProjectId
from annotator.store import sqlite
from annotator.store.articles import article_problems
from annotator.store.history import EventRecord, event_hash, genesis_hash
from annotator.store.mapping import MAPPERS, DamagedRecordError, Mapper
from annotator.store.schema import EVENT, PROJECT, RecordsAsText, TimeAsText

Key = tuple[str, str]
"""A record's kind and id."""

Said = dict[str, Any]
"""A record as the JSON of history has it."""

Progress = Callable[[int, int], None]
"""Takes how many events were read so far, and how many there are; may raise to stop."""

_EVENTS_AT_ONCE = 500


class StoredEvent(NamedTuple):
    """An event as its file has it: the record that is hashed, and its hash."""

    record: EventRecord
    hash: str


class PacketHistory(NamedTuple):
    """All events of a packet in order, and every record as they leave it.

    ``places`` has by the id of each coding the article of the events that touched its records, None where there are
    several or an event of no article did.
    """

    events: tuple[StoredEvent, ...]
    records: tuple[Entity, ...]
    places: dict[str, str | None]


def read_history(connection: Connection, project_id: ProjectId, progress: Progress | None = None) -> PacketHistory:
    """Return the events and records of a packet.

    Raises DamagedRecordError when an event was altered, is missing or does not follow on what was before, when a
    stored record is not what history says, or the text of an article is another one.
    """
    for problem in article_problems(connection):
        raise DamagedRecordError(problem.rstrip("."))
    still = _counted(connection, progress)
    events: list[StoredEvent] = []
    latest: dict[Key, Said] = {}
    places: dict[str, str | None] = {}
    for event in _checked_events(connection, project_id):
        events.append(event)
        for coding_id in replay(event.record, latest):
            if places.setdefault(coding_id, event.record.article_id) != event.record.article_id:
                places[coding_id] = None
        if len(events) % _EVENTS_AT_ONCE == 0:
            still(len(events))
    by_kind: dict[str, list[Said]] = {kind: [] for kind in MAPPERS}
    for (kind, _), said in latest.items():
        by_kind[kind].append(said)
    records: list[Entity] = []
    for kind, mapper in MAPPERS.items():
        records += _compared(connection, mapper, by_kind[kind])
        still(len(events))
    return PacketHistory(tuple(events), tuple(records), places)


def _counted(connection: Connection, progress: Progress | None) -> Callable[[int], None]:
    """Return what takes the number of events read so far and says it with that of all."""
    if progress is None:
        return lambda _: None
    head = connection.execute(select(PROJECT.c.head)).scalar_one()
    return lambda done: progress(done, head)


def _checked_events(connection: Connection, project_id: ProjectId) -> Iterator[StoredEvent]:
    previous, number = genesis_hash(project_id), 0
    for number, (*columns, its_hash, changes) in enumerate(
        sqlite.plain_rows(connection, EVENT, EVENT.c.sequence), start=1
    ):
        record = EventRecord(*(*columns, changes))
        if (record.sequence, record.previous_hash) != (number, previous):
            raise DamagedRecordError(f"event {number} is missing or does not follow on the event before it")
        if event_hash(record) != its_hash:
            raise DamagedRecordError(f"event {number} was altered, its hash does not fit")
        previous = its_hash
        yield StoredEvent(record, its_hash)
    if connection.execute(select(PROJECT.c.head, PROJECT.c.head_hash)).one() != (number, previous):
        raise DamagedRecordError(f"its history ends with event {number}, which is not its last")


_FIELDS: dict[str, frozenset[str]] = {kind: frozenset((*mapper.columns, "kind")) for kind, mapper in MAPPERS.items()}


def replay(record: EventRecord, latest: dict[Key, Said]) -> set[str]:
    """Carry what an event changed into the latest records; return the ids of the codings they belong to.

    Records of no coding stand for themselves. Raises DamagedRecordError when the changes cannot be read, are none,
    start from another state, or would have a record belong to another coding.
    """
    touched: set[str] = set()
    try:
        for change in from_json(record.changes):
            before, after = change["before"], change["after"]
            key = after["kind"], after["id"]
            if after.keys() != _FIELDS[after["kind"]]:
                raise DamagedRecordError(f"event {record.sequence} has a {after['kind']} with unknown fields")
            if latest.get(key) != before:
                raise DamagedRecordError(f"event {record.sequence} starts from another state than history left")
            if before is not None and before.get("coding_id") != after.get("coding_id"):
                raise DamagedRecordError(f"event {record.sequence} moves a {after['kind']} to another coding")
            latest[key] = after
            touched.add(after.get("coding_id", after["id"]))
    except DamagedRecordError:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise DamagedRecordError(f"the changes of event {record.sequence} cannot be read") from error
    if not touched:
        raise DamagedRecordError(f"event {record.sequence} changed nothing")
    return touched


def _compared(connection: Connection, mapper: Mapper, said: list[Said]) -> list[Entity]:
    """Return a table's records; raise DamagedRecordError unless they are exactly those that history says."""
    said.sort(key=itemgetter("id"))
    stored = list(sqlite.plain_rows(connection, mapper.table, mapper.table.c.id))
    # Nearly always the texts are the same; only where they are not does what they mean have to be compared.
    if stored != _as_written(mapper, said) and not _mean_the_same(mapper, stored, said):
        raise DamagedRecordError(f"the stored {mapper.kind} records are not what history says")
    has_lists = any(isinstance(column.type, RecordsAsText) for column in mapper.table.columns)
    return mapper.entities(said) if has_lists else mapper.values(stored)


def _as_written(mapper: Mapper, said: list[Said]) -> list[tuple[Any, ...]]:
    """Return the rows of these records as this program writes them, but for moments."""
    columns = itemgetter(*mapper.columns)
    texts = [column.name for column in mapper.table.columns if isinstance(column.type, JSON | RecordsAsText)]
    if not texts:
        return list(map(columns, said))
    return [columns(one | {name: _text(one[name]) for name in texts}) for one in said]


def _text(content: Any) -> str | None:
    return None if content is None else to_json(content).decode()


def _mean_the_same(mapper: Mapper, stored: list[tuple[Any, ...]], said: list[Said]) -> bool:
    columns = mapper.table.columns
    decoders = [(place, _DECODED[type(one.type)]) for place, one in enumerate(columns) if type(one.type) in _DECODED]
    times = [column.name for column in columns if isinstance(column.type, TimeAsText)]
    try:
        expected = [itemgetter(*mapper.columns)(one | {name: _moment(one[name]) for name in times}) for one in said]
        return expected == [_decoded(row, decoders) for row in stored]
    except (TypeError, ValueError):
        return False


def _decoded(row: tuple[Any, ...], decoders: list[tuple[int, Callable[[Any], Any]]]) -> tuple[Any, ...]:
    found = list(row)
    for place, decode in decoders:
        found[place] = decode(found[place])
    return tuple(found)


def _moment(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)


def _content(text: str | None) -> Any:
    return None if text is None else from_json(text)


_DECODED: dict[type[Any], Callable[[Any], Any]] = {JSON: _content, RecordsAsText: from_json, TimeAsText: _moment}
