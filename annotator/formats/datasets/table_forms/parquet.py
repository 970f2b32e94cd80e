"""Parquet: one file for each table, its columns typed, for data frames and data bases.

Apache Parquet as pyarrow writes it, in groups of rows. Whole numbers are int64, coordinates double, yes and no boolean,
days date32, all else UTF-8. An empty cell is null, never zero. What a column holds is its metadata ``description`` in
the Arrow schema; `codebook.parquet` is the data dictionary in full.
The same codings give the same bytes with the same version of pyarrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.extras import needed
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.output import Folder, OutputFile, WrittenFile
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.table_forms.flat_tables import (
    CODEBOOK,
    DICTIONARY_COLUMNS,
    FlatTables,
    TypedTable,
    typed_cell,
)

_ROWS_KEPT = 20_000


class ParquetTables:
    """The files being written."""

    def __init__(self, source: DatasetSource, folder: Folder) -> None:
        self._arrow = needed("pyarrow", "Parquet", "parquet")
        self._flat = FlatTables(source)
        with ExitStack() as opening:
            self._files = {
                typed.name: opening.enter_context(ParquetFile(folder, f"{typed.name}.parquet", self._schema_of(typed)))
                for typed in self._flat.tables
            }
            columns = [(name, self._arrow.string()) for name in DICTIONARY_COLUMNS]
            self._codebook = opening.enter_context(
                ParquetFile(folder, f"{CODEBOOK}.parquet", self._arrow.schema(columns))
            )
            self._codebook.add([[typed_cell(cell, "string") for cell in row] for row in self._flat.dictionary()])
            self._open = opening.pop_all()

    def add(self, coded: CodedArticle) -> None:
        """Append one coded article to every table."""
        for typed, rows in self._flat.rows(coded):
            self._files[typed.name].add([_typed(row, typed.types) for row in rows])

    def finished(self) -> FormResult:
        """Close the files and return what was written."""
        files = tuple(file.finished() for file in (*self._files.values(), self._codebook))
        return FormResult(files, self._flat.remarks())

    def _schema_of(self, typed: TypedTable) -> Any:
        kinds = {
            "string": self._arrow.string(),
            "integer": self._arrow.int64(),
            "number": self._arrow.float64(),
            "boolean": self._arrow.bool_(),
            "date": self._arrow.date32(),
        }
        return self._arrow.schema(
            [
                self._arrow.field(column.name, kinds[kind], metadata={"description": column.description})
                for column, kind in zip(typed.table.columns, typed.types, strict=True)
            ]
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)


class ParquetFile:
    """One Parquet file, written a group of rows at a time; ``bytes_in_memory`` is what its rows take as Arrow."""

    def __init__(self, folder: Folder, name: str, schema: Any, rows_kept: int = _ROWS_KEPT) -> None:
        self._arrow = needed("pyarrow", "Parquet", "parquet")
        self._schema = schema
        self._rows_kept = rows_kept
        self._rows: list[Sequence[Any]] = []
        self._count = 0
        self.bytes_in_memory = 0
        parquet = needed("pyarrow.parquet", "Parquet", "parquet")
        with ExitStack() as opening:
            self._output = opening.enter_context(OutputFile(folder, name))
            self._target = _Target(self._output)
            self._writer = parquet.ParquetWriter(self._arrow.PythonFile(self._target, mode="w"), schema)
            opening.pop_all()

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Append rows of values, each as long as the schema."""
        self._rows += rows
        self._count += len(rows)
        if len(self._rows) >= self._rows_kept:
            self._flush()

    def finished(self) -> WrittenFile:
        """Close the file and return what it is."""
        self._flush()
        self._writer.close()
        return self._output.finished(self._count)

    def _flush(self) -> None:
        if self._rows:
            columns = [
                self._arrow.array(column, field.type)
                for column, field in zip(zip(*self._rows, strict=True), self._schema, strict=True)
            ]
            table = self._arrow.Table.from_arrays(columns, schema=self._schema)
            self.bytes_in_memory += table.nbytes
            self._writer.write_table(table)
            self._rows.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The writer writes its end whenever it is closed, at the latest when it is forgotten.
        self._target.is_given_up = True
        self._writer.close()
        self._output.__exit__(kind, error, trace)


class _Target:
    """An output file as pyarrow wants a file to be; what is written after it was given up is let go."""

    closed = False
    is_given_up = False

    def __init__(self, output: OutputFile) -> None:
        self._output = output
        self._size = 0

    def write(self, data: Any) -> int:
        """Append bytes."""
        whole = bytes(data)
        if not self.is_given_up:
            self._output.write(whole)
        self._size += len(whole)
        return len(whole)

    def tell(self) -> int:
        """Return how much was written."""
        return self._size

    def flush(self) -> None:
        """Leave it to the output file when to write."""

    def close(self) -> None:
        """Leave the output file open, so that it is counted and brought to disk."""


def _typed(row: Sequence[Cell], types: Sequence[str]) -> list[Any]:
    return [typed_cell(cell, kind) for cell, kind in zip(row, types, strict=True)]
