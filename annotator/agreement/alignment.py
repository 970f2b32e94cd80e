"""Which report of one coder is the same incident as which report of another, in one article.

A gate lets through pairs with a reason (`annotator.agreement.likeness.Basis`), then the one-to-one pairs with the
greatest total likeness are chosen, none below the threshold; what is left stays unmatched. On the organisers' own
alignments of 17 systems' answers in MUC-4 the gate is worth ten points of F (.828 against .721). Three and more coders
are aligned jointly, because pairwise alignments need not fit together. What people decided is kept as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from annotator.agreement.answers import Answers
from annotator.agreement.joint import Choice, Nodes, chosen_groups
from annotator.agreement.likeness import Basis, Comparison, Likeness, Profile, profiles, trigger_field
from annotator.domain.codebook import Codebook
from annotator.domain.coding import Coding
from annotator.domain.ids import ReportId
from annotator.domain.review import DecisionKind

THRESHOLD = 0.3
HELD = 0.5
"""Share of an unmatched report's marked text within a matched one from which it is a part of it, split off."""


@dataclass(frozen=True)
class Decision:
    """A person's word: these reports are one incident (several of one coder: split or joined), or no two of them are.

    Reports that are not in the article are passed over. Where decisions contradict each other the later one holds.
    """

    kind: DecisionKind
    reports: frozenset[ReportId]


@dataclass(frozen=True)
class AlignedIncident:
    """One incident: for each coder its reports, none, one, or several where one coder split what another joined.

    ``score`` is the mean likeness of the coders' pairs, 1 for a person's word and 0 for a report alone.
    """

    members: tuple[tuple[ReportId, ...], ...]
    basis: Basis
    score: float

    @property
    def is_split(self) -> bool:
        """Tell whether a coder has several reports for it."""
        return any(len(reports) > 1 for reports in self.members)

    @property
    def is_matched(self) -> bool:
        """Tell whether more than one coder has it."""
        return sum(bool(reports) for reports in self.members) > 1


@dataclass(frozen=True)
class Alignment:
    """All incidents of an article, each report in exactly one; in order of the first coder who has it."""

    incidents: tuple[AlignedIncident, ...]
    left_out: str | None
    threshold: float

    @property
    def matched(self) -> tuple[AlignedIncident, ...]:
        """The incidents of more than one coder."""
        return tuple(incident for incident in self.incidents if incident.is_matched)

    @property
    def share_by_people(self) -> float | None:
        """Share of the matched incidents that people linked, None when nothing is matched."""
        matched = self.matched
        return sum(one.basis is Basis.LINK for one in matched) / len(matched) if matched else None


@dataclass(frozen=True)
class Reading:
    """One coding with what is compared of its reports, worked out once."""

    answers: Answers
    profiles: tuple[Profile, ...]

    @classmethod
    def of(cls, coding: Coding, codebook: Codebook) -> Reading:
        """Read a coding."""
        answers = Answers(coding, trigger_field(codebook))
        return cls(answers, profiles(answers, codebook))


class Aligner:
    """Compares all coders' reports of an article once and aligns them with any field left out.

    Raises ValueError when two codings share a report's id, as copies of one coding do: those are not two coders' work.
    """

    def __init__(
        self,
        readings: Sequence[Reading],
        codebook: Codebook,
        decisions: Sequence[Decision] = (),
        threshold: float = THRESHOLD,
        *,
        has_common_text: bool = True,
    ) -> None:
        self.readings = tuple(readings)
        self.answers = tuple(reading.answers for reading in readings)
        self._profiles = [reading.profiles for reading in readings]
        ids = [profile.id for of_coder in self._profiles for profile in of_coder]
        if len(set(ids)) < len(ids):
            raise ValueError("the codings share reports: they are copies of one, not the work of two coders")
        self._threshold = threshold
        self._nodes = _nodes(self._profiles, decisions)
        self._comparisons = {
            (a.id, b.id): Comparison(a, b, codebook, has_common_text=has_common_text)
            for at, first in enumerate(self._profiles)
            for second in self._profiles[at + 1 :]
            for a in first
            for b in second
        }
        self._known: dict[str | None, Alignment] = {}

    @classmethod
    def of(
        cls,
        codings: Sequence[Coding],
        codebook: Codebook,
        decisions: Sequence[Decision] = (),
        threshold: float = THRESHOLD,
    ) -> Aligner:
        """Return the aligner of several coders' codings of one article."""
        return cls([Reading.of(coding, codebook) for coding in codings], codebook, decisions, threshold)

    def without(self, left_out: str | None = None) -> Alignment:
        """Return the alignment with one field left out: the one to score that field under."""
        if left_out not in self._known:
            is_silent = left_out is not None and not any(p.mentions(left_out) for some in self._profiles for p in some)
            found = replace(self.without(None), left_out=left_out) if is_silent else self._aligned(left_out)
            self._known[left_out] = found
        return self._known[left_out]

    def _aligned(self, left_out: str | None) -> Alignment:
        likeness = self._likeness(left_out)
        groups = chosen_groups(self._nodes, likeness, self._threshold)
        joined = self._with_parts(groups, left_out)
        incidents = [self._incident(group) for group in joined]
        return Alignment(tuple(sorted(incidents, key=self._place)), left_out, self._threshold)

    def _likeness(self, left_out: str | None) -> dict[tuple[ReportId, ReportId], Likeness]:
        """Return all pairs' likeness; a reason outside the text counts only for reports that no text ties to another.

        So the order of the reasons holds: what the coders marked goes before date and place, and those before the rest.
        """
        found = {pair: comparison.without(left_out) for pair, comparison in self._comparisons.items()}
        weak = [pair for pair, one in found.items() if Basis.ALONE < one.basis < Basis.EVIDENCE]
        if weak:
            tied = {
                (report, self._nodes.coder_of[other])
                for pair, one in found.items()
                if one.basis >= Basis.EVIDENCE or max(self._comparisons[pair].held(left_out)) >= HELD
                for report, other in (pair, pair[::-1])
            }
            for a, b in weak:
                if (a, self._nodes.coder_of[b]) in tied or (b, self._nodes.coder_of[a]) in tied:
                    found[a, b] = Likeness(found[a, b].score, Basis.ALONE)
        return found

    def _with_parts(self, groups: Sequence[Choice], left_out: str | None) -> list[Choice]:
        """Put reports left alone to the matched incident that holds most of what they mark."""
        matched = [group for group in groups if len(self._coders(group.reports)) > 1]
        alone = [group for group in groups if len(self._coders(group.reports)) == 1]
        result = {group.reports: group for group in matched}
        for group in alone:
            shares = [(self._held(group, other, left_out), at, other) for at, other in enumerate(matched)]
            share, _, home = max(shares, key=lambda one: (one[0], -one[1]), default=(0.0, 0, group))
            if share >= HELD and not group.is_decided:
                whole = result[home.reports]
                result[home.reports] = Choice(
                    whole.reports, whole.basis, whole.score, whole.is_decided, whole.parts + group.reports
                )
            else:
                result[group.reports] = group
        return list(result.values())

    def _held(self, part: Choice, whole: Choice, left_out: str | None) -> float:
        if whole.is_decided or any(self._nodes.is_apart(a, b) for a in part.reports for b in whole.reports):
            return 0.0
        shares = [0.0]
        for a in part.reports:
            for b in whole.reports:
                if (a, b) in self._comparisons:
                    shares.append(self._comparisons[a, b].held(left_out)[0])
                elif (b, a) in self._comparisons:
                    shares.append(self._comparisons[b, a].held(left_out)[1])
        return max(shares)

    def _coders(self, reports: Iterable[ReportId]) -> set[int]:
        return {self._nodes.coder_of[report] for report in reports}

    def _incident(self, group: Choice) -> AlignedIncident:
        reports = {*group.reports, *group.parts}
        members = tuple(
            tuple(profile.id for profile in of_coder if profile.id in reports) for of_coder in self._profiles
        )
        return AlignedIncident(members, group.basis, group.score)

    def _place(self, incident: AlignedIncident) -> tuple[tuple[bool, int], int, str]:
        places = [
            (self.answers[coder].place_of(report)[:2], coder, report)
            for coder, reports in enumerate(incident.members)
            for report in reports[:1]
        ]
        return min(places)


def align(
    codings: Sequence[Coding],
    codebook: Codebook,
    *,
    left_out: str | None = None,
    decisions: Sequence[Decision] = (),
    threshold: float = THRESHOLD,
) -> Alignment:
    """Align the reports of several coders' codings of one article; `Aligner` leaves out one field after another."""
    return Aligner.of(codings, codebook, decisions, threshold).without(left_out)


def _nodes(by_coder: Sequence[Sequence[Profile]], decisions: Sequence[Decision]) -> Nodes:
    """Turn reports and decisions into what can be chosen: groups people made, single reports, and who stays apart."""
    coder_of = {profile.id: coder for coder, of_coder in enumerate(by_coder) for profile in of_coder}
    order = {profile.id: at for of_coder in by_coder for at, profile in enumerate(of_coder)}
    group_of = {report: frozenset({report}) for report in coder_of}
    apart: set[frozenset[ReportId]] = set()
    for decision in decisions:
        reports = {report for report in decision.reports if report in coder_of}
        if decision.kind is DecisionKind.APART:
            apart |= {frozenset(pair) for pair in combinations(reports, 2)}
            for group in {group_of[report] for report in reports}:
                named = group & reports
                if len(named) > 1:
                    group_of.update({report: frozenset({report}) for report in named})
                    group_of.update(dict.fromkeys(group - named, group - named))
        elif len(reports) > 1:
            whole = frozenset().union(*(group_of[report] for report in reports))
            apart -= {frozenset(pair) for pair in combinations(whole, 2)}
            group_of.update(dict.fromkeys(whole, whole))
    groups = sorted({tuple(sorted(group, key=lambda r: (coder_of[r], order[r]))) for group in group_of.values()})
    return Nodes(coder_of, order, groups, frozenset(apart))
