"""Completing a coding, what keeps it open, and reopening, in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit

from annotator.domain.coding import CodingState
from annotator.gui.dialogs.note_dialog import NoteDialog
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.scenes import RETELLING, code_all_but_one, code_wholly, remember, sample_project, stored_coding


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample project with nothing coded."""
    remember()
    return sample_project(tmp_path / "sample.annotator")


def test_no_incident_is_refused_in_words_where_one_is_coded(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.add_report()
        hands.view.setFocus()
        hands.press("0")
        box = hands.message_box()
        assert box.text() == "This article has 1 incident coded."
        assert "Remove the incidents first" in box.informativeText()
        hands.close_message()
        assert len(hands.coding.reports()) == 1

    assert play([str(sample)], code) == 0


def test_what_keeps_a_coding_open_is_listed_and_leads_to_its_field(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        hands.add_report()
        hands.view.setFocus()
        hands.press("Ctrl+Return")
        offered = hands.offered()
        assert "Date is missing." in offered
        hands.type_words("date is missing")
        hands.press("Return")
        hands.wait(lambda: hands.form.active_slot() is not None, "the field is open")
        slot = hands.form.active_slot()
        assert slot is not None
        assert slot.field == "incident_date"
        assert hands.coding.header.state is CodingState.DRAFT
        still_open = hands.named(QAbstractButton, "What is still open")
        assert "still open" in still_open.text()
        QTest.mouseClick(still_open, Qt.MouseButton.LeftButton)
        assert hands.offered() == offered

    assert play([str(sample)], code) == 0


def test_a_warning_is_answered_with_a_note_and_the_coding_completed(play: Play, tmp_path: Path) -> None:
    remember()
    path = sample_project(tmp_path / "sample.annotator", code_all_but_one)

    def code(hands: Hands) -> None:
        hands.wait_for_article(RETELLING)
        hands.view.setFocus()
        while hands.worksheet.blocking:
            hands.press("Ctrl+Return")
            hands.palette()
            hands.press("Return")
            hands.wait(lambda: isinstance(QApplication.activeModalWidget(), NoteDialog), "a note is asked for")
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, NoteDialog)
            words = dialog.findChildren(QPlainTextEdit)[0]
            hands.wait(words.hasFocus, "the note has the keyboard")
            hands.type_words("The text says so.")
            hands.after_change(lambda: hands.press("Ctrl+Return"))
            hands.come_back()
        hands.press("F8")
        assert hands.message == "Nothing is open. Ctrl+Enter completes the coding."
        hands.press("F6")
        hands.press("Ctrl+Return")
        hands.wait(lambda: hands.title != RETELLING, "the next article is open")

    assert play([str(path)], code) == 0
    assert stored_coding(path).header.state is CodingState.COMPLETE


def test_a_complete_coding_can_only_be_read_until_it_is_reopened(play: Play, tmp_path: Path) -> None:
    remember()
    path = sample_project(tmp_path / "sample.annotator", code_wholly)

    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        actions = hands.window.actions_by_id
        assert not actions["complete"].isEnabled()
        assert not actions["unclear"].isEnabled()
        trigger = next(one for one in hands.coding.evidence() if one.quote.startswith("An assault"))
        hands.click_text(trigger.start + 3)
        hands.press("Delete")
        box = hands.message_box()
        assert box.text() == "This coding is complete."
        hands.close_message()
        hands.after_change(actions["reopen"].trigger)
        assert actions["complete"].isEnabled()
        assert not actions["reopen"].isEnabled()
        hands.after_change(lambda: hands.press("Ctrl+Z"))
        assert hands.coding.header.state is CodingState.COMPLETE

    assert play([str(path)], code) == 0
