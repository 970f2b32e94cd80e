"""The columns that a codebook's fields fill in a table, and their description in the data dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from annotator.domain.codebook import Codebook, Field
from annotator.domain.values import Content
from annotator.formats.datasets.cells import PARTS, Cell, cells_of

STATUS = "status"
PREFIX = "field_"
"""Before a field's name where the export has a column of that name already."""


class Column(NamedTuple):
    """One column: the field and part it shows, or for a column of the export's own only a description."""

    name: str
    description: str
    field: Field | None = None
    part: str = ""


class Answer(NamedTuple):
    """What was answered in a field, and the words that were marked for it."""

    field: str
    status: str
    content: Content | None
    quotes: Sequence[str]


class FieldColumns:
    """The columns of one level's fields: each field's parts, then its status.

    Several codebook versions share the columns of equal fields; a field whose type changed has both types' columns.
    A name that is taken already, by a column of the export's own or by another field's part, begins with ``field_``;
    ``renamed`` are the columns so named, and the data dictionary tells which field each is.
    """

    def __init__(self, codebooks: Iterable[Codebook], level: str, taken: set[str]) -> None:
        self.level = level
        self.columns: list[Column] = []
        self.renamed: list[Column] = []
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

    def fill(self, row: list[Cell], answer: Answer) -> None:
        """Write an answer into its cells of ``row``; one of a field that has no columns here is passed over."""
        field, status, content, quotes = answer
        place = self._statuses.get(field)
        if place is None:
            return
        row[place] = status
        if content is None:
            return
        start = self._starts[field].get(content.type)
        if start is not None:
            cells = cells_of(content, quotes)
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
        wanted = f"{field.id}_{part}" if part else field.id
        column = Column(free_name(wanted, self._taken), field.help, field, part)
        self.columns.append(column)
        if column.name != wanted:
            self.renamed.append(column)


def free_name(name: str, taken: set[str]) -> str:
    """Return the name and take it; where it is taken already, with a prefix, and if need be numbered."""
    free, number = name, 1
    while free in taken:
        free = f"{PREFIX}{name}" if number == 1 else f"{PREFIX}{name}_{number}"
        number += 1
    taken.add(free)
    return free
