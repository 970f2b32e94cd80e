"""Records that are made of their rows only when somebody looks at one.

A form that writes down just what is stored needs no records, and making half a million of them takes longer than
reading their rows.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence, ValuesView
from functools import cached_property
from typing import Any, Generic, TypeVar

from annotator.domain.wording import ToldRow, Wording

T = TypeVar("T")

Row = tuple[Any, ...]
"""A record as it is stored: its id, its coding's, then what else it has, in the order of its fields.

All its fields but ``kind``: contents as JSON, flags as 0 and 1, members of an enumeration as their text.
"""


class RecordBatch(Generic[T]):
    """The records of one kind of several codings, read when they are first asked for.

    ``read`` returns their rows and ``make`` the records of rows, in their order. ``tell`` returns what a wording asks
    for of them by their codings' ids, None where a record is not stored exactly as it would be stored again.
    """

    def __init__(
        self,
        read: Callable[[], Sequence[Row]],
        make: Callable[[Sequence[Row]], Sequence[T]],
        tell: Callable[[Wording], Mapping[str, Sequence[ToldRow]] | None],
    ) -> None:
        self._read = read
        self._make = make
        self._tell = tell
        self._told: dict[Wording, Mapping[str, Sequence[ToldRow]] | None] = {}

    def records_of(self, coding_id: str) -> Mapping[str, T]:
        """Return one coding's records by id; the first call makes those of all codings."""
        return self._records.get(coding_id, {})

    def told_if_usual(self, wording: Wording, coding_id: str) -> Sequence[ToldRow] | None:
        """Return what a wording asks for of one coding's records; None when any record of the batch is unusual."""
        if wording not in self._told:
            self._told[wording] = self._tell(wording)
        found = self._told[wording]
        return None if found is None else found.get(coding_id, ())

    @cached_property
    def _records(self) -> dict[str, dict[str, T]]:
        records: dict[str, dict[str, T]] = {}
        rows = self._read()
        for row, record in zip(rows, self._make(rows), strict=True):
            records.setdefault(row[1], {})[row[0]] = record
        return records


class StoredRecords(Mapping[str, T]):
    """One coding's records of one kind by id, tombstones included, as every mapping of a `Coding` has them.

    They are read and made when one is first looked at, and with them those of all codings of the batch. So a stored
    row that cannot be a record comes to light only then: look while the project is being read, where that is told.
    Whoever keeps one keeps all that were read together. Equal to any mapping with equal records.
    """

    __slots__ = ("_batch", "_coding_id")

    def __init__(self, batch: RecordBatch[T], coding_id: str) -> None:
        self._batch = batch
        self._coding_id = coding_id

    def told_if_usual(self, wording: Wording) -> Sequence[ToldRow] | None:
        """Return what a wording asks for, without making a record.

        None when one of them, or of the others of the batch, is stored in an unusual way: a content with other blanks,
        a flag that is neither 0 nor 1, anything damaged. The records then say what the rows mean, or refuse them.
        """
        return self._batch.told_if_usual(wording, self._coding_id)

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
