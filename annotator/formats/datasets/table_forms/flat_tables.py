"""The tables of these forms: wide ones for articles, reports and groups, long ones for values, evidence and notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from annotator.domain.ids import CodebookId
from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.csv_tables import DICTIONARY_COLUMNS, dictionary_rows, renaming_remarks
from annotator.formats.datasets.frictionless import column_type
from annotator.formats.datasets.long_tables import long_tables
from annotator.formats.datasets.placement import PlacedCoding
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.tables import ArticlesTable, Laid, ReportsTable, Table, wide_tables, with_units

CODEBOOK = "codebook"


class TypedTable(NamedTuple):
    """A table with its name and the type of each column: string, integer, number, boolean or date."""

    name: str
    table: Table
    types: Sequence[str]

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.table.columns]


class FlatTables:
    """Lays coded articles out into rows of every table."""

    def __init__(self, source: DatasetSource) -> None:
        codebooks = source.ordered_codebooks
        _, _, *groups = wide_tables(codebooks)
        tables: tuple[Table, ...] = (
            ArticlesTable(codebooks),
            ReportsTable(codebooks, has_groups_beside=False),
            *groups,
            *long_tables(),
        )
        tables = with_units(tables, source.options.units)
        self.tables = tuple(
            TypedTable(table.name.removesuffix(".csv"), table, [column_type(table, column) for column in table.columns])
            for table in tables
        )
        self._ranks: dict[CodebookId, dict[str, int]] = {}

    def rows(self, coded: CodedArticle) -> Iterator[tuple[TypedTable, list[tuple[Cell, ...]]]]:
        """Yield each table with a coded article's rows, complete with the cells that all tables begin with."""
        header = coded.coding.header
        ranks = self._ranks.get(header.codebook_id)
        if ranks is None:
            ranks = {field.id: rank for rank, field in enumerate(coded.codebook.fields)}
            self._ranks[header.codebook_id] = ranks
        shared = (header.id, coded.article.id, coded.coder.name, coded.codebook.id, coded.codebook.version)
        laid = Laid(coded, PlacedCoding(coded.coding, ranks))
        for typed in self.tables:
            yield typed, [(*shared, *row) for row in typed.table.rows(laid)]

    def remarks(self) -> tuple[str, ...]:
        """Return a sentence that names the columns whose field has the name of another column."""
        return renaming_remarks(typed.table for typed in self.tables)

    def dictionary(self) -> Iterator[Sequence[Cell]]:
        """Yield what the data dictionary says of every column, in the order of `DICTIONARY_COLUMNS`."""
        for typed in self.tables:
            for _table, *rest in dictionary_rows(typed.table):
                yield (typed.name, *rest)


def typed_cell(cell: Cell, kind: str) -> Any:
    """Return a cell as a value of its column's type; None for an empty one."""
    if cell is None or cell == "":
        return None
    return _READ[kind](cell) if kind in _READ else str(cell)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "integer": int,
    "number": float,
    "boolean": lambda cell: cell == "true",
    "date": dt.date.fromisoformat,
}

__all__ = ["CODEBOOK", "DICTIONARY_COLUMNS", "FlatTables", "TypedTable", "typed_cell"]
