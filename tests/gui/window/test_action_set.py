"""Actions in menus, with their keys and what they are connected to."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from annotator.domain.changes import Event, EventKind, UndoState
from annotator.domain.ids import EventId
from annotator.gui.action_set import ENTRANCES, ActionSet
from annotator.gui.actions import ACTIONS, ActionSpec, Menu
from annotator.gui.desk import Desk
from annotator.gui.help_commands import keys_of
from annotator.gui.main_window import MainWindow
from annotator.gui.mnemonics import mnemonic_of
from annotator.gui.text.keys import BINDINGS
from annotator.services.folders import Folders

TEXTS = {spec.id: spec.text for spec in ACTIONS}


@pytest.fixture
def bare(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def actions(bare: QMainWindow) -> ActionSet:
    return ActionSet(bare)


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, folders: Folders) -> MainWindow:
    window = MainWindow(desk, folders)
    qtbot.addWidget(window)
    return window


def an_event(label: str) -> Event:
    return Event(
        sequence=1,
        id=EventId("e"),
        at=dt.datetime(2019, 11, 3, tzinfo=dt.UTC),
        coder_id=None,
        article_id=None,
        kind=EventKind.DO,
        verb="set_content",
        label=label,
        hash="0",
    )


def plain(words: str) -> str:
    """Return what an entry says, without its key and the mark of its letter."""
    return words.split("\t", maxsplit=1)[0].replace("&", "")


def entries(window: QMainWindow) -> dict[str, list[str]]:
    """Return what each menu shows, lines between blocks as dashes."""
    shown = {}
    for entry in window.menuBar().actions():
        menu = entry.menu()
        assert menu is not None
        shown[plain(entry.text())] = ["—" if one.isSeparator() else plain(one.text()) for one in menu.actions()]  # type: ignore[attr-defined]
    return shown


def test_the_menus_show_every_action_in_the_order_of_the_table(bare: QMainWindow, actions: ActionSet) -> None:
    shown = entries(bare)
    assert list(shown) == [menu.value for menu in Menu]
    for menu in Menu:
        expected = [*(TEXTS[one] for one in ENTRANCES[menu]), "—"] if menu in ENTRANCES else []
        for spec in ACTIONS:
            if spec.menu is menu:
                expected += ["—"] * spec.begins_block + [spec.text]
        assert shown[menu.value] == expected


def test_every_menu_and_every_entry_has_a_letter_of_its_own(bare: QMainWindow, actions: ActionSet) -> None:
    menus = [entry.menu() for entry in bare.menuBar().actions()]
    bar = [mnemonic_of(entry.text()) for entry in bare.menuBar().actions()]
    assert "" not in bar
    assert len(set(bar)) == len(Menu)
    for menu in menus:
        assert isinstance(menu, QMenu)
        letters = [mnemonic_of(one.text()) for one in menu.actions() if not one.isSeparator()]
        given = [letter for letter in letters if letter]
        assert len(set(given)) == len(given), menu.title()
        assert len(given) >= min(len(letters) - 1, 20), menu.title()


def test_a_menu_is_worked_with_letters_alone(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.actions_by_id["larger_text"].setEnabled(True)
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert plain(menu.title()) == "View"
    letter = mnemonic_of(window.actions_by_id["larger_text"].text())
    with qtbot.waitSignal(window.actions_by_id["larger_text"].triggered):
        QTest.keyClicks(menu, letter)
    assert QApplication.activePopupWidget() is None


def test_the_menus_of_the_rooms_lead_into_them(window: MainWindow) -> None:
    shown = entries(window)
    assert shown["Rounds"][:2] == ["Go to rounds", "—"]
    assert shown["Review"][:3] == ["Go to review", "Go to agreement", "—"]
    assert {"Go to rounds", "Go to review", "Go to agreement"} <= set(shown["View"])


@pytest.mark.parametrize(
    "action_id, is_repeated",
    [("add_incident", False), ("complete", False), ("not_mentioned", False), ("undo", True), ("next_article", True)],
)
def test_a_key_that_is_held_down_goes_on_only_where_that_is_harmless(
    actions: ActionSet, action_id: str, is_repeated: bool
) -> None:
    assert actions[action_id].autoRepeat() is is_repeated


def test_every_action_does_something_in_the_window(window: MainWindow) -> None:
    unconnected = [spec.id for spec in ACTIONS if not window.actions_by_id[spec.id].receivers("2triggered(bool)")]
    assert unconnected == []


def test_every_action_calls_what_it_was_connected_to_and_nothing_else(actions: ActionSet) -> None:
    called: list[str] = []
    for spec in ACTIONS:
        actions.connect(spec.id, lambda action_id=spec.id: called.append(action_id))  # type: ignore[misc]
    for spec in ACTIONS:
        actions[spec.id].trigger()
    assert called == [spec.id for spec in ACTIONS]


def test_no_two_actions_share_a_key(actions: ActionSet) -> None:
    for one, other in combinations(ACTIONS, 2):
        shared = set(actions[one.id].shortcuts()) & set(actions[other.id].shortcuts())
        assert not shared, (one.id, other.id)


def test_no_action_takes_a_key_from_the_article() -> None:
    article = {QKeySequence(keys).toString() for keys in BINDINGS}
    taken = {spec.id: {QKeySequence(key).toString() for key in spec.shortcuts} & article for spec in ACTIONS}
    assert {action_id: keys for action_id, keys in taken.items() if keys} == {}


@pytest.mark.parametrize("spec", [spec for spec in ACTIONS if spec.shortcuts], ids=lambda spec: spec.id)
def test_every_key_can_be_read_by_qt_and_triggers_its_action(
    qtbot: QtBot, bare: QMainWindow, actions: ActionSet, spec: ActionSpec
) -> None:
    with qtbot.waitActive(bare):
        bare.show()
        bare.activateWindow()
    triggered: list[bool] = []
    actions.connect(spec.id, lambda: triggered.append(True))
    for number, shortcut in enumerate(spec.shortcuts, start=1):
        sequence = QKeySequence(shortcut)
        assert sequence.count() == 1
        combination = sequence[0]  # type: ignore[index]
        assert combination.key() != 0
        QTest.keyClick(bare, combination.key(), combination.keyboardModifiers())
        assert len(triggered) == number, shortcut


def test_hints_are_shown_beside_the_text_and_bound_to_nothing(actions: ActionSet) -> None:
    for spec in ACTIONS:
        if spec.hint:
            assert actions[spec.id].text().replace("&", "") == f"{spec.text}\t{spec.hint}"
            assert actions[spec.id].shortcuts() == []
            assert keys_of(spec) == spec.hint


def test_only_the_themes_exclude_each_other(actions: ActionSet) -> None:
    checkable = {spec.id for spec in ACTIONS if actions[spec.id].isCheckable()}
    assert checkable == {"theme_light", "theme_dark", "theme_high_contrast", "toggle_queue"}
    for name in ("light", "dark", "high_contrast"):
        actions[f"theme_{name}"].trigger()
        chosen = {action_id for action_id in checkable if actions[action_id].isChecked()}
        assert chosen == {f"theme_{name}"}


def test_only_quit_moves_into_the_application_s_own_menu(actions: ActionSet) -> None:
    roles = {spec.id: actions[spec.id].menuRole() for spec in ACTIONS}
    assert {action_id for action_id, role in roles.items() if role is not QAction.MenuRole.NoRole} == {"quit"}


def test_only_what_is_available_is_enabled(actions: ActionSet) -> None:
    actions.enable_only({"quit", "about"})
    assert {spec.id for spec in ACTIONS if actions[spec.id].isEnabled()} == {"quit", "about"}
    actions.enable_only({"about", "undo"})
    assert {spec.id for spec in ACTIONS if actions[spec.id].isEnabled()} == {"undo", "about"}


def test_undo_and_redo_are_named_after_what_they_act_on(actions: ActionSet) -> None:
    actions.name_undo(UndoState(undo=an_event("attach evidence to Killed"), redo=an_event("set Place")))
    assert actions["undo"].text() == "&Undo attach evidence to Killed"
    assert actions["redo"].text() == "&Redo set Place"
    actions.name_undo(UndoState())
    assert (actions["undo"].text(), actions["redo"].text()) == ("&Undo", "&Redo")


def test_an_ampersand_in_a_field_s_name_is_no_mnemonic(actions: ActionSet) -> None:
    actions.name_undo(UndoState(undo=an_event("set Killed & wounded")))
    assert actions["undo"].text() == "&Undo set Killed && wounded"


def test_a_window_without_a_project_offers_no_coding(window: MainWindow) -> None:
    enabled = {spec.id for spec in ACTIONS if window.actions_by_id[spec.id].isEnabled()}
    assert "open_project" in enabled
    assert not enabled & {"complete", "undo", "import_files", "export", "no_incident", "next_article"}
