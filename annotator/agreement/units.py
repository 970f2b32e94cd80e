"""The units a field is scored on: aligned reports, or members of them, with every coder's answers.

Figures and the diagnosis table are made of the same units, so the table says exactly what a figure rests on.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.agreement.alignment import AlignedIncident, Aligner
from annotator.agreement.answers import UNTOUCHED, Answer, status_of
from annotator.agreement.groups import answer_at, paired_members
from annotator.agreement.ratings import Ratings
from annotator.agreement.scored import Part, combined, is_pooled, parts_of
from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook, Field, Measure
from annotator.domain.ids import ArticleId, GroupId, ReportId
from annotator.domain.values import Status

ABSENT = "absent"
"""The value of a coder who does not have the report, in the strict layer."""


class Use(StrEnum):
    """Whether an answer entered a field's figure, or why not."""

    USED = "used"
    NOT_SCORED = "not_scored"
    SCORED_AS_SPANS = "scored_as_spans"
    NO_REPORT = "no_report"
    UNMATCHED = "unmatched"
    SPLIT = "split"
    NO_MEMBER = "no_member"
    UNTOUCHED = "untouched"
    NOT_CODED = "not_coded"
    NO_FIGURE = "no_figure"
    ALONE = "alone"


@dataclass(frozen=True)
class Place:
    """Where one coder's answers of a unit stand: the report and, in a group, the member; None where there is none."""

    report: ReportId | None = None
    group: GroupId | None = None


@dataclass(frozen=True)
class Unit:
    """One thing all coders could have answered: the article, an incident, or a member of one.

    ``places`` and ``answers`` are by coder. A coder has several answers only in a field pooled over members. ``faults``
    are, by coder, why the unit cannot be compared for that coder, None where it can.
    """

    article: int
    article_id: ArticleId
    places: tuple[Place, ...]
    answers: tuple[tuple[Answer, ...], ...]
    faults: tuple[Use | None, ...]

    def value(self, coder: int, part: Part, field: Field) -> Hashable | None:
        """Return what a coder recorded, None where nothing can be compared; a pooled field gives a set."""
        return None if self.faults[coder] is not None else self.recorded(coder, part, field)

    def recorded(self, coder: int, part: Part, field: Field) -> Hashable | None:
        """Return what a coder recorded, comparable or not."""
        contents = (answer.content for answer in self.answers[coder])
        return combined((part.read(content) for content in contents if content is not None), field)

    def status(self, coder: int) -> str | None:
        """Return a coder's status, `UNTOUCHED` included; None where the coder does not have the unit."""
        if self.faults[coder] is not None:
            return None
        return status_of(self.answers[coder][0] if self.answers[coder] else None)


def field_units(aligners: Sequence[Aligner], codebook: Codebook, field: Field) -> list[Unit]:
    """Return the units of a field in all articles, each under the alignment that leaves the field out."""
    found: list[Unit] = []
    for number, aligner in enumerate(aligners):
        found.extend(_Units(number, aligner, codebook, field).all())
    return found


def ratings_of(
    units: Sequence[Unit], field: Field, part: Part, article_count: int, *, coders: Sequence[int]
) -> Ratings:
    """Return the units' values at the part's level; categories the codebook lists come first, used or not."""
    rows = [[unit.value(coder, part, field) for coder in coders] for unit in units]
    return Ratings.of(
        rows,
        part.level,
        articles=[unit.article for unit in units],
        article_count=article_count,
        values=listed_categories(field, rows),
        coder_count=len(coders),
    )


def listed_categories(field: Field, rows: Iterable[Iterable[Hashable | None]]) -> list[str]:
    """Return the categories of a nominal field that are used in the rows, in the codebook's order."""
    used = {value for row in rows for value in row}
    listed = [category.id for category in field.categories] if field.measure is Measure.NOMINAL else []
    return [category for category in listed if category in used]


def status_ratings(units: Sequence[Unit], article_count: int, *, coders: Sequence[int]) -> Ratings:
    """Return the statuses of the units that at least one coder touched; "untouched" is a status there."""
    rows = [[unit.status(coder) for coder in coders] for unit in units]
    kept = [at for at, row in enumerate(rows) if set(row) - {UNTOUCHED, None}]
    articles = [units[at].article for at in kept]
    return Ratings.of([rows[at] for at in kept], articles=articles, article_count=article_count)


@dataclass(frozen=True)
class DiagnosisRow:
    """One unit × field × coder: what was recorded and whether it was used, or why not."""

    article_id: ArticleId
    field: str
    part: str
    coder: int
    place: Place
    status: str
    value: Hashable | None
    use: Use


def diagnosis(units: Sequence[Unit], field: Field, coders: Sequence[int]) -> Iterator[DiagnosisRow]:
    """Yield a row for every unit, part of the field and coder."""
    for unit in units:
        for part in parts_of(field) or (None,):
            values = [None if part is None else unit.value(at, part, field) for at in coders]
            given = sum(value is not None for value in values)
            for coder, value in zip(coders, values, strict=True):
                use = unit.faults[coder] or use_of(unit, field, coder, value, is_alone=given < 2)
                status = status_of(unit.answers[coder][0] if unit.answers[coder] else None)
                name = part.name if part else ""
                place = unit.places[coder]
                yield DiagnosisRow(unit.article_id, field.id, name, coder, place, status, value, use)


def use_of(unit: Unit, field: Field, coder: int, value: Hashable | None, *, is_alone: bool) -> Use:
    """Return whether a coder's value, free of faults, entered the figure, or why not."""
    if field.measure is Measure.NONE:
        return Use.NOT_SCORED
    if field.measure is Measure.SPAN:
        return Use.SCORED_AS_SPANS
    if value is not None:
        return Use.ALONE if is_alone else Use.USED
    answers = unit.answers[coder]
    if not answers:
        return Use.UNTOUCHED
    return Use.NO_FIGURE if answers[0].value.status is Status.CODED else Use.NOT_CODED


class _Units:
    """The units of one field in one article."""

    def __init__(self, number: int, aligner: Aligner, codebook: Codebook, field: Field) -> None:
        self._number = number
        self._aligner = aligner
        self._codebook = codebook
        self._field = field
        self._article_id = aligner.answers[0].coding.header.article_id

    def all(self) -> Iterator[Unit]:
        """Yield the units, incident by incident."""
        if self._field.level == ARTICLE_LEVEL:
            yield self._unit([Place()] * len(self._aligner.answers))
            return
        for incident in self._aligner.without(self._field.id).incidents:
            if incident.is_split or not incident.is_matched:
                yield from self._unpaired(incident)
            else:
                yield from self._of_incident([reports[0] if reports else None for reports in incident.members])

    def _unpaired(self, incident: AlignedIncident) -> Iterator[Unit]:
        """Yield a unit for each report or member that cannot be compared, because it is split or only one coder's."""
        fault = Use.SPLIT if incident.is_split else Use.UNMATCHED
        for coder, reports in enumerate(incident.members):
            for report in reports:
                groups: Sequence[GroupId | None] = (None,)
                if self._is_by_member:
                    groups = [one.id for one in self._aligner.answers[coder].members(report, self._field.level)]
                for group in groups:
                    places = [Place()] * len(incident.members)
                    places[coder] = Place(report, group)
                    yield self._unit(places, fault)

    @property
    def _is_by_member(self) -> bool:
        return self._field.level not in (ARTICLE_LEVEL, INCIDENT_LEVEL) and not is_pooled(self._field)

    def _of_incident(self, reports: list[ReportId | None]) -> Iterator[Unit]:
        if not self._is_by_member:
            yield self._unit([Place(report) for report in reports])
            return
        for groups in self._members(reports):
            yield self._unit([Place(report, group) for report, group in zip(reports, groups, strict=True)])

    def _members(self, reports: list[ReportId | None]) -> list[list[GroupId | None]]:
        """Pair each coder's members with those of the first coder who has the report; the rest stand alone."""
        present = [(coder, report) for coder, report in enumerate(reports) if report is not None]
        anchor, anchored = present[0]
        rows: dict[GroupId, list[GroupId | None]] = {}
        alone: list[list[GroupId | None]] = []
        first = (self._aligner.answers[anchor], anchored)
        for coder, report in present[1:]:
            second = (self._aligner.answers[coder], report)
            for pair in paired_members(first, second, self._field.level, self._codebook, self._field.id):
                if pair.first is None:
                    alone.append([pair.second if at == coder else None for at in range(len(reports))])
                else:
                    row = rows.setdefault(pair.first, [None] * len(reports))
                    row[anchor], row[coder] = pair.first, pair.second
        return [*rows.values(), *alone]

    def _unit(self, places: Sequence[Place], fault: Use | None = None) -> Unit:
        answers = tuple(self._answers(coder, place) for coder, place in enumerate(places))
        faults = tuple(self._fault(place) or fault for place in places)
        return Unit(self._number, self._article_id, tuple(places), answers, faults)

    def _fault(self, place: Place) -> Use | None:
        if self._field.level == ARTICLE_LEVEL:
            return None
        if place.report is None:
            return Use.NO_REPORT
        return Use.NO_MEMBER if self._is_by_member and place.group is None else None

    def _answers(self, coder: int, place: Place) -> tuple[Answer, ...]:
        answers = self._aligner.answers[coder]
        if is_pooled(self._field) and place.report is not None:
            members = answers.members(place.report, self._field.level)
            found = [answer_at(answers, self._field.id, place.report, member.id) for member in members]
        elif not self._is_by_member or place.group is not None:
            found = [answer_at(answers, self._field.id, place.report, place.group)]
        else:
            found = []
        return tuple(one for one in found if one is not None)
