"""What the room asks of the services, each question in one place; everything runs on the store thread."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from annotator.domain.errors import AnnotatorError, NothingChangedError
from annotator.domain.ids import ArticleId, CoderId, RoundId, RulingId
from annotator.domain.rounds import Round
from annotator.gui.desk import Desk
from annotator.gui.review.alignment_board import Deed
from annotator.gui.review.batch_dialog import BatchVerdict
from annotator.gui.review.verdict import Verdict
from annotator.services.review.case import (
    BegunReview,
    Case,
    CaseKey,
    CaseLine,
    CaseListing,
    CaseState,
    Overruled,
    Pattern,
    Precedent,
    Provenance,
    StaleRuling,
)

if TYPE_CHECKING:
    from annotator.bootstrap import Workspace
    from annotator.domain.changes import UndoState
    from annotator.gui.jobs import Job

Result = TypeVar("Result")

AT_A_TIME = 0.2
"""Seconds of comparing after which other questions get their turn."""


@dataclass(frozen=True, slots=True)
class Overview:
    """A round as the room shows it; ``names`` are the coders', ``fields`` the labels of fields and groups by id.

    ``waiting`` are the articles that are still to be compared before they have a line.
    """

    rounds: tuple[Round, ...]
    round_id: RoundId | None
    is_hidden: bool
    lines: tuple[CaseLine, ...]
    names: Mapping[CoderId, str]
    fields: Mapping[str, str]
    waiting: tuple[ArticleId, ...] = ()

    @property
    def article_ids(self) -> tuple[ArticleId, ...]:
        """The articles of all cases, those still to be compared last."""
        return (*(line.key.article_id for line in self.lines), *self.waiting)


class Questions:
    """Asks and delivers; a failure goes where every failure of the desk goes."""

    def __init__(self, desk: Desk, viewer: CoderId, *, is_blind: bool) -> None:
        self._desk = desk
        self._viewer = viewer
        self._is_blind = is_blind

    # -- reading ------------------------------------------------------------------------------------------------------

    def overview(self, wanted: RoundId | None, *, is_first: bool, then: Callable[[Overview], None]) -> None:
        """Ask for a round's cases, as far as a moment's comparing gets; the first time for the newest round."""

        def read(workspace: Workspace, _: Job) -> Overview:
            rounds = workspace.rounds.rounds()
            ids = [one.id for one in rounds]
            round_id = ids[-1] if ids and (is_first or (wanted is not None and wanted not in ids)) else wanted
            is_hidden = workspace.rounds.hidden(self._viewer, round_id)
            listing = CaseListing(()) if is_hidden else self._listing(workspace, round_id)
            return Overview(
                rounds=rounds,
                round_id=round_id,
                is_hidden=is_hidden,
                lines=listing.lines,
                names={coder.id: coder.name for coder in workspace.coders.all() if not coder.is_gold},
                fields=_labels(workspace, next((one for one in rounds if one.id == round_id), None)),
                waiting=listing.waiting,
            )

        self._desk.ask(read, on_success=then)

    def more(self, round_id: RoundId | None, then: Callable[[CaseListing], None]) -> None:
        """Ask for the cases again, some more of them compared; whatever was asked before is answered first."""
        self._desk.ask(lambda workspace, _: self._listing(workspace, round_id), on_success=then)

    def case(self, key: CaseKey, then: Callable[[Case], None]) -> None:
        """Ask for a case."""
        self._desk.ask(lambda workspace, _: self._case(workspace, key), on_success=then)

    def stale(self, round_id: RoundId | None, then: Callable[[Sequence[StaleRuling]], None]) -> None:
        """Ask for the stale rulings of a round."""
        viewer = self._viewer
        self._desk.ask(lambda workspace, _: workspace.review.stale(round_id, viewer=viewer), on_success=then)

    def overruled(self, coder: CoderId, round_id: RoundId | None, then: Callable[[Overruled], None]) -> None:
        """Ask what of a coder's was not taken."""
        viewer = self._viewer
        self._desk.ask(lambda workspace, _: workspace.review.overruled(coder, round_id, viewer=viewer), on_success=then)

    def patterns(self, round_id: RoundId | None, then: Callable[[tuple[Sequence[Pattern], UndoState]], None]) -> None:
        """Ask which disagreements repeat, and what undo of the batches would act on."""

        def read(workspace: Workspace, _: Job) -> tuple[Sequence[Pattern], UndoState]:
            review = workspace.review
            return review.patterns(round_id, viewer=self._viewer), review.batch_undo_state(round_id, self._viewer)

        self._desk.ask(read, on_success=then)

    def precedents(self, field: str, then: Callable[[Sequence[Precedent]], None]) -> None:
        """Ask for the rulings on a field."""
        viewer = self._viewer
        self._desk.ask(lambda workspace, _: workspace.review.precedents(field, viewer=viewer), on_success=then)

    def provenance(self, key: CaseKey, then: Callable[[Sequence[Provenance]], None]) -> None:
        """Ask for gold's values with what is behind them."""
        self._desk.ask(lambda workspace, _: workspace.review.provenance(key), on_success=then)

    # -- writing ------------------------------------------------------------------------------------------------------

    def begin(self, round_id: RoundId | None, then: Callable[[BegunReview], None]) -> Job | None:
        """Take in what all coders agree on; the job counts the articles, cancelled it keeps what it did."""

        def write(workspace: Workspace, job: Job) -> BegunReview:
            return workspace.review.begin(
                round_id, reviewer=self._viewer, progress=job.progressed.emit, is_cancelled=job.is_cancelled
            )

        return self._write(write, then)

    def rule(self, key: CaseKey, verdict: Verdict, then: Callable[[Case], None], remark: Callable[[str], None]) -> None:
        """Record a verdict; the case as it is then comes back."""

        def write(workspace: Workspace, _: Job) -> Case:
            workspace.review.rule(
                key,
                verdict.item_id,
                verdict.source,
                taken_from=verdict.taken_from,
                content=verdict.content,
                status=verdict.status,
                spans=verdict.spans,
                reason=verdict.reason,
                note=verdict.note,
                reviewer=self._viewer,
            )
            return self._case(workspace, key)

        self._write(write, then, remark)

    def rule_batch(self, verdict: BatchVerdict, then: Callable[[object], None]) -> None:
        """Record one answer for all items of a pattern, as one event."""
        self._write(
            lambda workspace, _: workspace.review.rule_batch(
                verdict.pattern, verdict.answer, reason=verdict.reason, note=verdict.note, reviewer=self._viewer
            ),
            then,
        )

    def undo_batch(self, round_id: RoundId | None, then: Callable[[object], None]) -> None:
        """Take the last batch of a round back."""
        self._write(lambda workspace, _: workspace.review.undo_batch(round_id, reviewer=self._viewer), then)

    def accept_again(self, key: CaseKey, then: Callable[[object], None]) -> None:
        """Bring what was accepted in an article in line with what the coders agree on now."""
        self._write(lambda workspace, _: workspace.review.accept_again(key, reviewer=self._viewer), then)

    def withdraw(self, key: CaseKey, ruling_id: RulingId, then: Callable[[object], None]) -> None:
        """Take back a ruling on something that is in no coding any more."""
        self._write(lambda workspace, _: workspace.review.withdraw(key, ruling_id, reviewer=self._viewer), then)

    def decide(self, key: CaseKey, deeds: Sequence[Deed], then: Callable[[Case], None]) -> None:
        """Record what a person says of reports."""

        def write(workspace: Workspace, _: Job) -> Case:
            for deed in deeds:
                workspace.review.decide(key, deed.kind, deed.reports, reviewer=self._viewer)
            return self._case(workspace, key)

        self._write(write, then)

    def undo(self, key: CaseKey, then: Callable[[Case], None], *, is_redo: bool = False) -> None:
        """Take the last ruling on an article back, or bring it back."""

        def write(workspace: Workspace, _: Job) -> Case:
            (workspace.review.redo if is_redo else workspace.review.undo)(key, reviewer=self._viewer)
            return self._case(workspace, key)

        self._write(write, then)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _listing(self, workspace: Workspace, round_id: RoundId | None) -> CaseListing:
        until = time.monotonic() + AT_A_TIME
        return workspace.review.list_cases(round_id, viewer=self._viewer, is_enough=lambda: time.monotonic() > until)

    def _case(self, workspace: Workspace, key: CaseKey) -> Case:
        return workspace.review.case(key.round_id, key.article_id, viewer=self._viewer, is_blind=self._is_blind)

    def _write(
        self,
        work: Callable[[Workspace, Job], Result],
        then: Callable[[Result], None],
        remark: Callable[[str], None] | None = None,
    ) -> Job | None:
        """Run a write and tell the window's status line when it is committed."""
        desk = self._desk
        desk.writing_started.emit()

        def done(result: Result) -> None:
            desk.written.emit(dt.datetime.now().astimezone())
            then(result)

        def refused(error: AnnotatorError) -> None:
            if isinstance(error, NothingChangedError):
                desk.nothing_changed.emit()
                if remark is not None:
                    remark(error.message)
            else:
                desk.failed.emit(error)

        return desk.ask(work, on_success=done, on_failure=refused)


def line_after(line: CaseLine, case: Case) -> CaseLine:
    """Return a case's entry after the case changed, so that the list need not be worked out anew."""
    still_open = case.open_items
    stale = sum(item.is_stale for item in case.items)
    has_rulings = bool(case.rulings)
    is_only_stale = bool(stale) and len(still_open) == stale
    state = CaseState.STALE if is_only_stale else CaseState.OPEN if still_open else CaseState.SETTLED
    return replace(
        line,
        state=state if has_rulings else line.state,
        items=len(case.items),
        open=len(still_open),
        stale=stale,
        kinds=tuple(dict.fromkeys(item.kind for item in still_open if item.kind is not None)),
        fields=tuple(dict.fromkeys(item.field for item in still_open if item.field)),
    )


def _labels(workspace: Workspace, chosen: Round | None) -> Mapping[str, str]:
    codebook_id = chosen.codebook_id if chosen is not None else workspace.codebooks.current().id
    codebook = workspace.codebooks.codebook(codebook_id)
    labels = {field.id: field.label for field in codebook.fields}
    return labels | {group.id: group.label for group in codebook.groups}
