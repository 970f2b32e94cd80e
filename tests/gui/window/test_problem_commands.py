"""What is still open in the article on the desk: listed, led to, answered, completed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QPlainTextEdit
from pytestqt.qtbot import QtBot

from annotator.domain.codebook import Severity
from annotator.domain.coding import CodingState, Slot
from annotator.domain.values import Count, Qualifier
from annotator.gui.choice_palette import Choice, ChoiceModel, ChoicePalette
from annotator.gui.coding_room import CodingRoom
from annotator.gui.desk import Desk
from annotator.gui.dialogs.note_dialog import NoteDialog
from annotator.gui.theme import ThemeName
from annotator.services.coding import CodingService, Worksheet
from tests.gui.conftest import CODER


class Coding:
    """A coding room on a desk with the first article open, and what it remarked."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.qtbot = qtbot
        self.desk = desk
        self.room = CodingRoom(desk, ThemeName.LIGHT)
        self.remarks: list[str] = []
        self.completed = 0
        self.room.remarked.connect(self.remarks.append)
        self.room.problem_commands.completed.connect(self._on_completed)
        qtbot.addWidget(self.room)
        self.room.resize(1100, 700)
        with qtbot.waitActive(self.room):
            self.room.show()
            self.room.activateWindow()

    def _on_completed(self) -> None:
        self.completed += 1

    @property
    def worksheet(self) -> Worksheet:
        """What is on the desk."""
        assert self.room.worksheet is not None
        return self.room.worksheet

    def do(self, verb: Any, **arguments: Any) -> None:
        """Carry out an intent and wait for its answer."""
        with self.qtbot.waitSignal(self.desk.changed):
            self.desk.perform(partial(verb, **arguments))

    def settled(self) -> None:
        """Wait until the desk has answered all it was asked."""
        answered: list[object] = []
        self.desk.ask(lambda *_: None, on_success=answered.append)
        self.qtbot.waitUntil(lambda: bool(answered))

    def palette(self) -> ChoicePalette:
        """Return the palette that is open."""
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), ChoicePalette))
        found = QApplication.activePopupWidget()
        assert isinstance(found, ChoicePalette)
        return found


@pytest.fixture
def coding(qtbot: QtBot, desk: Desk, sample: Path) -> Coding:
    made = Coding(qtbot, desk)
    desk.project_opened.connect(lambda facts: made.room.begin(facts, "", None))
    with qtbot.waitSignal(desk.worksheet_opened):
        desk.open_project(sample, CODER)
    return made


def lines(palette: ChoicePalette) -> list[Choice]:
    view = palette.findChild(QListView)
    assert isinstance(view, QListView)
    model = view.model()
    return [model.index(row, 0).data(ChoiceModel.ChoiceRole) for row in range(model.rowCount())]


def press(palette: ChoicePalette, *keys: Qt.Key) -> None:
    line = palette.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    for key in keys:
        QTest.keyClick(line, key)


def a_doubtful_count(coding: Coding) -> int:
    """Code an incident with something a note may settle; return the first warning's place among what is open."""
    coding.do(CodingService.add_report)
    report = coding.worksheet.coding.reports()[0].id
    content = Count(low=900, best=900, high=900, qualifier=Qualifier.DOZENS)
    coding.do(CodingService.set_content, slot=Slot("killed_total", report), content=content)
    places = [n for n, one in enumerate(coding.worksheet.blocking) if one.severity is Severity.WARNING]
    assert places, [one.message for one in coding.worksheet.blocking]
    return places[0]


def test_without_an_article_nothing_is_listed_or_completed(qtbot: QtBot, open_desk: Desk) -> None:
    coding = Coding(qtbot, open_desk)
    coding.room.problem_commands.show_problems()
    coding.room.problem_commands.complete()
    coding.settled()
    assert QApplication.activePopupWidget() is None
    assert (coding.remarks, coding.completed) == ([], 0)


def test_every_open_problem_is_listed_in_the_codebook_s_order(coding: Coding) -> None:
    coding.room.problem_commands.show_problems()
    assert [one.text for one in lines(coding.palette())] == [one.message for one in coding.worksheet.blocking]
    press(coding.palette(), Qt.Key.Key_Escape)


def test_choosing_a_problem_leads_to_its_field(coding: Coding) -> None:
    coding.do(CodingService.add_report)
    problems = coding.worksheet.blocking
    place = next(n for n, one in enumerate(problems) if one.slot.report_id and one.severity is Severity.ERROR)
    coding.room.problem_commands.show_problems()
    press(coding.palette(), *[Qt.Key.Key_Down] * place, Qt.Key.Key_Return)
    coding.qtbot.waitUntil(lambda: coding.room.form.active_slot() == problems[place].slot)
    assert coding.room.findChildren(NoteDialog) == []


def test_with_one_incident_a_problem_says_how_grave_it_is_and_with_two_whose_it_is(coding: Coding) -> None:
    coding.do(CodingService.add_report)
    coding.room.problem_commands.show_problems()
    assert {one.hint for one in lines(coding.palette())} <= {"error", "warning"}
    press(coding.palette(), Qt.Key.Key_Escape)
    coding.do(CodingService.add_report)
    coding.room.problem_commands.show_problems()
    hints = {one.hint for one in lines(coding.palette())}
    assert {"Incident 1   error", "Incident 2   error"} <= hints
    press(coding.palette(), Qt.Key.Key_Escape)


def test_a_warning_is_answered_with_a_note_and_then_no_longer_open(coding: Coding) -> None:
    place = a_doubtful_count(coding)
    warning = coding.worksheet.blocking[place]
    coding.room.problem_commands.show_problems()
    press(coding.palette(), *[Qt.Key.Key_Down] * place, Qt.Key.Key_Return)
    coding.qtbot.waitUntil(lambda: bool(coding.room.findChildren(NoteDialog)))
    (dialog,) = coding.room.findChildren(NoteDialog)
    words = dialog.findChild(QPlainTextEdit)
    assert isinstance(words, QPlainTextEdit)
    words.setPlainText("As the text has it.")
    with coding.qtbot.waitSignal(coding.desk.changed):
        dialog.accept()
    assert (warning.rule, warning.message) not in [(one.rule, one.message) for one in coding.worksheet.blocking]
    (note,) = [one for one in coding.worksheet.coding.notes() if one.rule == warning.rule]
    assert (note.text, note.subject_id) == ("As the text has it.", warning.subject_id)


def test_a_warning_left_without_an_answer_stays_open(coding: Coding) -> None:
    place = a_doubtful_count(coding)
    before = coding.worksheet.blocking
    coding.room.problem_commands.show_problems()
    press(coding.palette(), *[Qt.Key.Key_Down] * place, Qt.Key.Key_Return)
    coding.qtbot.waitUntil(lambda: bool(coding.room.findChildren(NoteDialog)))
    coding.room.findChildren(NoteDialog)[0].reject()
    coding.settled()
    assert coding.worksheet.blocking == before


def test_what_is_open_keeps_a_coding_from_being_complete_and_is_listed(coding: Coding) -> None:
    coding.do(CodingService.add_report)
    coding.room.problem_commands.complete()
    assert len(lines(coding.palette())) == len(coding.worksheet.blocking)
    press(coding.palette(), Qt.Key.Key_Escape)
    assert coding.worksheet.coding.header.state is CodingState.DRAFT
    assert coding.completed == 0


def test_with_nothing_open_that_is_said_and_completing_completes(coding: Coding) -> None:
    coding.do(CodingService.code_no_incident)
    coding.do(CodingService.reopen)
    coding.room.problem_commands.show_problems()
    assert coding.remarks == ["Nothing is open. Ctrl+Enter completes the coding."]
    with coding.qtbot.waitSignal(coding.room.problem_commands.completed):
        coding.room.problem_commands.complete()
    assert coding.worksheet.coding.header.state is CodingState.COMPLETE
    assert coding.completed == 1


def test_a_message_with_markup_is_listed_letter_by_letter(coding: Coding, monkeypatch: pytest.MonkeyPatch) -> None:
    message = "<b>Killed</b> is missing & more."
    spoilt = tuple(one.model_copy(update={"message": message}) for one in coding.worksheet.problems)
    monkeypatch.setattr(coding.room.gestures.worksheet.__class__, "blocking", property(lambda _: spoilt))
    coding.room.problem_commands.show_problems()
    assert {one.text for one in lines(coding.palette())} == {message}
    press(coding.palette(), Qt.Key.Key_Escape)
