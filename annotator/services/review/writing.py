"""What a deed of the reviewer changes: rulings, and gold so that it is what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from annotator.domain.codebook import ARTICLE_LEVEL
from annotator.domain.coding import CodingState
from annotator.domain.errors import CodingError, NothingChangedError
from annotator.domain.gold import (
    GoldDraft,
    gold_report_id,
)
from annotator.domain.ids import CoderId, DecisionId, ReportId, RulingId, new_id
from annotator.domain.review import (
    AlignmentDecision,
    DecisionKind,
    Ruling,
    RulingReason,
    RulingSide,
    RulingSource,
)
from annotator.services.clock import now
from annotator.services.review.case import Pattern
from annotator.services.review.exam import Examination
from annotator.services.review.filling import Filling
from annotator.services.review.lists import coders_who_say, normalised, signature_of
from annotator.services.review.material import Material, in_force
from annotator.services.review.matters import Matter, Node, Whole
from annotator.services.review.verdict import (
    NOTHING_RULED,
    Verdict,
    answer_of,
    gold_coder,
    gold_header,
    new_answer,
    refuse_torn,
    taken_by,
)
from annotator.services.review.words import place_words

if TYPE_CHECKING:
    from annotator.domain.codebook import Codebook
    from annotator.domain.entities import Entity


class Deed:
    """One deed at one article, worked out before anything is stored; ``entities`` are the records to store.

    The examination goes on with the deed, so that several may follow one another in one event.
    """

    def __init__(self, exam: Examination, reviewer: CoderId) -> None:
        self._exam = exam
        self._is_behind = False
        self._reviewer = reviewer
        self._rulings: dict[str, Ruling] = {}
        self._decisions: list[AlignmentDecision] = []
        self._void: list[Ruling] = []
        self._draft = GoldDraft(gold_header(exam.material), exam.material.gold)

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The records to store: gold's coder where there is none yet, gold, decisions, rulings."""
        return (
            *gold_coder(self._exam.material.around),
            *self._draft.entities,
            *self._decisions,
            *self._rulings.values(),
        )

    @property
    def is_empty(self) -> bool:
        """Tell whether it would leave the article's review as it is."""
        return not (self._draft.entities or self._decisions or self._rulings)

    @property
    def exam(self) -> Examination:
        """The article as it is with all that was done so far."""
        if self._is_behind:
            before, self._is_behind = self._exam.material, False
            after = before.with_entities(self.entities)
            self._exam = Examination(after, self._exam.aligner if after.decisions == before.decisions else None)
        return self._exam

    @property
    def _material(self) -> Material:
        return self.exam.material

    @property
    def _filling(self) -> Filling:
        return Filling(self.exam, self._draft)

    # -- Deeds --------------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Take in what all coders agree on and gold does not have yet; does nothing when there is nothing new."""
        had = self._material.acceptance
        accepted = self._filling.accept(self.exam.nodes)
        fresh = [one for one in accepted if had is None or one not in had.gold_ids]
        has_newcomers = had is not None and {side.coder_id for side in had.sides} != set(self.exam.coders)
        if had is not None and has_newcomers:
            self._take_in_newcomers(had)
        if had is None or fresh or has_newcomers:
            self._put_acceptance((*(had.gold_ids if had else ()), *fresh))
        self._settle()  # what is agreed on was never open, so the article need not be looked at again for it

    def _take_in_newcomers(self, had: Ruling) -> None:
        """Add the evidence of coders who finished since to accepted values that they agree on."""
        for finding in self.exam.findings:
            agreed = self.exam.agreed(finding.matter)
            if finding.ruling != had or agreed is None:
                continue
            slot = self.exam.gold_slot(finding.matter)
            present = self.exam.gold_answer(slot)
            if present is not None and (agreed.status, agreed.content) == (present.status, present.content):
                self._draft.set_answer(slot, agreed)

    def accept_again(self) -> None:
        """Bring what was accepted in line with what the coders agree on now, and take out what is nobody's any more.

        Raises NothingChangedError when it is in line.
        """
        had = self._material.acceptance
        if had is None:
            raise NothingChangedError("Nothing was accepted in this article yet.")
        kept = set(had.gold_ids)
        for report in self.exam.leftovers:
            self._draft.remove_report(report)
            kept.discard(report)
        for finding in self.exam.findings:
            if finding.ruling == had:
                slot = self.exam.gold_slot(finding.matter)
                value_id = self._draft.set_answer(slot, self.exam.agreed(finding.matter))
                kept -= {value_id} if self.exam.agreed(finding.matter) is None else set()
        self._go_on()
        fresh = [one for one in self._filling.accept(self.exam.nodes) if one not in kept]
        if not self._draft.entities:
            raise NothingChangedError("What was accepted is what the coders agree on.")
        self._put_acceptance((*(one for one in had.gold_ids if one in kept), *fresh), is_renewed=True)
        self._go_on()
        self._settle()

    def label_of(self, item_id: str) -> str:
        """Return what an item is called, for the menu entry that undoes a ruling on it."""
        finding = self.exam.finding(item_id)
        if finding is None:
            return "a disagreement"
        number = None if finding.matter.incident is None else finding.matter.incident + 1
        return place_words(finding.matter.field, finding.matter.scope, number, self.exam.codebook)

    def rule(self, item_id: str, verdict: Verdict) -> Ruling:
        """Rule on an item and have gold follow.

        Raises CodingError when there is no such item now, or when the answer cannot be what the verdict says.
        """
        if self._material.acceptance is None:
            self.accept()
        finding = self.exam.finding(item_id)
        if finding is None:
            raise CodingError(
                "This disagreement is not there any more: a coder or another reviewer changed it.",
                kept=NOTHING_RULED,
                remedy="Look at the case again.",
            )
        matter = finding.matter
        taken = taken_by(self.exam, matter, verdict)
        earlier = self.exam.rulings_on(matter)
        ruling = self._ruling(matter, verdict, taken, earlier[-1] if earlier else None, finding.is_sampled)
        self._drop(earlier[:-1])
        self._void += earlier
        if matter.field is not None and not matter.is_gate:
            gold_ids = self._filling.put_answer(matter, answer_of(self.exam, matter, verdict, taken))
            self._rulings[ruling.id] = ruling.model_copy(update={"gold_ids": gold_ids})
        else:
            self._rule_whole(matter, verdict, taken, ruling)
        self._go_on()
        self._settle()
        return self._rulings[ruling.id]

    def takes(self, item_id: str, pattern: Pattern, answer: str) -> bool:
        """Tell whether an item is open with a pattern's answers, one of which is the one to take."""
        finding = self.exam.finding(item_id)
        signature = None if finding is None else signature_of(self.exam, finding)
        answers = tuple(sorted(normalised(one) for one in pattern.answers))
        return signature == (pattern.field, pattern.kind.value, answers) and normalised(answer) in answers

    def rule_for(self, item_id: str, answer: str, reason: RulingReason | None, note: str) -> None:
        """Rule on an item for whoever gave an answer; see `takes`."""
        finding = self.exam.finding(item_id)
        saying = () if finding is None else coders_who_say(self.exam, finding.matter, answer)
        source = RulingSource.SEVERAL if len(saying) > 1 else RulingSource.ONE
        self.rule(
            item_id, Verdict(source, tuple(self.exam.coders[coder] for coder in saying), None, None, (), reason, note)
        )

    def decide(self, kind: DecisionKind, reports: Sequence[ReportId]) -> None:
        """Say that reports are one incident, or that no two are; gold begins anew where the incidents changed."""
        _refuse_unknown(self._material, reports)
        before = {incident.members for incident in self.exam.incidents}
        decision = AlignmentDecision(
            id=DecisionId(new_id()),
            article_id=self._material.key.article_id,
            reviewer_id=self._reviewer,
            decision=kind,
            reports=tuple(dict.fromkeys(reports)),
        )
        self._decisions.append(decision)
        self._go_on()
        moved = [one for one in self.exam.incidents if one.members not in before]
        if not moved or self._material.acceptance is None:
            return
        touched = {report for one in moved for of_coder in one.members for report in of_coder}
        for report in touched:
            self._draft.remove_report(gold_report_id(report))
        self._drop(
            one
            for of_scope in self._in_force()
            for one in of_scope
            if any(report in touched for side in one.sides for report in side.reports)
            and _is_in_an_incident(one, self.exam.codebook)
        )
        self._go_on()
        self.accept()
        for node in self.exam.nodes:
            if isinstance(node, Whole) and self.exam.incidents[node.incident] in moved:
                self._filling.copy(node)
        self._settle()

    def withdraw(self, ruling_id: RulingId) -> None:
        """Take a ruling back with what it put into gold; for one whose incident or member nobody has any more."""
        ruling = next((one for one in self.exam.unplaced if one.id == ruling_id), None)
        if ruling is None:
            raise CodingError("Only a ruling on something that is gone can be withdrawn.", remedy="Rule on it again.")
        self._drop([ruling])
        self._go_on()
        self._settle()

    # -- Rulings ------------------------------------------------------------------------------------------------------

    def _ruling(
        self,
        matter: Matter,
        verdict: Verdict,
        taken: tuple[int, ...],
        earlier: Ruling | None,
        is_sampled: bool,
    ) -> Ruling:
        return Ruling(
            id=RulingId(new_id()),
            round_id=self._material.key.round_id,
            article_id=self._material.key.article_id,
            reviewer_id=self._reviewer,
            codebook_id=self._material.codebook_id,
            at=now(),
            disagreement=matter.kind,
            field=matter.scope,
            sides=tuple(self.exam.side(matter, coder) for coder in matter.coders),
            source=verdict.source,
            taken_from=tuple(self.exam.coders[coder] for coder in taken),
            reason=verdict.reason,
            note=verdict.note.strip(),
            replaces=earlier.id if earlier else None,
            is_sampled=is_sampled,
        )

    def _drop(self, rulings: Iterable[Ruling]) -> None:
        """Make rulings void, with those they replaced, which would hold again otherwise."""
        known = {ruling.id: ruling for ruling in self._material.rulings}
        for ruling in rulings:
            void: Ruling | None = ruling
            while void is not None and void not in self._void:
                self._rulings[void.id] = void.model_copy(update={"is_deleted": True})
                self._void.append(void)
                void = known.get(void.replaces) if void.replaces else None

    def _put_acceptance(self, gold_ids: tuple[str, ...], *, is_renewed: bool = False) -> None:
        had = self._material.acceptance
        # A coding whose accepted values went stale keeps its old digest, so that they stay listed.
        is_stale = not is_renewed and any(finding.ruling == had for finding in self.exam.findings if had is not None)
        before = {side.coder_id: side.digest for side in had.sides} if had is not None and is_stale else {}
        sides = tuple(
            RulingSide(
                coder_id=coding.header.coder_id,
                coding_id=coding.header.id,
                reports=tuple(report.id for report in coding.reports()),
                digest=before.get(coding.header.coder_id, self.exam.coding_digests[at]),
            )
            for at, coding in enumerate(self._material.codings)
        )
        ruling = Ruling(
            id=RulingId(new_id()),
            round_id=self._material.key.round_id,
            article_id=self._material.key.article_id,
            reviewer_id=self._reviewer,
            codebook_id=self._material.codebook_id,
            at=now(),
            sides=sides,
            source=RulingSource.UNANIMOUS,
            taken_from=self.exam.coders,
            gold_ids=gold_ids,
            replaces=had.id if had else None,
        )
        self._rulings[ruling.id] = ruling

    def _in_force(self) -> list[tuple[Ruling, ...]]:
        placed = [self.exam.rulings_on(matter) for matter in self.exam.matters]
        return [*placed, self.exam.unplaced]

    # -- Wholes -------------------------------------------------------------------------------------------------------

    def _rule_whole(self, matter: Matter, verdict: Verdict, taken: tuple[int, ...], ruling: Ruling) -> None:
        """Have gold begin anew where a whole stands: what is in it is what the coders taken have in common."""
        answer = answer_of(self.exam, matter, verdict, taken) if matter.is_gate else None
        if verdict.source is RulingSource.NEW and not matter.is_gate:
            new_answer(self.exam, matter, verdict)
        if verdict.source is RulingSource.SEVERAL and not matter.is_gate:
            refuse_torn(matter, taken)
        gold_ids: list[str] = []
        if matter.is_gate:
            gold_ids += self._filling.put_answer(matter, answer)
        self._filling.clear(matter)
        inside = [one for one in self.exam.matters if one.id != matter.id and _is_within(one, matter)]
        self._drop(one for part in inside for one in self.exam.rulings_on(part) if one.id != ruling.id)
        self._rulings[ruling.id] = ruling
        self._go_on()
        nodes = [node for node in self.exam.nodes if _is_within(node, matter)]
        gold_ids += self._filling.accept(nodes)
        gold_ids += [one for node in nodes if isinstance(node, Whole) for one in self._filling.copy(node)]
        self._rulings[ruling.id] = ruling.model_copy(update={"gold_ids": tuple(gold_ids)})

    # -- Going on -----------------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Have the article looked at again before anything more is done."""
        self._is_behind = True

    def _settle(self) -> None:
        """Take out of gold what only void rulings put there, and say whether it is finished: when nothing waits."""
        if self._void:
            kept = {gold_id for ruling in in_force(self._material.rulings) for gold_id in ruling.gold_ids}
            put = {gold_id for ruling in self._void for gold_id in ruling.gold_ids}
            self._draft.remove_records(sorted(put - kept))
            self._go_on()
        self._draft.set_state(CodingState.DRAFT if self.exam.has_open else CodingState.COMPLETE, now())
        self._go_on()


def _is_within(node: Node, whole: Matter) -> bool:
    """Tell whether a node belongs to a whole: to the incident, to the member, or for a relevance to any incident."""
    if whole.incident is None:
        return node.incident is not None
    if node.incident != whole.incident:
        return False
    if not whole.scope:
        return True
    groups = {group for group in whole.groups if group is not None}
    return any(group in groups for group in node.groups)


def _is_in_an_incident(ruling: Ruling, codebook: Codebook) -> bool:
    field = codebook.fields_by_id.get(ruling.field)
    return field is None or field.level != ARTICLE_LEVEL


def _refuse_unknown(material: Material, reports: Sequence[ReportId]) -> None:
    known = {report.id for coding in material.codings for report in coding.reports()}
    if len(set(reports)) < 2 or not known.issuperset(reports):
        raise CodingError(
            "A decision needs two incidents of this case at least.",
            kept="The alignment is as it was.",
            remedy="Choose incidents of the coders shown.",
        )
