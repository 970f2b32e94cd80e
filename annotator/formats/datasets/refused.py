"""What a form cannot say or says otherwise, as the table `refused.csv` beside it; without any there is no table.

Every form lists in the same columns. A cell that could be taken for a formula begins with an apostrophe.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import NamedTuple, Self

from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.csv_file import CsvFile, csv_text
from annotator.formats.datasets.output import DryFolder, Folder, WrittenFile
from annotator.formats.datasets.placement import Place, PlacedValue
from annotator.formats.datasets.refusal import RefusedLine
from annotator.formats.datasets.source import CodedArticle
from annotator.formats.datasets.spreadsheet import no_formula

FILE_NAME = "refused.csv"
LEFT_OUT = "left out"
CHANGED = "changed"
_ARTICLES_NAMED = 3
_CAUSES_TOLD = 8
_LINES_KEPT = 2_000


class Refusal(NamedTuple):
    """One thing left out or changed: ``what`` is article, report, value, span, note, slot or cell.

    ``reason`` is the same sentence for the same cause, ``detail`` what is special about this one. ``column`` is the
    form's own name for the place where something is missing or different.
    """

    what: str
    id: str
    reason: str
    place: Place | None = None
    field: str | None = None
    column: str | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    outcome: str = LEFT_OUT
    detail: str = ""


def value_refusal(placed: PlacedValue, reason: str) -> Refusal:
    """Return the refusal of one value."""
    return Refusal("value", placed.value.id, reason, placed.place, placed.value.field)


class Listed(NamedTuple):
    """A row of the table, and the sentence that its cause has everywhere."""

    line: RefusedLine
    reason: str


class RefusedList:
    """The table being written; the file is made with its first row. ``form`` is the form's name for people."""

    def __init__(self, folder: Folder, form: str) -> None:
        self._folder = folder
        self._form = form
        self._file: CsvFile | None = None
        self._waiting: list[RefusedLine] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self._causes: Counter[tuple[str, str, str]] = Counter()
        self._articles: list[str] = []
        self._about: CodedArticle | None = None
        self._whose = _whose(None)

    def add(self, coded: CodedArticle | None, refusal: Refusal) -> None:
        """Append a row; without a coded article it is about the dataset as a whole."""
        self.take(self.listed(coded, refusal))

    def listed(self, coded: CodedArticle | None, refusal: Refusal) -> Listed:
        """Return the row of a refusal without appending it."""
        what, id_, reason, place, field, column, start, end, quote, outcome, detail = refusal
        if coded is not self._about:
            self._about, self._whose = coded, _whose(coded)
        number, level, group_number = (None, None, None)
        if place is not None:
            number, level, group_number = place.report_number, place.level, place.group_number
        told = f"{reason} {detail}".strip() if detail else reason
        # By position: thousands of lines are made, and names would take twice as long.
        line = RefusedLine(
            self._form, outcome, what, id_, *self._whose,
            number, level, group_number, field, column, start, end, quote, told,
        )  # fmt: skip
        return Listed(line, reason)

    def take(self, listed: Listed) -> None:
        """Append a row as `listed` made it, here or in another process."""
        line = listed.line
        if isinstance(self._folder, DryFolder):
            self._folder.refused.append(line)
        else:
            if self._file is None:
                self._file = CsvFile(self._folder, FILE_NAME, RefusedLine._fields)
            self._waiting.append(line)
            if len(self._waiting) == _LINES_KEPT:
                self._write(self._file)
        self._count(line, listed.reason)

    def finished(self) -> tuple[WrittenFile, ...]:
        """Close the table and return it; nothing when there was nothing to list."""
        if self._file is None:
            return ()
        self._write(self._file)
        return (self._file.finished(),)

    def remarks(self) -> tuple[str, ...]:
        """Return a sentence for every cause in the order they first came up; for many causes one with counts."""
        if len(self._causes) <= _CAUSES_TOLD:
            return tuple(
                f"{self._form}: {self._counted(outcome, what, count)}, see {FILE_NAME}. {reason}"
                for (outcome, what, reason), count in self._causes.items()
            )
        told = ", ".join(self._counted(outcome, what, count) for (outcome, what), count in self._counts.items())
        return (f"{self._form}: {told}; {FILE_NAME} lists them with reasons.",)

    def _write(self, file: CsvFile) -> None:
        """Append the waiting rows, made a column at a time: most columns say the same few things over and over."""
        file.add_lines(map(",".join, zip(*map(_texts, zip(*self._waiting, strict=True)), strict=True)))
        self._waiting.clear()

    def _count(self, line: RefusedLine, reason: str) -> None:
        self._counts[line.outcome, line.what] += 1
        cause = (line.outcome, line.what, reason)
        # Causes beyond those that are told one by one need no count of their own, however many they are.
        if cause in self._causes or len(self._causes) <= _CAUSES_TOLD:
            self._causes[cause] += 1
        if line.what == "article" and len(self._articles) < _ARTICLES_NAMED:
            self._articles.append(f"“{line.file_name or line.article_id}”")

    def _counted(self, outcome: str, what: str, count: int) -> str:
        things = f"1 {what} was {outcome}" if count == 1 else f"{count:,} {what}s were {outcome}"
        if what != "article":
            return things
        more = "" if count <= len(self._articles) else ", …"
        return f"{things} ({', '.join(self._articles)}{more})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.__exit__(kind, error, trace)


def _whose(coded: CodedArticle | None) -> tuple[str, str, str, str]:
    """Return article, coding, file name and coder, empty for what is about the dataset as a whole."""
    if coded is None:
        return ("", "", "", "")
    return (coded.article.id, coded.coding.header.id, coded.article.file_name, coded.coder.name)


def _texts(column: Sequence[Cell]) -> list[str]:
    """Return a column's cells as they stand in the table, each kind of cell made once."""
    made = {
        cell: "" if cell is None else csv_text(no_formula(cell)) if isinstance(cell, str) else str(cell)
        for cell in set(column)
    }
    return [made[cell] for cell in column]
