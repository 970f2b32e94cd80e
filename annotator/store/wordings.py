"""What a wording asks for, put together by SQLite while it reads the rows.

Reading all columns and joining them in Python takes as long and needs a definition of its own for every kind of record.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache, reduce
from operator import itemgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    Text,
    and_,
    case,
    func,
    literal,
    select,
    true,
    type_coerce,
)

from annotator.domain.wording import AsCells, AsJson, Asked, ToldRow, Wording
from annotator.store.mapping import Mapper, is_plain_content


class _Statement(NamedTuple):
    """SQL up to the list of codings, and which column of the answer holds contents, if one does."""

    before: str
    contents_at: int | None


def told_of(
    connection: Connection, mapper: Mapper, coding_ids: Sequence[str], wording: Wording
) -> Mapping[str, Sequence[ToldRow]] | None:
    """Return what a wording asks for of the codings' records of a kind that are not deleted, by their codings' ids.

    None when one of them is not exactly as it would be stored again, or cannot be what this program stored.
    """
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    statement = _statement(mapper, wording)
    try:
        rows = driver.execute(f"{statement.before}{','.join('?' * len(coding_ids))})", coding_ids)
        told = rows.fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        return None  # a content is no JSON
    if statement.contents_at is not None and not _are_plain(map(itemgetter(statement.contents_at), told)):
        return None
    found: dict[str, list[ToldRow]] = {}
    for row in told:
        found.setdefault(row[0], []).append(row)
    return None if None in found else found


def _are_plain(contents: Iterable[str | None]) -> bool:
    try:
        return all(is_plain_content(content) for content in set(contents) if content is not None)
    except ValueError:
        return False


@cache
def _statement(mapper: Mapper, wording: Wording) -> _Statement:
    """Return the statement for a wording; working it out for every batch would take as long as reading one.

    Raises ValueError for a wording in whose texts contents stand, but which does not ask for them to be checked.
    """
    columns = mapper.table.c
    used = {name for asked in wording for name in _columns_of(mapper, asked)}
    is_usual = and_(*(_is_usual(mapper, name) for name in sorted(used | {"is_deleted"})))
    told: list[ColumnElement[Any]] = [case((is_usual, columns.coding_id))]
    told += [_said(mapper, asked) for asked in wording]
    found = select(*told).where(type_coerce(columns.is_deleted, Integer).is_not(1))
    before = str(found.compile(compile_kwargs={"literal_binds": True}))
    contents_at = 1 + wording.index("content") if "content" in used else None
    return _Statement(f"{before} AND {columns.coding_id} IN (", contents_at)


def _columns_of(mapper: Mapper, asked: Asked) -> Sequence[str]:
    if isinstance(asked, AsJson):
        return mapper.columns
    return asked.columns if isinstance(asked, AsCells) else (asked,)


def _is_usual(mapper: Mapper, name: str) -> ColumnElement[bool]:
    """Tell of a live record whether a column holds what its field takes; of its type SQLite takes care itself."""
    column = mapper.table.c[name]
    if name == "is_deleted":
        return type_coerce(column, Integer) == 0
    if members := _members(mapper, name):
        return column.in_(members)
    return type_coerce(column, Integer).in_([0, 1]) if isinstance(column.type, Boolean) else true()


def _members(mapper: Mapper, name: str) -> Sequence[str]:
    """Return what a column of an enumeration may hold; nothing for any other."""
    annotation: Any = mapper.entity.model_fields[name].annotation
    is_enumeration = isinstance(annotation, type) and issubclass(annotation, StrEnum)
    return [member.value for member in annotation] if is_enumeration else []


def _said(mapper: Mapper, asked: Asked) -> ColumnElement[Any]:
    columns = mapper.table.c
    if isinstance(asked, AsJson):
        named = ((literal(name, Text), _in_json(columns[name])) for name in mapper.columns)
        kind = literal("kind", Text), literal(mapper.kind, Text)
        text = func.json_object(*kind, *(part for pair in named for part in pair))
        return text.cast(LargeBinary)  # or the driver would decode what is written as bytes
    if isinstance(asked, AsCells):
        texts: list[ColumnElement[str]] = [func.replace(columns[name], '"', '""', type_=Text) for name in asked.columns]
        return literal('"') + reduce(lambda line, text: line + '","' + text, texts) + '"'
    return columns[asked]


def _in_json(column: Column[Any]) -> ColumnElement[Any]:
    if column.name == "is_deleted":
        return func.json("false")
    if isinstance(column.type, Boolean):
        return case((type_coerce(column, Integer) == 1, func.json("true")), else_=func.json("false"))
    return func.json(column) if isinstance(column.type, JSON) else column
