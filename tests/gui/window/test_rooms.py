"""The rooms of the window: going between them, what they may do, and when they hear of project and theme."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from annotator.bootstrap import create_workspace
from annotator.gui.actions import ACTIONS
from annotator.gui.desk import Desk
from annotator.gui.main_window import MainWindow
from annotator.gui.rooms import CODING, ROOMS, Room, RoomSpec
from annotator.gui.theme import ThemeName
from annotator.gui.theme.icons import icon
from annotator.services.folders import Folders
from tests.gui.conftest import CODER
from tests.gui.window.stub_rooms import ACTIONS_OF, StubRoom, stubbed

OTHERS = tuple(spec.id for spec in ROOMS)
EVERY = (CODING, *OTHERS)

Made = dict[str, list[StubRoom]]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    return stubbed(monkeypatch)


@pytest.fixture
def closed_window(qtbot: QtBot, made: Made, desk: Desk, folders: Folders) -> MainWindow:
    """A window without a project."""
    window = MainWindow(desk, folders)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.fixture
def window(qtbot: QtBot, closed_window: MainWindow, desk: Desk, sample: Path) -> MainWindow:
    """A window on the sample project with an article open."""
    with qtbot.waitSignal(desk.worksheet_opened):
        desk.open_project(sample, CODER)
    return closed_window


def enabled(window: MainWindow) -> set[str]:
    return {spec.id for spec in ACTIONS if window.actions_by_id[spec.id].isEnabled()}


def checked(window: MainWindow) -> list[str]:
    return [one.text() for one in window.rail.findChildren(QToolButton) if one.isChecked()]


def rail_button(window: MainWindow, title: str) -> QToolButton:
    return next(one for one in window.rail.findChildren(QToolButton) if one.text() == title)


def press(window: MainWindow, keys: str) -> None:
    combination = QKeySequence(keys)[0]  # type: ignore[index]
    QTest.keyClick(window, combination.key(), combination.keyboardModifiers())


# -- the table of rooms -----------------------------------------------------------------------------------------------


def test_every_room_has_an_action_to_go_there_and_its_number_is_its_key() -> None:
    by_id = {spec.id: spec for spec in ACTIONS}
    assert [by_id[f"room_{room}"].shortcuts for room in EVERY] == [(f"Ctrl+{n}",) for n in range(1, len(EVERY) + 1)]
    assert {spec.id.removeprefix("room_") for spec in ACTIONS if spec.id.startswith("room_")} == set(EVERY)


def test_actions_belong_only_to_rooms_there_are() -> None:
    assert {spec.room for spec in ACTIONS} == {"", *OTHERS}


@pytest.mark.parametrize("spec", ROOMS, ids=OTHERS)
def test_a_room_can_be_made_offers_only_actions_of_its_own_and_has_an_icon(
    spec: RoomSpec, desk: Desk, qtbot: QtBot
) -> None:
    room = spec.made(desk, None)  # type: ignore[arg-type]
    qtbot.addWidget(room)
    assert isinstance(room, Room)
    own = {action.id for action in ACTIONS if action.room == spec.id}
    assert set(room.slots) == own
    assert room.available() <= own
    assert not icon(spec.id).isNull()


@pytest.mark.parametrize("spec", ROOMS, ids=OTHERS)
def test_a_room_made_without_a_project_can_be_left(spec: RoomSpec, desk: Desk, qtbot: QtBot) -> None:
    room = spec.made(desk, None)  # type: ignore[arg-type]
    qtbot.addWidget(room)
    room.leave()
    assert room.facts is None


# -- making and switching ---------------------------------------------------------------------------------------------


def test_no_room_is_made_before_it_is_entered(window: MainWindow, made: Made) -> None:
    assert window.rooms.current is None
    assert made == {room: [] for room in OTHERS}
    assert window.rooms.currentWidget() is window.coding


def test_a_room_is_made_once_however_often_it_is_entered(window: MainWindow, made: Made) -> None:
    for _ in range(3):
        for room in (*OTHERS, CODING):
            window.rooms.go_to(room)
    assert {room: len(rooms) for room, rooms in made.items()} == dict.fromkeys(OTHERS, 1)
    assert window.rooms.count() == len(EVERY)


@pytest.mark.parametrize("room", OTHERS)
def test_going_to_a_room_shows_it_with_the_project_and_the_theme(window: MainWindow, made: Made, room: str) -> None:
    window.rooms.go_to(room)
    (stub,) = made[room]
    assert window.rooms.currentWidget() is window.rooms.current is stub
    assert stub.isVisible()
    assert not window.coding.isVisible()
    assert stub.heard == [("entered", window.windowTitle().removesuffix(" · Incident Annotator"), ThemeName.LIGHT)]
    assert stub.facts is not None
    assert stub.facts.coder.name == CODER


def test_a_room_is_left_when_another_is_entered_and_not_when_it_stays(window: MainWindow, made: Made) -> None:
    window.rooms.go_to("rounds")
    window.rooms.go_to("rounds")
    (rounds,) = made["rounds"]
    assert ("left",) not in rounds.heard
    window.rooms.go_to("review")
    assert rounds.heard[-1] == ("left",)
    (review,) = made["review"]
    window.rooms.go_to(CODING)
    assert review.heard[-1] == ("left",)
    assert rounds.heard.count(("left",)) == 1


def test_a_room_entered_again_is_told_of_the_project_again(window: MainWindow, made: Made) -> None:
    window.rooms.go_to("agreement")
    window.rooms.go_to(CODING)
    (agreement,) = made["agreement"]
    before = len(agreement.heard)
    window.rooms.go_to("agreement")
    assert [one[0] for one in agreement.heard_since(before)] == ["entered"]


def test_what_a_room_is_to_open_comes_after_it_was_entered(window: MainWindow, made: Made) -> None:
    argument = object()
    window.rooms.go_to("review", argument)
    (review,) = made["review"]
    assert [one[0] for one in review.heard] == ["entered", "opened"]
    assert review.heard[-1][1] is argument


def test_a_room_can_ask_for_another_and_hand_something_over(window: MainWindow, made: Made) -> None:
    window.rooms.go_to("agreement")
    made["agreement"][0].room_asked.emit("review", ("a case",))
    assert window.rooms.current_id == "review"
    assert made["agreement"][0].heard[-1] == ("left",)
    assert made["review"][0].heard[-1] == ("opened", ("a case",))
    assert checked(window) == ["Review"]


def test_a_remark_of_a_room_stands_in_the_status_line(window: MainWindow, made: Made) -> None:
    window.rooms.go_to("rounds")
    made["rounds"][0].remarked.emit("Two rounds <b>& more</b>.")
    assert window.status_line._message.text() == "Two rounds <b>& more</b>."


@pytest.mark.parametrize("room", OTHERS)
def test_going_to_a_room_gives_it_the_keys(window: MainWindow, made: Made, room: str) -> None:
    window.rooms.go_to(room)
    assert QApplication.focusWidget() is made[room][0]


def test_coming_back_to_coding_the_article_has_the_keys(window: MainWindow, made: Made) -> None:
    window.rooms.go_to("review")
    window.rooms.go_to(CODING)
    assert QApplication.focusWidget() is window.coding.article_panel.view


# -- without a project ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", OTHERS)
def test_without_a_project_only_the_coding_room_is_shown(closed_window: MainWindow, made: Made, room: str) -> None:
    closed_window.rooms.go_to(room)
    assert closed_window.rooms.current_id == CODING
    assert made[room] == []
    assert not closed_window.actions_by_id[f"room_{room}"].isEnabled()


def test_without_a_project_a_click_on_the_rail_leaves_it_at_the_coding_room(
    closed_window: MainWindow, made: Made
) -> None:
    rail_button(closed_window, "Review").click()
    assert closed_window.rooms.current_id == CODING
    assert made["review"] == []
    assert checked(closed_window) == ["Code"]


# -- keys and rail ----------------------------------------------------------------------------------------------------


def test_the_number_keys_go_from_room_to_room_and_back(window: MainWindow, made: Made) -> None:
    visited = []
    for number in (2, 3, 4, 1, 4, 2):
        press(window, f"Ctrl+{number}")
        visited.append((window.rooms.current_id, checked(window)))
    titles = {CODING: "Code", **{spec.id: spec.title for spec in ROOMS}}
    wanted = [EVERY[number - 1] for number in (2, 3, 4, 1, 4, 2)]
    assert visited == [(room, [titles[room]]) for room in wanted]


@pytest.mark.parametrize("spec", ROOMS, ids=OTHERS)
def test_a_click_on_the_rail_enters_the_room(window: MainWindow, made: Made, spec: RoomSpec) -> None:
    QTest.mouseClick(rail_button(window, spec.title), Qt.MouseButton.LeftButton)
    assert window.rooms.current_id == spec.id
    assert checked(window) == [spec.title]
    QTest.mouseClick(rail_button(window, "Code"), Qt.MouseButton.LeftButton)
    assert window.rooms.current_id == CODING


def test_every_button_of_the_rail_tells_its_key_and_what_the_room_is_for(window: MainWindow) -> None:
    buttons = window.rail.findChildren(QToolButton)
    assert [one.text() for one in buttons] == ["Code", *(spec.title for spec in ROOMS)]
    for number, button in enumerate(buttons, start=1):
        assert button.toolTip().endswith(f"(Ctrl+{number})")
        assert button.accessibleName() == f"{button.text()}: {button.toolTip()}"
        assert not button.icon().isNull()


# -- actions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", OTHERS)
def test_a_room_s_actions_can_be_taken_in_that_room_only(window: MainWindow, made: Made, room: str) -> None:
    window.rooms.go_to(room)
    for_rooms = {spec.id for spec in ACTIONS if spec.room}
    assert enabled(window) & for_rooms == set(ACTIONS_OF[room])
    window.rooms.go_to(CODING)
    assert enabled(window) & for_rooms == set()


@pytest.mark.parametrize("room", OTHERS)
def test_in_another_room_nothing_can_be_coded(window: MainWindow, made: Made, room: str) -> None:
    coding = {"complete", "not_mentioned", "unclear", "add_incident", "remove_evidence", "show_problems", "undo"}
    assert {"complete", "not_mentioned"} <= enabled(window)
    window.rooms.go_to(room)
    assert enabled(window) & coding == set()
    assert {"export", "import_files", "quit", "room_code"} <= enabled(window)
    window.rooms.go_to(CODING)
    assert {"complete", "not_mentioned"} <= enabled(window)


def test_an_action_of_a_room_reaches_that_room_once(window: MainWindow, made: Made) -> None:
    for _ in range(2):
        window.rooms.go_to("rounds")
        window.rooms.go_to("review")
    window.actions_by_id["review_skip"].trigger()
    assert made["review"][0].heard[-1] == ("did", "review_skip")
    assert made["review"][0].heard.count(("did", "review_skip")) == 1
    assert not any(one[0] == "did" for one in made["rounds"][0].heard)


def test_a_room_may_change_what_it_offers_while_it_is_shown(window: MainWindow, made: Made) -> None:
    window.rooms.go_to("review")
    (review,) = made["review"]
    review.offered = frozenset({"open_gold"})
    assert window.actions_by_id["review_skip"].isEnabled()
    review.availability_changed.emit()
    assert enabled(window) & {"review_skip", "open_gold"} == {"open_gold"}


def test_a_room_that_is_not_shown_cannot_switch_its_actions_on(window: MainWindow, made: Made) -> None:
    window.rooms.go_to("review")
    window.rooms.go_to("rounds")
    made["review"][0].availability_changed.emit()
    assert enabled(window) & {"review_skip", "open_gold"} == set()
    assert enabled(window) >= set(ACTIONS_OF["rounds"])


# -- project and theme ------------------------------------------------------------------------------------------------


def test_a_new_project_reaches_the_room_that_is_shown_and_no_other(
    qtbot: QtBot, window: MainWindow, made: Made, desk: Desk, folders: Folders, tmp_path: Path
) -> None:
    create_workspace(tmp_path / "second.annotator", folders=folders, name="Second", coder_name=CODER).close()
    window.rooms.go_to("agreement")
    window.rooms.go_to("rounds")
    hidden = len(made["agreement"][0].heard)
    with qtbot.waitSignal(desk.project_opened):
        desk.open_project(tmp_path / "second.annotator", CODER)
    assert made["rounds"][0].heard[-1] == ("entered", "Second", ThemeName.LIGHT)
    assert made["agreement"][0].heard_since(hidden) == []
    window.rooms.go_to("agreement")
    assert made["agreement"][0].heard[-1] == ("entered", "Second", ThemeName.LIGHT)


def test_a_project_that_cannot_be_opened_leaves_the_room_at_the_present_one(
    qtbot: QtBot, window: MainWindow, made: Made, desk: Desk, tmp_path: Path
) -> None:
    window.rooms.go_to("rounds")
    before = len(made["rounds"][0].heard)
    with qtbot.waitSignal(desk.failed):
        desk.open_project(tmp_path / "gone.annotator", CODER)
    assert made["rounds"][0].heard_since(before) == []
    assert window.rooms.current_id == "rounds"
    assert set(ACTIONS_OF["rounds"]) <= enabled(window)


def test_another_theme_reaches_the_room_that_is_shown(window: MainWindow, made: Made) -> None:
    window.rooms.go_to("review")
    for theme in (ThemeName.DARK, ThemeName.HIGH_CONTRAST, ThemeName.LIGHT):
        window.actions_by_id[f"theme_{theme.value}"].trigger()
        assert made["review"][0].heard[-1][2] is theme


def test_a_theme_chosen_while_coding_is_the_one_a_room_is_entered_with(window: MainWindow, made: Made) -> None:
    window.set_theme(ThemeName.DARK)
    window.rooms.go_to("review")
    assert made["review"][0].heard[-1][2] is ThemeName.DARK
    window.set_theme(ThemeName.LIGHT)


def test_closing_the_window_leaves_the_room_that_is_shown(window: MainWindow, made: Made) -> None:
    window.rooms.go_to("review")
    window.close()
    assert made["review"][0].heard[-1] == ("left",)


def test_going_between_rooms_keeps_the_open_article_and_the_queue(window: MainWindow, made: Made) -> None:
    worksheet = window.coding.worksheet
    assert worksheet is not None
    rows = window.coding.queue_model.rowCount()
    for room in (*OTHERS, CODING):
        window.rooms.go_to(room)
    assert window.coding.worksheet is worksheet
    assert window.coding.queue_model.rowCount() == rows


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_presses_the_button_that_has_the_keyboard_as_space_does(window: MainWindow, key: Qt.Key) -> None:
    button = next(one for one in window.rail.findChildren(QToolButton) if not one.isChecked())
    button.setFocus()
    QTest.keyClick(button, key)
    assert checked(window) == [button.text()]


def test_enter_elsewhere_presses_nothing(window: MainWindow) -> None:
    before = checked(window)
    window.rail.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert checked(window) == before
