"""Project → Import codings: choose files, say what their labels mean, bring them in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from annotator.domain.errors import CodingError
from annotator.gui.desk import Desk
from annotator.gui.dialogs.message import show_error, show_notice
from annotator.gui.dialogs.places import ask_files
from annotator.gui.dialogs.progress import follow

if TYPE_CHECKING:
    from annotator.bootstrap import Workspace
    from annotator.domain.changes import Changes
    from annotator.domain.codebook import Codebook
    from annotator.gui.dialogs.mapping_dialog import MappingDialog
    from annotator.gui.jobs import Job
    from annotator.services.coding_imports.restore import RestorePlan
    from annotator.services.coding_imports.service import CodingImportPlan, CodingMapping, ForeignCodings

_FILTER = "Codings (*.ann *.json *.jsonl *.csv *.tsv);;All files (*)"
_UNDO_HINT = "“Undo last import” in the Edit menu takes them back."


class _Read(NamedTuple):
    """Files that were read, and what the dialog needs besides."""

    foreign: ForeignCodings
    mapping: CodingMapping
    codebook: Codebook
    coder_names: tuple[str, ...]


class CodingImportCommands(QObject):
    """Asks the person, has the desk do it, shows what came of it.

    The readers of other programs' files are loaded when somebody asks for them, not with the window.
    """

    def __init__(self, window: QWidget, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._planning: Job | None = None

    def import_codings(self) -> None:
        """Ask for files and show what importing their codings would do."""
        chosen = ask_files(self._window, "Import codings", _FILTER)
        if chosen:
            self.import_paths(chosen)

    def import_paths(
        self,
        paths: list[Path],
        form: str | None = None,
        mapping: CodingMapping | None = None,
        coder_name: str = "",
    ) -> None:
        """Read files, in the form they seem to have unless it is said, and show what importing them would do.

        A mapping says what a table's columns and as many labels mean as it knows; the others are proposed.
        """

        def read(workspace: Workspace, job: Job) -> _Read | RestorePlan:
            from annotator.services.coding_imports.service import OWN_LINES, detected_form

            found = form or detected_form(paths)
            if found is None:
                raise CodingError(
                    f"{paths[0].name} has no form of codings that is known here.",
                    kept="Nothing was changed.",
                    remedy="Choose files of brat, Label Studio, doccano, CSV or this program's JSON Lines.",
                )
            if found == OWN_LINES and len(paths) > 1:
                raise CodingError("One dataset is restored at a time.", remedy="Choose one dataset.jsonl.")
            if found == OWN_LINES:
                return workspace.coding_restore.plan(paths[0], job.report)
            imports = workspace.coding_imports
            foreign = imports.read(paths, found, mapping.columns if mapping is not None else None, job.report)
            whole = imports.proposed_mapping(foreign, mapping)
            codebook = workspace.codebooks.codebook(workspace.codebooks.current().id)
            names = tuple(coder.name for coder in workspace.coders.all() if not coder.is_gold)
            return _Read(foreign, whole, codebook, names)

        def show(answer: _Read | RestorePlan) -> None:
            if isinstance(answer, _Read):
                self._show_mapping(answer, paths, coder_name)
            else:
                self._show_restore(answer)

        job = self._desk.ask(read, on_success=show)
        if job is not None:
            follow(job, "Reading codings…", self._window)

    # -- codings of other programs ------------------------------------------------------------------------------------

    def _show_mapping(self, read: _Read, paths: list[Path], coder_name: str) -> None:
        from annotator.gui.dialogs.mapping_dialog import MappingDialog

        foreign = read.foreign
        dialog = MappingDialog(foreign, read.mapping, read.codebook, read.coder_names, self._window, coder_name)

        def again(form: str, mapping: CodingMapping | None) -> None:
            name = dialog.coder_name()
            dialog.reject()
            self.import_paths(paths, form, mapping, name)

        dialog.plan_wanted.connect(lambda mapping, name: self._plan(dialog, foreign, mapping, name))
        dialog.form_chosen.connect(lambda form: again(form, None))
        dialog.mapping_chosen.connect(lambda mapping: again(foreign.form, mapping))
        dialog.mapping_to_open.connect(
            lambda path: self._desk.ask(
                lambda _workspace, _job: _opened_mapping(path),
                on_success=lambda mapping: again(foreign.form, mapping) if isValid(dialog) else None,
            )
        )
        dialog.mapping_to_save.connect(lambda path: _save_mapping(dialog, path))
        dialog.accepted.connect(lambda: self._import(dialog.plan()))
        dialog.open()

    def _plan(self, dialog: MappingDialog, foreign: ForeignCodings, mapping: CodingMapping, name: str) -> None:
        if self._planning is not None and isValid(self._planning):
            self._planning.cancel()
        self._planning = self._desk.ask(
            lambda workspace, job: workspace.coding_imports.plan_foreign(foreign, mapping, name, job.report),
            on_success=lambda plan: dialog.show_plan(plan) if isValid(dialog) else None,
        )

    def _import(self, plan: CodingImportPlan | None) -> None:
        if plan is None:
            return

        def carried_out(workspace: Workspace, job: Job) -> Changes | None:
            return workspace.coding_imports.carry_out(plan, coder_id=workspace.coder.id, progress=job.report)

        job = self._desk.ask(carried_out, on_success=lambda changes: self._show_done(changes, plan.coder_name))
        if job is not None:
            follow(job, "Importing codings…", self._window, total=len(plan.new))

    # -- this program's own -------------------------------------------------------------------------------------------

    def _show_restore(self, plan: RestorePlan) -> None:
        from annotator.gui.dialogs.restore_dialog import RestoreDialog

        dialog = RestoreDialog(plan, self._window)
        dialog.accepted.connect(lambda: self._restore(plan))
        dialog.open()

    def _restore(self, plan: RestorePlan) -> None:
        job = self._desk.ask(
            lambda workspace, job: workspace.coding_restore.carry_out(
                plan, coder_id=workspace.coder.id, progress=job.report
            ),
            on_success=lambda changes: self._show_done(changes, ""),
        )
        if job is not None:
            follow(job, "Restoring codings…", self._window, total=len(plan.codings))

    def _show_done(self, changes: Changes | None, coder_name: str) -> None:
        self._desk.reread(changes)
        if changes is None:
            show_notice(self._window, "Nothing was imported.", "The project has all of it already.")
            return
        as_whom = f" as {coder_name}" if coder_name else ""
        done = changes.event.label.replace("import ", "Imported ").replace("restore ", "Restored ")
        show_notice(self._window, f"{done}{as_whom}.", _UNDO_HINT)


def _opened_mapping(path: Path) -> CodingMapping:
    from annotator.services.coding_imports.service import read_mapping_file

    return read_mapping_file(path)


def _save_mapping(dialog: MappingDialog, path: Path) -> None:
    from annotator.services.coding_imports.service import mapping_text

    try:
        path.write_text(mapping_text(dialog.mapping()), encoding="utf-8", newline="\n")
    except OSError as error:
        show_error(dialog, CodingError(f"{path} cannot be written: {error.strerror}.", remedy="Choose another folder."))
