"""CSV: one file per table and a data dictionary, long or wide for analysis, or all of it for spreadsheet programs.

Long is one row for each value and one for each span of evidence (`annotator.formats.datasets.long_tables`), wide is one
row for each report with a column for each part of a field (`annotator.formats.datasets.tables`). In both, a field whose
name is that of a column of the export's own has columns that begin with ``field_``; a remark names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from enum import StrEnum
from types import TracebackType
from typing import NamedTuple, Self

from annotator.domain.codebook import Category, Codebook
from annotator.domain.ids import CodebookId
from annotator.formats.datasets.cells import Cell, joined
from annotator.formats.datasets.columns import PREFIX, STATUS, Column
from annotator.formats.datasets.csv_file import CsvFile, CsvRows, csv_line, csv_rows, safe_rows_together
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.long_lines import long_lines
from annotator.formats.datasets.long_tables import EvidenceTable, ReportListTable, ValuesTable, long_tables
from annotator.formats.datasets.output import Folder, WrittenFile
from annotator.formats.datasets.placement import PlacedCoding
from annotator.formats.datasets.refused import CHANGED, Listed, Refusal, RefusedList
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.spreadsheet import AlteredCell, FormulaGuard
from annotator.formats.datasets.tables import ArticlesTable, Laid, Table, wide_tables, with_units

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


class Shape(StrEnum):
    """Which tables are written."""

    LONG = "long"
    WIDE = "wide"
    BOTH = "both"


def tables_of(shape: Shape, source: DatasetSource) -> tuple[Table, ...]:
    """Return the tables of a shape, with columns for the fields that leave; only those of the units chosen.

    Raises ExportError when the shape has no table of these units.
    """
    codebooks = source.ordered_codebooks
    if shape is Shape.LONG:
        tables: tuple[Table, ...] = (ArticlesTable(codebooks), ReportListTable(), *long_tables())
    else:
        tables = (*wide_tables(codebooks), *(long_tables() if shape is Shape.BOTH else ()))
    return with_units(tables, source.options.units)


class ToldRows(NamedTuple):
    """The rows of every table, of one coded article or of several that follow each other.

    Where any cell is unsafe they are of one, and ``about`` is a line of the list of refusals with nothing in it but the
    article.
    """

    tables: tuple[CsvRows, ...]
    about: Listed | None


class CsvTables:
    """The tables being written, one CSV file each, into one folder.

    With ``for_spreadsheets`` each file begins with a byte order mark and no text can be taken for a formula.
    """

    def __init__(self, source: DatasetSource, folder: Folder, shape: Shape, *, for_spreadsheets: bool = False) -> None:
        self._tables = tables_of(shape, source)
        self._refused = RefusedList(folder, "CSV for spreadsheets")
        self._guard = FormulaGuard(self._tell_altered) if for_spreadsheets else None
        self._about: Listed | None = None
        self._has_quick_way = self._guard is None and shape is not Shape.WIDE
        self._ranks = {id_: _field_ranks(codebook) for id_, codebook in source.codebooks.items()}
        self._open = ExitStack()
        self._files: list[tuple[Table, CsvFile]] = []
        with ExitStack() as opening:
            self._dictionary = opening.enter_context(CsvFile(folder, DICTIONARY, DICTIONARY_COLUMNS, self._guard))
            for table in self._tables:
                names = [column.name for column in table.columns]
                file = opening.enter_context(CsvFile(folder, table.name, names, self._guard))
                self._files.append((table, file))
                self._dictionary.add((), dictionary_rows(table))
            opening.enter_context(self._refused)
            self._open = opening.pop_all()

    def add(self, coded: CodedArticle) -> None:
        """Append one coded article to every table."""
        self.write(self.told([coded]))

    def told(self, coded_articles: Sequence[CodedArticle]) -> Sequence[ToldRows]:
        """Return the rows of coded articles, together if no cell is unsafe."""
        told = [self._told(coded) for coded in coded_articles]
        is_safe = told and not any(one.about for one in told)
        return [_together(told)] if is_safe else told

    def write(self, told: Sequence[ToldRows]) -> None:
        """Append what was told of the next coded articles to every table."""
        for one in told:
            self._about = one.about
            for (_, file), rows in zip(self._files, one.tables, strict=True):
                file.write(rows)

    def _told(self, coded: CodedArticle) -> ToldRows:
        header = coded.coding.header
        shared = (header.id, coded.article.id, coded.coder.name, coded.codebook.id, coded.codebook.version)
        laid = Laid(coded, PlacedCoding(coded.coding, self._ranks_for(header.codebook_id, coded.codebook)))
        quick = long_lines(laid, csv_line(shared)) if self._has_quick_way else None
        told = []
        for table, file in self._files:
            if quick and isinstance(table, ValuesTable):
                told.append(csv_rows(quick.values))
            elif quick and isinstance(table, EvidenceTable):
                told.append(csv_rows(quick.evidence))
            else:
                told.append(file.told(shared, table.rows(laid)))
        if not any(rows.unsafe for rows in told):
            return ToldRows(tuple(told), None)
        return ToldRows(tuple(told), self._refused.listed(coded, Refusal("cell", "", "", outcome=CHANGED)))

    def finished(self) -> FormResult:
        """Close the files and return what was written."""
        files: tuple[WrittenFile, ...] = (self._dictionary.finished(), *(file.finished() for _, file in self._files))
        remarks = renaming_remarks(self._tables)
        if self._guard is None:
            return FormResult(files, remarks)
        remarks += self._guard.remarks()
        files += self._refused.finished()
        return FormResult(files, remarks, tuple(self._guard.altered), self._guard.altered_count)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def _tell_altered(self, cell: AlteredCell, reason: str) -> None:
        place = f"{cell.file}, row {cell.row}, {cell.column}"
        if self._about is None:
            self._refused.add(None, Refusal("cell", "", reason, column=place, outcome=CHANGED))
        else:
            self._refused.take(Listed(self._about.line._replace(column=place, reason=reason), reason))

    def _ranks_for(self, codebook_id: CodebookId, codebook: Codebook) -> dict[str, int]:
        ranks = self._ranks.get(codebook_id)
        if ranks is None:
            ranks = self._ranks[codebook_id] = _field_ranks(codebook)
        return ranks


def _together(told: Sequence[ToldRows]) -> ToldRows:
    """Return safe rows of one coded article each as those of all: far fewer pieces to send and to write."""
    tables = zip(*(one.tables for one in told), strict=True)
    return ToldRows(tuple(map(safe_rows_together, tables)), None)


def _field_ranks(codebook: Codebook) -> dict[str, int]:
    return {field.id: rank for rank, field in enumerate(codebook.fields)}


def renaming_remarks(tables: Iterable[Table]) -> tuple[str, ...]:
    """Return a sentence that names the columns whose field has the name of another column."""
    names = dict.fromkeys(column.name for table in tables for column in table.renamed)
    if not names:
        return ()
    return (f"Fields named like a column of the export begin with “{PREFIX}”: {', '.join(names)}.",)


def dictionary_rows(table: Table) -> Iterator[Sequence[Cell]]:
    """Yield what the data dictionary says of each column of a table, in the order of `DICTIONARY_COLUMNS`."""
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
