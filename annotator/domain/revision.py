"""The records one intent adds to a coding or replaces in it, worked out before anything is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook, Field
from annotator.domain.coding import Coding, CodingState, Evidence, Group, Note, Report, Slot, Stance, Value
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError, NothingChangedError
from annotator.domain.fitting import check_content, check_words
from annotator.domain.ids import EvidenceId, GroupId, NoteId, ReportId, ValueId, new_id
from annotator.domain.text import Span, quote_at
from annotator.domain.values import (
    Content,
    FieldType,
    MarkedSpan,
    Moment,
    Status,
)

if TYPE_CHECKING:
    from annotator.domain.article import Article

_AnyPart = TypeVar("_AnyPart", Report, Group, Value, Evidence, Note)


_BEGUN = {"is_deleted": False, "state": CodingState.DRAFT, "completed_at": None}


class Revision:
    """Collects what one intent changes in a coding of an article under a codebook.

    Every method checks its arguments against article and codebook and raises CodingError when they do not fit;
    `coding` is the coding as it will be, `entities` the records to store. Nothing is stored here.
    """

    def __init__(self, coding: Coding, codebook: Codebook, article: Article) -> None:
        self.coding = coding
        self._codebook = codebook
        self._article = article
        self._changed: dict[str, Entity] = {}

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The new and replaced records, each once, in the order they were first touched."""
        return tuple(self._changed.values())

    # -- reports and groups -------------------------------------------------------------------------------------------

    def add_report(self) -> Report:
        """Add a report after the last."""
        position = max((report.position for report in self.coding.reports()), default=0) + 1
        report = Report(id=ReportId(new_id()), coding_id=self.coding.header.id, position=position)
        self._put(report)
        return report

    def remove_report(self, report_id: ReportId) -> None:
        """Remove a report; its groups, values and evidence are hidden with it."""
        self._put(_removed(self._report(report_id)))

    def add_group(self, report_id: ReportId, level: str) -> Group:
        """Add a group of one level at the end of a report."""
        if self._codebook.group(level) is None:
            raise CodingError(f"The codebook has no repeating part named {level}.")
        self._report(report_id)
        position = max((group.position for group in self.coding.groups(report_id, level)), default=0) + 1
        group = Group(
            id=GroupId(new_id()),
            coding_id=self.coding.header.id,
            report_id=report_id,
            level=level,
            position=position,
        )
        self._put(group)
        return group

    def copy_group(self, group_id: GroupId) -> Group:
        """Add a group with the same values and evidence as another, behind the last of its level."""
        original = self._group(group_id)
        copy = self.add_group(original.report_id, original.level)
        for value in [value for value in self.coding.values() if value.group_id == group_id]:
            evidence = self.coding.evidence_for(value.id)
            copied = value.model_copy(update={"id": ValueId(new_id()), "group_id": copy.id})
            self._put(copied)
            self._put_all(
                one.model_copy(update={"id": EvidenceId(new_id()), "value_id": copied.id}) for one in evidence
            )
        return copy

    def remove_group(self, group_id: GroupId) -> None:
        """Remove a group; its values and evidence are hidden with it."""
        self._put(_removed(self._group(group_id)))

    # -- values -------------------------------------------------------------------------------------------------------

    def set_content(self, slot: Slot, content: Content) -> Value:
        """Record a content as coded, keeping evidence that is there."""
        field = self._field(slot.field)
        check_content(field, content)
        return self._answer(slot, status=Status.CODED, content=content)

    def set_status(self, slot: Slot, status: Status) -> Value:
        """Record a status; any but ``coded`` clears the content, never the evidence."""
        if status is Status.CODED:
            return self._answer(slot, status=status)
        return self._answer(slot, status=status, content=None)

    def set_missing_evidence_reason(self, slot: Slot, reason: str) -> Value:
        """Record why a value has no span where the codebook asks for one.

        Raises NothingChangedError for no reason where nobody has touched the field.
        """
        if not reason.strip() and self.coding.value_at(self.placed(slot)) is None:
            raise NothingChangedError("No reason was given for a field that is untouched.")
        check_words(reason, "A reason for no evidence")
        return self._answer(slot, missing_evidence_reason=reason.strip())

    def clear(self, slot: Slot) -> None:
        """Take a value away with its evidence, as if nobody had touched the field.

        Raises NothingChangedError when nobody has.
        """
        value = self.coding.value_at(slot)
        if value is None:
            raise NothingChangedError("The field is untouched already.")
        self._put_all(_removed(evidence) for evidence in self.coding.evidence_for(value.id))
        self._put(_removed(value))

    # -- evidence -----------------------------------------------------------------------------------------------------

    def attach_evidence(self, slot: Slot, span: Span, stance: Stance = Stance.STATES) -> Evidence:
        """Attach a span to the value in a slot, making the value (and report or group) when there is none.

        The same span twice on one value is one evidence: the one that is there is returned, with the new stance.
        """
        quote = quote_at(self._article.text, span)
        field = self._field(slot.field)
        slot = self.placed(slot)
        value = self.coding.value_at(slot)
        if value is None or value.status is not Status.CODED:
            content = MarkedSpan() if field.type is FieldType.SPAN else None
            value = self._answer(slot, status=Status.CODED, content=content)
        for present in self.coding.evidence_for(value.id):
            if present.span == span:
                return self._replace(present, stance=stance)
        evidence = Evidence(
            id=EvidenceId(new_id()),
            coding_id=self.coding.header.id,
            value_id=value.id,
            start=span.start,
            end=span.end,
            quote=quote.exact,
            prefix=quote.prefix,
            suffix=quote.suffix,
            stance=stance,
        )
        self._put(evidence)
        return evidence

    def move_evidence(self, evidence_id: EvidenceId, span: Span) -> Evidence:
        """Give evidence another span, not one that is evidence for the same value already."""
        quote = quote_at(self._article.text, span)
        evidence = self._evidence(evidence_id)
        others = (one for one in self.coding.evidence_for(evidence.value_id) if one.id != evidence_id)
        if any(one.span == span for one in others):
            raise CodingError("These words are evidence for this value already.", kept="Nothing was changed.")
        return self._replace(
            evidence,
            start=span.start,
            end=span.end,
            quote=quote.exact,
            prefix=quote.prefix,
            suffix=quote.suffix,
        )

    def set_stance(self, evidence_id: EvidenceId, stance: Stance) -> Evidence:
        """Say how evidence bears on its value."""
        return self._replace(self._evidence(evidence_id), stance=stance)

    def remove_evidence(self, evidence_id: EvidenceId) -> None:
        """Take evidence away; a value that has neither content nor other evidence goes with it."""
        evidence = self._evidence(evidence_id)
        self._put(_removed(evidence))
        value = self.coding.values_by_id[evidence.value_id]
        is_bare = value.content is None or isinstance(value.content, MarkedSpan)
        if value.status is Status.CODED and is_bare and not self.coding.evidence_for(value.id):
            self._put(_removed(value))

    # -- notes and state ----------------------------------------------------------------------------------------------

    def write_note(self, subject_id: str, text: str, *, rule: str = "", is_flagged: bool = False) -> Note:
        """Write a remark on a part of the coding, replacing the one on the same subject and rule."""
        if not text.strip() and not is_flagged:
            raise CodingError("A note needs words, or a flag for discussion.")
        check_words(text, "A note")
        self._subject(subject_id)
        present = next((note for note in self.coding.notes(subject_id) if note.rule == rule), None)
        if present is not None:
            return self._replace(present, text=text.strip(), is_flagged=is_flagged)
        note = Note(
            id=NoteId(new_id()),
            coding_id=self.coding.header.id,
            subject_id=subject_id,
            text=text.strip(),
            rule=rule,
            is_flagged=is_flagged,
        )
        self._put(note)
        return note

    def remove_note(self, note_id: NoteId) -> None:
        """Take a note away."""
        note = _known(self.coding.notes_by_id, note_id, "note")
        self._subject(note.subject_id)
        self._put(_removed(note))

    def set_state(self, state: CodingState, at: dt.datetime | None = None) -> None:
        """Declare the coding finished at a time, or a draft again, which forgets the time."""
        completed_at = at if state is CodingState.COMPLETE else None
        self._put(self.coding.header.model_copy(update={"state": state, "completed_at": completed_at}))

    def begin(self) -> None:
        """Make a coding that is not there yet, or was taken back whole, a draft with its prefilled answers."""
        if self.coding.header.is_deleted:
            self._put(self.coding.header.model_copy(update=_BEGUN))
            self.prefill()

    def prefill(self) -> None:
        """Answer what the codebook takes from the article's metadata, with the words it was read from as evidence."""
        metadata = self._article.metadata
        for field in self._codebook.fields:
            if field.prefill is None or metadata.published is None or self.coding.value_at(Slot(field.id)):
                continue
            self.set_content(Slot(field.id), Moment(at=metadata.published))
            start = self._article.text.find(metadata.published_as_written, 0, self._article.header_end)
            if metadata.published_as_written and start >= 0:
                self.attach_evidence(Slot(field.id), Span(start, start + len(metadata.published_as_written)))

    # -- inside -------------------------------------------------------------------------------------------------------

    def placed(self, slot: Slot) -> Slot:
        """Return the slot with the report and group it needs, adding those that are missing.

        A report is added only when the coding has none; a group whenever a group field names none.
        """
        level = self._field(slot.field).level
        if level == ARTICLE_LEVEL:
            return Slot(slot.field)
        report_id = slot.report_id or self._only_report()
        self._report(report_id)
        if level == INCIDENT_LEVEL:
            return Slot(slot.field, report_id)
        if slot.group_id is None:
            return Slot(slot.field, report_id, self.add_group(report_id, level).id)
        group = self._group(slot.group_id)
        if (group.level, group.report_id) != (level, report_id):
            raise CodingError(f"{self._field(slot.field).label} does not belong to that part of the incident.")
        return Slot(slot.field, report_id, group.id)

    def _only_report(self) -> ReportId:
        reports = self.coding.reports()
        if len(reports) > 1:
            raise CodingError("The coding has several incidents; say which one is meant.")
        return reports[0].id if reports else self.add_report().id

    def _answer(self, slot: Slot, **answer: Any) -> Value:
        slot = self.placed(slot)
        present = self.coding.value_at(slot)
        if present is not None:
            return self._replace(present, **answer)
        value = Value(
            id=ValueId(new_id()),
            coding_id=self.coding.header.id,
            report_id=slot.report_id,
            group_id=slot.group_id,
            field=slot.field,
            **answer,
        )
        self._put(value)
        return value

    def _field(self, field_id: str) -> Field:
        field = self._codebook.fields_by_id.get(field_id)
        if field is None:
            raise CodingError(f"The codebook has no field {field_id}.")
        return field

    def _report(self, report_id: ReportId) -> Report:
        return _known(self.coding.reports_by_id, report_id, "incident")

    def _group(self, group_id: GroupId) -> Group:
        group = _known(self.coding.groups_by_id, group_id, "part of the incident")
        self._report(group.report_id)
        return group

    def _evidence(self, evidence_id: EvidenceId) -> Evidence:
        evidence = _known(self.coding.evidence_by_id, evidence_id, "evidence")
        value = _known(self.coding.values_by_id, evidence.value_id, "evidence")
        if self.coding.value_at(value.slot) != value:
            raise _gone("evidence")
        return evidence

    def _subject(self, subject_id: str) -> None:
        reports = self.coding.reports()
        groups = (group for report in reports for group in self.coding.groups(report.id))
        parts: tuple[Report | Group | Value | Evidence, ...] = (
            *reports,
            *groups,
            *self.coding.values(),
            *self.coding.evidence(),
        )
        if subject_id not in {self.coding.header.id, *(part.id for part in parts)}:
            raise CodingError("The part the note is about is not in this coding.")

    def _replace(self, part: _AnyPart, **update: Any) -> _AnyPart:
        changed = part.model_copy(update=update)
        if changed != part:
            self._put(changed)
        return changed

    def _put(self, entity: Entity) -> None:
        self._changed[entity.id] = entity
        self.coding = self.coding.with_entities((entity,))

    def _put_all(self, entities: Iterable[Entity]) -> None:
        for entity in entities:
            self._put(entity)


def _known(records: Mapping[str, _AnyPart], record_id: str, what: str) -> _AnyPart:
    record = records.get(record_id)
    if record is None or record.is_deleted:
        raise _gone(what)
    return record


def _gone(what: str) -> CodingError:
    return CodingError(f"This {what} is not in the coding any more.")


def _removed(entity: Any) -> Any:
    return entity.model_copy(update={"is_deleted": True})
