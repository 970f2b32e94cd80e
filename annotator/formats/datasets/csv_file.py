"""One CSV file: UTF-8, comma, line feed at the end of each row, quotes as in RFC 4180."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.output import OutputFile, WrittenFile
from annotator.formats.datasets.spreadsheet import FormulaGuard

_ROWS_KEPT = 2_000
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class _RowTexts(list[str]):
    """Takes the rows a csv writer makes, one text each."""

    write = list.append


class CsvFile:
    """A table being written; with a ``guard`` it is made for spreadsheet programs.

    The csv module quotes line feeds and carriage returns only when both end its rows, so rows are made with both and
    the carriage return at the end is taken off.
    """

    def __init__(self, folder: Path, name: str, columns: Sequence[str], guard: FormulaGuard | None = None) -> None:
        self._name = name
        self._columns = columns
        self._guard = guard
        self._texts = _RowTexts()
        self._csv = csv.writer(self._texts, lineterminator="\r\n")
        self._rows = 0
        self._output = OutputFile(folder, name)
        if guard is not None:
            self._output.write(_BYTE_ORDER_MARK)
        self._csv.writerow(columns)

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Append rows."""
        if self._guard is not None:
            rows = self._guarded(self._guard, rows)
        before = len(self._texts)
        self._csv.writerows(rows)
        self._rows += len(self._texts) - before
        if len(self._texts) >= _ROWS_KEPT:
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

    def _guarded(self, guard: FormulaGuard, rows: Iterable[Sequence[Cell]]) -> list[list[Cell]]:
        return [
            guard.guarded(cells, self._name, row, self._columns) for row, cells in enumerate(rows, start=self._rows + 1)
        ]

    def _flush(self) -> None:
        self._output.write("".join([text[:-2] + "\n" for text in self._texts]).encode())
        self._texts.clear()
