"""The columns that a codebook's fields fill in a table, and their description in the data dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from annotator.domain.codebook import Codebook, Field
from annotator.domain.coding import Evidence, Value
from annotator.formats.datasets.cells import PARTS, Cell, cells_of

STATUS = "status"


class Column(NamedTuple):
    """One column: the field and part it shows, or for a column of the export's own only a description."""

    name: str
    description: str
    field: Field | None = None
    part: str = ""


class FieldColumns:
    """The columns of one level's fields: each field's parts, then its status.

    Several codebook versions share the columns of equal fields; a field whose type changed has both types' columns.
    A name that is taken already gets ``_2``, ``_3``, …; the data dictionary tells which is which.
    """

    def __init__(self, codebooks: Iterable[Codebook], level: str, taken: set[str]) -> None:
        self.level = level
        self.columns: list[Column] = []
        self._taken = taken
        self._starts: dict[str, dict[str, int]] = {}
        self._statuses: dict[str, int] = {}
        for codebook in codebooks:
            for field in codebook.fields_at(level):
                self._add(field)

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.columns)

    def fill(self, row: list[Cell], value: Value, evidence: Sequence[Evidence]) -> None:
        """Write a value into its cells of ``row``; a value of a field that has no columns here is passed over."""
        status = self._statuses.get(value.field)
        if status is None:
            return
        row[status] = value.status
        content = value.content
        if content is None:
            return
        start = self._starts[value.field].get(content.type)
        if start is not None:
            cells = cells_of(content, evidence)
            row[start : start + len(cells)] = cells

    def _add(self, field: Field) -> None:
        starts = self._starts.setdefault(field.id, {})
        if field.type.value not in starts:
            starts[field.type.value] = self.width
            for part in PARTS[field.type]:
                self._append(field, part)
        if field.id not in self._statuses:
            self._statuses[field.id] = self.width
            self._append(field, STATUS)

    def _append(self, field: Field, part: str) -> None:
        name = free_name(f"{field.id}_{part}" if part else field.id, self._taken)
        self.columns.append(Column(name, field.help, field, part))


def free_name(name: str, taken: set[str]) -> str:
    """Return the name, numbered where it is taken, and take it."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    taken.add(free)
    return free
