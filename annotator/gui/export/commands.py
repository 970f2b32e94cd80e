"""Exporting from the window: what there is to choose, the preview, recipes, the dataset itself."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from annotator.domain.recipe import ExportChoice
from annotator.gui.desk import Desk
from annotator.gui.dialogs.message import show_notice
from annotator.gui.dialogs.progress import follow
from annotator.gui.export.choice_panel import Offer
from annotator.gui.export.dialog import ExportDialog

if TYPE_CHECKING:
    from annotator.bootstrap import Workspace
    from annotator.gui.jobs import Job
    from annotator.services.exports.service import ExportSummary, Preview


class ExportCommands(QObject):
    """Asks the person, has the desk do it, shows what came of it."""

    def __init__(self, window: QWidget, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._counting: Job | None = None

    def export(self) -> None:
        """Ask what to export and write it."""
        today = dt.datetime.now().astimezone().date()

        def offered(workspace: Workspace, _: Job) -> tuple[Path, Offer]:
            workspace.exports.get_ready()
            path = workspace.project.path
            return path.parent / f"{path.stem} dataset {today:%Y-%m-%d}", _offer(workspace)

        self._desk.ask(offered, on_success=lambda found: self._show(*found))

    def _show(self, folder: Path, offer: Offer) -> None:
        dialog = ExportDialog(folder, offer, self._window)
        dialog.preview_wanted.connect(partial(self._preview, dialog))
        dialog.recipe_kept.connect(partial(self._keep, dialog))
        dialog.accepted.connect(lambda: self._export(dialog.folder(), dialog.choice()))
        dialog.finished.connect(lambda _: self._stop_counting())
        dialog.open()

    def _preview(self, dialog: ExportDialog, choice: ExportChoice) -> None:
        self._stop_counting()

        def counted(workspace: Workspace, job: Job) -> Preview:
            return workspace.exports.preview(choice.forms, choice=choice, progress=job.report)

        # What was counted last arrives although it was cancelled, and the dialog may be gone by then.
        self._counting = self._desk.ask(
            counted,
            on_success=lambda preview: dialog.show_preview(choice, preview) if isValid(dialog) else None,
            on_failure=lambda error: dialog.show_no_preview(str(error)) if isValid(dialog) else None,
        )

    def _stop_counting(self) -> None:
        counting, self._counting = self._counting, None
        if counting is not None:
            counting.cancel()

    def _keep(self, dialog: ExportDialog, name: str, choice: ExportChoice) -> None:
        self._desk.ask(
            lambda workspace, _: workspace.recipes.keep(name, choice, by=workspace.coder.id),
            on_success=lambda _: dialog.show_recipe_kept(name, choice) if isValid(dialog) else None,
        )

    def _export(self, folder: Path, choice: ExportChoice) -> None:
        def written(workspace: Workspace, job: Job) -> ExportSummary:
            return workspace.exports.export(folder, choice.forms, choice=choice, progress=job.report)

        job = self._desk.ask(
            written,
            on_success=lambda summary: show_notice(
                self._window, f"The dataset is in {folder}.", "\n".join(summary.remarks)
            ),
        )
        if job is not None:
            follow(job, "Writing the dataset…", self._window)


def _offer(workspace: Workspace) -> Offer:
    from annotator.services.exports.service import forms

    versions = workspace.codebooks.versions()
    fields = {
        field.id: field.label for version in versions for field in workspace.codebooks.codebook(version.id).fields
    }
    return Offer(
        forms=forms(),
        rounds=(("Outside any round", None), *((one.name, one.id) for one in workspace.rounds.rounds())),
        coders=tuple((coder.name, coder.id) for coder in workspace.coders.all() if not coder.is_gold),
        fields=tuple((label, field_id) for field_id, label in fields.items()),
        recipes=workspace.recipes.all(),
    )
