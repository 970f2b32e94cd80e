"""Records looked up, compared and written by the ten thousand, as rows the driver takes and gives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import JSON, Connection

from annotator.domain.changes import Change
from annotator.domain.entities import Entity
from annotator.store import sqlite
from annotator.store.articles import NAMED_AT_ONCE, batches
from annotator.store.mapping import MAPPERS, Mapper, is_same
from annotator.store.rows_in_bulk import rows_named
from annotator.store.schema import RecordsAsText, TimeAsText

Rows = Mapping[str, tuple[Any, ...]]
"""Rows by the id of their record, which is the first column of every table."""


def by_kind(records: Iterable[Entity]) -> Iterator[tuple[Mapper, list[Entity]]]:
    """Yield the records of each kind there is any of, each once; what is referred to before what refers to it."""
    found: dict[str, dict[str, Entity]] = {}
    for record in records:
        found.setdefault(record.kind, {})[record.id] = record
    for kind, mapper in MAPPERS.items():
        if kind in found:
            yield mapper, list(found[kind].values())


def stored_rows(connection: Connection, mapper: Mapper, records: Iterable[Entity]) -> Rows:
    """Return what is stored of records of one kind, and of their codings."""
    # A coding's parts are few names to ask for; its records have too many.
    column = mapper.table.c.get("coding_id", mapper.table.c.id)
    names = set(map(attrgetter(column.name), records))
    found: dict[str, tuple[Any, ...]] = {}
    for named in batches(names, NAMED_AT_ONCE):
        found |= {row[0]: row for row in rows_named(connection, column, named)}
    return found


def rows_of(mapper: Mapper, records: Sequence[Entity]) -> list[tuple[Any, ...]]:
    """Return the columns of records of one kind as the driver takes them."""
    special = {
        column.name for column in mapper.table.columns if isinstance(column.type, JSON | RecordsAsText | TimeAsText)
    }
    if special - {"content"}:
        return [tuple(mapper.plain_row(record)) for record in records]
    columns = itemgetter(*mapper.columns)
    if not special:
        return list(map(columns, map(vars, records)))
    return [columns(vars(one) | {"content": _text(one)}) for one in records]


def _text(value: Any) -> str | None:
    return None if value.content is None else to_json(value.content).decode()


def changes_to(mapper: Mapper, stored: Rows, wanted: Iterable[Entity]) -> Iterator[Change]:
    """Yield what becomes of those records that are not stored like this already."""
    wanted = list(wanted)
    for record, as_written in zip(wanted, rows_of(mapper, wanted), strict=True):
        row = stored.get(record.id)
        if row is None:
            yield Change.of_records(None, record)
        elif row != as_written and not is_same(before := _record_in(mapper, row), record):
            yield Change.of_records(before, record)


def _record_in(mapper: Mapper, row: tuple[Any, ...]) -> Entity:
    """Return the record of a row as the driver has it."""
    columns = zip(mapper.table.columns, row, strict=True)
    return mapper.value([from_json(one) if isinstance(column.type, RecordsAsText) else one for column, one in columns])


def are_stored(connection: Connection, mapper: Mapper, records: Collection[Entity]) -> bool:
    """Tell whether every one of these records is stored as it is here."""
    stored = stored_rows(connection, mapper, records)
    return not any(changes_to(mapper, stored, records))


def write(connection: Connection, mapper: Mapper, changes: Collection[Change]) -> None:
    """Insert or replace records of one kind; ``before`` tells which.

    Tombstones go first: what is live may take their place.
    """
    for is_deleted in (True, False):
        added: list[Entity] = []
        moved: list[Entity] = []
        others: list[Entity] = []
        for change in sorted((one for one in changes if one.after.is_deleted is is_deleted), key=_id_after):
            kept = added if change.before is None else moved if _is_only_moved(change.before, change.after) else others
            kept.append(change.after)
        sqlite.update_rows(connection, mapper.table, ("is_deleted",), [(is_deleted, one.id) for one in moved])
        replaced = rows_of(mapper, others)
        sqlite.update_rows(connection, mapper.table, mapper.columns[1:], [(*row, name) for name, *row in replaced])
        sqlite.insert_rows(connection, mapper.table, rows_of(mapper, added))


_id_after = attrgetter("after.id")


def _is_only_moved(before: Entity, after: Entity) -> bool:
    """Tell whether a record only becomes a tombstone or stops being one, which touches the fewest columns."""
    return before.__dict__ | {"is_deleted": after.is_deleted} == after.__dict__
