"""One article looked at: its matters, which ruling holds on each, and what no longer fits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from annotator.agreement.alignment import Aligner, Decision
from annotator.agreement.answers import Answers
from annotator.agreement.disagreement import kind_of
from annotator.domain.coding import Coding, Slot, Value
from annotator.domain.counted import counted
from annotator.domain.errors import CodingError
from annotator.domain.gold import (
    GoldAnswer,
    gold_coding_id,
    gold_group_id,
    gold_report_id,
    gold_value_id,
    with_all_evidence,
)
from annotator.domain.ids import CoderId, GroupId, ReportId
from annotator.domain.review import DisagreementKind, Ruling, RulingSide, RulingSource
from annotator.services.review.material import Material, in_force
from annotator.services.review.matters import Groups, Matter, Node, Reports, Walk
from annotator.services.review.words import incident_words, member_words, value_words

_EQUAL = (None, DisagreementKind.SAME_AFTER_NORMALISATION, DisagreementKind.SAME_VALUE_OTHER_EVIDENCE)


@dataclass(frozen=True)
class Finding:
    """A matter that the reviewer is shown; ``ruling`` is what holds on it, an acceptance where it went stale."""

    matter: Matter
    ruling: Ruling | None
    is_stale: bool
    is_sampled: bool

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for a ruling."""
        return self.is_stale or (self.ruling is None and self.matter.is_scored)


class Examination:
    """Everything the review knows of one article; nothing here changes anything."""

    def __init__(self, material: Material, aligner: Aligner | None = None) -> None:
        """Look at an article; ``aligner`` is another examination's of the same codings and decisions.

        Raises CodingError when two codings are copies of one.
        """
        self.material = material
        self.codebook = material.codebook
        self.aligner = aligner or _aligner(material)
        self.coders: tuple[CoderId, ...] = tuple(coding.header.coder_id for coding in material.codings)
        self._by_scope: dict[str, list[Ruling]] = {}
        for ruling in in_force(material.rulings):
            if ruling.source is not RulingSource.UNANIMOUS:
                self._by_scope.setdefault(ruling.field, []).append(ruling)
        walk = Walk(self.aligner, self.codebook, self.ruling_on, self._taken_from)
        self.incidents = walk.incidents
        self.nodes: tuple[Node, ...] = tuple(walk.nodes())

    @cached_property
    def matters(self) -> tuple[Matter, ...]:
        """Every matter, those all coders agree on among them."""
        return tuple(node for node in self.nodes if isinstance(node, Matter))

    # -- Rulings ------------------------------------------------------------------------------------------------------

    def ruling_on(self, matter: Matter) -> Ruling | None:
        """Return the ruling that holds on a matter: the newest on the same field at any of its reports and members."""
        found = (one for one in reversed(self._by_scope.get(matter.scope, ())) if _is_about(one, matter))
        return next(found, None)

    def rulings_on(self, matter: Matter) -> tuple[Ruling, ...]:
        """Return every ruling in force on a matter, oldest first."""
        return tuple(one for one in self._by_scope.get(matter.scope, ()) if _is_about(one, matter))

    @cached_property
    def unplaced(self) -> tuple[Ruling, ...]:
        """The rulings in force on nothing that is there any more."""
        placed = {ruling.id for matter in self.matters for ruling in self.rulings_on(matter)}
        return tuple(one for of_scope in self._by_scope.values() for one in of_scope if one.id not in placed)

    def is_outdated(self, matter: Matter, ruling: Ruling) -> bool:
        """Tell whether a coder changed what the ruling compared, or another coder has come."""
        then = {(side.coder_id, frozenset(side.reports), side.group_id, side.digest) for side in ruling.sides}
        now = {
            (self.coders[at], frozenset(matter.reports[at]), matter.groups[at], self._digest(matter, at))
            for at in matter.coders
        }
        return then != now

    def side(self, matter: Matter, coder: int) -> RulingSide:
        """Return one coder's side of a matter as a ruling keeps it."""
        coding = self.material.codings[coder]
        return RulingSide(
            coder_id=coding.header.coder_id,
            coding_id=coding.header.id,
            reports=matter.reports[coder],
            group_id=matter.groups[coder],
            value_ids=tuple(value.id for value in self.values(matter, coder)),
            digest=self._digest(matter, coder),
            summary=self.words(matter, coder),
        )

    def _digest(self, matter: Matter, coder: int) -> str:
        return _digest(self.values(matter, coder), self.material.codings[coder], matter.reports[coder])

    def values(self, matter: Matter, coder: int) -> tuple[Value, ...]:
        """Return the values of one coder that a matter is about: one, or all of a whole."""
        answers = self.aligner.answers[coder]
        answer = matter.answers[coder]
        found = [answer.value] if answer else []
        if matter.field is None or matter.is_gate:
            inside = (one for report in matter.reports[coder] for one in answers.of_report(report))
            group = matter.groups[coder]
            if matter.scope and matter.field is None:
                inside = (one for one in inside if group is not None and one[0].group_id == group)
            found += [answer.value for _, answer in inside]
        return tuple(found)

    def words(self, matter: Matter, coder: int) -> str:
        """Return one coder's side in words."""
        coding, answer = self.material.codings[coder], matter.answers[coder]
        if matter.field is not None:
            said = value_words(answer.value if answer else None, coding, self.codebook)
            incidents = counted(len(matter.reports[coder]), "incident")
            return f"{said} · {incidents}" if matter.is_gate else said
        group = matter.groups[coder]
        if matter.scope:
            definition = self.codebook.group(matter.scope)
            name = definition.label.lower() if definition else matter.scope
            return f"no such {name}" if group is None else member_words(coding, group, self.codebook)
        return " | ".join(self.incident_words(coder, report) for report in matter.reports[coder]) or "no such incident"

    def incident_words(self, coder: int, report: ReportId) -> str:
        """Return what tells one coder's incident from others."""
        values = [answer.value for _, answer in self.aligner.answers[coder].of_report(report)]
        return incident_words(values, self.material.codings[coder], self.codebook)

    def _taken_from(self, ruling: Ruling) -> tuple[int, ...]:
        return tuple(at for at, coder in enumerate(self.coders) if coder in ruling.taken_from)

    # -- Gold ---------------------------------------------------------------------------------------------------------

    @cached_property
    def _gold(self) -> Answers | None:
        return Answers(self.material.gold, None) if self.material.gold is not None else None

    @cached_property
    def _gold_parts(self) -> frozenset[str]:
        gold = self.material.gold
        if gold is None:
            return frozenset()
        reports = [report.id for report in gold.reports()]
        return frozenset([*reports, *(group.id for report in reports for group in gold.groups(report))])

    def gold_reports(self, incident: int) -> tuple[ReportId, ...]:
        """Return gold's reports of an incident."""
        return self._gold_reports[incident]

    @cached_property
    def _gold_reports(self) -> tuple[tuple[ReportId, ...], ...]:
        candidates = [
            [gold_report_id(report) for of_coder in one.members for report in of_coder] for one in self.incidents
        ]
        return tuple(tuple(one for one in ids if one in self._gold_parts) for ids in candidates)

    def gold_report(self, incident: int, reports: Reports) -> ReportId:
        """Return the gold report of an incident in common, or the id it will have."""
        begun = next(iter(self.gold_reports(incident)), None)
        return begun or gold_report_id(next(one for of_coder in reports for one in of_coder))

    def gold_groups(self, groups: Groups) -> tuple[GroupId, ...]:
        """Return gold's groups of a member."""
        candidates = (gold_group_id(group) for group in groups if group is not None)
        return tuple(one for one in candidates if one in self._gold_parts)

    def gold_group(self, groups: Groups) -> GroupId:
        """Return the gold group of a member in common, or the id it will have."""
        begun = next(iter(self.gold_groups(groups)), None)
        return begun or gold_group_id(next(group for group in groups if group is not None))

    def gold_slot(self, matter: Matter) -> Slot:
        """Return where gold keeps a field's matter."""
        if matter.incident is None:
            return Slot(matter.scope)
        report = self.gold_report(matter.incident, matter.reports)
        has_group = any(group is not None for group in matter.groups)
        return Slot(matter.scope, report, self.gold_group(matter.groups) if has_group else None)

    def gold_value(self, slot: Slot) -> Value | None:
        """Return gold's value in a slot."""
        found = self._gold.by_slot.get(slot) if self._gold is not None else None
        return found.value if found is not None else None

    def gold_answer(self, slot: Slot) -> GoldAnswer | None:
        """Return gold's answer in a slot."""
        value, gold = self.gold_value(slot), self.material.gold
        return None if value is None or gold is None else GoldAnswer.of(value, gold)

    def gold_words(self, whole: Matter) -> str:
        """Return what gold has of a whole, "" for nothing."""
        gold = self.material.gold
        if gold is None or whole.incident is None:
            return ""
        if whole.scope:
            return " | ".join(member_words(gold, one, self.codebook) for one in self.gold_groups(whole.groups))
        values = list(gold.values())
        reports = self.gold_reports(whole.incident)
        told = ([value for value in values if value.report_id == report] for report in reports)
        return " | ".join(incident_words(one, gold, self.codebook) for one in told)

    def answer(self, matter: Matter, coder: int) -> GoldAnswer | None:
        """Return one coder's answer as gold would have it."""
        answer = matter.answers[coder]
        return None if answer is None else GoldAnswer.of(answer.value, self.material.codings[coder])

    def is_equal(self, matter: Matter, coders: tuple[int, ...]) -> bool:
        """Tell whether the coders' values count as equal: at most spelling and evidence differ."""
        answers = [matter.answers[coder] for coder in coders]
        field = matter.field
        return field is not None and all(kind_of(a, b, field) in _EQUAL for a, b in combinations(answers, 2))

    @cached_property
    def coding_digests(self) -> tuple[str, ...]:
        """Each coder's digest over all that was recorded in the article."""
        return tuple(_coding_digest(coding) for coding in self.material.codings)

    def agreed(self, matter: Matter) -> GoldAnswer | None:
        """Return what all coders asked agree on, None for nothing; what does not fit the field counts as nothing."""
        if matter.field is None or matter.kind is not None:
            return None
        answers = [answer for coder in matter.coders if (answer := self.answer(matter, coder)) is not None]
        if not answers:
            return None
        content = answers[0].content
        is_fitting = content is None or content.type == matter.field.type.value
        return with_all_evidence(answers) if is_fitting else None

    @cached_property
    def leftovers(self) -> tuple[ReportId, ...]:
        """Gold's reports of incidents that are in no coding any more."""
        known = {report for at in range(len(self.incidents)) for report in self.gold_reports(at)}
        gold = self.material.gold
        return tuple(one.id for one in gold.reports() if one.id not in known) if gold is not None else ()

    # -- What is shown ------------------------------------------------------------------------------------------------

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the reviewer is shown: in the codebook's order, fields that are not scored last in their incident."""
        found = [finding for matter in self.matters for finding in self._finding(matter)]
        return tuple(sorted(found, key=_place))

    def finding(self, item_id: str) -> Finding | None:
        """Return what is shown under an item's id."""
        return next((finding for finding in self.findings if finding.matter.id == item_id), None)

    @property
    def has_open(self) -> bool:
        """Tell whether anything waits for a ruling."""
        return any(finding.is_open for finding in self.findings)

    def _finding(self, matter: Matter) -> Iterator[Finding]:
        ruling = self.ruling_on(matter)
        is_sampled = self._is_sampled(matter)
        if ruling is not None:
            yield Finding(matter, ruling, self.is_outdated(matter, ruling), is_sampled or ruling.is_sampled)
        elif self._is_accepted_otherwise(matter):
            yield Finding(matter, self.material.acceptance, True, is_sampled)
        elif matter.kind is not None or is_sampled:
            yield Finding(matter, None, False, is_sampled)

    def _is_accepted_otherwise(self, matter: Matter) -> bool:
        """Tell whether gold has an accepted value here that is not what the coders agree on now."""
        if matter.field is None or not self._accepted:
            return False
        slot = self.gold_slot(matter)
        if gold_value_id(gold_coding_id(*self.material.key), slot) not in self._accepted:
            return False
        present, agreed = self.gold_answer(slot), self.agreed(matter)
        return not present.is_like(agreed) if present is not None else agreed is not None

    @cached_property
    def _accepted(self) -> frozenset[str]:
        """What was accepted and may have been changed since: nothing while all codings are as they were then."""
        acceptance = self.material.acceptance
        if acceptance is None or [side.digest for side in acceptance.sides] == list(self.coding_digests):
            return frozenset()
        return frozenset(acceptance.gold_ids)

    def _is_sampled(self, matter: Matter) -> bool:
        """Tell whether a unanimous value is drawn: by its item's id and the round's seed, so always the same ones."""
        share = self.material.around.sample_share
        if matter.kind is not None or matter.field is None or not matter.is_scored or share <= 0:
            return False
        drawn = hashlib.sha256(f"{self.material.around.seed}/{matter.id}".encode()).digest()
        return int.from_bytes(drawn[:6]) < share * 2**48 and self.agreed(matter) is not None


def _aligner(material: Material) -> Aligner:
    decisions = [Decision(one.decision, frozenset(one.reports)) for one in material.decisions]
    try:
        return Aligner.of(material.codings, material.codebook, decisions)
    except ValueError as error:
        raise CodingError(
            "Two codings of this article are copies of one and cannot be compared.",
            kept="Nothing was changed.",
            remedy="Make one of them a draft, or take it out of the round.",
        ) from error


def _is_about(ruling: Ruling, matter: Matter) -> bool:
    if matter.incident is None:
        return True
    groups = {side.group_id for side in ruling.sides} - {None}
    mine = {group for group in matter.groups if group is not None}
    if groups or mine:
        return bool(groups & mine)
    reports = {report for side in ruling.sides for report in side.reports}
    return any(report in reports for of_coder in matter.reports for report in of_coder)


def _digest(values: tuple[Value, ...], coding: Coding, reports: tuple[ReportId, ...]) -> str:
    """Return the SHA-256 over values with their evidence, in an order that does not depend on ids."""
    groups = _group_numbers(coding, reports)
    entries = sorted(
        [
            reports.index(value.report_id) if value.report_id in reports else -1,
            groups.get(value.group_id, ""),
            value.field,
            value.status.value,
            None if value.content is None else value.content.model_dump(mode="json"),
            value.missing_evidence_reason,
            sorted([one.start, one.end, one.stance.value] for one in coding.evidence_for(value.id)),
        ]
        for value in values
    )
    return hashlib.sha256(json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _coding_digest(coding: Coding) -> str:
    """Return the SHA-256 over a coding's values and evidence, by the ids of their places."""
    lines = []
    for value in coding.values():
        content = "" if value.content is None else value.content.model_dump_json()
        place = f"{value.field}/{value.report_id}/{value.group_id}"
        marks = sorted(f"{one.start}-{one.end}-{one.stance}" for one in coding.evidence_for(value.id))
        lines.append(f"{place} {value.status} {content} {marks} {value.missing_evidence_reason}")
    parts = [report.id for report in coding.reports()]
    groups = [group.id for report in parts for group in coding.groups(report)]
    return hashlib.sha256("\n".join([*sorted(lines), *sorted(parts), *sorted(groups)]).encode()).hexdigest()


def _group_numbers(coding: Coding, reports: tuple[ReportId, ...]) -> Mapping[GroupId | None, str]:
    groups = [group for report in reports for group in coding.groups(report)]
    return {group.id: f"{group.level}/{at:06}" for at, group in enumerate(groups)}


def _place(finding: Finding) -> tuple[int, bool]:
    incident = finding.matter.incident
    return (-1 if incident is None else incident, not finding.matter.is_scored)
