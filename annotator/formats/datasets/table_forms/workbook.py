"""XLSX: one workbook with a sheet for each table and the codebook, for spreadsheet programs.

`dataset.xlsx` is Office Open XML as XlsxWriter makes it, row by row. Texts are text cells and numbers and yes-or-no are
what they are: there is no formula and no link, whatever a text looks like, and nothing is altered to prevent one. The
first row stays in view. Days are ISO 8601 texts, since spreadsheet programs know no days before 1900.

What a sheet cannot hold is listed in `refused.csv`: a text of more than 32,767 UTF-16 units is cut (a quote's whole
text is the article's, elsewhere JSON Lines has it), a character that XML forbids becomes U+FFFD, a text in ``<r>`` tags
gets a space before it (the library would take it for markup), and rows after the 1,048,576th are left out. The files in
the workbook are the same on every run; how they are packed depends on the version of zlib.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.output import Folder, WrittenFile, written_by_another
from annotator.formats.datasets.refused import CHANGED, LEFT_OUT, Refusal, RefusedList
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.spreadsheet import LONGEST_CELL
from annotator.formats.datasets.table_forms.flat_tables import CODEBOOK, DICTIONARY_COLUMNS, FlatTables, typed_cell

FILE_NAME = "dataset.xlsx"
ROWS_MOST = 1_048_576
_COLUMNS_MOST = 16_384
_NAME_MOST = 31
_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDTHS = (10, 60)
_CUT = f"Longer than {LONGEST_CELL:,} characters; the cell ends there."
_WHOLE = {"quote": "The whole text is the article's from start to end."}
_WHOLE_ELSEWHERE = "The form JSON Lines has the whole text."
_REPLACED = "XML cannot hold a character of it; U+FFFD stands in its place."
_MARKUP = "It looks like markup of the format; a space stands before it."
_TOO_MANY = f"A sheet has {ROWS_MOST:,} rows and no more."


class Workbook:
    """The workbook being written."""

    def __init__(self, source: DatasetSource, folder: Folder) -> None:
        self._folder = folder
        self._flat = FlatTables(source)
        self._coded: CodedArticle | None = None
        self._refused = RefusedList(folder, "XLSX")
        self._book: Any = None
        if isinstance(folder, Path):
            self._book = _new_book(folder, source.project_name)
        names: set[str] = set()
        self._sheets = {
            typed.name: _Sheet(self, _sheet_name(typed.name, names), typed.columns) for typed in self._flat.tables
        }
        codebook = _Sheet(self, _sheet_name(CODEBOOK, names), DICTIONARY_COLUMNS)
        for row in self._flat.dictionary():
            codebook.add(row)

    def add(self, coded: CodedArticle) -> None:
        """Append one coded article to every sheet."""
        self._coded = coded
        for typed, rows in self._flat.rows(coded):
            sheet = self._sheets[typed.name]
            for row in rows:
                sheet.add([_value(cell, kind) for cell, kind in zip(row, typed.types, strict=True)])

    def finished(self) -> FormResult:
        """Close the workbook and return what was written."""
        refused = self._refused.finished()
        return FormResult((*self._packed(), *refused), (*self._flat.remarks(), *self._refused.remarks()))

    def refuse(self, refusal: Refusal) -> None:
        """List what a sheet cannot hold."""
        self._refused.add(self._coded, refusal)

    def new_sheet(self, name: str, columns: Sequence[str]) -> Any:
        """Return a sheet with its head row in view; None where nothing is written."""
        if self._book is None:
            return None
        sheet = self._book.add_worksheet(name)
        head = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, min(max(len(column) + 2, _WIDTHS[0]), _WIDTHS[1]))
            sheet.write_string(0, place, column, head)
        sheet.freeze_panes(1, 0)
        return sheet

    def _packed(self) -> tuple[WrittenFile, ...]:
        if self._book is None or not isinstance(self._folder, Path):
            return ()
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from None
        return (written_by_another(self._folder, FILE_NAME, sum(sheet.rows for sheet in self._sheets.values())),)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._refused.__exit__(kind, error, trace)
        for sheet in self._book.worksheets() if self._book else ():
            sheet.row_data_fh.close()


class _Sheet:
    """One sheet: its rows below the head."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[str]) -> None:
        self.rows = 0
        self._book = book
        self._name = name
        self._columns = columns
        self._sheet = book.new_sheet(name, columns)

    def add(self, row: Sequence[Cell | bool]) -> None:
        if self.rows + 1 >= ROWS_MOST:
            self._book.refuse(Refusal("row", str(row[0]), _TOO_MANY, column=self._name, outcome=LEFT_OUT))
            return
        self.rows += 1
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                text = self._held(cell, place)
                if self._sheet:
                    self._sheet.write_string(self.rows, place, text)
            elif cell is not None and self._sheet:
                (self._sheet.write_boolean if isinstance(cell, bool) else self._sheet.write_number)(
                    self.rows, place, cell
                )

    def _held(self, text: str, place: int) -> str:
        """Return what a cell can hold of a text; what it cannot is listed."""
        held = text
        for reason, change in self._changes(held, place):
            where = f"{self._name}!{xl_rowcol_to_cell(self.rows, place)} ({self._columns[place]})"
            self._book.refuse(Refusal("cell", "", reason, column=where, outcome=CHANGED))
            held = change
        return held

    def _changes(self, text: str, place: int) -> Iterator[tuple[str, str]]:
        if _FORBIDDEN.search(text):
            text = _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
            yield _REPLACED, text
        if text.startswith("<r>") and text.endswith("</r>"):
            text = f" {text}"
            yield _MARKUP, text
        if len(text) > LONGEST_CELL // 2 and len(text.encode("utf-16-le")) // 2 > LONGEST_CELL:
            cut = text.encode("utf-16-le")[: LONGEST_CELL * 2].decode("utf-16-le", "ignore")
            yield f"{_CUT} {_WHOLE.get(self._columns[place], _WHOLE_ELSEWHERE)}", cut


def _new_book(folder: Path, title: str) -> Any:
    options = {
        "constant_memory": True,
        "tmpdir": str(folder),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "use_zip64": True,
    }
    (folder / FILE_NAME).touch(exist_ok=False)
    book = xlsxwriter.Workbook(str(folder / FILE_NAME), options)
    book.set_properties({"title": _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", title), "created": _CREATED})
    return book


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a table's name as short as a sheet's may be, numbered where two would be the same."""
    free, number = name[:_NAME_MOST], 1
    while free in taken:
        number += 1
        free = f"{name[: _NAME_MOST - len(str(number)) - 1]}_{number}"
    taken.add(free)
    return free


def _value(cell: Cell, kind: str) -> Cell | bool:
    """Return a cell as a spreadsheet keeps it: days as text, yes and no as such."""
    if kind == "boolean":
        answer: bool | None = typed_cell(cell, kind)
        return answer
    return None if cell == "" else cell
