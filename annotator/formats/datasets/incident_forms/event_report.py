"""Events, the reports that tell of them, and a crosswalk between the two.

The form follows no published codebook. It keeps the parts that datasets keep apart: `events.csv` has a row per incident
with the codebook's own numbers (lowest, best and highest, victims and attackers apart), `reports.csv` a row per report
with its article, and `crosswalk.csv` a row per pair. As long as reports are not linked to incidents, each report is the
only one of its event, whose id is the report's; nothing is chosen among reports and nothing is left out.
Numbers are those coded; words stay words (the ``…_words`` columns) and are never converted.
A text that spreadsheet programs could take for a formula gets an apostrophe before it, which is listed as changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from types import TracebackType
from typing import Final, NamedTuple, Self

from annotator.domain.values import Count
from annotator.formats.datasets.cells import Cell, joined
from annotator.formats.datasets.csv_file import CsvFile, CsvRows
from annotator.formats.datasets.form import FormResult, Sink
from annotator.formats.datasets.incident_forms.coded_report import CodedReport, reports_of
from annotator.formats.datasets.incident_forms.needed_fields import NeededFields
from annotator.formats.datasets.incident_forms.report_refusals import unsafe_refusals
from annotator.formats.datasets.output import Folder
from annotator.formats.datasets.refused import Listed, Refusal, RefusedList
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.spreadsheet import FormulaGuard

LABEL: Final = "Events and reports"
COUNTS: Final = ("killed_total", "killed_perpetrators", "wounded_total", "perp_number")
COUNT_PARTS: Final = ("low", "best", "high", "words")

EVENT_COLUMNS: Final = (
    *("event_id", "report_count", "label", "event_type", "is_aggregate"),
    *("n_events", "n_events_low", "n_events_high", "n_events_words", "stage", "factuality"),
    *("date_start", "date_end", "date_precision"),
    *("place", "admin1", "admin2", "admin3", "country_iso3", "latitude", "longitude", "place_precision"),
    *("perpetrators", "claimants", "targets", "tactics", "weapons", "suicide"),
    *(f"{field}_{part}" for field in COUNTS for part in COUNT_PARTS),
    "toll_status",
)
REPORT_COLUMNS: Final = (
    *("report_id", "report_number", "coding_id", "coder", "codebook", "codebook_version", "state"),
    *("article_id", "article_sha256", "file_name", "title", "published", "source", "url", "focus", "coder_confidence"),
)
CROSSWALK_COLUMNS: Final = ("event_id", "report_id", "article_id", "coding_id", "coder")

FIELDS: Final = (
    *("incident_label", "focus", "n_events", "stage", "factuality", "incident_date", "location", "event_type"),
    *("tactic", "suicide", "weapon", "perp_actor", "claimant", "target", *COUNTS, "toll_status", "coder_confidence"),
)


@dataclass(frozen=True, slots=True)
class EventReportWriter:
    """Event file, report file and crosswalk in a folder of their own."""

    name: str = "events"
    label: str = "Events, their reports and a crosswalk"
    needs_text: bool = False

    @property
    def folder(self) -> str:
        """The folder, named like the form."""
        return self.name

    def open(self, source: DatasetSource, folder: Folder) -> Sink:
        """Begin writing."""
        return EventReports(folder)


class ToldReports(NamedTuple):
    """The rows of a coding's reports in each file, what is changed of them, and the fields without a place."""

    rows: tuple[CsvRows, ...]
    refused: tuple[Listed, ...]
    left_out: tuple[str, ...]


class EventReports:
    """The three files being written."""

    def __init__(self, folder: Folder) -> None:
        self._needed = NeededFields(LABEL, FIELDS)
        self._open = ExitStack()
        with ExitStack() as opening:
            self._refused = opening.enter_context(RefusedList(folder, LABEL))
            self._guard = FormulaGuard()
            self._files = self._events, self._reports, self._crosswalk = tuple(
                opening.enter_context(CsvFile(folder, name, columns, self._guard, has_mark=False))
                for name, columns in (
                    ("events.csv", EVENT_COLUMNS),
                    ("reports.csv", REPORT_COLUMNS),
                    ("crosswalk.csv", CROSSWALK_COLUMNS),
                )
            )
            self._open = opening.pop_all()

    def add(self, coded: CodedArticle) -> None:
        """Append a coding's reports; raises ExportError when its codebook lacks fields of the form."""
        self.write(self.told([coded]))

    def told(self, coded_articles: Sequence[CodedArticle]) -> Sequence[ToldReports]:
        """Return the rows of each coding's reports, those of the three files in turn; raises ExportError as `add`."""
        return [self._told(coded) for coded in coded_articles]

    def write(self, told: Sequence[ToldReports]) -> None:
        """Append what was told of the next codings."""
        for one in told:
            self._needed.take(one.left_out)
            for file, rows in zip(cycle(self._files), one.rows, strict=False):
                file.write(rows)
            for listed in one.refused:
                self._refused.take(listed)

    def _told(self, coded: CodedArticle) -> ToldReports:
        left_out = self._needed.check(coded.codebook)
        told: list[CsvRows] = []
        refusals: list[Refusal] = []
        for report in reports_of(coded):
            event_id = report.report_id
            pair = (event_id, report.report_id, coded.article.id, coded.coding.header.id, coded.coder.name)
            of_report = (
                self._events.told((), [(event_id, 1, *_event_cells(report))]),
                self._reports.told((), [_report_cells(report)]),
                self._crosswalk.told((), [pair]),
            )
            told += of_report
            refusals += [refusal for rows in of_report for refusal in unsafe_refusals(report, rows)]
        listed = tuple(self._refused.listed(coded, refusal) for refusal in refusals)
        return ToldReports(tuple(told), listed, left_out)

    def finished(self) -> FormResult:
        """Close the files and return what was written."""
        files = tuple(file.finished() for file in self._files)
        remarks = (*self._refused.remarks(), *self._needed.remarks())
        return FormResult(
            (*files, *self._refused.finished()), remarks, tuple(self._guard.altered), self._guard.altered_count
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)


def _event_cells(report: CodedReport) -> Sequence[Cell]:
    days, place = report.days("incident_date"), report.place("location")
    is_aggregate = report.category("focus") == "aggregate"
    return (
        report.text("incident_label"),
        report.category("event_type"),
        _true_false(is_aggregate),
        *_event_number_cells(report.count("n_events"), is_aggregate=is_aggregate),
        report.category("stage"),
        report.category("factuality"),
        days.start.isoformat() if days.start else None,
        days.end.isoformat() if days.end else None,
        days.precision,
        place.name or place.verbatim,
        place.admin1,
        place.admin2,
        place.admin3,
        place.country_iso3,
        place.lat,
        place.lon,
        place.precision,
        joined(report.names("perpetrator", "perp_actor")),
        joined(report.names("claim", "claimant")),
        joined(report.names("target", "target")),
        joined(report.categories("tactic")),
        joined(report.categories("weapon")),
        _true_false(report.yes_no("suicide")),
        *(cell for field in COUNTS for cell in _count_cells(report.count(field))),
        report.category("toll_status"),
    )


def _report_cells(report: CodedReport) -> Sequence[Cell]:
    coded = report.coded
    article, header = coded.article, coded.coding.header
    published = article.metadata.published
    return (
        report.report_id,
        report.number,
        header.id,
        coded.coder.name,
        coded.codebook.id,
        coded.codebook.version,
        header.state,
        article.id,
        article.sha256,
        article.file_name,
        article.metadata.title,
        published.isoformat() if published else None,
        article.metadata.source,
        article.metadata.url,
        report.category("focus"),
        report.level("coder_confidence"),
    )


def _event_number_cells(count: Count | None, *, is_aggregate: bool) -> Sequence[Cell]:
    """Return how many events a report sums up; one that sums up none and says nothing of it is one."""
    if count is None:
        return None if is_aggregate else 1, None, None, None
    return count.best, count.low, count.high, count.qualifier


def _count_cells(count: Count | None) -> Sequence[Cell]:
    return (None,) * len(COUNT_PARTS) if count is None else (count.low, count.best, count.high, count.qualifier)


def _true_false(answer: bool | None) -> str:
    return "" if answer is None else "true" if answer else "false"
