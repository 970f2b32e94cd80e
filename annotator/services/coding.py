"""Coding an article: one method per intent, undo and redo, and the worksheet the window shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from annotator.domain.changes import Changes, UndoState
from annotator.domain.checking import Problem, check, name_of
from annotator.domain.codebook import Codebook, Severity
from annotator.domain.coding import (
    Coder,
    Coding,
    CodingHeader,
    CodingState,
    Slot,
    Stance,
)
from annotator.domain.counted import counted
from annotator.domain.errors import CodingError, NothingChangedError
from annotator.domain.gold import READ_ONLY
from annotator.domain.ids import (
    ArticleId,
    CodebookId,
    CoderId,
    CodingId,
    EvidenceId,
    GroupId,
    NoteId,
    ReportId,
    RoundId,
    new_id,
)
from annotator.domain.revision import Revision
from annotator.domain.rounds import Round
from annotator.domain.text import Span
from annotator.domain.values import Content, OneCategory, Status
from annotator.services.clock import now

if TYPE_CHECKING:
    from annotator.domain.article import Article
    from annotator.services.codebooks import CodebookService
    from annotator.store.project_file import ProjectFile


class CodingKey(NamedTuple):
    """Whose coding of which article, in which round; None is outside any."""

    article_id: ArticleId
    coder_id: CoderId
    round_id: RoundId | None = None

    @property
    def line(self) -> str:
        """The name of this coding's own line of undo and redo."""
        return self.round_id or ""


@dataclass(frozen=True, slots=True)
class Worksheet:
    """All that the window shows of one coding; its header is a tombstone while nothing was coded."""

    article: Article
    codebook: Codebook
    coding: Coding
    problems: tuple[Problem, ...]
    undo_state: UndoState

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """The problems that keep the coding from being completed: errors, and warnings without a note."""
        return tuple(problem for problem in self.problems if not problem.is_settled)


class CodingService:
    """The coder's verbs; each is one event of history, each returns what it changed.

    The coding last worked on is kept, so that a change costs the same however much is coded; it is read again whenever
    the project's head moved by other means.
    """

    def __init__(self, project: ProjectFile, codebooks: CodebookService) -> None:
        self._project = project
        self._codebooks = codebooks
        self._open: tuple[CodingKey, Article, Coding, int] | None = None

    def worksheet(self, key: CodingKey) -> Worksheet:
        """Return article, coding, problems and what undo would act on."""
        article, coding = self._current(key)
        codebook = self._codebooks.codebook(coding.header.codebook_id)
        with self._project.read() as reader:
            undo_state = reader.undo_state(key.coder_id, key.article_id, key.line)
        return Worksheet(
            article=article,
            codebook=codebook,
            coding=coding,
            problems=check(coding, codebook, article),
            undo_state=undo_state,
        )

    # -- reports and groups -------------------------------------------------------------------------------------------

    def add_report(self, key: CodingKey) -> Changes:
        """Add an incident."""
        return self.revise(key, "add_report", "add incident", lambda draft: draft.add_report())

    def remove_report(self, key: CodingKey, report_id: ReportId) -> Changes:
        """Remove an incident with all that is coded for it."""
        label = f"remove {self._part_name(key, report_id)}"
        return self.revise(key, "remove_report", label, lambda draft: draft.remove_report(report_id))

    def add_group(self, key: CodingKey, report_id: ReportId, level: str) -> Changes:
        """Add a repeat of a repeating part."""
        definition = self._codebook(key).group(level)
        label = f"add {definition.label.lower() if definition else level}"
        return self.revise(key, "add_group", label, lambda draft: draft.add_group(report_id, level))

    def copy_group(self, key: CodingKey, group_id: GroupId) -> Changes:
        """Add a copy of a group, values and evidence included."""
        label = f"copy {self._group_name(key, group_id)}"
        return self.revise(key, "copy_group", label, lambda draft: draft.copy_group(group_id))

    def remove_group(self, key: CodingKey, group_id: GroupId) -> Changes:
        """Remove a group with all that is coded in it."""
        label = f"remove {self._group_name(key, group_id)}"
        return self.revise(key, "remove_group", label, lambda draft: draft.remove_group(group_id))

    # -- values -------------------------------------------------------------------------------------------------------

    def set_content(self, key: CodingKey, slot: Slot, content: Content) -> Changes:
        """Record what the coder read."""
        label = f"set {self._field_label(key, slot)}"
        return self.revise(key, "set_content", label, lambda draft: draft.set_content(slot, content))

    def set_status(self, key: CodingKey, slot: Slot, status: Status) -> Changes:
        """Record that a field is not mentioned, unclear or not applicable."""
        label = f"mark {self._field_label(key, slot)} {status.value.replace('_', ' ')}"
        return self.revise(key, "set_status", label, lambda draft: draft.set_status(slot, status))

    def set_missing_evidence_reason(self, key: CodingKey, slot: Slot, reason: str) -> Changes:
        """Record why a value has no span."""
        label = f"give a reason for {self._field_label(key, slot)}"
        return self.revise(
            key, "set_missing_evidence_reason", label, lambda draft: draft.set_missing_evidence_reason(slot, reason)
        )

    def clear(self, key: CodingKey, slot: Slot) -> Changes:
        """Make a field untouched again."""
        return self.revise(key, "clear", f"clear {self._field_label(key, slot)}", lambda draft: draft.clear(slot))

    # -- evidence -----------------------------------------------------------------------------------------------------

    def attach_evidence(self, key: CodingKey, slot: Slot, span: Span, stance: Stance = Stance.STATES) -> Changes:
        """Attach a span to a field."""
        label = f"attach evidence to {self._field_label(key, slot)}"
        return self.revise(key, "attach_evidence", label, lambda draft: draft.attach_evidence(slot, span, stance))

    def move_evidence(self, key: CodingKey, evidence_id: EvidenceId, span: Span) -> Changes:
        """Adjust a span."""
        label = f"adjust evidence of {self._evidence_label(key, evidence_id)}"
        return self.revise(key, "move_evidence", label, lambda draft: draft.move_evidence(evidence_id, span))

    def set_stance(self, key: CodingKey, evidence_id: EvidenceId, stance: Stance) -> Changes:
        """Say how a span bears on its value."""
        label = f"set stance of evidence of {self._evidence_label(key, evidence_id)}"
        return self.revise(key, "set_stance", label, lambda draft: draft.set_stance(evidence_id, stance))

    def remove_evidence(self, key: CodingKey, evidence_id: EvidenceId) -> Changes:
        """Take a span away."""
        label = f"remove evidence from {self._evidence_label(key, evidence_id)}"
        return self.revise(key, "remove_evidence", label, lambda draft: draft.remove_evidence(evidence_id))

    # -- notes and state ----------------------------------------------------------------------------------------------

    def write_note(
        self, key: CodingKey, subject_id: str, text: str, *, rule: str = "", is_flagged: bool = False
    ) -> Changes:
        """Write a remark; ``rule`` names the warning it answers."""
        return self.revise(
            key,
            "write_note",
            f"answer warning {rule}" if rule else "write note",
            lambda draft: draft.write_note(subject_id, text, rule=rule, is_flagged=is_flagged),
        )

    def remove_note(self, key: CodingKey, note_id: NoteId) -> Changes:
        """Take a remark away."""
        return self.revise(key, "remove_note", "remove note", lambda draft: draft.remove_note(note_id))

    def complete(self, key: CodingKey) -> Changes:
        """Declare the coding finished; raises CodingError naming what is still open."""
        blocking = self.worksheet(key).blocking
        if blocking:
            errors = sum(problem.severity is Severity.ERROR for problem in blocking)
            raise CodingError(
                f"The coding cannot be completed: {counted(errors, 'error')} and "
                f"{counted(len(blocking) - errors, 'warning')} are open. The first: {blocking[0].message}",
                kept="Everything coded so far is saved as a draft.",
                remedy="Correct the errors and answer each warning with a note.",
            )
        return self.revise(
            key, "complete", "complete the coding", lambda draft: draft.set_state(CodingState.COMPLETE, now())
        )

    def reopen(self, key: CodingKey) -> Changes:
        """Make a finished coding a draft again."""
        return self.revise(
            key, "reopen", "reopen the coding", lambda draft: draft.set_state(CodingState.DRAFT), is_reopening=True
        )

    def code_no_incident(self, key: CodingKey) -> Changes:
        """Record that the article reports no codable incident and finish the coding, in one step."""
        answer = self._codebook(key).no_incident
        if answer is None:
            raise CodingError("The codebook does not say how an article without an incident is coded.")

        def revise(draft: Revision) -> None:
            if draft.coding.reports():
                raise CodingError(
                    f"This article has {counted(len(draft.coding.reports()), 'incident')} coded.",
                    kept="Nothing was changed.",
                    remedy="Remove the incidents first if the article reports none.",
                )
            draft.set_content(Slot(answer.field), OneCategory(category=answer.category))
            draft.set_state(CodingState.COMPLETE, now())

        return self.revise(key, "code_no_incident", "code no incident", revise)

    def undo(self, key: CodingKey) -> Changes | None:
        """Take back this coder's last verb on the article; None when there is nothing to take back."""
        with self._project.write(
            coder_id=key.coder_id, article_id=key.article_id, line=key.line, verb="undo", label="undo"
        ) as unit_of_work:
            unit_of_work.undo()
        return self._noted(key, unit_of_work.changes)

    def redo(self, key: CodingKey) -> Changes | None:
        """Bring back the verb that was last taken back; None when there is none."""
        with self._project.write(
            coder_id=key.coder_id, article_id=key.article_id, line=key.line, verb="redo", label="redo"
        ) as unit_of_work:
            unit_of_work.redo()
        return self._noted(key, unit_of_work.changes)

    def revise(
        self,
        key: CodingKey,
        verb: str,
        label: str,
        revise: Callable[[Revision], object],
        *,
        is_reopening: bool = False,
    ) -> Changes:
        """Carry out any revision of a coding as one event; every verb above goes this way.

        Raises CodingError when the coding is complete and not being reopened or is gold, NothingChangedError when the
        revision changes nothing; then nothing is stored.
        """
        self._refuse_gold(key)
        article, coding = self._current(key)
        is_complete = coding.header.state is CodingState.COMPLETE and not coding.header.is_deleted
        if is_complete and not is_reopening:
            raise CodingError("This coding is complete.", kept="Nothing was changed.", remedy="Reopen it to change it.")
        draft = Revision(coding, self._codebooks.codebook(coding.header.codebook_id), article)
        draft.begin()
        revise(draft)
        with self._project.write(
            coder_id=key.coder_id, article_id=key.article_id, line=key.line, verb=verb, label=label
        ) as unit_of_work:
            for entity in draft.entities:
                unit_of_work.put(entity)
        changes = self._noted(key, unit_of_work.changes)
        if changes is None:
            raise NothingChangedError(f"There was nothing to change: {label}.")
        return changes

    # -- inside -------------------------------------------------------------------------------------------------------

    def _refuse_gold(self, key: CodingKey) -> None:
        with self._project.read() as reader:
            coder = reader.entity("coder", key.coder_id)
        if isinstance(coder, Coder) and coder.is_gold:
            raise CodingError(READ_ONLY, kept="Nothing was changed.", remedy="Rule on it in the review.")

    def _noted(self, key: CodingKey, changes: Changes | None) -> Changes | None:
        """Carry a committed change into the kept coding."""
        if changes is not None and self._open is not None and self._open[0] == key:
            _, article, coding, _ = self._open
            self._open = (key, article, coding.with_entities(changes.entities), changes.event.sequence)
        return changes

    def _current(self, key: CodingKey) -> tuple[Article, Coding]:
        head = self._project.head.sequence
        if self._open is None or self._open[0] != key or self._open[3] != head:
            with self._project.read() as reader:
                article = reader.article(key.article_id)
                stored = reader.coding(key.article_id, key.coder_id, key.round_id)
            self._open = (key, article, stored or self._new_coding(key), head)
        return self._open[1], self._open[2]

    def _new_coding(self, key: CodingKey) -> Coding:
        """Return a coding that is not there yet: a tombstone that the first change brings to life."""
        return Coding(
            CodingHeader(
                id=CodingId(new_id()),
                article_id=key.article_id,
                coder_id=key.coder_id,
                codebook_id=self._codebook_of_round(key.round_id),
                round_id=key.round_id,
                is_deleted=True,
            )
        )

    def _codebook_of_round(self, round_id: RoundId | None) -> CodebookId:
        """Return the codebook new codings are made under."""
        if round_id is None:
            return self._codebooks.current().id
        with self._project.read() as reader:
            found = reader.entity("round", round_id)
        if not isinstance(found, Round) or found.is_deleted:
            raise CodingError("The round is not in the project any more.")
        return found.codebook_id

    def _codebook(self, key: CodingKey) -> Codebook:
        return self._codebooks.codebook(self._current(key)[1].header.codebook_id)

    def _field_label(self, key: CodingKey, slot: Slot) -> str:
        field = self._codebook(key).fields_by_id.get(slot.field)
        return field.label if field else slot.field

    def _evidence_label(self, key: CodingKey, evidence_id: EvidenceId) -> str:
        coding = self._current(key)[1]
        evidence = coding.evidence_by_id.get(evidence_id)
        return self._field_label(key, coding.values_by_id[evidence.value_id].slot) if evidence else "a field"

    def _part_name(self, key: CodingKey, report_id: ReportId | None, group_id: GroupId | None = None) -> str:
        named = name_of(Slot("", report_id, group_id), self._current(key)[1], self._codebook(key))
        return named.removesuffix(" · ")

    def _group_name(self, key: CodingKey, group_id: GroupId) -> str:
        group = self._current(key)[1].groups_by_id.get(group_id)
        return self._part_name(key, group.report_id, group_id) if group else "a part"
