"""What a form leaves out or changes of a report, as lines of `refused.csv`."""

from __future__ import annotations

from annotator.domain.codebook import INCIDENT_LEVEL
from annotator.domain.ids import ReportId
from annotator.formats.datasets.incident_forms.coded_report import CodedReport
from annotator.formats.datasets.placement import Place
from annotator.formats.datasets.refused import CHANGED, Refusal, RefusedList
from annotator.formats.datasets.spreadsheet import AlteredCell, FormulaGuard


def report_refusal(report: CodedReport, reason: str, column: str = "") -> Refusal:
    """Return the refusal of a report, or with a ``column`` of what that column does not say of it."""
    place = Place(ReportId(report.report_id), report.number, INCIDENT_LEVEL)
    if not column:
        return Refusal("report", report.report_id, reason, place)
    return Refusal("cell", report.report_id, reason, place, column=column, outcome=CHANGED)


class ReportGuard(FormulaGuard):
    """A guard against formulas in the rows of reports, which lists every text it alters as changed."""

    def __init__(self, refused: RefusedList) -> None:
        super().__init__(self._list)
        self._refused = refused
        self._report: CodedReport | None = None

    def turn_to(self, report: CodedReport) -> None:
        """Take the rows that follow for those of this report."""
        self._report = report

    def _list(self, cell: AlteredCell, reason: str) -> None:
        if self._report is not None:
            refusal = report_refusal(self._report, reason, cell.column)
            self._refused.add(self._report.coded, refusal)
