"""One coder's complete coding of one article: reports, groups, values, evidence and notes.

The parts are flat, frozen records that refer to each other by id, exactly as they are stored and as history keeps
them; `Coding` puts them together and answers questions about the whole. Deletion is a tombstone (``is_deleted``):
a deleted record stays and hides everything that refers to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import chain
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from annotator.domain.ids import (
    ArticleId,
    CodebookId,
    CoderId,
    CodingId,
    EvidenceId,
    GroupId,
    NoteId,
    ReportId,
    RoundId,
    ValueId,
)
from annotator.domain.text import Span
from annotator.domain.values import Content, Frozen, Status


class CodingState(StrEnum):
    """Whether the coder has declared the coding finished."""

    DRAFT = "draft"
    COMPLETE = "complete"


class Stance(StrEnum):
    """How a span bears on the value it is evidence for."""

    STATES = "states"
    IMPLIES = "implies"
    CONTRADICTS = "contradicts"
    INFERENCE = "inference"


class Coder(Frozen):
    """A person who codes; ``is_gold`` marks the one coder who stands for the reviewers' rulings."""

    kind: Literal["coder"] = "coder"
    id: CoderId
    name: str
    is_gold: bool = False
    is_deleted: bool = False


class CodebookVersion(Frozen):
    """A codebook as the project keeps it; ``source`` is its YAML, ``sha256`` that text's hash."""

    kind: Literal["codebook"] = "codebook"
    id: CodebookId
    name: str
    version: int
    source: str
    sha256: str
    is_deleted: bool = False


class CodingHeader(Frozen):
    """Whose coding of which article in which round, under which codebook version, and its state.

    ``round_id`` is None for work outside any round. ``completed_at`` is when the coder last declared it finished.
    """

    kind: Literal["coding"] = "coding"
    id: CodingId
    article_id: ArticleId
    coder_id: CoderId
    codebook_id: CodebookId
    round_id: RoundId | None = None
    state: CodingState = CodingState.DRAFT
    completed_at: dt.datetime | None = None
    is_deleted: bool = False


class Report(Frozen):
    """One incident as told by the article; "Incident 1, 2, …" in the window, in order of ``position``."""

    kind: Literal["report"] = "report"
    id: ReportId
    coding_id: CodingId
    position: int
    is_deleted: bool = False


class Group(Frozen):
    """One repeat of a repeating part of a report; ``level`` names the part, for example ``perpetrator``."""

    kind: Literal["group"] = "group"
    id: GroupId
    coding_id: CodingId
    report_id: ReportId
    level: str
    position: int
    is_deleted: bool = False


class Value(Frozen):
    """What was coded in one field: content, status and, where a mandatory span is missing, the reason.

    ``content`` is None while there is only evidence, and always when the status is not ``coded``.
    """

    kind: Literal["value"] = "value"
    id: ValueId
    coding_id: CodingId
    report_id: ReportId | None = None
    group_id: GroupId | None = None
    field: str
    status: Status = Status.CODED
    content: Content | None = None
    missing_evidence_reason: str = ""
    is_deleted: bool = False

    @property
    def slot(self) -> Slot:
        """Where the value sits."""
        return Slot(self.field, self.report_id, self.group_id)


class Evidence(Frozen):
    """A span that supports (or contradicts) a value; ``quote`` always equals ``text[start:end]``."""

    kind: Literal["evidence"] = "evidence"
    id: EvidenceId
    coding_id: CodingId
    value_id: ValueId
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""
    stance: Stance = Stance.STATES
    is_deleted: bool = False

    @property
    def span(self) -> Span:
        """The range of code points."""
        return Span(self.start, self.end)


class Note(Frozen):
    """A coder's remark on a coding, report, group, value or evidence (``subject_id``).

    ``rule`` names the rule whose warning the note answers, if any; ``is_flagged`` asks for discussion.
    """

    kind: Literal["note"] = "note"
    id: NoteId
    coding_id: CodingId
    subject_id: str
    text: str
    rule: str = ""
    is_flagged: bool = False
    is_deleted: bool = False


class Slot(NamedTuple):
    """One field at one place of a coding: the article's, a report's or a group's."""

    field: str
    report_id: ReportId | None = None
    group_id: GroupId | None = None


def _no_records() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Coding:
    """A coding put together; each mapping holds every record by id, tombstones included."""

    header: CodingHeader
    reports_by_id: Mapping[str, Report] = field(default_factory=_no_records)
    groups_by_id: Mapping[str, Group] = field(default_factory=_no_records)
    values_by_id: Mapping[str, Value] = field(default_factory=_no_records)
    evidence_by_id: Mapping[str, Evidence] = field(default_factory=_no_records)
    notes_by_id: Mapping[str, Note] = field(default_factory=_no_records)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all is coded."""
        return not (any(self.reports()) or any(self.values()) or any(self.notes()))

    def reports(self) -> tuple[Report, ...]:
        """Return the reports in tab order."""
        return tuple(sorted(_live(self.reports_by_id), key=lambda report: (report.position, report.id)))

    def groups(self, report_id: ReportId, level: str | None = None) -> tuple[Group, ...]:
        """Return one report's groups, of one level or all, in order of position."""
        found = (
            group
            for group in _live(self.groups_by_id)
            if group.report_id == report_id and level in (None, group.level) and self._has_live_report(group.report_id)
        )
        return tuple(sorted(found, key=lambda group: (group.level, group.position, group.id)))

    def values(self) -> Iterator[Value]:
        """Yield every value whose report and group are there."""
        return (value for value in _live(self.values_by_id) if self._is_placed(value))

    def value_at(self, slot: Slot) -> Value | None:
        """Return the value in a slot, None when nobody has touched it."""
        return next((value for value in self.values() if value.slot == slot), None)

    def values_by_slot(self) -> dict[Slot, Value]:
        """Return every value by its slot."""
        return {value.slot: value for value in self.values()}

    def evidence(self) -> Iterator[Evidence]:
        """Yield every evidence span whose value is there, value by value, in the order it was attached."""
        return chain.from_iterable(self._evidence_index.get(value.id, ()) for value in self.values())

    def evidence_for(self, value_id: ValueId) -> tuple[Evidence, ...]:
        """Return one value's evidence in the order it was attached."""
        return self._evidence_index.get(value_id, ())

    def evidence_by_value(self) -> dict[ValueId, tuple[Evidence, ...]]:
        """Return the evidence of every value that is there and has any, in the order it was attached."""
        index = self._evidence_index
        return {value.id: index[value.id] for value in self.values() if index.get(value.id)}

    def notes(self, subject_id: str | None = None) -> tuple[Note, ...]:
        """Return the notes on one subject, or all, oldest first; a note goes with what it is about."""
        found = [note for note in _live(self.notes_by_id) if subject_id in (None, note.subject_id)]
        there = self._ids_there() if found else frozenset()
        return tuple(sorted((note for note in found if note.subject_id in there), key=lambda note: note.id))

    def with_entities(self, entities: Iterable[Frozen]) -> Coding:
        """Return the coding after the given records replaced those with the same id; other codings' are passed over."""
        entities = tuple(entities)
        header = self.header
        parts: dict[str, dict[str, Any]] = {}
        for entity in entities:
            if isinstance(entity, CodingHeader):
                header = entity if entity.id == header.id else header
            elif isinstance(entity, Report | Group | Value | Evidence | Note) and entity.coding_id == header.id:
                name = _MAPPING_OF[entity.kind]
                parts.setdefault(name, dict(getattr(self, name)))[entity.id] = entity
        changed = replace(self, header=header, **{name: MappingProxyType(records) for name, records in parts.items()})
        if "_evidence_index" in self.__dict__:
            changed.__dict__["_evidence_index"] = self._index_after(entities)
        return changed

    @cached_property
    def _evidence_index(self) -> Mapping[ValueId, tuple[Evidence, ...]]:
        """Live evidence by value; a changed coding takes it over, so that one more span costs the same however many."""
        grouped: dict[ValueId, list[Evidence]] = {}
        for evidence in _live(self.evidence_by_id):
            grouped.setdefault(evidence.value_id, []).append(evidence)
        return {value_id: tuple(sorted(found, key=attrgetter("id"))) for value_id, found in grouped.items()}

    def _index_after(self, entities: Sequence[Frozen]) -> Mapping[ValueId, tuple[Evidence, ...]]:
        index = dict(self._evidence_index)
        for value_id, changed in self._changed_evidence(entities).items():
            kept = (one for one in index.get(value_id, ()) if one.id not in changed)
            added = (one for one in changed.values() if one is not None)
            index[value_id] = tuple(sorted((*kept, *added), key=attrgetter("id")))
        return index

    def _changed_evidence(self, entities: Sequence[Frozen]) -> dict[ValueId, dict[EvidenceId, Evidence | None]]:
        """Return by value what becomes of its evidence; None where it is gone from that value."""
        mine = {one.id: one for one in entities if isinstance(one, Evidence) and one.coding_id == self.header.id}
        changed: dict[ValueId, dict[EvidenceId, Evidence | None]] = {}
        for evidence in mine.values():
            before = self.evidence_by_id.get(evidence.id)
            if before is not None:
                changed.setdefault(before.value_id, {})[evidence.id] = None
            changed.setdefault(evidence.value_id, {})[evidence.id] = None if evidence.is_deleted else evidence
        return changed

    def _has_live_report(self, report_id: ReportId | None) -> bool:
        if report_id is None:
            return True
        report = self.reports_by_id.get(report_id)
        return report is not None and not report.is_deleted

    def _ids_there(self) -> frozenset[str]:
        """Everything a note can be about that no tombstone hides."""
        groups = (group for group in _live(self.groups_by_id) if self._has_live_report(group.report_id))
        records = (*self.reports(), *groups, *self.values(), *self.evidence())
        return frozenset({self.header.id, *(record.id for record in records)})

    def _is_placed(self, value: Value) -> bool:
        if value.group_id is not None:
            group = self.groups_by_id.get(value.group_id)
            if group is None or group.is_deleted:
                return False
        return self._has_live_report(value.report_id)


_MAPPING_OF = {
    "report": "reports_by_id",
    "group": "groups_by_id",
    "value": "values_by_id",
    "evidence": "evidence_by_id",
    "note": "notes_by_id",
}


def _live(records: Mapping[str, Any]) -> Iterator[Any]:
    return (record for record in records.values() if not record.is_deleted)
