"""What can be done in the rounds room: each deed asks what it needs, is stored, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from annotator.domain.coding import Coder
from annotator.domain.counted import counted
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import CoderId, RoundId
from annotator.domain.queue import QueueFilter
from annotator.domain.rounds import Round, RoundState
from annotator.gui.desk import Desk
from annotator.gui.rounds.asking import RoomView
from annotator.gui.rounds.hand_dialog import HandDialog
from annotator.gui.rounds.move_dialog import MoveDialog
from annotator.gui.rounds.name_dialog import NameDialog
from annotator.gui.rounds.plan_dialog import PlanDialog, PlanWish, Ticked, ticked_at_first
from annotator.gui.rounds.round_dialog import RoundDialog
from annotator.gui.theme import Tokens

if TYPE_CHECKING:
    from annotator.bootstrap import Workspace
    from annotator.domain.article import ArticleImport
    from annotator.domain.assigning import AssignmentPlan
    from annotator.domain.changes import Changes
    from annotator.domain.ids import ArticleId, AssignmentId
    from annotator.gui.jobs import Job
    from annotator.services.rounds.progress import RoundProgress

    Deed = Callable[[Workspace, CoderId], object]

Answer = TypeVar("Answer")


class RoundCommands(QObject):
    """Carries out the room's deeds on the store thread; dialogs lie above ``window``."""

    done = Signal(str)
    """A deed was stored; the sentence says what it was."""
    round_made = Signal(str)
    """The id of a round that is there now and should be shown."""

    def __init__(self, desk: Desk, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window

    # -- rounds -------------------------------------------------------------------------------------------------------

    def make_round(self, view: RoomView) -> None:
        """Ask for a new round and make it."""
        dialog = RoundDialog(view.versions, [line.round.name for line in view.lines], self._window)
        dialog.accepted.connect(lambda: self._make_round(dialog))
        dialog.open()

    def _make_round(self, dialog: RoundDialog) -> None:
        wish = dialog.wish()

        def make(workspace: Workspace, by: CoderId) -> Round:
            return workspace.rounds.make(
                wish.name,
                by=by,
                codebook_id=wish.codebook_id,
                is_blind=wish.is_blind,
                allows_proposals=wish.allows_proposals,
                seed=wish.seed,
                sample_share=wish.sample_share,
            )

        self._do(make, f"{wish.name} is made. Next: plan who codes what (P).", lambda made: self._show(made.id))

    def _show(self, round_id: RoundId) -> None:
        self.round_made.emit(round_id)

    def rename(self, one: Round) -> None:
        """Ask for another name of a round."""
        self._ask_name(
            "Rename round",
            "Codings and figures stay with the round.",
            one.name,
            lambda name: self._do(
                lambda workspace, by: workspace.rounds.rename(one.id, name, by=by), f"{one.name} is {name} now."
            ),
        )

    def release(self, progress: RoundProgress) -> None:
        """Release a round, or have it run again, and say what that reveals."""
        one = progress.round
        if one.state is RoundState.RELEASED:
            sentence = f"{one.name} runs again" + ("; its coders see only their own work." if one.is_blind else ".")
            self._do(lambda workspace, by: workspace.rounds.reopen(one.id, by=by), sentence)
            return
        sentence = f"{one.name} is released" + (": its coders see each other's work now." if one.is_blind else ".")
        self._do(lambda workspace, by: workspace.rounds.release(one.id, by=by), sentence)

    def remove(self, one: Round) -> None:
        """Remove a round in which nothing is coded."""
        self._do(lambda workspace, by: workspace.rounds.remove(one.id, by=by), f"{one.name} is removed.")

    # -- assignments --------------------------------------------------------------------------------------------------

    def plan(self, one: Round, view: RoomView, tokens: Tokens) -> None:
        """Ask how articles are given out, showing what that gives, and give them out."""

        def found(workspace: Workspace, _: Job) -> tuple[Ticked, tuple[ArticleImport, ...]]:
            having = {coder.id for coder in view.people if workspace.rounds.of_coder(coder.id)}
            return ticked_at_first(view.people, having, workspace.coder.id), workspace.articles.imports()

        def show(answer: tuple[Ticked, tuple[ArticleImport, ...]]) -> None:
            dialog = PlanDialog(one, view.people, *answer, tokens, self._window)
            dialog.preview_asked.connect(partial(self._preview, dialog, one))
            dialog.accepted.connect(lambda: self._assign(dialog.plan, one))
            dialog.open()

        self._desk.ask(found, on_success=show)

    def _preview(self, dialog: PlanDialog, one: Round, wish: PlanWish) -> None:
        def planned(workspace: Workspace, _: Job) -> AssignmentPlan:
            return workspace.rounds.plan(
                one.id,
                coders=wish.coders,
                article_ids=workspace.rounds.articles(wish.choice),
                share=wish.share,
                coders_each=wish.coders_each,
                seed=wish.seed,
            )

        def refused(error: AnnotatorError) -> None:
            dialog.show_refusal(wish, str(error).replace(" Nothing was changed.", ""))

        self._desk.ask(
            planned,
            on_success=_while_open(dialog, partial(dialog.show_plan, wish)),
            on_failure=_while_open(dialog, refused),
        )

    def _assign(self, plan: AssignmentPlan | None, one: Round) -> None:
        if plan is not None:
            sentence = f"{counted(len(plan.articles), 'article')} given out in {one.name}."
            self._do(lambda workspace, by: workspace.rounds.assign(plan, by=by), sentence)

    def assign_by_hand(self, one: Round, view: RoomView, to_coder: str) -> None:
        """Ask which articles one coder gets and give them."""
        dialog = HandDialog(one, view.people, to_coder, self._window)
        dialog.list_asked.connect(partial(self._list_articles, dialog))
        dialog.articles.page_wanted.connect(partial(self._read_page, dialog))
        dialog.accepted.connect(lambda: self._assign_by_hand(dialog, one))
        dialog.ask()
        dialog.open()

    def _list_articles(self, dialog: HandDialog, queue_filter: QueueFilter) -> None:
        self._desk.ask(
            lambda workspace, _: workspace.articles.queue(workspace.coder.id, queue_filter),
            on_success=_while_open(dialog, dialog.show_rows),
        )

    def _read_page(self, dialog: HandDialog, first_row: int) -> None:
        numbers = dialog.articles.row_numbers_of_page(first_row)
        self._desk.ask(
            lambda workspace, _: workspace.articles.queue_page(workspace.coder.id, numbers),
            on_success=_while_open(dialog, lambda items: dialog.articles.set_page(numbers, items)),
        )

    def _assign_by_hand(self, dialog: HandDialog, one: Round) -> None:
        wish = dialog.wish()
        self._do(
            lambda workspace, by: workspace.rounds.assign_by_hand(one.id, wish.coder_id, wish.article_ids, by=by),
            f"{counted(len(wish.article_ids), 'article')} given out in {one.name}.",
        )

    def move(self, one: Round, view: RoomView, chosen: tuple[ArticleId, ...], from_coder: str) -> None:
        """Ask whose articles go to whom and move them.

        The dialog counts everybody's articles, also for a person from whom the round hides who codes what.
        """

        def show(progress: RoundProgress) -> None:
            dialog = MoveDialog(progress, view.people, chosen, from_coder, self._window)
            dialog.accepted.connect(lambda: self._move(dialog, one))
            dialog.open()

        self._desk.ask(lambda workspace, _: workspace.rounds.progress(one.id), on_success=show)

    def _move(self, dialog: MoveDialog, one: Round) -> None:
        wish = dialog.wish()

        def move(workspace: Workspace, by: CoderId) -> Changes:
            return workspace.rounds.reassign(
                one.id, wish.article_ids, from_coder=wish.from_coder, to_coder=wish.to_coder, by=by
            )

        self._do(move, f"{counted(len(wish.article_ids), 'article')} re-assigned in {one.name}.")

    def withdraw(self, assignments: tuple[AssignmentId, ...]) -> None:
        """Take assignments back."""
        if assignments:
            sentence = f"{counted(len(assignments), 'assignment')} taken back."
            self._do(lambda workspace, by: workspace.rounds.withdraw(assignments, by=by), sentence)

    # -- coders -------------------------------------------------------------------------------------------------------

    def add_coder(self) -> None:
        """Ask for a person who is to code."""
        self._ask_name(
            "Add coder",
            "The name as it is to stand in figures and packets. You stay who you are.",
            "",
            lambda name: self._do(lambda workspace, by: workspace.coders.add(name, by=by), f"{name} is a coder now."),
        )

    def rename_coder(self, coder: Coder) -> None:
        """Ask for another name of a coder."""
        self._ask_name(
            f"Rename {coder.name}",
            "What the person coded stays theirs.",
            coder.name,
            lambda name: self._do(
                lambda workspace, by: workspace.coders.rename(coder.id, name, by=by), f"{coder.name} is {name} now."
            ),
        )

    # -- undo ---------------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the last deed on the project."""
        self._do(lambda workspace, by: workspace.project.undo(by), "", is_back=True)

    def redo(self) -> None:
        """Bring back what was taken back."""
        self._do(lambda workspace, by: workspace.project.redo(by), "", is_back=True)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _ask_name(self, title: str, sentence: str, present: str, then: Callable[[str], object]) -> None:
        dialog = NameDialog(title, "Rename" if present else "Add", sentence, present, self._window)
        dialog.accepted.connect(lambda: then(dialog.name()))
        dialog.open()

    def _do(
        self,
        deed: Deed,
        sentence: str,
        then: Callable[..., object] | None = None,
        *,
        is_back: bool = False,
    ) -> None:
        def stored(result: object) -> None:
            if then is not None:
                then(result)
            self._desk.rounds_changed.emit()
            if not is_back:
                self.done.emit(sentence)

        self._desk.ask(lambda workspace, _: deed(workspace, workspace.coder.id), on_success=stored)


def _while_open(dialog: QWidget, answer: Callable[[Answer], object]) -> Callable[[Answer], None]:
    """Return a way to take an answer that does nothing once the dialog that asked is gone."""

    def taken(result: Answer) -> None:
        if isValid(dialog):
            answer(result)

    return taken
