"""Backups in the Project menu: making one, going back to one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from annotator.domain.errors import AnnotatorError
from annotator.gui.closing import UnsavedGuard
from annotator.gui.desk import Desk
from annotator.gui.dialogs.backups_dialog import BackupsDialog
from annotator.gui.dialogs.message import show_notice
from annotator.gui.dialogs.places import ask_file
from annotator.gui.dialogs.progress import follow
from annotator.gui.reopening import ask_restoring, reopen

if TYPE_CHECKING:
    from annotator.bootstrap import Workspace
    from annotator.services.restoring import BackupLine, GoingBack, Restored

_FILTER = "Annotator projects (*.annotator);;All files (*)"
_AskForPlan = Callable[[BackupsDialog, Path], None]


class BackupCommands(QObject):
    """Asks the person, has the desk do it, shows what came of it."""

    def __init__(self, window: QWidget, desk: Desk, unsaved: UnsavedGuard, coder_name: Callable[[], str]) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._unsaved = unsaved
        self._coder_name = coder_name

    def back_up(self) -> None:
        """Write a verified copy and say where it is."""
        self._desk.ask(
            lambda workspace, _: workspace.backups.make(),
            on_success=lambda path: show_notice(self._window, "The project was backed up.", str(path)),
        )

    def restore_backup(self) -> None:
        """List the backups of the open project, or of one the person names, and go back to the one they choose."""
        if not self._desk.has_project:
            self._restore_of_another()
            return

        def listed(workspace: Workspace, _: object) -> tuple[Path, tuple[BackupLine, ...]]:
            return workspace.project.path, workspace.backups.all()

        def show(answer: tuple[Path, tuple[BackupLine, ...]]) -> None:
            self._show(*answer, self._plan_of_open)

        self._desk.ask(listed, on_success=show)

    def _restore_of_another(self) -> None:
        project = ask_file(self._window, "Project to restore a backup of", _FILTER)
        if project:
            ask_restoring(
                self._desk,
                lambda service, _: service.backups(project),
                on_success=lambda lines: self._show(project, lines, partial(self._plan_of_closed, project)),
            )

    def _show(self, project: Path, lines: tuple[BackupLine, ...], ask: _AskForPlan) -> None:
        dialog = BackupsDialog(project, lines, self._window)
        dialog.backup_chosen.connect(lambda backup: ask(dialog, backup))
        dialog.other_asked.connect(dialog.reject)
        dialog.other_asked.connect(self._restore_of_another)
        dialog.accepted.connect(lambda: self._restore(dialog.plan))
        dialog.open()
        dialog.choose_newest()

    def _plan_of_open(self, dialog: BackupsDialog, backup: Path) -> None:
        self._desk.ask(
            lambda workspace, _: workspace.backups.going_back(backup),
            on_success=partial(_show_plan, dialog),
            on_failure=partial(_show_refusal, dialog, backup),
        )

    def _plan_of_closed(self, project: Path, dialog: BackupsDialog, backup: Path) -> None:
        ask_restoring(
            self._desk,
            lambda service, _: service.plan(project, backup),
            on_success=partial(_show_plan, dialog),
            on_failure=partial(_show_refusal, dialog, backup),
        )

    def _restore(self, plan: GoingBack | None) -> None:
        """Check the backup in full, which can be cancelled, and then put it in the project's place."""
        if plan is None:
            return
        job = ask_restoring(
            self._desk,
            lambda service, job: service.check(plan.backup, lambda done, _: job.report(done)),
            on_success=lambda _: self._unsaved.before(lambda: self._put_back(plan)),
        )
        follow(job, "Checking the backup…", self._window)

    def _put_back(self, plan: GoingBack) -> None:
        def told(done: Restored) -> None:
            where = f"The file before it is {done.kept}." if done.kept else ""
            show_notice(self._window, f"The project is as it was with {plan.changes:,} changes.", where)

        reopen(self._desk, plan.project, self._coder_name(), lambda service: service.put_back(plan), on_success=told)


def _show_plan(dialog: BackupsDialog, plan: GoingBack) -> None:
    if isValid(dialog):
        dialog.show_plan(plan)


def _show_refusal(dialog: BackupsDialog, backup: Path, error: AnnotatorError) -> None:
    if isValid(dialog):
        dialog.show_refusal(backup, str(error))
