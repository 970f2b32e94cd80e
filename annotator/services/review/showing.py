"""An examined article as the window shows it."""

from __future__ import annotations

import hashlib

from annotator.agreement.likeness import Basis
from annotator.domain.changes import UndoState
from annotator.domain.counted import counted
from annotator.domain.ids import CoderId, ReportId
from annotator.services.review.case import (
    Case,
    CaseIncident,
    CaseItem,
    CaseLine,
    CaseSide,
    CaseState,
    Mark,
    SideAnswer,
)
from annotator.services.review.exam import Examination, Finding
from annotator.services.review.material import Material, in_force
from annotator.services.review.matters import Matter
from annotator.services.review.words import marks_of, place_words, value_words

_BASES = {
    Basis.ALONE: "nobody else has it",
    Basis.FIELDS: "the same answers",
    Basis.DATE_PLACE: "the same date and place",
    Basis.EVIDENCE: "the same words marked",
    Basis.TRIGGER: "the same trigger",
    Basis.LINK: "a person's word",
}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def shown_case(exam: Examination, undo_state: UndoState, *, is_blind: bool) -> Case:
    """Return all the window shows of an article; with names withheld and sides shuffled where it is blind."""
    return _Showing(exam, is_blind=is_blind).case(undo_state)


def listed_case(exam: Examination) -> CaseLine:
    """Return an article's line in the list."""
    metadata = exam.material.article.metadata
    findings = exam.findings
    waiting = [finding for finding in findings if finding.is_open]
    kinds = {finding.matter.kind for finding in waiting if finding.matter.kind is not None}
    return CaseLine(
        key=exam.material.key,
        title=title_of(exam.material),
        published=metadata.published_day,
        source=metadata.source,
        coders=exam.coders,
        state=_state(exam, waiting),
        items=sum(finding.matter.is_scored for finding in findings),
        open=len(waiting),
        stale=sum(finding.is_stale for finding in findings) + len(exam.unplaced),
        sampled=sum(finding.is_sampled for finding in findings),
        kinds=tuple(sorted(kinds)),
        fields=tuple(dict.fromkeys(finding.matter.scope for finding in waiting if finding.matter.scope)),
    )


def title_of(material: Material) -> str:
    """Return what an article is called."""
    return material.article.metadata.title or material.article.file_name or "Article without a title"


def _state(exam: Examination, waiting: list[Finding]) -> CaseState:
    if exam.material.acceptance is None:
        return CaseState.NEW
    if any(not finding.is_stale for finding in waiting):
        return CaseState.OPEN
    return CaseState.STALE if waiting or exam.unplaced or exam.leftovers else CaseState.SETTLED


class _Showing:
    """Puts one article into words."""

    def __init__(self, exam: Examination, *, is_blind: bool) -> None:
        self._exam = exam
        self._material = exam.material
        self._codebook = exam.codebook
        self._is_blind = is_blind
        self._order = list(range(len(exam.coders)))
        if is_blind:
            self._order.sort(key=self._drawn)
        self._letters = {coder: _letter(at) for at, coder in enumerate(self._order)}

    def _drawn(self, coder: int) -> str:
        """Return what the sides are sorted by: the same on every opening, another order in every article."""
        words = f"{self._material.around.seed}/{self._material.article.id}/{self._exam.coders[coder]}"
        return hashlib.sha256(words.encode()).hexdigest()

    def case(self, undo_state: UndoState) -> Case:
        """Return the case."""
        exam = self._exam
        return Case(
            key=self._material.key,
            article=self._material.article,
            codebook=self._codebook,
            sides=tuple(self._side(coder) for coder in self._order),
            incidents=tuple(self._incident(number) for number in range(len(exam.incidents))),
            items=tuple(self._item(finding) for finding in exam.findings),
            gold=self._material.gold,
            rulings=in_force(self._material.rulings),
            undo_state=undo_state,
            is_blind=self._is_blind,
            remarks=tuple(self._remarks()),
            unplaced=exam.unplaced,
        )

    def _side(self, coder: int) -> CaseSide:
        coding = self._material.codings[coder]
        return CaseSide(self._letters[coder], coding.header.coder_id, self._name(coder), coding)

    def _name(self, coder: int) -> str:
        return f"Coder {self._letters[coder]}" if self._is_blind else self._real_name(self._exam.coders[coder])

    def _real_name(self, coder_id: CoderId) -> str:
        known = self._material.around.coders.get(coder_id)
        return known.name if known else "A coder taken out of the project"

    def _remarks(self) -> list[str]:
        left_out = [self._real_name(draft.header.coder_id) for draft in self._material.drafts]
        if self._is_blind and left_out:
            left_out = [counted(len(left_out), "more coder")]
        said = [f"{name}: the coding is a draft and not part of the case." for name in left_out]
        if self._exam.leftovers:
            said.append("Gold has an incident that is in no coding any more; accept again to take it out.")
        if self._exam.unplaced:
            said.append("A ruling is about something that is in no coding any more; it can be withdrawn.")
        return said

    # -- Incidents ----------------------------------------------------------------------------------------------------

    def _incident(self, number: int) -> CaseIncident:
        incident = self._exam.incidents[number]
        return CaseIncident(
            number=number + 1,
            label=self._incident_label(incident.members),
            reports=tuple(incident.members[coder] for coder in self._order),
            basis=_BASES[incident.basis],
            score=incident.score,
            is_confirmed=incident.basis is Basis.LINK,
            gold_reports=self._exam.gold_reports(number),
        )

    def _incident_label(self, members: tuple[tuple[ReportId, ...], ...]) -> str:
        holder = next(coder for coder in self._order if members[coder])
        return self._exam.incident_words(holder, members[holder][0])

    # -- Items --------------------------------------------------------------------------------------------------------

    def _item(self, finding: Finding) -> CaseItem:
        matter = finding.matter
        number = None if matter.incident is None else matter.incident + 1
        gold = self._gold_of(matter)
        return CaseItem(
            id=matter.id,
            kind=matter.kind,
            field=matter.scope,
            label=place_words(matter.field, matter.scope, number, self._codebook),
            incident=number,
            answers=tuple(self._answer(matter, coder) for coder in self._order if coder in matter.coders),
            ruling=finding.ruling,
            is_stale=finding.is_stale,
            is_sampled=finding.is_sampled,
            is_scored=matter.is_scored,
            gold_words=gold,
            gold_spans=self._gold_marks(matter),
            is_member=matter.field is None and bool(matter.scope),
        )

    def _answer(self, matter: Matter, coder: int) -> SideAnswer:
        answer = matter.answers[coder]
        coding = self._material.codings[coder]
        return SideAnswer(
            letter=self._letters[coder],
            coder_id=coding.header.coder_id,
            words=self._exam.words(matter, coder),
            status=answer.value.status if answer else None,
            content=answer.content if answer else None,
            spans=marks_of(coding, self._exam.values(matter, coder)),
            is_missing=matter.field is None and coder not in matter.holders,
            reports=matter.reports[coder],
            group_id=matter.groups[coder],
        )

    def _gold_of(self, matter: Matter) -> str:
        gold = self._material.gold
        if gold is None:
            return ""
        if matter.field is not None:
            value = self._exam.gold_value(self._exam.gold_slot(matter))
            return value_words(value, gold, self._codebook) if value is not None else ""
        return self._exam.gold_words(matter)

    def _gold_marks(self, matter: Matter) -> tuple[Mark, ...]:
        gold = self._material.gold
        if gold is None or matter.field is None:
            return ()
        value = self._exam.gold_value(self._exam.gold_slot(matter))
        return marks_of(gold, (value,)) if value is not None else ()


def _letter(at: int) -> str:
    return _LETTERS[at] if at < len(_LETTERS) else f"{_LETTERS[at % 26]}{at // 26}"
