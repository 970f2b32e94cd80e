"""One CSV file: UTF-8, comma, line feed at the end of each row, quotes as in RFC 4180."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.output import OutputFile, WrittenFile
from annotator.formats.datasets.spreadsheet import FormulaGuard

_ROWS_KEPT = 2_000
_ROW_END = "\r\n"
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
        self._csv = csv.writer(self._texts, lineterminator=_ROW_END)
        self._rows = 0
        self._output = OutputFile(folder, name)
        if guard is not None:
            self._output.write(_BYTE_ORDER_MARK)
        self._csv.writerow(columns)

    def add(self, shared: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> None:
        """Append rows that all begin with the ``shared`` cells; these are made into text only once."""
        texts = self._texts
        before = len(texts)
        if self._guard is not None:
            self._csv.writerows(self._guarded(self._guard, shared, rows))
        else:
            self._csv.writerows(rows)
            if shared:
                beginning = self._beginning(shared)
                texts[before:] = [beginning + text for text in texts[before:]]
        self._rows += len(texts) - before
        if len(texts) >= _ROWS_KEPT:
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

    def _beginning(self, shared: Sequence[Cell]) -> str:
        self._csv.writerow((*shared, ""))
        return self._texts.pop()[: -len(_ROW_END)]

    def _guarded(
        self, guard: FormulaGuard, shared: Sequence[Cell], rows: Iterable[Sequence[Cell]]
    ) -> Iterator[list[Cell]]:
        for row, cells in enumerate(rows, start=self._rows + 1):
            yield guard.guarded((*shared, *cells), self._name, row, self._columns)

    def _flush(self) -> None:
        self._output.write("".join([text[: -len(_ROW_END)] + "\n" for text in self._texts]).encode())
        self._texts.clear()
