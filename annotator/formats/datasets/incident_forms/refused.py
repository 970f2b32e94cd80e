"""What a form could not say: listed beside it as `refused.csv`, so that nothing is lost silently."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from annotator.formats.datasets.csv_file import CsvFile
from annotator.formats.datasets.output import WrittenFile
from annotator.formats.datasets.spreadsheet import FormulaGuard

FILE_NAME = "refused.csv"


class RefusedRow(NamedTuple):
    """A report that a form left out, or a value that it left out or changed.

    ``article`` and ``report`` are ids, ``reason`` a sentence. ``column`` is empty where the whole report was left out
    and names the form's column otherwise. ``report_number`` is that of the tab "Incident 1, 2, …".
    """

    form: str
    article: str
    report: str
    reason: str
    column: str = ""
    file_name: str = ""
    report_number: int | None = None


class RefusedRows:
    """The list being written; without any row there is no file."""

    def __init__(self, folder: Path, guard: FormulaGuard | None = None) -> None:
        self.report_count = 0
        self.value_count = 0
        self._folder = folder
        self._guard = guard
        self._file: CsvFile | None = None

    def add(self, row: RefusedRow) -> None:
        """Append a row."""
        if self._file is None:
            self._file = CsvFile(self._folder, FILE_NAME, RefusedRow._fields, self._guard)
        if row.column:
            self.value_count += 1
        else:
            self.report_count += 1
        self._file.add((), (row,))

    def finished(self) -> tuple[WrittenFile, ...]:
        """Close the file and return it, or nothing where nothing was refused."""
        return () if self._file is None else (self._file.finished(),)

    def remarks(self, label: str) -> tuple[str, ...]:
        """Return a sentence on how much was refused."""
        found = [
            _counted(self.report_count, "incident was left out", "incidents were left out"),
            _counted(self.value_count, "value was left out or changed", "values were left out or changed"),
        ]
        told = " and ".join(part for part in found if part)
        return (f"{label}: {told}; {FILE_NAME} lists them with reasons.",) if told else ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.__exit__(kind, error, trace)


def _counted(number: int, one: str, many: str) -> str:
    return "" if number == 0 else f"1 {one}" if number == 1 else f"{number:,} {many}"
