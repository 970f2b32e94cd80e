"""The Project menu: making, opening, importing, exporting, checking."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.gui.closing import UnsavedGuard
from annotator.gui.desk import Desk
from annotator.gui.dialogs.import_dialog import ImportDialog
from annotator.gui.dialogs.message import show_notice
from annotator.gui.dialogs.places import ask_file, ask_files, ask_folder, ask_new_file
from annotator.gui.dialogs.progress import follow
from annotator.services.codebooks import codebook_source

if TYPE_CHECKING:
    from annotator.bootstrap import Workspace
    from annotator.gui.jobs import Job
    from annotator.services.articles import ImportPlan

_FILTER = "Annotator projects (*.annotator)"
_SUFFIX = ".annotator"


class ProjectCommands(QObject):
    """Asks the person, has the desk do it, shows what came of it."""

    def __init__(self, window: QWidget, desk: Desk, unsaved: UnsavedGuard, coder_name: Callable[[], str]) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._unsaved = unsaved
        self._coder_name = coder_name

    # -- projects -----------------------------------------------------------------------------------------------------

    def new_project(self) -> None:
        """Ask where and make an empty project with the default codebook."""
        chosen = ask_new_file(self._window, "New project", f"Incidents{_SUFFIX}", _FILTER)
        if chosen:
            path = chosen if chosen.suffix == _SUFFIX else chosen.with_name(chosen.name + _SUFFIX)
            self._unsaved.before(lambda: self._desk.create_project(path, self._coder_name()))

    def open_project(self) -> None:
        """Ask for a project and open it."""
        chosen = ask_file(self._window, "Open project", _FILTER)
        if chosen:
            self._unsaved.before(lambda: self._desk.open_project(chosen, self._coder_name()))

    def open_sample(self) -> None:
        """Open the sample project."""
        self._unsaved.before(lambda: self._desk.open_sample(self._coder_name()))

    # -- articles -----------------------------------------------------------------------------------------------------

    def import_files(self) -> None:
        """Ask for article files and show what importing them would do."""
        chosen = ask_files(self._window, "Import articles", "Articles (*.txt *.md);;All files (*)")
        if chosen:
            self.import_paths(chosen)

    def import_folder(self) -> None:
        """Ask for a folder of articles and show what importing it would do."""
        chosen = ask_folder(self._window, "Import a folder of articles")
        if chosen:
            self.import_paths([chosen])

    def import_paths(self, paths: list[Path], encoding: str | None = None) -> None:
        """Show what importing files and folders would do, and do it when the person agrees."""

        def planned(workspace: Workspace, job: Job) -> ImportPlan:
            return workspace.articles.plan_import(paths, encoding=encoding, progress=job.report)

        job = self._desk.ask(planned, on_success=lambda plan: self._show_plan(plan, paths, encoding))
        if job is not None:
            follow(job, "Reading articles…", self._window)

    def _show_plan(self, plan: ImportPlan, paths: list[Path], encoding: str | None) -> None:
        dialog = ImportDialog(plan, encoding, self._window)
        dialog.accepted.connect(lambda: self._import(plan))
        dialog.encoding_chosen.connect(lambda chosen: self.import_paths(paths, chosen))
        dialog.open()

    def _import(self, plan: ImportPlan) -> None:
        job = self._desk.ask(
            lambda workspace, job: workspace.articles.import_articles(
                plan, coder_id=workspace.coder.id, progress=job.report
            ),
            on_success=lambda _: self._desk.articles_changed.emit(),
        )
        if job is not None:
            follow(job, "Importing articles…", self._window, total=len(plan.new))

    def undo_import(self) -> None:
        """Take back the last import."""
        self._desk.ask(
            lambda workspace, _: workspace.articles.undo_import(coder_id=workspace.coder.id),
            on_success=self._desk.reread,
        )

    def add_codebook(self) -> None:
        """Ask for a codebook file and make it the one new codings use."""
        path = ask_file(self._window, "Add codebook version", "Codebooks (*.yaml *.yml)")
        if path is None:
            return

        def added(workspace: Workspace, _: Job) -> bool:
            source = codebook_source(path)
            return workspace.codebooks.add(source, file_name=path.name, coder_id=workspace.coder.id) is not None

        def show(is_new: bool) -> None:
            words = "New codings use it; codings that are there keep theirs." if is_new else ""
            show_notice(
                self._window, "The codebook was added." if is_new else "The project has this codebook already.", words
            )

        self._desk.ask(added, on_success=show)

    # -- care ---------------------------------------------------------------------------------------------------------

    def check_project(self) -> None:
        """Check file, history and codings, and say what was found."""

        def show(findings: list[str]) -> None:
            if findings:
                wrong = "1 thing is" if len(findings) == 1 else f"{len(findings):,} things are"
                show_notice(self._window, f"{wrong} wrong with this project.", "\n".join(findings[:20]))
            else:
                show_notice(self._window, "The project is sound.", "File, history, codings and quotes agree.")

        job = self._desk.ask(
            lambda workspace, job: [
                f"{found.what}: {found.detail}" for found in workspace.project.check(lambda done, _: job.report(done))
            ],
            on_success=show,
        )
        if job is not None:
            follow(job, "Checking the project…", self._window)
