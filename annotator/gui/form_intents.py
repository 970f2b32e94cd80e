"""What the form asks for, passed to the desk as intents."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from annotator.domain.changes import Changes
from annotator.domain.coding import Group, Slot, Stance
from annotator.domain.ids import EvidenceId, GroupId, NoteId, ReportId
from annotator.domain.values import Content, Status
from annotator.gui.desk import Desk
from annotator.gui.form import FormView
from annotator.services.coding import CodingService, Worksheet


class FormIntents(QObject):
    """Listens to the form and has the desk carry out what it asks for."""

    def __init__(self, desk: Desk, form: FormView, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._form = form
        form.content_chosen.connect(self._on_content_chosen)
        form.status_chosen.connect(self._on_status_chosen)
        form.value_cleared.connect(self._on_value_cleared)
        form.reason_given.connect(self._on_reason_given)
        form.evidence_removed.connect(self._on_evidence_removed)
        form.stance_chosen.connect(self._on_stance_chosen)
        form.report_removed.connect(self._on_report_removed)
        form.group_added.connect(self._on_group_added)
        form.group_copied.connect(self._on_group_copied)
        form.group_removed.connect(self._on_group_removed)
        form.note_written.connect(self._on_note_written)
        form.note_removed.connect(self._on_note_removed)

    def _on_content_chosen(self, slot: Slot, content: Content) -> None:
        self._desk.perform(partial(CodingService.set_content, slot=slot, content=content))

    def _on_status_chosen(self, slot: Slot, status: Status) -> None:
        self._desk.perform(partial(CodingService.set_status, slot=slot, status=status))

    def _on_value_cleared(self, slot: Slot) -> None:
        self._desk.perform(partial(CodingService.clear, slot=slot))

    def _on_reason_given(self, slot: Slot, reason: str) -> None:
        self._desk.perform(partial(CodingService.set_missing_evidence_reason, slot=slot, reason=reason))

    def _on_evidence_removed(self, evidence_id: str) -> None:
        self._desk.perform(partial(CodingService.remove_evidence, evidence_id=EvidenceId(evidence_id)))

    def _on_stance_chosen(self, evidence_id: str, stance: Stance) -> None:
        self._desk.perform(partial(CodingService.set_stance, evidence_id=EvidenceId(evidence_id), stance=stance))

    def _on_report_removed(self, report_id: str) -> None:
        self._desk.perform(partial(CodingService.remove_report, report_id=ReportId(report_id)))

    def _on_group_added(self, report_id: str, level: str) -> None:
        self._desk.perform(partial(CodingService.add_group, report_id=ReportId(report_id), level=level))

    def _on_group_copied(self, group_id: str) -> None:
        self._desk.perform(partial(CodingService.copy_group, group_id=GroupId(group_id)), self._open_group)

    def _on_group_removed(self, group_id: str) -> None:
        self._desk.perform(partial(CodingService.remove_group, group_id=GroupId(group_id)))

    def _on_note_written(self, subject_id: str, text: str, is_flagged: bool) -> None:
        self._desk.perform(partial(CodingService.write_note, subject_id=subject_id, text=text, is_flagged=is_flagged))

    def _on_note_removed(self, note_id: str) -> None:
        self._desk.perform(partial(CodingService.remove_note, note_id=NoteId(note_id)))

    def _open_group(self, changes: Changes, worksheet: Worksheet) -> None:
        for entity in changes.entities:
            if isinstance(entity, Group):
                first = worksheet.codebook.fields_at(entity.level)[0]
                self._form.activate(Slot(first.id, entity.report_id, entity.id))
