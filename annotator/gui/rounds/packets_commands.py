"""Packets in the window: making them, merging them, settling copies that went apart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMessageBox, QWidget

from annotator.domain.coding import Coder
from annotator.domain.counted import counted
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import CoderId, DivergenceId
from annotator.domain.rounds import Round
from annotator.gui.desk import Desk
from annotator.gui.dialogs.message import show_notice
from annotator.gui.dialogs.places import ask_files
from annotator.gui.dialogs.progress import follow
from annotator.gui.rounds.packets_make_dialog import MakePacketsDialog
from annotator.gui.rounds.packets_merge_dialog import MergePacketsDialog, RefusedFile
from annotator.gui.rounds.packets_settle_dialog import SettleDialog
from annotator.gui.rounds.undo_toast import UndoToast
from annotator.services.packets.service import SUFFIX, PacketSummary

if TYPE_CHECKING:
    from annotator.bootstrap import Workspace
    from annotator.gui.jobs import Job
    from annotator.services.merging import ComparedCopies, MergePlan

_FILTER = "Packets (*.annotator)"


class _Planned(NamedTuple):
    plans: tuple[MergePlan, ...]
    refused: tuple[RefusedFile, ...]


class _Merged(NamedTuple):
    merges: int
    codings: int
    unsettled: int


def _packets_in(event: QDropEvent) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix == SUFFIX]


_STEPS = 100
"""Steps the bar takes for one packet that is read."""


def _report_part(job: Job, before: int, done: int, total: int) -> None:
    """Say how much of the packet after so many others was read; also where the job can be stopped."""
    job.report(before * _STEPS + done * _STEPS // max(total, 1))


def _report(job: Job, before: int, done: int) -> None:
    """Say how far a job of several steps is, each of which counts its own things; also where it can be stopped."""
    job.report(before + done)


class PacketCommands(QObject):
    """Asks the person, has the desk do it, shows what came of it; dialogs lie above ``window``.

    Packets that are dropped on ``window`` are offered to be merged.
    """

    def __init__(self, window: QWidget, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._toast = UndoToast(window)
        self._toast.undo_asked.connect(self._undo_settling)
        self._settled: DivergenceId | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def leave(self) -> None:
        """Let the toast go."""
        self._toast.hide()

    # -- making -------------------------------------------------------------------------------------------------------

    def make(self, its_round: Round) -> None:
        """Ask for whom and where to, and make packets of a round."""

        def who(workspace: Workspace, _: Job) -> tuple[list[Coder], Path]:
            people = workspace.coders.people()
            having = [one for one in people if any(has.id == its_round.id for has in workspace.rounds.of_coder(one.id))]
            return having, workspace.project.path.parent

        def show(found: tuple[list[Coder], Path]) -> None:
            coders, folder = found
            if not coders:
                show_notice(self._window, f"Nobody has articles in {its_round.name} yet.", "Assign some first.")
                return
            dialog = MakePacketsDialog(its_round, coders, folder, self._window)
            dialog.accepted.connect(lambda: self._make(its_round, dialog.coders(), dialog.folder()))
            dialog.open()

        self._desk.ask(who, on_success=show)

    def _make(self, its_round: Round, coders: Sequence[CoderId], folder: Path) -> None:
        def made(workspace: Workspace, job: Job) -> tuple[PacketSummary, ...]:
            by = workspace.coder.id
            return workspace.packets.make_several(its_round.id, coders, folder, by=by, progress=job.report)

        def show(packets: tuple[PacketSummary, ...]) -> None:
            lines = [f"{one.path.name}  ({counted(one.articles, 'article')}, {one.codings} coded)" for one in packets]
            show_notice(self._window, f"{counted(len(lines), 'packet')} made in {folder}.", "\n".join(lines))

        job = self._desk.ask(made, on_success=show)
        if job is not None:
            follow(job, "Making packets…", self._window, total=len(coders))

    # -- merging ------------------------------------------------------------------------------------------------------

    def merge(self, paths: Sequence[Path] = ()) -> None:
        """Ask for packets unless they are given, show what merging them does, and merge them."""
        chosen = list(paths)
        if not chosen:
            chosen = ask_files(self._window, "Merge packets", _FILTER)
        if not chosen:
            return

        def planned(workspace: Workspace, job: Job) -> _Planned:
            plans: list[MergePlan] = []
            refused: list[RefusedFile] = []
            for done, path in enumerate(chosen):
                job.report(done * _STEPS)
                try:
                    plans.append(workspace.merging.plan(path, after=plans, progress=partial(_report_part, job, done)))
                except AnnotatorError as error:
                    refused.append(RefusedFile(path, error))
            return _Planned(tuple(plans), tuple(refused))

        job = self._desk.ask(planned, on_success=self._show_plans)
        if job is not None:
            follow(job, "Reading packets…", self._window, total=len(chosen) * _STEPS)

    def _show_plans(self, planned: _Planned) -> None:
        dialog = MergePacketsDialog(planned.plans, planned.refused, self._window)
        dialog.accepted.connect(lambda: self._merge(planned.plans))
        dialog.open()

    def _merge(self, plans: Sequence[MergePlan]) -> None:
        ready = [plan for plan in plans if plan.is_ready]
        total = sum(len(plan.new) + len(plan.conflicting) for plan in ready)

        def merged(workspace: Workspace, job: Job) -> _Merged:
            merges = before = 0
            for plan in ready:
                further = partial(_report, job, before)
                merges += workspace.merging.merge(plan, by=workspace.coder.id, progress=further) is not None
                before += len(plan.new) + len(plan.conflicting)
            return _Merged(merges, before, len(workspace.merging.unsettled()))

        def finished(done: _Merged) -> None:
            self._announce()
            self._show_merged(done)

        def refused(error: AnnotatorError) -> None:
            # Packets before the one that failed are merged.
            self._announce()
            self._desk.failed.emit(error)

        job = self._desk.ask(merged, on_success=finished, on_failure=refused)
        if job is not None:
            follow(job, "Merging packets…", self._window, total=total)

    def _announce(self) -> None:
        self._desk.rounds_changed.emit()
        self._desk.articles_changed.emit()

    def _show_merged(self, done: _Merged) -> None:
        words = f"{counted(done.codings, 'coding')} merged from {counted(done.merges, 'packet')}."
        more = (
            f"{counted(done.unsettled, 'coding')} went on in two copies; until somebody settles which one holds, the "
            "later one is shown and left out of agreement."
            if done.unsettled
            else ""
        )
        box = QMessageBox(QMessageBox.Icon.NoIcon, "Incident Annotator", words, parent=self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(more)
        box.setWindowModality(Qt.WindowModality.WindowModal)
        undo = box.addButton("Undo", QMessageBox.ButtonRole.ResetRole)
        undo.clicked.connect(lambda: self._undo(done.merges))
        if done.unsettled:
            settle = box.addButton("Settle…", QMessageBox.ButtonRole.ActionRole)
            settle.clicked.connect(self.settle)
        enough = box.addButton(QMessageBox.StandardButton.Ok)
        box.setDefaultButton(enough)
        box.setEscapeButton(enough)
        box.open()

    def _undo(self, merges: int) -> None:
        def undone(workspace: Workspace, job: Job) -> int:
            for done in range(merges):
                job.report(done)
                workspace.merging.undo(by=workspace.coder.id)
            return merges

        job = self._desk.ask(undone, on_success=lambda _: self._announce())
        if job is not None:
            follow(job, "Taking the merge back…", self._window, total=merges)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take packets that are dropped; everything else goes on to where it was going."""
        if isinstance(event, QDragEnterEvent | QDropEvent) and (packets := _packets_in(event)):
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.merge(packets)
            return True
        return super().eventFilter(watched, event)

    # -- settling -----------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Show the codings that went on in several copies, one after the other, and ask which copy holds."""

        def found(workspace: Workspace, _: Job) -> tuple[DivergenceId, ComparedCopies, int] | None:
            unsettled = workspace.merging.unsettled()
            if not unsettled:
                return None
            return unsettled[0].id, workspace.merging.compared(unsettled[0].id), len(unsettled)

        def show(waiting: tuple[DivergenceId, ComparedCopies, int] | None) -> None:
            if waiting is None:
                show_notice(self._window, "No coding waits to be settled.")
                return
            divergence_id, compared, count = waiting
            dialog = SettleDialog(compared, count, self._window)
            dialog.chosen.connect(lambda copy: self._settle(divergence_id, copy, is_last=count == 1))
            dialog.open()

        self._desk.ask(found, on_success=show)

    def _settle(self, divergence_id: DivergenceId, copy: str, *, is_last: bool) -> None:
        def settled(_: object) -> None:
            self._announce()
            self._settled = divergence_id
            self._toast.say("Settled: the copy you chose is the coding now.")
            if not is_last:
                self.settle()

        self._desk.ask(
            lambda workspace, _: workspace.merging.settle(divergence_id, copy, by=workspace.coder.id),
            on_success=settled,
        )

    def _undo_settling(self) -> None:
        divergence_id = self._settled
        if divergence_id is not None:
            self._desk.ask(
                lambda workspace, _: workspace.merging.undo_settling(divergence_id, by=workspace.coder.id),
                on_success=lambda _: self._announce(),
            )
