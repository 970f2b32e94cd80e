"""What each incident's tab tells, worked out from coding and problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotator.domain.checking import Problem
from annotator.domain.codebook import INCIDENT_LEVEL, Codebook
from annotator.domain.coding import Coding
from annotator.domain.values import FieldType, FreeText
from annotator.gui.form.outline import OPEN_KINDS, is_fault
from annotator.gui.form.tabs import Tab


def tabs_of(coding: Coding, codebook: Codebook, problems: Sequence[Problem]) -> list[Tab]:
    """Return the incidents' tabs; the first text field of a report is its short name."""
    faults = Counter(problem.slot.report_id for problem in problems if is_fault(problem))
    still_open = Counter(problem.slot.report_id for problem in problems if problem.kind in OPEN_KINDS)
    names = _names(coding, codebook)
    return [
        Tab(report.id, names.get(report.id, ""), faults[report.id], still_open[report.id])
        for report in coding.reports()
    ]


def _names(coding: Coding, codebook: Codebook) -> dict[str, str]:
    texts = [field.id for field in codebook.fields_at(INCIDENT_LEVEL) if field.type is FieldType.TEXT]
    return {
        value.report_id: value.content.text
        for value in coding.values()
        if texts and value.field == texts[0] and value.report_id and isinstance(value.content, FreeText)
    }
