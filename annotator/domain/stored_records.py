"""Records that are made of their rows only when somebody looks at one.

A form that writes down just what is stored needs no records, and making half a million of them takes longer than
reading their rows.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence, ValuesView
from functools import cached_property
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Row = tuple[Any, ...]
"""A record as it is stored: its id, its coding's, then what else it has, in the order of its fields.

All its fields but ``kind``: contents as JSON, flags as 0 and 1, members of an enumeration as their text.
"""


class RecordBatch(Generic[T]):
    """The rows of one kind of several codings.

    ``make`` returns the records of rows, in their order. ``are_plain`` tells whether rows say their records exactly as
    those would be stored again.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        make: Callable[[Sequence[Row]], Sequence[T]],
        are_plain: Callable[[Sequence[Row]], bool],
    ) -> None:
        self._rows = rows
        self._make = make
        self._are_plain = are_plain

    def records_of(self, coding_id: str) -> Mapping[str, T]:
        """Return one coding's records by id; the first call makes those of all codings."""
        return self._records.get(coding_id, {})

    def rows_if_plain(self, coding_id: str) -> Sequence[Row] | None:
        """Return one coding's rows; None when any row of the batch is not plain."""
        return self._plain_rows.get(coding_id, ()) if self._plain_rows is not None else None

    @cached_property
    def _records(self) -> dict[str, dict[str, T]]:
        records: dict[str, dict[str, T]] = {}
        for row, record in zip(self._rows, self._make(self._rows), strict=True):
            records.setdefault(row[1], {})[row[0]] = record
        return records

    @cached_property
    def _plain_rows(self) -> dict[str, list[Row]] | None:
        if not self._are_plain(self._rows):
            return None
        rows: dict[str, list[Row]] = {}
        for row in self._rows:
            rows.setdefault(row[1], []).append(row)
        return rows


class StoredRecords(Mapping[str, T]):
    """One coding's records of one kind by id, tombstones included, as every mapping of a `Coding` has them.

    They are made when one is first looked at, and with them those of all codings that were read together. So a stored
    row that cannot be a record comes to light only then: look while the project is being read, where that is told.
    Whoever keeps one keeps all that were read together. Equal to any mapping with equal records.
    """

    __slots__ = ("_batch", "_coding_id")

    def __init__(self, batch: RecordBatch[T], coding_id: str) -> None:
        self._batch = batch
        self._coding_id = coding_id

    def rows_if_plain(self) -> Sequence[Row] | None:
        """Return the rows as stored, tombstones included, in the order of the records, without making any.

        None when something in them, or in others read together with them, is unusual: a content with other blanks, a
        flag that is neither 0 nor 1, anything damaged. The records then say what the rows mean, or refuse them.
        """
        return self._batch.rows_if_plain(self._coding_id)

    def __getitem__(self, record_id: str) -> T:
        """Return one record."""
        return self._batch.records_of(self._coding_id)[record_id]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return iter(self._batch.records_of(self._coding_id))

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self._batch.records_of(self._coding_id))

    def values(self) -> ValuesView[T]:
        """Return the records, without looking each of them up as the view of any mapping would."""
        return self._batch.records_of(self._coding_id).values()

    def items(self) -> ItemsView[str, T]:
        """Return the records with their ids, likewise."""
        return self._batch.records_of(self._coding_id).items()
