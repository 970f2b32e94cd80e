"""One CSV file: UTF-8, comma, line feed at the end of each row, quotes as in RFC 4180.

Rows are joined here and not by the csv module, which looks at every character twice and takes two to three times as
long for tables that are mostly ids; the tests read all of it back with that module.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import NamedTuple, Self

from annotator.domain.text import BYTE_ORDER_MARK
from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.output import Folder, OutputFile, WrittenFile
from annotator.formats.datasets.spreadsheet import AlteredCell, FormulaGuard, made_safe

_ROWS_KEPT = 2_000


class UnsafeAt(NamedTuple):
    """An unsafe cell of some rows: in which of them, counted from 1, in which column, and a sentence on why."""

    row: int
    column: str
    reason: str


class CsvRows(NamedTuple):
    """Some rows as they stand in the file, how many they are, and the unsafe cells that were found in them."""

    data: bytes
    rows: int
    unsafe: tuple[UnsafeAt, ...] = ()


class CsvFile:
    """A table being written; with a ``guard`` no text can be taken for a formula.

    ``has_mark`` puts a byte order mark before a guarded table, by which spreadsheet programs know that it is UTF-8.
    """

    def __init__(
        self,
        folder: Folder,
        name: str,
        columns: Sequence[str],
        guard: FormulaGuard | None = None,
        *,
        has_mark: bool = True,
    ) -> None:
        self._name = name
        self._columns = columns
        self._guard = guard
        mark = BYTE_ORDER_MARK if guard is not None and has_mark else ""
        self._lines = [f"{mark}{csv_line(columns)}"]
        self._rows = 0
        self._output = OutputFile(folder, name)

    def add(self, shared: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> None:
        """Append rows that all begin with the ``shared`` cells."""
        self.write(self.told(shared, rows))

    def told(self, shared: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> CsvRows:
        """Return rows as they stand in the file, wherever they come; the ``shared`` cells are made text only once."""
        if self._guard is not None:
            return self._guarded(shared, rows)
        if not shared:
            return csv_rows([csv_line(row) for row in rows])
        beginning = csv_line(shared)
        return csv_rows([f"{beginning},{csv_line(row)}" for row in rows])

    def write(self, told: CsvRows) -> None:
        """Append rows as they were told."""
        if self._guard is not None:
            for row, column, reason in told.unsafe:
                self._guard.take(AlteredCell(self._name, self._rows + row, column), reason)
        self._flush()
        self._output.write(told.data)
        self._rows += told.rows

    def add_lines(self, lines: Iterable[str]) -> None:
        """Append rows that are text already, as `csv_line` makes it; no guard looks at them."""
        before = len(self._lines)
        self._lines += lines
        self._rows += len(self._lines) - before
        if len(self._lines) >= _ROWS_KEPT:
            self._flush()

    def finished(self) -> WrittenFile:
        """Write what is left, close the file and return what it is."""
        self._flush()
        return self._output.finished(self._rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._output.__exit__(kind, error, trace)

    def _guarded(self, shared: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> CsvRows:
        lines: list[str] = []
        unsafe: list[UnsafeAt] = []
        for cells in rows:
            safe, found = made_safe((*shared, *cells))
            lines.append(csv_line(safe))
            unsafe += [UnsafeAt(len(lines), self._columns[place], reason) for place, reason in found]
        return csv_rows(lines, tuple(unsafe))

    def _flush(self) -> None:
        if self._lines:
            self._output.write("\n".join([*self._lines, ""]).encode())
            self._lines.clear()


def csv_rows(lines: Sequence[str], unsafe: tuple[UnsafeAt, ...] = ()) -> CsvRows:
    """Return rows that are text already, as `csv_line` makes it."""
    return CsvRows("\n".join([*lines, ""]).encode(), len(lines), unsafe)


def safe_rows_together(pieces: Sequence[CsvRows]) -> CsvRows:
    """Return rows that follow each other, none of them with an unsafe cell, as one piece."""
    return CsvRows(b"".join([piece.data for piece in pieces]), sum([piece.rows for piece in pieces]))


def csv_line(cells: Sequence[Cell]) -> str:
    """Return a row without its line end; an empty cell is nothing at all."""
    return csv_texts([cell if cell.__class__ is str else "" if cell is None else str(cell) for cell in cells])


def csv_texts(texts: Sequence[str]) -> str:
    """Return a row of texts without its line end; quotes stand only where a text needs them."""
    line = ",".join(texts)
    if line.count(",") < len(texts) and '"' not in line and "\n" not in line and "\r" not in line:
        return line
    return ",".join([csv_text(text) for text in texts])


def csv_text(text: str) -> str:
    """Return one text as it stands in a row, in quotes where it needs them."""
    if "," in text or '"' in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text
