"""CSV: one file per table and a data dictionary, for analysis or for spreadsheet programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from annotator.domain.codebook import Category, Codebook
from annotator.domain.ids import CodebookId
from annotator.formats.datasets.cells import Cell, joined
from annotator.formats.datasets.columns import STATUS, Column
from annotator.formats.datasets.csv_file import CsvFile
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.placement import PlacedCoding
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.spreadsheet import FormulaGuard
from annotator.formats.datasets.tables import Laid, Table, all_tables

DICTIONARY = "codebook.csv"
DICTIONARY_COLUMNS = (
    "table",
    "row_is",
    "column",
    "description",
    "level",
    "field",
    "part",
    "label",
    "type",
    "categories",
    "required",
    "evidence",
    "measure",
)
"""The columns of the data dictionary."""


class CsvTables:
    """The tables being written, one CSV file each, into one folder.

    With ``for_spreadsheets`` each file begins with a byte order mark and no text can be taken for a formula.
    """

    def __init__(self, source: DatasetSource, folder: Path, *, for_spreadsheets: bool = False) -> None:
        codebooks = source.ordered_codebooks
        self._guard = FormulaGuard() if for_spreadsheets else None
        self._ranks = {id_: _field_ranks(codebook) for id_, codebook in source.codebooks.items()}
        self._open = ExitStack()
        self._files: list[tuple[Table, CsvFile]] = []
        with ExitStack() as opening:
            self._dictionary = opening.enter_context(CsvFile(folder, DICTIONARY, DICTIONARY_COLUMNS, self._guard))
            for table in all_tables(codebooks):
                names = [column.name for column in table.columns]
                file = opening.enter_context(CsvFile(folder, table.name, names, self._guard))
                self._files.append((table, file))
                self._dictionary.add((), _dictionary_rows(table))
            self._open = opening.pop_all()

    def add(self, coded: CodedArticle) -> None:
        """Append one coded article to every table."""
        header = coded.coding.header
        shared = (header.id, coded.article.id, coded.coder.name, coded.codebook.id, coded.codebook.version)
        laid = Laid(coded, PlacedCoding(coded.coding, self._ranks_for(header.codebook_id, coded.codebook)))
        for table, file in self._files:
            file.add(shared, table.rows(laid))

    def finished(self) -> FormResult:
        """Close the files and return what was written."""
        files = (self._dictionary.finished(), *(file.finished() for _, file in self._files))
        if self._guard is None:
            return FormResult(files)
        return FormResult(files, self._guard.remarks(), tuple(self._guard.altered), self._guard.altered_count)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def _ranks_for(self, codebook_id: CodebookId, codebook: Codebook) -> dict[str, int]:
        ranks = self._ranks.get(codebook_id)
        if ranks is None:
            ranks = self._ranks[codebook_id] = _field_ranks(codebook)
        return ranks


def _field_ranks(codebook: Codebook) -> dict[str, int]:
    return {field.id: rank for rank, field in enumerate(codebook.fields)}


def _dictionary_rows(table: Table) -> Iterator[Sequence[Cell]]:
    for column in table.columns:
        yield (table.name, table.row_is, column.name, column.description, *_field_cells(column))


def _field_cells(column: Column) -> tuple[Cell, ...]:
    field = column.field
    if field is None:
        return (None,) * 9
    required = field.required if isinstance(field.required, str) else "true" if field.required else "false"
    return (
        field.level,
        field.id,
        column.part,
        field.label,
        field.type.value,
        None if column.part == STATUS else _categories(field.categories),
        required,
        field.evidence.value,
        field.measure.value,
    )


def _categories(categories: Iterable[Category]) -> str:
    """Return each category as ``id = label``."""
    return joined(f"{category.id} = {category.label}" for category in categories)
