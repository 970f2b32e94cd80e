"""The units behind a cell of a panel: exactly those its figure rests on, and those that could not be compared.

Each has the kind of disagreement it is, under the alignment that scored the field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotator.agreement.alignment import AlignedIncident
from annotator.agreement.disagreement import kind_of
from annotator.agreement.groups import member_values
from annotator.agreement.panel import Panel
from annotator.agreement.panel_cells import Subject, ratings_in
from annotator.agreement.panel_incidents import found_incidents, paired_reports, pairs_in
from annotator.agreement.scored import Part, is_pooled
from annotator.agreement.slices import Choice, eligible
from annotator.agreement.spans import Mark
from annotator.agreement.unitizing import marks_of
from annotator.agreement.units import Unit, Use, use_of
from annotator.domain.codebook import INCIDENT_LEVEL, Field
from annotator.domain.figures import AgreementLayer
from annotator.domain.ids import ReportId
from annotator.domain.review import DisagreementKind

_ORDER = list(DisagreementKind)


@dataclass(frozen=True)
class Side:
    """One coder's part of a unit: the coder's place among the article's coders, reports, and how it was used.

    ``unit`` gives the answers where the unit is a field's, ``marks`` the spans where it is a text, ``members`` how many
    members were found where it is a repeating part.
    """

    coder: int
    use: Use
    reports: tuple[ReportId, ...] = ()
    unit: Unit | None = None
    marks: tuple[Mark, ...] = ()
    members: int | None = None


@dataclass(frozen=True)
class Behind:
    """One unit behind a cell; ``article`` is its number in the panel."""

    article: int
    sides: tuple[Side, ...]
    is_used: bool
    kind: DisagreementKind | None


def units_behind(panel: Panel, layer: AgreementLayer, subject: Subject, choice: Choice) -> Iterator[Behind]:
    """Yield the units of a cell; as many are used as the cell counts."""
    match layer:
        case AgreementLayer.DETECTION if subject.name == INCIDENT_LEVEL:
            yield from _incidents(panel, choice)
        case AgreementLayer.DETECTION:
            yield from _member_lists(panel, choice, subject.name)
        case AgreementLayer.EVIDENCE:
            yield from _texts(panel, choice, subject.name)
        case _:
            yield from _values(panel, layer, subject, choice)


def _values(panel: Panel, layer: AgreementLayer, subject: Subject, choice: Choice) -> Iterator[Behind]:
    field = panel.codebook.fields_by_id[subject.name]
    part = None if layer is AgreementLayer.STATUS else panel.part(field, subject.part)
    found = ratings_in(panel, layer, subject, choice)
    units = panel.units(field)
    is_used = found.ratings.is_pairable
    touched = panel.status_ratings(field).codes.max(axis=1, initial=-1) >= 0 if layer is AgreementLayer.STATUS else None
    for row, at in enumerate(found.units.tolist()):
        if touched is not None and not touched[at]:
            continue
        unit = units[at]
        columns = panel.columns[unit.article]
        chosen = [columns.index(column) for column in found.coders[row].tolist() if column in columns]
        uses = _uses(unit, field, part, chosen)
        sides = tuple(_side(unit, coder, use) for coder, use in zip(chosen, uses, strict=True))
        yield Behind(unit.article, sides, bool(is_used[row]), _kind(panel, unit, field, chosen, layer))


def _side(unit: Unit, coder: int, use: Use) -> Side:
    report = unit.places[coder].report
    return Side(coder, use, (report,) if report else (), unit)


def _uses(unit: Unit, field: Field, part: Part | None, coders: Sequence[int]) -> list[Use]:
    if part is None:
        return [unit.faults[coder] or Use.USED for coder in coders]
    values = [unit.value(coder, part, field) for coder in coders]
    is_alone = sum(value is not None for value in values) < 2
    return [
        unit.faults[coder] or use_of(unit, field, coder, value, is_alone=is_alone)
        for coder, value in zip(coders, values, strict=True)
    ]


def _kind(
    panel: Panel, unit: Unit, field: Field, coders: Sequence[int], layer: AgreementLayer
) -> DisagreementKind | None:
    """Return the first kind, in the order of kinds, by which any two of the coders differ."""
    if layer is AgreementLayer.STATUS:
        statuses = {unit.status(coder) for coder in coders} - {None}
        return DisagreementKind.STATUS if len(statuses) > 1 else None
    kinds = [kind for a, b in combinations(coders, 2) if (kind := kind_in_unit(unit, (a, b), field)) is not None]
    relevance = panel.codebook.no_incident
    if kinds and relevance is not None and field.id == relevance.field:
        kinds = [k if k is DisagreementKind.SAME_VALUE_OTHER_EVIDENCE else DisagreementKind.RELEVANCE for k in kinds]
    return min(kinds, key=_ORDER.index, default=None)


def kind_in_unit(unit: Unit, pair: tuple[int, int], field: Field) -> DisagreementKind | None:
    """Return how two coders differ in a unit, None where they do not or where neither has it."""
    faults = {unit.faults[coder] for coder in pair}
    if Use.SPLIT in faults:
        return DisagreementKind.SPLIT_JOIN
    if faults & {Use.UNMATCHED, Use.NO_REPORT}:
        return DisagreementKind.MISSED_INCIDENT if faults != {Use.NO_REPORT} else None
    if Use.NO_MEMBER in faults:
        return DisagreementKind.EXTRA_MEMBER if faults != {Use.NO_MEMBER} else None
    first, second = (unit.answers[coder] for coder in pair)
    if is_pooled(field):
        known = [frozenset(answer.content for answer in side if answer.content is not None) for side in (first, second)]
        return DisagreementKind.EXTRA_MEMBER if known[0] != known[1] else None
    return kind_of(first[0] if first else None, second[0] if second else None, field)


def _incidents(panel: Panel, choice: Choice) -> Iterator[Behind]:
    for found in found_incidents(panel, choice):
        sides = tuple(_holder(found.incident, coder) for coder in found.pair)
        kind = None if found.is_of_both else DisagreementKind.MISSED_INCIDENT
        if any(len(side.reports) > 1 for side in sides) and found.is_of_both:
            kind = DisagreementKind.SPLIT_JOIN
        yield Behind(found.article, sides, is_used=True, kind=kind)


def _holder(incident: AlignedIncident, coder: int) -> Side:
    reports = incident.members[coder]
    return Side(coder, Use.USED if reports else Use.NO_REPORT, reports)


def _member_lists(panel: Panel, choice: Choice, level: str) -> Iterator[Behind]:
    for article in np.flatnonzero(eligible(panel.participates, choice).flags).tolist():
        aligner = panel.aligners[article]
        for pair in pairs_in(panel, article, choice):
            for reports in paired_reports(aligner, pair):
                lists = [
                    member_values(aligner.answers[coder], report, level, panel.codebook)
                    for coder, report in zip(pair, reports, strict=True)
                ]
                if any(lists):
                    sides = tuple(
                        Side(coder, Use.USED, (report,), members=len(members))
                        for coder, report, members in zip(pair, reports, lists, strict=True)
                    )
                    is_same = Counter(lists[0]) == Counter(lists[1])
                    yield Behind(article, sides, True, None if is_same else DisagreementKind.EXTRA_MEMBER)


def _texts(panel: Panel, choice: Choice, field: str) -> Iterator[Behind]:
    for article in np.flatnonzero(eligible(panel.participates, choice).flags).tolist():
        answers = panel.aligners[article].answers
        every = tuple(range(len(answers)))
        for coders in pairs_in(panel, article, choice) if choice.coders else [every]:
            sides = tuple(Side(coder, Use.USED, marks=marks_of(answers[coder], field)) for coder in coders)
            if any(side.marks for side in sides):
                is_same = len({side.marks for side in sides}) == 1
                kind = None if is_same else DisagreementKind.SAME_VALUE_OTHER_EVIDENCE
                yield Behind(article, sides, is_used=True, kind=kind)
