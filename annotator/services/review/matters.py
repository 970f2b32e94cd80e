"""Everything a reviewer may rule on in one article, found by going through the coders' aligned codings.

A matter is a field at one place, or a whole incident or member that not all coders have. What lies inside a whole is
compared only once somebody ruled that it is there, and only among the coders whose word was taken; so the matters
depend on the rulings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TypeAlias

from annotator.agreement.alignment import AlignedIncident, Aligner
from annotator.agreement.answers import Answer, Answers
from annotator.agreement.disagreement import kind_of
from annotator.agreement.groups import answer_at, paired_members
from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook, Field, Measure
from annotator.domain.ids import ArticleId, GroupId, ReportId
from annotator.domain.review import DisagreementKind, Ruling, RulingSource

_ORDER = {kind: at for at, kind in enumerate(DisagreementKind)}

Groups: TypeAlias = tuple[GroupId | None, ...]
Reports: TypeAlias = tuple[tuple[ReportId, ...], ...]


@dataclass(frozen=True)
class Matter:
    """Something that may be ruled on.

    ``scope`` is the field's id, a group's level for a member, "" for a whole incident; ``field`` is None for wholes.
    ``coders`` are those who are asked, by their place among the codings; ``reports``, ``groups`` and ``answers`` are by
    coder, empty or None for those who are not asked or do not have it. ``incident`` is its place in the alignment, None
    for the article's own fields. ``is_gate`` marks a relevance on which the whole article's incidents depend.
    """

    article_id: ArticleId
    scope: str
    field: Field | None
    incident: int | None
    coders: tuple[int, ...]
    reports: Reports
    groups: Groups
    answers: tuple[Answer | None, ...]
    kind: DisagreementKind | None
    is_gate: bool = False

    @cached_property
    def id(self) -> str:
        """The item's id: from the article, the scope, and the reports and groups, whatever the coders' order.

        The type is left out, so that a coder's later edit leaves the item what it is and its ruling stale, not lost.
        """
        reports = (
            sorted(report for of_coder in self.reports for report in of_coder) if self.incident is not None else []
        )
        groups = sorted(group for group in self.groups if group is not None)
        words = "/".join((self.article_id, self.scope, *reports, "", *groups))
        return hashlib.sha256(words.encode()).hexdigest()[:32]

    @property
    def is_scored(self) -> bool:
        """Tell whether the codebook scores the field; wholes always count."""
        return self.field is None or self.field.measure is not Measure.NONE

    @property
    def holders(self) -> tuple[int, ...]:
        """The coders asked who have the incident or member."""
        if self.scope and self.field is None:
            return tuple(coder for coder in self.coders if self.groups[coder] is not None)
        return tuple(coder for coder in self.coders if self.reports[coder])


@dataclass(frozen=True)
class Shared:
    """An incident, or with ``level`` a member of it, that is in gold and whose fields are compared one by one."""

    incident: int
    reports: Reports
    groups: Groups = ()
    level: str = ""


@dataclass(frozen=True)
class Whole:
    """An incident's reports, or one member, that go into gold as one coder has them."""

    incident: int
    coder: int
    reports: Reports
    groups: Groups = ()
    level: str = ""


Node: TypeAlias = Matter | Shared | Whole
Ruled: TypeAlias = Callable[[Matter], Ruling | None]
TakenFrom: TypeAlias = Callable[[Ruling], tuple[int, ...]]


class Walk:
    """Goes through all codings of an article under one alignment."""

    def __init__(self, aligner: Aligner, codebook: Codebook, ruled: Ruled, taken_from: TakenFrom) -> None:
        self.incidents = aligner.without(None).incidents
        self._answers: tuple[Answers, ...] = aligner.answers
        self._codebook = codebook
        self._ruled = ruled
        self._taken_from = taken_from
        self._article_id = self._answers[0].coding.header.article_id
        self._all = tuple(range(len(self._answers)))
        self._relevance = codebook.no_incident.field if codebook.no_incident else None

    def nodes(self) -> Iterator[Node]:
        """Yield the matters in the codebook's order, incident by incident, and what of it gold takes as it is."""
        gate: Matter | None = None
        for field in self._codebook.fields_at(ARTICLE_LEVEL):
            matter = self._in_field(field, self._all, None, self._nobodys_reports, self._no_groups)
            gate = matter if matter.is_gate else gate
            yield matter
        for number, incident in enumerate(self.incidents):
            yield from self._in_incident(number, incident, self._compared(gate))

    # -- Incidents ----------------------------------------------------------------------------------------------------

    def _compared(self, gate: Matter | None) -> tuple[int, ...]:
        """Return whose incidents count: everybody's, unless their relevance is in question."""
        if gate is None:
            return self._all
        ruling = self._ruled(gate)
        with_reports = tuple(coder for coder in self._all if self._answers[coder].reports)
        if ruling is None or ruling.source is RulingSource.NONE:
            return ()
        if ruling.source is RulingSource.NEW:
            return with_reports
        return tuple(coder for coder in self._taken_from(ruling) if coder in with_reports)

    def _in_incident(self, number: int, incident: AlignedIncident, asked: tuple[int, ...]) -> Iterator[Node]:
        members = tuple(reports if at in asked else () for at, reports in enumerate(incident.members))
        holders = tuple(coder for coder in asked if members[coder])
        if not holders:
            return
        if len(asked) == 1:
            yield Whole(number, asked[0], members)
            return
        kind = _presence(holders, asked, members)
        matter = self._whole(number, asked, members, self._no_groups, kind, "")
        if kind is None and self._ruled(matter) is None:
            yield from self._in_reports(number, members, asked)
            return
        yield matter
        taken = self._taken(matter)
        if len(taken) > 1 and _presence(taken, taken, members) is None:
            kept = tuple(reports if at in taken else () for at, reports in enumerate(members))
            yield from self._in_reports(number, kept, taken)
        elif taken:
            yield Whole(number, taken[0], members)

    def _in_reports(self, number: int, reports: Reports, asked: tuple[int, ...]) -> Iterator[Node]:
        yield Shared(number, reports)
        for field in self._codebook.fields_at(INCIDENT_LEVEL):
            yield self._in_field(field, asked, number, reports, self._no_groups)
        for definition in self._codebook.groups:
            for groups in self._members(definition.id, reports, asked):
                yield from self._in_member(number, definition.id, reports, groups, asked)

    # -- Members ------------------------------------------------------------------------------------------------------

    def _in_member(
        self, number: int, level: str, reports: Reports, groups: Groups, asked: tuple[int, ...]
    ) -> Iterator[Node]:
        taken = tuple(coder for coder in asked if groups[coder] is not None)
        kind = None if taken == asked else DisagreementKind.EXTRA_MEMBER
        matter = self._whole(number, asked, reports, groups, kind, level)
        if kind is not None or self._ruled(matter) is not None:
            yield matter
            taken = self._taken(matter)
        kept = tuple(group if at in taken else None for at, group in enumerate(groups))
        if len(taken) > 1:
            yield Shared(number, reports, kept, level)
            for field in self._codebook.fields_at(level):
                yield self._in_field(field, taken, number, reports, kept)
        elif taken:
            yield Whole(number, taken[0], reports, groups, level)

    def _members(self, level: str, reports: Reports, asked: tuple[int, ...]) -> list[Groups]:
        """Return which member of each coder is which: each coder's with those of the first coder who has a like one."""
        rows: list[list[GroupId | None]] = []
        for at, coder in enumerate(asked):
            mine = [group.id for group in self._answers[coder].members(reports[coder][0], level)]
            for earlier in asked[:at]:
                partner = self._partners(level, (earlier, coder), reports)
                for row in rows:
                    found = partner.get(row[earlier])
                    if row[coder] is None and found in mine:
                        row[coder] = found
                        mine.remove(found)
            rows.extend([group if other == coder else None for other in self._all] for group in mine)
        return [tuple(row) for row in rows]

    def _partners(self, level: str, pair: tuple[int, int], reports: Reports) -> dict[GroupId | None, GroupId]:
        first, second = ((self._answers[coder], reports[coder][0]) for coder in pair)
        found = paired_members(first, second, level, self._codebook)
        return {one.first: one.second for one in found if one.first is not None and one.second is not None}

    # -- Matters ------------------------------------------------------------------------------------------------------

    def _taken(self, whole: Matter) -> tuple[int, ...]:
        """Return those who have the whole and whose word was taken, none while nobody ruled."""
        ruling = self._ruled(whole)
        if ruling is None:
            return ()
        taken = self._taken_from(ruling)
        return tuple(coder for coder in whole.holders if coder in taken)

    def _whole(
        self,
        number: int,
        asked: tuple[int, ...],
        reports: Reports,
        groups: Groups,
        kind: DisagreementKind | None,
        scope: str,
    ) -> Matter:
        nothing = (None,) * len(self._all)
        return Matter(self._article_id, scope, None, number, asked, reports, groups, nothing, kind)

    def _in_field(
        self, field: Field, asked: tuple[int, ...], number: int | None, reports: Reports, groups: Groups
    ) -> Matter:
        answers = tuple(
            answer_at(self._answers[coder], field.id, next(iter(reports[coder]), None), groups[coder])
            if coder in asked
            else None
            for coder in self._all
        )
        kind = self._kind(field, [answers[coder] for coder in asked])
        matter = Matter(self._article_id, field.id, field, number, asked, reports, groups, answers, kind)
        if kind is DisagreementKind.RELEVANCE and not all(answers.reports for answers in self._answers):
            return self._gate(matter)
        return matter

    def _gate(self, relevance: Matter) -> Matter:
        """Return the relevance with all incidents in it, where not everybody has any."""
        if not any(answers.reports for answers in self._answers):
            return relevance
        reports = tuple(answers.reports for answers in self._answers)
        return replace(relevance, reports=reports, is_gate=True)

    def _kind(self, field: Field, answers: Sequence[Answer | None]) -> DisagreementKind | None:
        pairs = (pair for pair in combinations(answers, 2) if not _is_same(*pair))
        found = [kind for pair in pairs if (kind := kind_of(*pair, field)) is not None]
        kind = min(found, key=_ORDER.__getitem__, default=None)
        is_relevance = field.id == self._relevance and kind not in (None, DisagreementKind.SAME_VALUE_OTHER_EVIDENCE)
        return DisagreementKind.RELEVANCE if is_relevance else kind

    @property
    def _no_groups(self) -> Groups:
        return (None,) * len(self._all)

    @property
    def _nobodys_reports(self) -> Reports:
        return ((),) * len(self._all)


def _is_same(one: Answer | None, other: Answer | None) -> bool:
    """Tell whether two answers are the same to the letter, as most are; then there is nothing to look into."""
    if one is None or other is None:
        return one is other
    first, second = one.value, other.value
    return one.spans == other.spans and first.status is second.status and first.content == second.content


def _presence(holders: Sequence[int], asked: Sequence[int], members: Reports) -> DisagreementKind | None:
    if len(holders) < len(asked):
        return DisagreementKind.MISSED_INCIDENT
    if any(len(members[coder]) > 1 for coder in holders):
        return DisagreementKind.SPLIT_JOIN
    return None
