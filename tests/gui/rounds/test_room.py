"""The rounds room on a real project, worked by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from annotator.bootstrap import Workspace
from annotator.domain.errors import AnnotatorError
from annotator.domain.queue import Progress
from annotator.domain.rounds import RoundState
from annotator.gui.desk import Desk
from annotator.gui.rounds.hand_dialog import HandDialog
from annotator.gui.rounds.move_dialog import MoveDialog
from annotator.gui.rounds.name_dialog import NameDialog
from annotator.gui.rounds.plan_dialog import PlanDialog
from annotator.gui.rounds.round_dialog import RoundDialog
from annotator.gui.theme import ThemeName
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from tests.gui.rounds.making import Shown, pilot, prepare

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def empty_room(qtbot: QtBot, desk: Desk, sample: Path) -> Shown:
    """A project without rounds."""
    return Shown(qtbot, desk, sample)


@pytest.fixture
def room(qtbot: QtBot, desk: Desk, sample: Path, folders: Folders) -> Shown:
    """A project with the round Pilot, given to Ben and Cleo."""
    prepare(sample, folders, pilot)
    return Shown(qtbot, desk, sample)


@pytest.fixture
def blind_room(qtbot: QtBot, desk: Desk, sample: Path, folders: Folders) -> Shown:
    """The same, with the person at work among its coders."""
    prepare(sample, folders, lambda workspace: pilot(workspace, with_me=True))
    return Shown(qtbot, desk, sample)


def state_of(shown: Shown) -> RoundState:
    return shown.progress.round.state


# -- without rounds ---------------------------------------------------------------------------------------------------


def test_a_project_without_rounds_says_what_a_round_is_for(empty_room: Shown) -> None:
    assert "No rounds yet" in empty_room.words()
    assert "so that you can measure how far they agree" in empty_room.words()
    assert empty_room.room.empty.new_button.hasFocus()
    assert empty_room.room.available() >= {"rounds_new", "rounds_add_coder"}
    assert not empty_room.room.available() & {"rounds_plan", "rounds_release", "rounds_move"}


def test_from_nothing_to_given_out_articles_by_keyboard_alone(empty_room: Shown) -> None:
    shown = empty_room
    for name in ("Ben", "Cleo"):
        shown.press(Qt.Key.Key_A)
        asked = shown.dialog(NameDialog)
        QTest.keyClicks(asked.findChildren(QLineEdit)[0], name)
        shown.changed(lambda: QTest.keyClick(shown.dialog(NameDialog), Qt.Key.Key_Return))
    shown.press(Qt.Key.Key_N)
    new = shown.dialog(RoundDialog)
    assert new.wish().name == "Round 1"
    shown.changed(lambda: QTest.keyClick(new, Qt.Key.Key_Return))
    assert shown.progress.round.name == "Round 1"
    assert "Nothing is given out in this round yet." in shown.words()
    shown.room.panel.list.setFocus()
    shown.press(Qt.Key.Key_P)
    plan = shown.dialog(PlanDialog)
    shown.wait(lambda: plan.plan is not None)
    shown.changed(lambda: QTest.keyClick(plan, Qt.Key.Key_Return))
    assert shown.progress.article_count == 12
    assert "12 articles given out in Round 1." in shown.words()


# -- looking ----------------------------------------------------------------------------------------------------------


def test_the_room_shows_the_round_its_coders_and_articles(room: Shown) -> None:
    assert [line.round.name for line in room.view.lines] == ["Pilot"]
    assert room.room.coders.coders.rowCount() == 2
    assert room.room.table.articles.rowCount() == 12
    words = room.words()
    for said in (
        "Pilot",
        "Blind",
        "Codebook incident, version 1",
        "seed 7",
        "0 of 24 codings finished",
        "12 articles, 12 (100%) given to several coders; any two share 12",
        "Coders · 2",
    ):
        assert said in words


def test_choosing_a_coder_narrows_the_articles_and_the_search_narrows_them_further(room: Shown) -> None:
    room.room.coders.setCurrentIndex(room.room.coders.coders.index(0))
    assert "12 articles of Ben" in room.words()
    search = next(one for one in room.room.findChildren(QLineEdit) if one.isVisible())
    QTest.keyClicks(search, "mali ARMY")
    assert room.room.table.articles.rowCount() == 1
    search.clear()
    assert room.room.table.articles.rowCount() == 12


def test_letters_typed_into_the_search_are_no_keys_of_the_room(room: Shown) -> None:
    search = next(one for one in room.room.findChildren(QLineEdit) if one.isVisible())
    search.setFocus()
    QTest.keyClicks(search, "lnp")
    assert search.text() == "lnp"
    assert state_of(room) is RoundState.RUNNING


def test_another_round_is_shown_when_it_is_chosen(room: Shown) -> None:
    room.changed(lambda: make_second(room))
    room.wait(lambda: len(room.view.lines) == 2)
    first = next(line.round.id for line in room.view.lines if line.round.name == "Pilot")
    row = room.room.panel.rounds.row_of(first)
    room.room.panel.list.setCurrentIndex(room.room.panel.rounds.index(1 - row))
    room.wait(lambda: room.progress.round.name == "Second")
    room.room.open_with(first)
    room.wait(lambda: room.progress.round.name == "Pilot")
    assert room.progress.round.id == first


def make_second(shown: Shown) -> None:
    shown.desk.ask(
        lambda workspace, _: workspace.rounds.make("Second", by=workspace.coder.id),
        on_success=lambda _: shown.desk.rounds_changed.emit(),
    )


@pytest.mark.parametrize("theme", list(ThemeName))
def test_the_room_is_painted_in_every_theme(room: Shown, theme: ThemeName) -> None:
    before = room.room.grab().toImage()
    room.changed(lambda: room.room.enter(room.facts, theme))
    after = room.room.grab().toImage()
    assert after.size() == before.size()
    assert (after == before) is (theme is ThemeName.LIGHT)


# -- doing ------------------------------------------------------------------------------------------------------------


def test_releasing_says_what_it_reveals_and_can_be_undone_from_the_toast(room: Shown) -> None:
    tip = room.room.header.buttons["rounds_release"].toolTip()
    assert "see each other&#x27;s codings, names and agreement. 24 codings are not finished." in tip
    room.changed(lambda: room.press(Qt.Key.Key_L))
    assert state_of(room) is RoundState.RELEASED
    assert room.room.toast.isVisible()
    assert "Pilot is released: its coders see each other's work now." in room.words()
    assert room.room.header.buttons["rounds_release"].text() == "Reopen"
    assert not room.room.header.buttons["rounds_plan"].isEnabled()
    undo = next(one for one in room.room.toast.findChildren(QPushButton))
    room.changed(undo.click)
    assert state_of(room) is RoundState.RUNNING
    assert not room.room.toast.isVisible()


def test_ctrl_z_takes_back_the_last_deed_and_ctrl_y_brings_it_back(room: Shown) -> None:
    room.changed(lambda: room.press(Qt.Key.Key_L))
    room.changed(lambda: room.press(Qt.Key.Key_Z, CONTROL))
    assert state_of(room) is RoundState.RUNNING
    room.changed(lambda: room.press(Qt.Key.Key_Y, CONTROL))
    assert state_of(room) is RoundState.RELEASED


def test_a_released_round_runs_again(room: Shown) -> None:
    room.changed(lambda: room.press(Qt.Key.Key_L))
    room.changed(lambda: room.press(Qt.Key.Key_L))
    assert state_of(room) is RoundState.RUNNING
    assert "Pilot runs again; its coders see only their own work." in room.words()


def test_a_round_is_renamed_with_f2(room: Shown) -> None:
    room.press(Qt.Key.Key_F2)
    dialog = room.dialog(NameDialog)
    field = dialog.findChildren(QLineEdit)[0]
    assert field.text() == "Pilot"
    field.setText("First round")
    room.changed(lambda: QTest.keyClick(dialog, Qt.Key.Key_Return))
    assert room.progress.round.name == "First round"


def test_articles_chosen_in_the_table_are_taken_back_with_del(room: Shown) -> None:
    room.room.table.setFocus()
    room.room.table.selectRow(0)
    assert "rounds_withdraw" in room.room.available()
    room.changed(lambda: room.press(Qt.Key.Key_Delete))
    assert room.progress.total.assigned == 22
    assert "2 assignments taken back." in room.words()
    room.changed(lambda: room.press(Qt.Key.Key_Z, CONTROL))
    assert room.progress.total.assigned == 24


def test_of_a_chosen_coder_only_that_coder_s_assignment_is_taken_back(room: Shown) -> None:
    room.room.coders.setCurrentIndex(room.room.coders.coders.index(0))
    room.room.table.setFocus()
    room.room.table.selectRow(0)
    room.changed(lambda: room.press(Qt.Key.Key_Delete))
    assert {found.coder.name: found.tally.assigned for found in room.progress.coders} == {"Ben": 11, "Cleo": 12}


def test_an_article_is_given_by_hand(room: Shown) -> None:
    room.press(Qt.Key.Key_H)
    dialog = room.dialog(HandDialog)
    room.wait(lambda: dialog.articles.rowCount() == 12)
    QTest.keyClicks(dialog.findChildren(QLineEdit)[0], "Mali army post")
    room.wait(lambda: dialog.articles.rowCount() == 1)
    room.wait(lambda: dialog.articles.item_at(0) is not None)
    dialog.choose_all()
    assert dialog.go_button.text() == "Assign 1 article"
    room.changed(lambda: QTest.keyClick(dialog, Qt.Key.Key_Return))
    assert room.progress.total.assigned == 25
    assert [article.title for article in room.progress.articles] == ["Mali army post overrun, dozens of soldiers dead"]
    assert room.progress.is_own_only, "who now codes in the blind round sees only their own work"


def test_what_one_coder_has_not_begun_goes_to_a_third(room: Shown) -> None:
    room.press(Qt.Key.Key_R)
    dialog = room.dialog(MoveDialog)
    assert "12 articles from Ben to Coder A." in dialog_words(dialog)
    room.changed(lambda: QTest.keyClick(dialog, Qt.Key.Key_Return))
    assert [found.coder.name for found in room.progress.coders] == ["Coder A"]
    assert room.progress.is_own_only, "who now codes in the blind round sees only their own work"


def dialog_words(dialog: MoveDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_removing_a_round_with_codings_is_refused_in_words(
    qtbot: QtBot, desk: Desk, sample: Path, folders: Folders
) -> None:
    def coded(workspace: Workspace) -> None:
        pilot(workspace)
        (made,) = workspace.rounds.rounds()
        article = workspace.rounds.progress(made.id).articles[0]
        workspace.coding.code_no_incident(CodingKey(article.article_id, article.states[0].coder_id, made.id))

    prepare(sample, folders, coded)
    shown = Shown(qtbot, desk, sample)
    errors: list[AnnotatorError] = []
    shown.desk.failed.connect(errors.append)
    shown.room.slots["rounds_remove"]()
    shown.wait(lambda: errors)
    assert errors[0].message == "Pilot has 1 coding."
    assert shown.progress.total.no_incident == 1
    assert not shown.room.toast.isVisible()


def test_packets_have_keys_and_copies_are_settled_only_where_there_are_any(
    room: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(room.room.packets, "make", asked.append)
    monkeypatch.setattr(room.room.packets, "merge", lambda: asked.append("merge"))
    monkeypatch.setattr(room.room.packets, "settle", lambda: asked.append("settle"))
    for key in (Qt.Key.Key_K, Qt.Key.Key_M, Qt.Key.Key_S):
        room.press(key)
    assert asked == [room.progress.round, "merge"]


def test_a_dialog_closed_before_its_answer_came_disturbs_nobody(room: Shown) -> None:
    for key, kind in ((Qt.Key.Key_P, PlanDialog), (Qt.Key.Key_H, HandDialog)):
        room.press(key)
        dialog = room.dialog(kind)
        gone: list[None] = []
        dialog.destroyed.connect(lambda _=None, gone=gone: gone.append(None))
        if isinstance(dialog, PlanDialog):
            dialog.preview_asked.emit(dialog.wish())
        elif isinstance(dialog, HandDialog):
            dialog.ask()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        room.wait(lambda gone=gone: gone)  # type: ignore[misc]
        answered: list[object] = []
        room.desk.ask(lambda workspace, _: workspace.coder, on_success=answered.append)
        room.wait(lambda answered=answered: answered)  # type: ignore[misc]
    assert room.progress.total.assigned == 24


# -- blind ------------------------------------------------------------------------------------------------------------


def test_a_coder_of_a_blind_round_sees_only_their_own_work_there(blind_room: Shown) -> None:
    shown = blind_room
    assert shown.progress.is_own_only
    own = shown.progress.coders[0].tally.assigned
    assert shown.room.coders.coders.rowCount() == 1
    assert shown.room.table.articles.rowCount() == own
    said = [shown.words()]
    for model in (shown.room.coders.coders, shown.room.table.articles, shown.room.panel.rounds):
        for row in range(model.rowCount()):
            for column in range(2 if model is shown.room.table.articles else 1):
                index = model.index(row, column)
                roles = (
                    Qt.ItemDataRole.DisplayRole,
                    Qt.ItemDataRole.ToolTipRole,
                    Qt.ItemDataRole.AccessibleTextRole,
                )
                said += [str(index.data(role)) for role in roles]
    assert not any("Ben" in words or "Cleo" in words for words in said)
    assert "You code in this blind round" in shown.words()
    assert "any two share" not in shown.words()


def test_released_the_round_shows_everybody(blind_room: Shown) -> None:
    blind_room.changed(lambda: blind_room.press(Qt.Key.Key_L))
    assert [found.coder.name for found in blind_room.progress.coders] == ["Ben", "Cleo", "Coder A"]
    assert all(
        state.progress is Progress.NOT_STARTED for article in blind_room.progress.articles for state in article.states
    )
