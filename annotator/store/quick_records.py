"""Records made of rows a column at a time, which takes a fifth of what pydantic takes for one after the other.

An export reads half a million rows. The tables are STRICT, so nearly every row is exactly what its record needs, and
asking that of a whole column at once costs next to nothing. Where anything is not exactly as the record has it, no
record is made here: pydantic then takes the rows or refuses them (see `annotator.store.mapping`).
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from itertools import repeat
from types import MappingProxyType
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from annotator.domain.values import Content

Column = Sequence[Any]
Reading = Callable[[Column], Column]
"""From a column as it is stored to one as records have it; raises one of `UNUSUAL` where it holds anything else."""

_NO_READINGS: Mapping[str, Reading] = MappingProxyType({})
UNUSUAL = (KeyError, TypeError, ValueError)

_NOTHING = type(None)
_AS_STORED = frozenset((str, int, _NOTHING))
_FLAGS = {0: False, 1: True}
_CONTENT_TYPES = frozenset((*get_args(get_args(Content)[0]), _NOTHING))
_SET_PART = {name: BaseModel.__dict__[name].__set__ for name in BaseModel.__slots__}
"""What a record consists of, as `BaseModel.model_construct` sets it for one at a time."""


class QuickRecords:
    """Makes the records of one kind out of rows of ``columns``.

    ``content_from`` reads a stored content and raises ValueError for one that is none. ``readings`` say how columns are
    read of which nothing is known here; raises TypeError for a kind with another such field.
    """

    def __init__(
        self,
        entity: type[BaseModel],
        columns: Sequence[str],
        content_from: Callable[[str], Content],
        readings: Mapping[str, Reading] = _NO_READINGS,
    ) -> None:
        self._entity = entity
        fields = entity.model_fields
        self._readings = [readings.get(name) or _reading(fields[name], content_from) for name in columns]
        self._names = tuple(fields)  # a record is written in the order of its fields, not of the columns
        self._places = [columns.index(name) if name in columns else None for name in fields]
        self._defaults = [field.default for field in fields.values()]
        self._given = set(columns)

    def made(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """Return the records of rows; raises one of `UNUSUAL` when one of them is not exactly what its record needs."""
        return self.made_of(list(zip(*rows, strict=True))) if rows else []

    def made_of(self, columns: Sequence[Column]) -> list[Any]:
        """Return the records of columns of the same length, likewise."""
        read = [reading(column) for reading, column in zip(self._readings, columns, strict=True)]
        parts = [
            repeat(default) if place is None else read[place]
            for place, default in zip(self._places, self._defaults, strict=True)
        ]
        records = [object.__new__(self._entity) for _ in columns[0]]
        _set_parts(records, "__dict__", map(dict, map(zip, repeat(self._names), zip(*parts, strict=False))))
        # Records are frozen and their copies have a set of their own, so all of a kind can share this one.
        _set_parts(records, "__pydantic_fields_set__", repeat(self._given))
        _set_parts(records, "__pydantic_extra__", repeat(None))
        _set_parts(records, "__pydantic_private__", repeat(None))
        return records


def _set_parts(records: Sequence[BaseModel], name: str, parts: Any) -> None:
    deque(map(_SET_PART[name], records, parts), maxlen=0)


def _reading(field: FieldInfo, content_from: Callable[[str], Content]) -> Reading:
    """Return how a field is read; TypeError where there is no way, as for one with conditions of its own."""
    annotation: Any = field.annotation
    if field.metadata:
        raise TypeError(f"no way to check {field.metadata}")
    if annotation == Content | None:
        return partial(_contents, content_from)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return partial(_looked_up, {member.value: member for member in annotation})
    types = frozenset(getattr(one, "__supertype__", one) for one in get_args(annotation) or (annotation,))
    if types <= _AS_STORED:
        return partial(_of_types, types)
    if types == {bool}:
        return partial(_looked_up, _FLAGS)
    if types == {dt.datetime, _NOTHING}:
        return _times
    raise TypeError(f"no way to read {annotation}")


def _looked_up(members: Mapping[Any, Any], column: Column) -> Column:
    return list(map(members.__getitem__, column))


def _contents(content_from: Callable[[str], Content], column: Column) -> Column:
    read = [content_from(stored) if stored.__class__ is str else stored for stored in column]
    return _of_types(_CONTENT_TYPES, read)


def _times(column: Column) -> Column:
    read = [dt.datetime.fromisoformat(stored) if stored.__class__ is str else stored for stored in column]
    return _of_types(frozenset((dt.datetime, _NOTHING)), read)


def _of_types(types: frozenset[type], column: Column) -> Column:
    """Return the column; TypeError when anything in it is of another type."""
    if not types.issuperset(map(type, column)):
        raise TypeError("a column holds something unexpected")
    return column
