"""The command palette, the sheet of keys and the words about the app."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QMainWindow, QMessageBox
from pytestqt.qtbot import QtBot

from annotator import __version__
from annotator.gui.action_set import ActionSet
from annotator.gui.actions import ACTIONS
from annotator.gui.choice_palette import Choice, ChoiceModel, ChoicePalette
from annotator.gui.dialogs.key_sheet import KeySheet, key_blocks
from annotator.gui.help_commands import HelpCommands, keys_of
from annotator.gui.text.keys import BINDINGS


class Helped:
    """A window with actions that write down that they were taken."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.window.resize(900, 500)
        self.actions = ActionSet(self.window)
        self.taken: list[str] = []
        for spec in ACTIONS:
            self.actions.connect(spec.id, lambda action_id=spec.id: self.taken.append(action_id))  # type: ignore[misc]
        self.commands = HelpCommands(self.window, self.actions)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()

    def palette(self) -> ChoicePalette:
        """Open the command palette and return it."""
        self.commands.show_command_palette()
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), ChoicePalette))
        found = QApplication.activePopupWidget()
        assert isinstance(found, ChoicePalette)
        return found


@pytest.fixture
def helped(qtbot: QtBot) -> Helped:
    return Helped(qtbot)


def choices(palette: ChoicePalette) -> list[Choice]:
    view = palette.findChild(QListView)
    assert isinstance(view, QListView)
    model = view.model()
    return [model.index(row, 0).data(ChoiceModel.ChoiceRole) for row in range(model.rowCount())]


def typed(palette: ChoicePalette, words: str) -> QLineEdit:
    line = palette.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.setText(words)
    return line


def test_every_action_but_the_palette_itself_is_offered_in_the_table_s_order(helped: Helped) -> None:
    offered = [one.key for one in choices(helped.palette())]
    assert offered == [spec.id for spec in ACTIONS if spec.id != "command_palette"]


def test_what_cannot_be_taken_now_is_not_offered(helped: Helped) -> None:
    helped.actions.enable_only({"quit", "about", "command_palette"})
    assert [one.key for one in choices(helped.palette())] == ["quit", "about"]


def test_without_anything_to_take_the_palette_is_empty_and_can_be_left(helped: Helped) -> None:
    helped.actions.enable_only(set())
    palette = helped.palette()
    assert choices(palette) == []
    QTest.keyClick(typed(palette, ""), Qt.Key.Key_Return)
    QTest.keyClick(palette, Qt.Key.Key_Escape)
    assert helped.taken == []


@pytest.mark.parametrize(
    ("words", "action"),
    [("about", "about"), ("ctrl shift d", "export"), ("dark", "theme_dark"), ("EXPORT data", "export")],
)
def test_an_action_is_found_by_its_words_or_its_key_and_taken_with_enter(
    helped: Helped, words: str, action: str
) -> None:
    palette = helped.palette()
    words = words.replace("ctrl shift d", "Ctrl+Shift+D")
    QTest.keyClick(typed(palette, words), Qt.Key.Key_Return)
    helped.qtbot.waitUntil(lambda: bool(helped.taken))
    assert helped.taken == [action]


def test_an_action_switched_off_while_the_palette_was_open_is_not_taken(helped: Helped) -> None:
    palette = helped.palette()
    line = typed(palette, "Export dataset")
    helped.actions.enable_only({"about"})
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert helped.taken == []


def test_an_action_with_a_question_to_follow_is_offered_without_its_dots(helped: Helped) -> None:
    by_key = {one.key: one for one in choices(helped.palette())}
    assert by_key["open_project"].text == "Open project"
    assert by_key["quit"].text == "Quit"
    assert not any(one.text.endswith("…") for one in by_key.values())


def test_keys_are_shown_as_the_system_writes_them(helped: Helped) -> None:
    by_key = {one.key: one for one in choices(helped.palette())}
    for spec in ACTIONS:
        if spec.id in by_key:
            assert by_key[spec.id].hint == keys_of(spec)
    assert by_key["export"].hint == "Ctrl+Shift+D"
    assert by_key["not_mentioned"].hint == "X"
    assert by_key["remove_evidence"].hint == "Del"
    assert by_key["about"].hint == ""


def test_the_sheet_of_keys_names_every_key_once(helped: Helped) -> None:
    helped.commands.show_shortcut_sheet()
    (sheet,) = helped.window.findChildren(KeySheet)
    words = [label.text() for label in sheet.findChildren(QLabel)]
    for command in BINDINGS.values():
        assert words.count(command.value.capitalize()) == 1
    for spec in ACTIONS:
        if spec.shortcuts or spec.hint:
            assert spec.text in words
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in sheet.findChildren(QLabel))
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    helped.qtbot.waitUntil(lambda: not helped.window.findChildren(KeySheet))


def test_no_key_means_two_things_under_one_heading() -> None:
    blocks = dict(key_blocks())
    assert {"In the article", "Rounds", "Review", "Agreement"} <= set(blocks)
    for heading, lines in blocks.items():
        keys = [key for _, key in lines]
        assert len(set(keys)) == len(keys), heading


def test_the_words_about_the_app_name_its_version(helped: Helped) -> None:
    helped.commands.show_about()
    (box,) = helped.window.findChildren(QMessageBox)
    assert box.text() == f"Incident Annotator {__version__}"
    assert "evidence for every value" in box.informativeText()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    helped.qtbot.waitUntil(lambda: not helped.window.findChildren(QMessageBox))
