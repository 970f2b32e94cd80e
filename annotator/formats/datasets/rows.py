"""The records of a coding as they are stored, for forms that write down just that.

Making records of rows, and then text of the records, takes most of the time of an export with half a million of them.
Where somebody has taken something out of a coding, or a stored row is unusual, rows are made of the records instead,
so that a form has one way of writing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple, cast

from annotator.domain.coding import Coding, Evidence, Group, Report, Value
from annotator.domain.content_json import content_to_json
from annotator.domain.stored_records import Row, StoredRecords


class ReportRow(NamedTuple):
    """What a report's row holds, by name."""

    id: str
    coding_id: str
    position: int
    is_deleted: int


class GroupRow(NamedTuple):
    """What a group's row holds, by name."""

    id: str
    coding_id: str
    report_id: str
    level: str
    position: int
    is_deleted: int


class ValueRow(NamedTuple):
    """What a value's row holds, by name; ``content`` is JSON."""

    id: str
    coding_id: str
    report_id: str | None
    group_id: str | None
    field: str
    status: str
    content: str | None
    missing_evidence_reason: str
    is_deleted: int


class EvidenceRow(NamedTuple):
    """What a span's row holds, by name."""

    id: str
    coding_id: str
    value_id: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    stance: str
    is_deleted: int


_OF_REPORT: Callable[[Report], Row] = attrgetter(*ReportRow._fields)
_OF_GROUP: Callable[[Group], Row] = attrgetter(*GroupRow._fields)
_OF_VALUE = attrgetter(*ValueRow._fields)
_OF_EVIDENCE: Callable[[Evidence], Row] = attrgetter(*EvidenceRow._fields)


def report_rows(coding: Coding) -> Sequence[ReportRow]:
    """Return the rows of a coding's reports, tombstones included; they are plain tuples in the order of `ReportRow`."""
    return cast(Sequence[ReportRow], _rows(coding.reports_by_id, _OF_REPORT))


def group_rows(coding: Coding) -> Sequence[GroupRow]:
    """Return the rows of a coding's groups likewise, in the order of `GroupRow`."""
    return cast(Sequence[GroupRow], _rows(coding.groups_by_id, _OF_GROUP))


def value_rows(coding: Coding) -> Sequence[ValueRow]:
    """Return the rows of a coding's values likewise, in the order of `ValueRow`."""
    return cast(Sequence[ValueRow], _rows(coding.values_by_id, _value_row))


def evidence_rows(coding: Coding) -> Sequence[EvidenceRow]:
    """Return the rows of a coding's evidence likewise, in the order of `EvidenceRow`."""
    return cast(Sequence[EvidenceRow], _rows(coding.evidence_by_id, _OF_EVIDENCE))


def _rows(records: Mapping[str, Any], row_of: Callable[[Any], Row]) -> Sequence[Row]:
    rows = records.rows_if_plain() if isinstance(records, StoredRecords) else None
    return [row_of(record) for record in records.values()] if rows is None else rows


def _value_row(value: Value) -> Row:
    *before, content, reason, is_deleted = _OF_VALUE(value)
    return (*before, None if content is None else content_to_json(content), reason, is_deleted)
