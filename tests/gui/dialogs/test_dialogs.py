"""Dialogs: what they show, what they allow, what they give back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QMainWindow,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from annotator.domain.article import Metadata
from annotator.domain.errors import AnnotatorError
from annotator.formats.articles.draft import ArticleDraft
from annotator.gui.actions import ACTIONS
from annotator.gui.dialogs.import_dialog import ImportDialog, ImportPlanModel, summary_of
from annotator.gui.dialogs.key_sheet import KeySheet
from annotator.gui.dialogs.message import show_error, show_notice
from annotator.gui.dialogs.note_dialog import NoteDialog
from annotator.gui.text.keys import BINDINGS
from annotator.services.articles import ImportPlan, Refusal

MARKUP = "<b>Bold</b> &amp; <img src=x> 5 < 6"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QMainWindow()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def button(dialog: QWidget, text: str) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text().replace("&", "") == text)


def texts(dialog: QWidget) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


def opened(qtbot: QtBot, dialog: QDialog) -> QDialog:
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    return dialog


# -- import preview ---------------------------------------------------------------------------------------------------


def a_draft(name: str, title: str = "", *remarks: str) -> ArticleDraft:
    return ArticleDraft("text", name, 0, name, Metadata(title=title), "plain text", remarks=remarks)


PLAN = ImportPlan(
    "a folder",
    (a_draft("one.txt", MARKUP), a_draft("two.txt", "", "The date cannot be read.")),
    (a_draft("three.txt", "Seen before"),),
    (Refusal("four.txt", "It is empty."),),
)


def cells(dialog: QDialog) -> list[list[str]]:
    table = dialog.findChild(QTableView)
    assert isinstance(table, QTableView)
    model = table.model()
    return [[str(model.index(row, column).data()) for column in range(4)] for row in range(model.rowCount())]


def test_the_preview_lists_new_files_then_those_known_then_those_refused(qtbot: QtBot, window: QWidget) -> None:
    dialog = opened(qtbot, ImportDialog(PLAN, None, window))
    assert cells(dialog) == [
        [MARKUP, "unknown", "one.txt", "New"],
        ["two.txt", "unknown", "two.txt", "New. The date cannot be read."],
        ["Seen before", "unknown", "three.txt", "Already here; skipped"],
        ["", "", "four.txt", "Refused: It is empty."],
    ]
    assert "2 new, 1 already here, 1 refused." in texts(dialog)


def test_the_first_refusal_is_told_in_full_below_the_table_and_any_other_line_when_it_is_chosen(
    qtbot: QtBot, window: QWidget
) -> None:
    dialog = opened(qtbot, ImportDialog(PLAN, None, window))
    assert "Refused: It is empty." in texts(dialog)
    table = dialog.findChild(QTableView)
    assert isinstance(table, QTableView)
    table.selectRow(1)
    assert "New. The date cannot be read." in texts(dialog)
    assert "Refused: It is empty." not in texts(dialog)


def test_the_preview_tells_a_cut_cell_in_full_in_its_tool_tip() -> None:
    model = ImportPlanModel(PLAN)
    tip = model.index(3, 3).data(Qt.ItemDataRole.ToolTipRole)
    assert "Refused: It is empty." in tip


def test_a_file_name_with_markup_is_no_markup_in_a_tool_tip() -> None:
    model = ImportPlanModel(PLAN)
    tip = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip
    assert "&lt;b&gt;Bold" in tip


def test_columns_have_headings_and_rows_have_none() -> None:
    model = ImportPlanModel(PLAN)
    headings = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(5)]
    assert headings == ["Article", "Published", "File", "What happens", None]
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_importing_is_the_answer_to_enter(qtbot: QtBot, window: QWidget) -> None:
    dialog = opened(qtbot, ImportDialog(PLAN, None, window))
    go = button(dialog, "Import 2 articles")
    qtbot.waitUntil(go.hasFocus)
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(go, Qt.Key.Key_Return)


@pytest.mark.parametrize("with_mouse", [False, True], ids=["escape", "cancel"])
def test_escape_and_cancel_import_nothing(qtbot: QtBot, window: QWidget, with_mouse: bool) -> None:
    dialog = opened(qtbot, ImportDialog(PLAN, None, window))
    with qtbot.assertNotEmitted(dialog.accepted), qtbot.waitSignal(dialog.rejected):
        if with_mouse:
            QTest.mouseClick(button(dialog, "Cancel"), Qt.MouseButton.LeftButton)
        else:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)


@pytest.mark.parametrize("plan", [ImportPlan("", (), PLAN.duplicates, PLAN.refused), ImportPlan("", (), (), ())])
def test_with_nothing_new_there_is_nothing_to_press(qtbot: QtBot, window: QWidget, plan: ImportPlan) -> None:
    dialog = opened(qtbot, ImportDialog(plan, None, window))
    assert not button(dialog, "Nothing to import").isEnabled()
    assert summary_of(plan) in texts(dialog)


def test_another_encoding_asks_for_another_plan(qtbot: QtBot, window: QWidget) -> None:
    dialog = ImportDialog(PLAN, None, window)
    opened(qtbot, dialog)
    encodings = dialog.findChild(QComboBox)
    assert isinstance(encodings, QComboBox)
    assert encodings.currentIndex() == 0
    with qtbot.assertNotEmitted(dialog.accepted), qtbot.waitSignal(dialog.encoding_chosen) as chosen:
        QTest.keyClick(encodings, Qt.Key.Key_Down)
    assert chosen.args == ["windows-1252"]


def test_the_encoding_a_plan_was_made_with_is_shown_and_can_be_taken_back(qtbot: QtBot, window: QWidget) -> None:
    dialog = ImportDialog(PLAN, "windows-1252", window)
    opened(qtbot, dialog)
    encodings = dialog.findChild(QComboBox)
    assert isinstance(encodings, QComboBox)
    assert encodings.currentText() == "windows-1252"
    with qtbot.waitSignal(dialog.encoding_chosen) as chosen:
        QTest.keyClick(encodings, Qt.Key.Key_Up)
    assert chosen.args == [None]


def test_every_encoding_offered_is_one_python_knows(qtbot: QtBot, window: QWidget) -> None:
    dialog = ImportDialog(PLAN, None, window)
    qtbot.addWidget(dialog)
    encodings = dialog.findChild(QComboBox)
    assert isinstance(encodings, QComboBox)
    for index in range(1, encodings.count()):
        assert "a".encode(encodings.itemText(index))


# -- note -------------------------------------------------------------------------------------------------------------


def test_a_warning_is_shown_literally_and_answered_with_words(qtbot: QtBot, window: QWidget) -> None:
    dialog = NoteDialog(MARKUP, window)
    opened(qtbot, dialog)
    words = dialog.findChild(QPlainTextEdit)
    assert isinstance(words, QPlainTextEdit)
    warning = next(label for label in dialog.findChildren(QLabel) if label.text() == MARKUP)
    assert warning.textFormat() is Qt.TextFormat.PlainText
    answer = button(dialog, "Answer")
    assert not answer.isEnabled()
    QTest.keyClicks(words, "   ")
    assert not answer.isEnabled()
    QTest.keyClicks(words, "as the text says ")
    assert answer.isEnabled()
    assert dialog.text() == "as the text says"
    with qtbot.waitSignal(dialog.accepted):
        QTest.mouseClick(answer, Qt.MouseButton.LeftButton)


def test_the_words_have_the_keyboard_and_ctrl_enter_answers(qtbot: QtBot, window: QWidget) -> None:
    dialog = NoteDialog("A warning.", window)
    opened(qtbot, dialog)
    words = dialog.findChild(QPlainTextEdit)
    assert isinstance(words, QPlainTextEdit)
    qtbot.waitUntil(words.hasFocus)
    with qtbot.assertNotEmitted(dialog.accepted):
        QTest.keyClick(words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(words, "checked")
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.text() == "checked"


def test_tab_leaves_the_words(qtbot: QtBot, window: QWidget) -> None:
    dialog = NoteDialog("A warning.", window)
    opened(qtbot, dialog)
    words = dialog.findChild(QPlainTextEdit)
    assert isinstance(words, QPlainTextEdit)
    words.setFocus()
    qtbot.waitUntil(words.hasFocus)
    QTest.keyClick(words, Qt.Key.Key_Tab)
    assert not words.hasFocus()
    assert dialog.text() == ""


# -- keys -------------------------------------------------------------------------------------------------------------


def test_the_sheet_lists_every_action_with_a_key_and_every_key_of_the_article(qtbot: QtBot, window: QWidget) -> None:
    sheet = opened(qtbot, KeySheet(window))
    shown = texts(sheet)
    native = QKeySequence.SequenceFormat.NativeText
    for spec in ACTIONS:
        if spec.shortcuts or spec.hint:
            keys = spec.hint or ", ".join(QKeySequence(key).toString(native) for key in spec.shortcuts)
            assert (spec.text, keys) in pairwise(shown), spec.id
    for keys, command in BINDINGS.items():
        pair = (command.value.capitalize(), QKeySequence(keys).toString(native))
        assert pair in pairwise(shown), keys


def test_the_sheet_is_left_with_escape(qtbot: QtBot, window: QWidget) -> None:
    sheet = opened(qtbot, KeySheet(window))
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(sheet))


def test_nothing_on_the_sheet_is_cut(qtbot: QtBot, window: QWidget) -> None:
    sheet = opened(qtbot, KeySheet(window))
    for label in sheet.findChildren(QLabel):
        assert label.width() >= label.sizeHint().width(), label.text()


# -- messages ---------------------------------------------------------------------------------------------------------


def test_an_error_is_shown_literally_with_what_was_kept_and_what_to_do(qtbot: QtBot, window: QWidget) -> None:
    show_error(window, AnnotatorError(MARKUP, kept="All is safe.", remedy="<i>Try again.</i>"))
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert box.text() == MARKUP
    assert box.informativeText() == "All is safe. <i>Try again.</i>"
    for label in box.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText or "<" not in label.text(), label.text()


def test_a_message_is_closed_with_enter_and_leaves_nothing_behind(qtbot: QtBot, window: QWidget) -> None:
    show_notice(window, "The dataset is in /tmp/<b>.", "Two remarks.\nHere is one.")
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert box.textFormat() is Qt.TextFormat.PlainText
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not isValid(box))
    assert window.findChild(QMessageBox) is None
