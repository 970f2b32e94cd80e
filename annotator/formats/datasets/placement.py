"""The values of a coding in the order tables list them, each with the numbers a reader counts by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import NamedTuple

from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL
from annotator.domain.coding import Coding, Evidence, Note, Value
from annotator.domain.ids import GroupId, ReportId, ValueId


class Place(NamedTuple):
    """Where a value sits; numbers count from 1 as in the window and are None where they do not apply."""

    level: str
    report_id: ReportId | None = None
    report_number: int | None = None
    group_id: GroupId | None = None
    group_number: int | None = None


class PlacedValue(NamedTuple):
    """A value, where it sits, and its evidence in the order of the text."""

    value: Value
    place: Place
    evidence: Sequence[Evidence]


class PlacedCoding:
    """A coding laid out: its reports, their groups, and its values in order.

    Values come in the order article, report 1 and its groups, report 2 …, and within a place in the codebook's order
    of fields (``field_ranks``); fields the codebook does not have come last by name.
    """

    def __init__(self, coding: Coding, field_ranks: Mapping[str, int]) -> None:
        self.reports: list[Place] = []
        self.groups: dict[Place, list[Place]] = {}
        self._places: dict[GroupId | ReportId | None, Place] = {None: Place(ARTICLE_LEVEL)}
        for number, report in enumerate(coding.reports(), start=1):
            self._place_report(coding, report.id, number)
        self.values = self._placed_values(coding, field_ranks)

    def _place_report(self, coding: Coding, report_id: ReportId, number: int) -> None:
        place = Place(INCIDENT_LEVEL, report_id, number)
        self.reports.append(place)
        self._places[report_id] = place
        counted: dict[str, int] = {}
        groups = self.groups[place] = []
        for group in coding.groups(report_id):
            counted[group.level] = counted.get(group.level, 0) + 1
            group_place = Place(group.level, report_id, number, group.id, counted[group.level])
            groups.append(group_place)
            self._places[group.id] = group_place

    def _placed_values(self, coding: Coding, field_ranks: Mapping[str, int]) -> list[PlacedValue]:
        ranked = {id_: (rank, place) for rank, (id_, place) in enumerate(self._places.items())}
        last = len(field_ranks)
        evidence = _evidence_by_value(coding)
        keyed = []
        for value in coding.values_by_id.values():
            # A value whose report or group is gone finds no place, and so is not there either.
            found = None if value.is_deleted else ranked.get(value.group_id or value.report_id)
            if found is not None:
                placed = PlacedValue(value, found[1], evidence.get(value.id, ()))
                keyed.append((found[0], field_ranks.get(value.field, last), value.field, value.id, placed))
        keyed.sort(key=itemgetter(0, 1, 2, 3))
        return [placed for *_, placed in keyed]


def _evidence_by_value(coding: Coding) -> dict[ValueId, list[Evidence]]:
    """Return the live evidence of every value in the order of the text."""
    live = [evidence for evidence in coding.evidence_by_id.values() if not evidence.is_deleted]
    live.sort(key=attrgetter("start", "end", "id"))
    grouped: dict[ValueId, list[Evidence]] = {}
    for evidence in live:
        grouped.setdefault(evidence.value_id, []).append(evidence)
    return grouped


def live_notes(coding: Coding) -> list[Note]:
    """Return the notes whose subject is there, oldest first."""
    if not coding.notes_by_id:
        return []
    subjects: set[str] = {coding.header.id}
    for report in coding.reports():
        subjects.add(report.id)
        subjects.update(group.id for group in coding.groups(report.id))
    subjects.update(value.id for value in coding.values())
    subjects.update(evidence.id for evidence in coding.evidence())
    return [note for note in coding.notes() if note.subject_id in subjects]
