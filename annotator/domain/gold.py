"""Gold as rulings make it: what it takes from coders' answers, and the records that say so.

A gold record's id is derived from what it stands for: a report from the coder's report it began with, a member from the
coder's member, a value from its slot. So gold needs no table that ties it to the coders' work, ruling twice changes
records instead of adding some, and two copies of a project that accept the same have the same gold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias
from uuid import UUID, uuid5

from annotator.domain.codebook import Field
from annotator.domain.coding import Coding, CodingHeader, CodingState, Evidence, Group, Report, Slot, Stance, Value
from annotator.domain.errors import CodingError
from annotator.domain.ids import (
    ArticleId,
    CoderId,
    CodingId,
    EvidenceId,
    GroupId,
    ProjectId,
    ReportId,
    RoundId,
    ValueId,
)
from annotator.domain.text import Span
from annotator.domain.values import Content, SeveralCategories, Status

GOLD_NAME = "Gold"
READ_ONLY = "Gold is changed by rulings."

_NAMESPACE = UUID("6f1c9a52-6f0b-5b0e-9d0c-3a5e1f4b7c21")

_Part: TypeAlias = Report | Group | Value | Evidence


def gold_coder_id(project_id: ProjectId) -> CoderId:
    """Return the id of a project's gold coder."""
    return CoderId(_derived("coder", project_id))


def gold_coding_id(article_id: ArticleId, round_id: RoundId | None) -> CodingId:
    """Return the id of the gold coding of an article in a round."""
    return CodingId(_derived("coding", article_id, round_id or ""))


def gold_report_id(report_id: ReportId) -> ReportId:
    """Return the id of the gold report that began with a coder's report."""
    return ReportId(_derived("report", report_id))


def gold_group_id(group_id: GroupId) -> GroupId:
    """Return the id of the gold group that began with a coder's group."""
    return GroupId(_derived("group", group_id))


def gold_value_id(coding_id: CodingId, slot: Slot) -> ValueId:
    """Return the id of the gold value in a slot."""
    return ValueId(_derived("value", coding_id, slot.field, slot.report_id or "", slot.group_id or ""))


def _derived(*parts: str) -> str:
    return str(uuid5(_NAMESPACE, "/".join(parts)))


@dataclass(frozen=True, slots=True)
class GoldAnswer:
    """What gold is to have in a slot; ``evidence`` is taken over from records of any coding of the article."""

    status: Status
    content: Content | None = None
    evidence: tuple[Evidence, ...] = ()
    missing_evidence_reason: str = ""

    @classmethod
    def of(cls, value: Value, coding: Coding) -> GoldAnswer:
        """Return a coder's answer as gold would have it."""
        return cls(value.status, value.content, coding.evidence_for(value.id), value.missing_evidence_reason)

    @property
    def marks(self) -> frozenset[tuple[Span, Stance]]:
        """The spans and how each bears on the value."""
        return frozenset((one.span, one.stance) for one in self.evidence)

    def is_like(self, other: GoldAnswer | None) -> bool:
        """Tell whether both would be the same value with the same evidence."""
        return other is not None and (self.status, self.content, self.missing_evidence_reason, self.marks) == (
            other.status,
            other.content,
            other.missing_evidence_reason,
            other.marks,
        )


def with_all_evidence(answers: Sequence[GoldAnswer]) -> GoldAnswer:
    """Return the first answer with the evidence of all; a span several have keeps its first stance."""
    by_span: dict[Span, Evidence] = {}
    for answer in answers:
        for evidence in answer.evidence:
            by_span.setdefault(evidence.span, evidence)
    reasons = (answer.missing_evidence_reason for answer in answers if answer.missing_evidence_reason)
    found = tuple(by_span[span] for span in sorted(by_span))
    return replace(answers[0], evidence=found, missing_evidence_reason=next(reasons, ""))


def put_together(answers: Sequence[GoldAnswer], field: Field, *, are_equal: bool) -> GoldAnswer:
    """Return what several coders recorded as one answer: equal ones with all evidence, several categories united.

    ``are_equal`` says whether their contents count as equal. Raises CodingError where they cannot be put together.
    """
    if not answers:
        raise CodingError(f"Nobody answered {field.label}.", kept="Nothing was ruled.", remedy="Rule “neither”.")
    if len({answer.status for answer in answers}) == 1:
        contents = [answer.content for answer in answers]
        sets = [content for content in contents if isinstance(content, SeveralCategories)]
        if len(sets) == len(answers):
            united = SeveralCategories(categories=_united(sets, field))
            return replace(with_all_evidence(answers), content=united)
        if are_equal or all(content == contents[0] for content in contents):
            return with_all_evidence(answers)
    raise CodingError(
        f"These answers to {field.label} cannot be put together: they say different things.",
        kept="Nothing was ruled.",
        remedy="Take one of them, or give a new answer.",
    )


def _united(sets: Sequence[SeveralCategories], field: Field) -> tuple[str, ...]:
    chosen = list(dict.fromkeys(category for one in sets for category in one.categories))
    listed = [category.id for category in field.categories if category.id in chosen]
    if field.max_categories is not None and len(chosen) > field.max_categories:
        raise CodingError(
            f"{field.label} takes at most {field.max_categories} categories; together these are {len(chosen)}.",
            kept="Nothing was ruled.",
            remedy="Take one of them, or give a new answer.",
        )
    return (*listed, *(category for category in chosen if category not in listed))


class GoldDraft:
    """The records one event changes in a gold coding; ``entities`` are those to store, parents first."""

    def __init__(self, header: CodingHeader, present: Coding | None) -> None:
        """Begin with the gold coding as it is; None, or a deleted header, where there is none."""
        self._coding_id = header.id
        self._records: dict[str, _Part] = {}
        self._evidence: dict[str, set[str]] = {}
        self._changed: dict[str, _Part] = {}
        self._first_header = None if present is None else present.header
        self._header = header if present is None else present.header.model_copy(update={"is_deleted": False})
        if present is not None:
            parts = (present.reports_by_id, present.groups_by_id, present.values_by_id, present.evidence_by_id)
            for records in parts:
                self._records.update(records)
            for evidence in present.evidence_by_id.values():
                self._evidence.setdefault(evidence.value_id, set()).add(evidence.id)

    @property
    def entities(self) -> tuple[CodingHeader | Report | Group | Value | Evidence, ...]:
        """The new and replaced records: header, reports, groups, values, evidence."""
        header = () if self._header == self._first_header else (self._header,)
        return (*header, *sorted(self._changed.values(), key=lambda record: _ORDER[record.kind]))

    def set_state(self, state: CodingState, at: dt.datetime) -> None:
        """Say whether gold is finished, and since when; an unchanged state keeps its time."""
        if self._header.state is not state:
            completed_at = at if state is CodingState.COMPLETE else None
            self._header = self._header.model_copy(update={"state": state, "completed_at": completed_at})

    def put_report(self, report_id: ReportId, position: int) -> None:
        """Have a report; one that was removed comes back empty."""
        self._empty_if_removed(report_id)
        self._put(Report(id=report_id, coding_id=self._coding_id, position=position))

    def remove_report(self, report_id: ReportId) -> None:
        """Have no such report, nor anything in it."""
        self._remove(report_id)

    def put_group(self, group_id: GroupId, report_id: ReportId, level: str) -> None:
        """Have a group, behind the others of its level when it is new."""
        present = self._records.get(group_id)
        if isinstance(present, Group) and not present.is_deleted and present.report_id == report_id:
            return
        self._empty_if_removed(group_id)
        taken = (one.position for one in self._groups(report_id) if one.level == level)
        position = max(taken, default=0) + 1
        group = Group(id=group_id, coding_id=self._coding_id, report_id=report_id, level=level, position=position)
        self._put(group)

    def remove_group(self, group_id: GroupId) -> None:
        """Have no such group, nor anything in it."""
        self._remove(group_id)

    def set_answer(self, slot: Slot, answer: GoldAnswer | None) -> ValueId:
        """Have this answer in a slot, or none; returns the value's id."""
        value_id = gold_value_id(self._coding_id, slot)
        if answer is None:
            self._remove(value_id)
            return value_id
        value = Value(
            id=value_id,
            coding_id=self._coding_id,
            report_id=slot.report_id,
            group_id=slot.group_id,
            field=slot.field,
            status=answer.status,
            content=answer.content,
            missing_evidence_reason=answer.missing_evidence_reason,
        )
        self._put(value)
        wanted = {self._evidence_id(value_id, one): one for one in answer.evidence}
        for evidence_id in self._evidence.get(value_id, set()) - wanted.keys():
            self._tombstone(evidence_id)
        for evidence_id, evidence in wanted.items():
            update = {"id": evidence_id, "coding_id": self._coding_id, "value_id": value_id, "is_deleted": False}
            self._put(evidence.model_copy(update=update))
            self._evidence.setdefault(value_id, set()).add(evidence_id)
        return value_id

    def remove_records(self, record_ids: Iterable[str]) -> None:
        """Have none of these records, nor anything in them."""
        for record_id in record_ids:
            self._remove(record_id)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _evidence_id(self, value_id: ValueId, evidence: Evidence) -> EvidenceId:
        return EvidenceId(_derived("evidence", value_id, str(evidence.start), str(evidence.end)))

    def _groups(self, report_id: ReportId) -> Iterable[Group]:
        parts = self._records.values()
        return (one for one in parts if isinstance(one, Group) and one.report_id == report_id and not one.is_deleted)

    def _empty_if_removed(self, part_id: str) -> None:
        present = self._records.get(part_id)
        if present is not None and present.is_deleted:
            self._remove_contents(part_id)

    def _remove(self, part_id: str) -> None:
        if part_id in self._records:
            self._remove_contents(part_id)
            self._tombstone(part_id)

    def _remove_contents(self, part_id: str) -> None:
        for evidence_id in self._evidence.get(part_id, ()):
            self._tombstone(evidence_id)
        inside = [
            record.id
            for record in self._records.values()
            if (isinstance(record, Group) and record.report_id == part_id)
            or (isinstance(record, Value) and part_id in (record.report_id, record.group_id))
        ]
        for record_id in inside:
            for evidence_id in self._evidence.get(record_id, ()):
                self._tombstone(evidence_id)
            self._tombstone(record_id)

    def _tombstone(self, record_id: str) -> None:
        self._put(self._records[record_id].model_copy(update={"is_deleted": True}))

    def _put(self, record: _Part) -> None:
        if self._records.get(record.id) != record:
            self._records[record.id] = self._changed[record.id] = record


_ORDER = {"report": 0, "group": 1, "value": 2, "evidence": 3}
