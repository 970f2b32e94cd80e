"""The forms that any codebook can take and any program reads, for the registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator.formats.datasets.csv_tables import CsvTables, Shape
from annotator.formats.datasets.form import Sink, Writer
from annotator.formats.datasets.frictionless import DescribedTables
from annotator.formats.datasets.json_lines import JsonLines
from annotator.formats.datasets.output import Folder
from annotator.formats.datasets.source import DatasetSource
from annotator.formats.datasets.table_forms.hugging_face import HuggingFaceFolder
from annotator.formats.datasets.table_forms.parquet import ParquetTables
from annotator.formats.datasets.table_forms.sqlite_copy import SqliteCopy
from annotator.formats.datasets.table_forms.workbook import Workbook


@dataclass(frozen=True, slots=True)
class CsvWriter:
    """CSV tables, as they are and with a data package, or made safe for spreadsheet programs."""

    name: str
    label: str
    folder: str
    shape: Shape
    for_spreadsheets: bool = False
    needs_text: bool = False

    def open(self, source: DatasetSource, folder: Folder) -> Sink:
        """Begin writing."""
        if self.for_spreadsheets:
            return CsvTables(source, folder, self.shape, for_spreadsheets=True)
        return DescribedTables(source, folder, self.shape)


@dataclass(frozen=True, slots=True)
class JsonLinesWriter:
    """Lossless JSON Lines."""

    name: str = "jsonl"
    label: str = "JSON Lines (complete, one coded article per line)"
    folder: str = ""
    needs_text: bool = False

    def open(self, source: DatasetSource, folder: Folder) -> Sink:
        """Begin writing."""
        return JsonLines(source, folder)


@dataclass(frozen=True, slots=True)
class TableWriter:
    """A form of typed tables in a folder of its own name."""

    name: str
    label: str
    sink: Callable[[DatasetSource, Folder], Sink]
    needs_text: bool = False

    @property
    def folder(self) -> str:
        """The folder it writes to."""
        return self.name

    def open(self, source: DatasetSource, folder: Folder) -> Sink:
        """Begin writing; ExportError where the form needs a library that is not installed."""
        return self.sink(source, folder)


_writers: tuple[Writer, ...] = (
    CsvWriter("csv", "CSV, long (one row per value and per span of evidence)", "", Shape.LONG),
    CsvWriter("csv-wide", "CSV, wide (one row per report, one column per part of a field)", "wide", Shape.WIDE),
    CsvWriter("csv-spreadsheet", "CSV tables for spreadsheet programs", "spreadsheet", Shape.BOTH, True),
    JsonLinesWriter(),
    TableWriter("xlsx", "Excel workbook (XLSX)", Workbook),
    TableWriter("parquet", "Parquet (typed tables)", ParquetTables),
    TableWriter("hugging-face", "Hugging Face dataset folder", HuggingFaceFolder, needs_text=True),
    TableWriter("sqlite", "SQLite data base without history", SqliteCopy),
)
writers: dict[str, Writer] = {writer.name: writer for writer in _writers}
"""Every general form by its name."""
