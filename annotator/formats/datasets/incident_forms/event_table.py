"""One row per incident: what the forms of GTD, ACLED and UCDP GED share.

A text that spreadsheet programs could take for a formula (a coder's name, a title, a note) gets an apostrophe before
it, which is listed as changed: people open these tables in such programs. Numbers are never altered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.csv_file import CsvFile, CsvRows
from annotator.formats.datasets.form import FormResult, Sink
from annotator.formats.datasets.incident_forms.bare_numbers import BareNumber, told_numbers
from annotator.formats.datasets.incident_forms.coded_report import CodedReport, reports_of
from annotator.formats.datasets.incident_forms.needed_fields import NeededFields
from annotator.formats.datasets.incident_forms.report_refusals import report_refusal, unsafe_refusals
from annotator.formats.datasets.output import Folder
from annotator.formats.datasets.refused import Listed, Refusal, RefusedList
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.spreadsheet import FormulaGuard

ORIGIN = ("article_id", "coding_id", "coder")
"""Columns of our own at the end of every row: where it comes from."""

Row = Mapping[str, Cell]
"""A row's cells by column; a column that is not there is empty."""


class EventForm(Protocol):
    """How one dataset tells an incident."""

    @property
    def label(self) -> str:
        """The dataset's short name."""

    @property
    def columns(self) -> Sequence[str]:
        """The dataset's columns, in its order."""

    @property
    def fields(self) -> Sequence[str]:
        """The default codebook's fields that the form reads."""

    @property
    def asked(self) -> Sequence[str]:
        """Those of the fields that only decide about a row and have no column of their own."""

    def refusal(self, report: CodedReport) -> str:
        """Return a sentence on why the dataset has no row for this report; empty where it has one."""

    def row(self, report: CodedReport) -> Row:
        """Return the row of a report that is not refused."""

    def losses(self, report: CodedReport) -> Iterator[tuple[str, str]]:
        """Yield each column that says less than the coding or something else, with a sentence on why."""

    def bare_numbers(self, report: CodedReport) -> Iterator[BareNumber]:
        """Yield each coded count of which a column has the number and not the words around it or its range."""


@dataclass(frozen=True, slots=True)
class EventTableWriter:
    """A dataset's form as one CSV file in a folder of its own, with `refused.csv` beside it where needed."""

    name: str
    label: str
    form: EventForm
    needs_text: bool = False

    @property
    def folder(self) -> str:
        """The folder, named like the form."""
        return self.name

    def open(self, source: DatasetSource, folder: Folder) -> Sink:
        """Begin writing."""
        return EventTable(self.name, self.form, folder)


class ToldEvents(NamedTuple):
    """The rows of a coding's incidents, what is refused or changed of them, and the fields without a place."""

    rows: tuple[CsvRows, ...]
    refused: tuple[Listed, ...]
    left_out: tuple[str, ...]


class EventTable:
    """A dataset's rows being written."""

    def __init__(self, name: str, form: EventForm, folder: Folder) -> None:
        self._form = form
        self._needed = NeededFields(form.label, form.fields, form.asked)
        self._open = ExitStack()
        with ExitStack() as opening:
            self._refused = opening.enter_context(RefusedList(folder, form.label))
            self._guard = FormulaGuard()
            file = CsvFile(folder, f"{name}.csv", (*form.columns, *ORIGIN), self._guard, has_mark=False)
            self._file = opening.enter_context(file)
            self._open = opening.pop_all()

    def add(self, coded: CodedArticle) -> None:
        """Append a coding's incidents; raises ExportError when its codebook lacks fields of the form."""
        self.write(self.told([coded]))

    def told(self, coded_articles: Sequence[CodedArticle]) -> Sequence[ToldEvents]:
        """Return the rows of each coding's incidents; raises ExportError as `add`."""
        return [self._told(coded) for coded in coded_articles]

    def write(self, told: Sequence[ToldEvents]) -> None:
        """Append what was told of the next codings."""
        for one in told:
            self._needed.take(one.left_out)
            for rows in one.rows:
                self._file.write(rows)
            for listed in one.refused:
                self._refused.take(listed)

    def _told(self, coded: CodedArticle) -> ToldEvents:
        left_out = self._needed.check(coded.codebook)
        rows: list[CsvRows] = []
        refusals: list[Refusal] = []
        origin = (coded.article.id, coded.coding.header.id, coded.coder.name)
        for report in reports_of(coded):
            reason = self._form.refusal(report)
            if reason:
                refusals.append(report_refusal(report, reason))
                continue
            row = self._form.row(report)
            told = self._file.told((), [[*(row.get(column) for column in self._form.columns), *origin]])
            rows.append(told)
            refusals += unsafe_refusals(report, told)
            refusals += [report_refusal(report, loss, column) for column, loss in self._form.losses(report)]
            refusals += self._bare_numbers(report, row)
        listed = tuple(self._refused.listed(coded, refusal) for refusal in refusals)
        return ToldEvents(tuple(rows), listed, left_out)

    def _bare_numbers(self, report: CodedReport, row: Row) -> Iterator[Refusal]:
        reason = f"{self._form.label} has a number alone; the words around it or its range are not told."
        for column, field, detail in told_numbers(row, self._form.bare_numbers(report)):
            yield report_refusal(report, reason, column)._replace(field=field, detail=detail)

    def finished(self) -> FormResult:
        """Close the files and return what was written."""
        files = (self._file.finished(), *self._refused.finished())
        remarks = (*self._refused.remarks(), *self._needed.remarks())
        return FormResult(files, remarks, tuple(self._guard.altered), self._guard.altered_count)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)
