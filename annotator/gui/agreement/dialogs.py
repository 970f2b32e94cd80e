"""The room's questions to the person: which pairs, where the report goes, how wide an interval is wanted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from annotator.domain.errors import AnnotatorError
from annotator.domain.figures import AgreementOverview, AgreementRow, ColumnKind, SamplePlan
from annotator.gui.agreement.asking import Questions
from annotator.gui.agreement.pairs_dialog import Pair, PairsDialog
from annotator.gui.agreement.planner_dialog import PlannerDialog
from annotator.gui.agreement.report_dialog import ReportDialog


def ask_pairs(
    overview: AgreementOverview, chosen: tuple[Pair, ...], parent: QWidget, then: Callable[[tuple[Pair, ...]], None]
) -> None:
    """Ask which pairs of coders to show, where there is more than one pair."""
    if len(overview.coders) < 3:
        return
    shown = [(one.coders[0], one.coders[1]) for one in overview.columns if one.kind is ColumnKind.PAIR]
    dialog = PairsDialog(overview.coders, chosen or shown, parent)
    dialog.accepted.connect(lambda: then(dialog.pairs()))
    dialog.open()


def ask_report(overview: AgreementOverview, project: Path, parent: QWidget, then: Callable[[Path], None]) -> None:
    """Ask for the folder of a report, where there is anything to report."""
    if not overview.articles:
        return
    dialog = ReportDialog(free_folder(project, overview.round_name), overview.round_name, parent)
    dialog.accepted.connect(lambda: then(dialog.folder()))
    dialog.open()


def ask_plan(overview: AgreementOverview, current: AgreementRow | None, questions: Questions, parent: QWidget) -> None:
    """Show the planner, and have each of its questions answered while it is there."""
    if not overview.articles:
        return
    rows = [row for row in overview.rows if any(overview.cell(row, one).units for one in overview.columns)]
    dialog = PlannerDialog(rows, current, parent)
    is_gone: list[bool] = []

    def show(plan: SamplePlan) -> None:
        if not is_gone:
            dialog.show_plan(plan)

    def refuse(error: AnnotatorError) -> None:
        if not is_gone:
            dialog.show_refusal(error)

    dialog.finished.connect(lambda _: is_gone.append(True))
    dialog.plan_asked.connect(lambda field, width: questions.plan(overview.round_id, field, width, show, refuse))
    dialog.open()
    dialog.ask()


def free_folder(project: Path, round_name: str) -> Path:
    """Return a folder beside the project that does not exist yet."""
    stem = "".join(
        sign if sign.isalnum() or sign in " -_" else "-" for sign in f"{project.stem} agreement {round_name}"
    )
    folders = (project.parent / (stem if at == 1 else f"{stem} {at}") for at in range(1, 1000))
    return next((folder for folder in folders if not folder.exists()), project.parent / stem)
