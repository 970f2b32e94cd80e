"""The values of a coding in the order tables list them, each with the numbers a reader counts by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from operator import attrgetter, itemgetter
from typing import NamedTuple

from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL
from annotator.domain.coding import Coding, Evidence, Group, Note, Report, Value
from annotator.domain.ids import GroupId, ReportId, ValueId
from annotator.formats.datasets.rows import (
    EvidenceRow,
    GroupRow,
    ReportRow,
    ValueRow,
    evidence_rows,
    group_rows,
    report_rows,
    value_rows,
)

_OF_VALUE = attrgetter("is_deleted", "group_id", "report_id", "field", "id")
_ID = itemgetter(0)
_REPORT_ORDER = itemgetter(2, 0)
_GROUP_ORDER = itemgetter(3, 4, 0)
_IN_TEXT = itemgetter(3, 4, 0)
"""By position and id; by level, position and id; by start, end and id."""


class Place(NamedTuple):
    """Where a value sits; numbers count from 1 as in the window and are None where they do not apply."""

    report_id: ReportId | None = None
    report_number: int | None = None
    level: str = ARTICLE_LEVEL
    group_id: GroupId | None = None
    group_number: int | None = None


class PlacedValue(NamedTuple):
    """A value, where it sits, and its evidence in the order of the text."""

    value: Value
    place: Place
    evidence: Sequence[Evidence]


class PlacedRow(NamedTuple):
    """The same as stored; ``row`` and ``evidence`` are plain tuples in the order of their types."""

    row: ValueRow
    place: Place
    evidence: Sequence[EvidenceRow]


class PlacedCoding:
    """A coding laid out: its reports, their groups, and its values in order, as records and as rows.

    Values come in the order article, report 1 and its groups, report 2 …, and within a place in the codebook's order
    of fields (``field_ranks``); fields the codebook does not have come last by name.
    """

    def __init__(self, coding: Coding, field_ranks: Mapping[str, int]) -> None:
        self.reports: list[Place] = []
        self.groups: dict[Place, list[Place]] = {}
        self._coding = coding
        self._field_ranks = field_ranks
        self._places: dict[str | None, Place] = {None: Place()}
        for number, (report, groups) in enumerate(_live_reports(coding), start=1):
            self._place_report(ReportId(report[0]), number, groups)

    @cached_property
    def values(self) -> Sequence[PlacedValue]:
        """Every value that is there, in order."""
        ranked, last = self._ranked_places(), len(self._field_ranks)
        evidence = _evidence_by_value(self._coding)
        keyed = []
        for value in self._coding.values_by_id.values():
            is_deleted, group_id, report_id, field, id_ = _OF_VALUE(value)
            # A value whose report or group is gone finds no place, and so is not there either.
            found = None if is_deleted else ranked.get(group_id or report_id)
            if found is not None:
                placed = PlacedValue(value, found[1], evidence.get(id_, ()))
                keyed.append((found[0], self._field_ranks.get(field, last), field, id_, placed))
        keyed.sort()  # ids differ, so that no comparison goes beyond them
        return [placed for *_, placed in keyed]

    @cached_property
    def rows(self) -> Sequence[PlacedRow]:
        """The rows of the same values in the same order."""
        ranked, last = self._ranked_places(), len(self._field_ranks)
        evidence = _evidence_rows_by_value(self._coding)
        keyed = []
        for row in value_rows(self._coding):
            id_, _, report_id, group_id, field, _, _, _, is_deleted = row
            found = None if is_deleted else ranked.get(group_id or report_id)
            if found is not None:
                placed = PlacedRow(row, found[1], evidence.get(id_, ()))
                keyed.append((found[0], self._field_ranks.get(field, last), field, id_, placed))
        keyed.sort()
        return [placed for *_, placed in keyed]

    def _place_report(self, report_id: ReportId, number: int, groups: Iterable[GroupRow]) -> None:
        place = Place(report_id, number, INCIDENT_LEVEL)
        self.reports.append(place)
        self._places[report_id] = place
        counted: dict[str, int] = {}
        places = self.groups[place] = []
        for group_id, _, _, level, _, _ in groups:
            counted[level] = counted.get(level, 0) + 1
            group_place = Place(report_id, number, level, GroupId(group_id), counted[level])
            places.append(group_place)
            self._places[group_id] = group_place

    def _ranked_places(self) -> dict[str | None, tuple[int, Place]]:
        return {id_: (rank, place) for rank, (id_, place) in enumerate(self._places.items())}


def _live_reports(coding: Coding) -> list[tuple[ReportRow, list[GroupRow]]]:
    """Return the reports that are there in the window's order, each with its groups in theirs."""
    reports = sorted((row for row in report_rows(coding) if not row[-1]), key=_REPORT_ORDER)
    groups: dict[str, list[GroupRow]] = {report[0]: [] for report in reports}
    for row in sorted((row for row in group_rows(coding) if not row[-1]), key=_GROUP_ORDER):
        if row[2] in groups:
            groups[row[2]].append(row)
    return [(report, groups[report[0]]) for report in reports]


def _evidence_by_value(coding: Coding) -> dict[ValueId, list[Evidence]]:
    """Return the live evidence of every value in the order of the text."""
    live = [evidence for evidence in coding.evidence_by_id.values() if not evidence.is_deleted]
    live.sort(key=attrgetter("start", "end", "id"))
    grouped: dict[ValueId, list[Evidence]] = {}
    for evidence in live:
        grouped.setdefault(evidence.value_id, []).append(evidence)
    return grouped


def _evidence_rows_by_value(coding: Coding) -> dict[str, list[EvidenceRow]]:
    live = [row for row in evidence_rows(coding) if not row[-1]]
    live.sort(key=_IN_TEXT)
    grouped: dict[str, list[EvidenceRow]] = {}
    for row in live:
        grouped.setdefault(row[2], []).append(row)
    return grouped


class LiveRecords(NamedTuple):
    """The records of a coding that are there, neither deleted nor part of something deleted, in a fixed order."""

    reports: tuple[Report, ...]
    groups: tuple[Group, ...]
    values: tuple[Value, ...]
    evidence: tuple[Evidence, ...]
    notes: tuple[Note, ...]


def live_records(coding: Coding) -> LiveRecords:
    """Return reports and groups in the window's order, the other records by id, which is the order of making."""
    reports = coding.reports()
    groups = tuple(group for report in reports for group in coding.groups(report.id))
    places: set[str | None] = {None, *(report.id for report in reports), *(group.id for group in groups)}
    values = [
        value
        for value in coding.values_by_id.values()
        if not value.is_deleted and (value.group_id or value.report_id) in places
    ]
    answered = {value.id for value in values}
    evidence = [one for one in coding.evidence_by_id.values() if not one.is_deleted and one.value_id in answered]
    by_id = attrgetter("id")
    values.sort(key=by_id)
    evidence.sort(key=by_id)
    return LiveRecords(reports, groups, tuple(values), tuple(evidence), live_notes(coding))


class LiveRows(NamedTuple):
    """The same as rows."""

    reports: list[ReportRow]
    groups: list[GroupRow]
    values: list[ValueRow]
    evidence: list[EvidenceRow]


def live_rows(coding: Coding) -> LiveRows:
    """Return the rows of the records that `live_records` returns, but for the notes."""
    placed = _live_reports(coding)
    reports = [report for report, _ in placed]
    groups = list(chain.from_iterable(groups for _, groups in placed))
    places: set[str | None] = {None, *map(_ID, reports), *map(_ID, groups)}
    values = [row for row in value_rows(coding) if not row[-1] and (row[3] or row[2]) in places]
    answered = set(map(_ID, values))
    evidence = [row for row in evidence_rows(coding) if not row[-1] and row[2] in answered]
    values.sort(key=_ID)
    evidence.sort(key=_ID)
    return LiveRows(reports, groups, values, evidence)


def live_notes(coding: Coding) -> tuple[Note, ...]:
    """Return the notes whose subject is there, oldest first."""
    return coding.notes() if coding.notes_by_id else ()
