"""Where a field's key goes."""

from __future__ import annotations

from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook
from annotator.domain.coding import Coding, Slot
from annotator.domain.ids import ReportId


def slot_for(
    field_id: str, codebook: Codebook, coding: Coding | None, report: ReportId | None, active: Slot | None
) -> Slot:
    """Return the slot of a field, seen from a report and the active slot.

    The article's fields have one place, the report's go to the report (None while there is none). A group's field goes
    to the active group of its level, else to the last one, else to a group to be made (``group_id`` None). Raises
    KeyError when the codebook has no such field.
    """
    level = codebook.fields_by_id[field_id].level
    if level == ARTICLE_LEVEL:
        return Slot(field_id)
    if level == INCIDENT_LEVEL or report is None or coding is None:
        return Slot(field_id, report)
    groups = [group.id for group in coding.groups(report, level)]
    if active is not None and active.group_id in groups:
        return Slot(field_id, report, active.group_id)
    return Slot(field_id, report, groups[-1] if groups else None)
