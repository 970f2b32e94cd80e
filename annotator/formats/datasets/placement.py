"""The values of a coding in the order tables list them, each with the numbers a reader counts by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import NamedTuple, TypeVar, cast

from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL
from annotator.domain.coding import Coding, Evidence, Group, Note, Report, Value
from annotator.domain.ids import GroupId, ReportId
from annotator.domain.wording import AsCells, ToldRow, Wording
from annotator.formats.datasets.told import told

T = TypeVar("T")

_REPORTS: Wording = ("position", "id")
_GROUPS: Wording = ("level", "position", "id", "report_id")
_VALUES: Wording = ("group_id", "report_id", "id", "field", "status", "content", "missing_evidence_reason")
_WORDS = ("quote", "prefix", "suffix")
_EVIDENCE: Wording = ("value_id", "start", "end", "id", "stance", "quote", AsCells(_WORDS))
"""What places are known by and tables of text say, in the order in which it is sorted."""

_OF_VALUE = attrgetter("group_id", "report_id", "id", "field")
_OF_TOLD_VALUE = itemgetter(1, 2, 3, 4)


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


class ToldValue(NamedTuple):
    """What tables of text say of a value; ``content`` is JSON."""

    coding_id: str
    group_id: str | None
    report_id: str | None
    id: str
    field: str
    status: str
    content: str | None
    missing_evidence_reason: str


class ToldSpan(NamedTuple):
    """What they say of a span; ``words`` are its quote, prefix and suffix as cells of CSV."""

    coding_id: str
    value_id: str
    start: int
    end: int
    id: str
    stance: str
    quote: str
    words: str


PlacedTold = tuple[ToldValue, Place, Sequence[ToldSpan]]
"""What is told of a value, where it sits, and what is told of its spans; both are plain tuples in these orders."""


class PlacedCoding:
    """A coding laid out: its reports, their groups, and its values in order, as records and as what is told of them.

    Values come in the order article, report 1 and its groups, report 2 …, and within a place in the codebook's order
    of fields (``field_ranks``); fields the codebook does not have come last by name. Spans come in the order of the
    text.
    """

    def __init__(self, coding: Coding, field_ranks: Mapping[str, int]) -> None:
        self.reports: list[Place] = []
        self.groups: dict[Place, list[Place]] = {}
        self._coding = coding
        self._field_ranks = field_ranks
        self._places: dict[str | None, Place] = {None: Place()}
        groups = _grouped(sorted(told(coding.groups_by_id, _GROUPS)), itemgetter(-1))
        for number, (_, _, report_id) in enumerate(sorted(told(coding.reports_by_id, _REPORTS)), start=1):
            self._place_report(report_id, number, groups.get(report_id, ()))

    @cached_property
    def values(self) -> Sequence[PlacedValue]:
        """Every value that is there, in order."""
        coding = self._coding
        live = [one for one in coding.evidence_by_id.values() if not one.is_deleted]
        live.sort(key=attrgetter("start", "end", "id"))
        evidence = _grouped(live, attrgetter("value_id"))
        values = [value for value in coding.values_by_id.values() if not value.is_deleted]
        placed = self._placed(values, map(_OF_VALUE, values))
        return [PlacedValue(value, place, evidence.get(value.id, ())) for value, place in placed]

    @cached_property
    def told(self) -> Sequence[PlacedTold]:
        """What tables of text say of the same values, in the same order."""
        coding = self._coding
        spans = cast(list[ToldSpan], sorted(told(coding.evidence_by_id, _EVIDENCE)))
        evidence = _grouped(spans, itemgetter(1))
        values = cast(Sequence[ToldValue], told(coding.values_by_id, _VALUES))
        placed = self._placed(values, map(_OF_TOLD_VALUE, values))
        return [(value, place, evidence.get(value[3], ())) for value, place in placed]

    def _place_report(self, report_id: ReportId, number: int, groups: Iterable[ToldRow]) -> None:
        place = Place(report_id, number, INCIDENT_LEVEL)
        self.reports.append(place)
        self._places[report_id] = place
        counted: dict[str, int] = {}
        places = self.groups[place] = []
        for _, level, _, group_id, _ in groups:
            counted[level] = counted.get(level, 0) + 1
            group_place = Place(report_id, number, level, GroupId(group_id), counted[level])
            places.append(group_place)
            self._places[group_id] = group_place

    def _placed(
        self, values: Iterable[T], about: Iterable[tuple[str | None, str | None, str, str]]
    ) -> list[tuple[T, Place]]:
        """Return the values that are there in order, given the group, report, id and field of each."""
        ranked = {id_: (rank, place) for rank, (id_, place) in enumerate(self._places.items())}
        ranks, last = self._field_ranks, len(self._field_ranks)
        keyed = []
        for value, (group_id, report_id, id_, field) in zip(values, about, strict=True):
            # A value whose report or group is gone finds no place, and so is not there either.
            at = ranked.get(group_id or report_id)
            if at is not None:
                keyed.append((at[0], ranks.get(field, last), field, id_, value, at[1]))
        keyed.sort()  # ids differ, so that no comparison goes beyond them
        return [one[4:] for one in keyed]


def _grouped(those: Iterable[T], key_of: Callable[[T], str]) -> dict[str, list[T]]:
    grouped: dict[str, list[T]] = {}
    for one in those:
        grouped.setdefault(key_of(one), []).append(one)
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


def live_notes(coding: Coding) -> tuple[Note, ...]:
    """Return the notes whose subject is there, oldest first."""
    return coding.notes() if coding.notes_by_id else ()
