"""What every event dataset leaves out: incidents that did not happen, or not yet."""

from __future__ import annotations

from annotator.formats.datasets.incident_forms.coded_report import CodedReport


def not_an_event(report: CodedReport, label: str) -> str:
    """Return a sentence on why a report tells of no event that happened; empty where it does."""
    if report.category("stage") == "threatened":
        return f"The incident was only threatened; {label} lists what was carried out or tried."
    if report.category("factuality") == "denied":
        return f"The incident is denied and nobody holds against it; {label} lists what happened."
    return ""


def is_aggregate(report: CodedReport) -> bool:
    """Tell whether a report sums up several incidents that the text does not separate."""
    return report.category("focus") == "aggregate"
