"""What a form leaves out or changes of a report, as lines of `refused.csv`."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.domain.codebook import INCIDENT_LEVEL
from annotator.domain.ids import ReportId
from annotator.formats.datasets.csv_file import CsvRows
from annotator.formats.datasets.incident_forms.coded_report import CodedReport
from annotator.formats.datasets.placement import Place
from annotator.formats.datasets.refused import CHANGED, Refusal


def report_refusal(report: CodedReport, reason: str, column: str = "") -> Refusal:
    """Return the refusal of a report, or with a ``column`` of what that column does not say of it."""
    place = Place(ReportId(report.report_id), report.number, INCIDENT_LEVEL)
    if not column:
        return Refusal("report", report.report_id, reason, place)
    return Refusal("cell", report.report_id, reason, place, column=column, outcome=CHANGED)


def unsafe_refusals(report: CodedReport, rows: CsvRows) -> Iterator[Refusal]:
    """Yield the refusals of texts in a report's rows that were altered or that spreadsheet programs will cut."""
    return (report_refusal(report, cell.reason, cell.column) for cell in rows.unsafe)
