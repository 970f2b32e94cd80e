"""What is still open in a coding: the list, the way to each, the answer to a warning, completing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from annotator.domain.checking import Problem
from annotator.domain.codebook import Severity
from annotator.gui.choice_palette import Choice, ChoicePalette
from annotator.gui.coding_gestures import CodingGestures
from annotator.gui.desk import Desk
from annotator.gui.dialogs.note_dialog import NoteDialog
from annotator.gui.form import FormView
from annotator.gui.theme import current_theme, tokens
from annotator.services.coding import CodingService, Worksheet


class ProblemCommands(QObject):
    """Leads from a problem to its field, and from no problems to a complete coding."""

    completed = Signal()

    def __init__(self, window: QWidget, desk: Desk, gestures: CodingGestures, form: FormView) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._gestures = gestures
        self._form = form

    def complete(self) -> None:
        """Complete the coding, or show what keeps it from being complete; what is still being typed counts."""
        if self._gestures.worksheet is not None and self._form.take_typing():
            self._desk.ask(lambda *_: None, on_success=lambda _: self._complete())

    def _complete(self) -> None:
        """Complete now that everything the coder did is stored and shown."""
        worksheet = self._gestures.worksheet
        if worksheet is None:
            return
        if worksheet.blocking:
            self.show_problems()
            return
        self._desk.perform(partial(CodingService.complete), lambda *_: self.completed.emit())

    def show_problems(self) -> None:
        """List what is still open; choosing an error goes to its field, choosing a warning asks for a note."""
        worksheet = self._gestures.worksheet
        if worksheet is None:
            return
        problems = worksheet.blocking
        if not problems:
            self._gestures.remarked.emit("Nothing is open. Ctrl+Enter completes the coding.")
            return
        application = QApplication.instance()
        colours = tokens(current_theme(application)) if isinstance(application, QApplication) else None
        if colours is None:
            return
        tones = {Severity.ERROR: QColor(colours.danger), Severity.WARNING: QColor(colours.warning)}
        choices = [
            Choice(str(number), problem.message, _hint(problem, worksheet), tones[problem.severity])
            for number, problem in enumerate(problems)
        ]
        palette = ChoicePalette("What is still open", choices, colours, self._window, width=620)
        palette.chosen.connect(lambda number: self._go_to(problems[int(number)]))
        centre = self._window.mapToGlobal(QPoint(self._window.width() // 2 - 310, 120))
        palette.open_at(centre)

    def _go_to(self, problem: Problem) -> None:
        self._form.activate(problem.slot)
        if problem.severity is Severity.WARNING:
            dialog = NoteDialog(problem.message, self._window)
            dialog.accepted.connect(lambda: self._answer(problem, dialog.text()))
            dialog.open()

    def _answer(self, problem: Problem, text: str) -> None:
        self._desk.perform(
            partial(CodingService.write_note, subject_id=problem.subject_id, text=text, rule=problem.rule)
        )


def _hint(problem: Problem, worksheet: Worksheet) -> str:
    """Return how grave a problem is, and whose it is where there are several incidents."""
    ids = [report.id for report in worksheet.coding.reports()]
    if len(ids) < 2 or problem.slot.report_id not in ids:
        return problem.severity.value
    return f"Incident {ids.index(problem.slot.report_id) + 1}   {problem.severity.value}"
