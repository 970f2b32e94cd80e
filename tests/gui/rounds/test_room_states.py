"""The rounds room in every state it can be in, with made-up rounds on a real desk."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.changes import Event, EventKind, UndoState
from annotator.domain.coding import Coder
from annotator.domain.ids import CodebookId, CoderId, EventId, RoundId
from annotator.domain.rounds import Round, RoundState
from annotator.gui.desk import Desk
from annotator.gui.rounds.article_table import ArticleTableModel
from annotator.gui.rounds.asking import RoomView, RoundLine
from annotator.gui.rounds.room import KEYS
from annotator.gui.theme import ThemeName
from annotator.services.folders import Folders
from annotator.services.rounds.progress import RoundProgress, made_progress
from tests.gui.rounds.making import Shown, a_round, people, pilot, prepare, some_progress

ALWAYS = {"rounds_new", "rounds_add_coder", "rounds_merge"}
WITH_ROUND = {"rounds_release", "rounds_packets", "rounds_rename", "rounds_remove"}
RUNNING = {"rounds_plan", "rounds_hand"}
LAST = Event(
    sequence=1,
    id=EventId("e"),
    at=dt.datetime(2019, 11, 3, tzinfo=dt.UTC),
    coder_id=CoderId("c1"),
    article_id=None,
    kind=EventKind.DO,
    verb="make_round",
    label="make round Pilot",
    hash="0",
)
Show = Callable[[RoomView], Shown]


def a_view(
    progress: RoundProgress | None, *, others: int = 0, coders: list[Coder] | None = None, undo: UndoState | None = None
) -> RoomView:
    """Return what the room shows of one round, among others."""
    lines = [RoundLine(progress.round, progress.total)] if progress is not None else []
    lines += [RoundLine(a_round(f"Round {number}"), some_progress().total) for number in range(others)]
    return RoomView(tuple(lines), progress, tuple(coders or people(3)), (), undo or UndoState())


def in_state(progress: RoundProgress, **facts: object) -> RoundProgress:
    """Return a round's progress with the round in another state."""
    return replace(progress, round=progress.round.model_copy(update=facts))


EMPTY = made_progress(a_round(), [], [], 0)
FULL = some_progress()
RELEASED = in_state(FULL, state=RoundState.RELEASED)


@pytest.fixture
def show(qtbot: QtBot, desk: Desk, sample: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Show a room with what it would be told."""

    def shown(view: RoomView) -> Shown:
        monkeypatch.setattr("annotator.gui.rounds.room.room_view", lambda *_: view)
        return Shown(qtbot, desk, sample)

    return shown


def choose_first(shown: Shown) -> None:
    """Choose the first article, whatever modifier an earlier test pressed last (which `selectRow` would heed)."""
    rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    shown.room.table.selectionModel().select(shown.room.table.articles.index(0, 0), rows)


# -- what can be done -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "available"),
    [
        (a_view(None), ALWAYS),
        (a_view(EMPTY), ALWAYS | WITH_ROUND | RUNNING),
        (a_view(FULL), ALWAYS | WITH_ROUND | RUNNING | {"rounds_move"}),
        (a_view(RELEASED), ALWAYS | WITH_ROUND),
        (a_view(in_state(EMPTY, state=RoundState.RELEASED)), ALWAYS | WITH_ROUND),
        (a_view(replace(RELEASED, unsettled=1)), ALWAYS | WITH_ROUND | {"rounds_settle"}),
        (a_view(None, undo=UndoState(undo=LAST)), ALWAYS | {"rounds_undo"}),
        (a_view(None, undo=UndoState(redo=LAST)), ALWAYS | {"rounds_redo"}),
    ],
    ids=["no rounds", "empty", "given out", "released", "released empty", "unsettled", "undo", "redo"],
)
def test_what_would_do_something_is_offered_and_nothing_else(show: Show, view: RoomView, available: set[str]) -> None:
    shown = show(view)
    assert shown.room.available() == available
    if view.progress is not None:
        enabled = {action_id for action_id, button in shown.room.header.buttons.items() if button.isEnabled()}
        assert enabled == available & shown.room.header.buttons.keys()


@pytest.mark.parametrize(("progress", "more"), [(FULL, {"rounds_withdraw"}), (RELEASED, set())])
def test_a_chosen_article_and_a_chosen_coder_offer_more(show: Show, progress: RoundProgress, more: set[str]) -> None:
    shown = show(a_view(progress))
    before = shown.room.available()
    choose_first(shown)
    assert shown.room.available() == before | more
    shown.room.table.clearSelection()
    shown.room.coders.setCurrentIndex(shown.room.coders.coders.index(0))
    assert shown.room.available() == before | {"rounds_rename_coder"}


METHODS = {
    "N": "make_round",
    "P": "plan",
    "H": "assign_by_hand",
    "R": "move",
    "A": "add_coder",
    "L": "release",
    "F2": "rename",
    "Del": "withdraw",
    "Ctrl+Z": "undo",
    "Ctrl+Y": "redo",
    "Ctrl+Shift+Z": "redo",
}
PACKETS = {"K": "make", "M": "merge", "S": "settle"}


def note_all(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have the commands only say that they were asked."""
    asked: list[str] = []
    for commands, methods in ((shown.room.commands, METHODS), (shown.room.packets, PACKETS)):
        for method in set(methods.values()):
            monkeypatch.setattr(commands, method, lambda *_, method=method: asked.append(method))
    return asked


def press_all(shown: Shown) -> None:
    """Press every key of the room where the keyboard is."""
    for key in KEYS:
        combination = QKeySequence(key)[0]  # type: ignore[index]  # which its declaration forgets
        shown.press(combination.key(), combination.keyboardModifiers())


def test_every_key_does_what_it_stands_for(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = show(a_view(replace(FULL, unsettled=2), undo=UndoState(undo=LAST, redo=LAST)))
    choose_first(shown)
    asked = note_all(shown, monkeypatch)
    press_all(shown)
    assert asked == [(METHODS | PACKETS)[key] for key in KEYS]


def test_in_a_released_round_the_keys_that_give_out_do_nothing(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = show(a_view(RELEASED))
    choose_first(shown)
    asked = note_all(shown, monkeypatch)
    press_all(shown)
    assert asked == ["make_round", "add_coder", "release", "make", "merge", "rename"]


def test_without_rounds_the_buttons_and_keys_offer_the_first_steps(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = show(a_view(None))
    asked = note_all(shown, monkeypatch)
    press_all(shown)
    assert asked == ["make_round", "add_coder", "merge"]
    for button in (shown.room.empty.new_button, shown.room.empty.merge_button):
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert asked[3:] == ["make_round", "merge"]


def test_renaming_a_coder_needs_one_chosen_and_says_so(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = show(a_view(FULL))
    renamed: list[str] = []
    remarks: list[str] = []
    shown.room.remarked.connect(remarks.append)
    monkeypatch.setattr(shown.room.commands, "rename_coder", lambda coder: renamed.append(coder.name))
    shown.room.slots["rounds_rename_coder"]()
    assert (renamed, remarks) == ([], ["Choose a coder in the list first."])
    shown.room.coders.setCurrentIndex(shown.room.coders.coders.index(1))
    shown.room.slots["rounds_rename_coder"]()
    assert (renamed, len(remarks)) == (["Coder 02"], 1)


# -- to read only -----------------------------------------------------------------------------------------------------


def allow_no_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the system say that nothing may be written, which it never says to root."""
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and may(path, mode))


def test_a_project_to_read_only_can_be_looked_at_and_not_changed(
    qtbot: QtBot, desk: Desk, sample: Path, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(sample, folders, pilot)
    allow_no_writing(monkeypatch)
    shown = Shown(qtbot, desk, sample)
    assert shown.facts.is_read_only
    assert shown.room.available() == frozenset()
    assert not any(button.isEnabled() for button in shown.room.header.buttons.values())
    assert not shown.room.panel.new_button.isEnabled()
    asked = note_all(shown, monkeypatch)
    choose_first(shown)
    press_all(shown)
    assert asked == []
    shown.room.coders.setCurrentIndex(shown.room.coders.coders.index(1))
    assert "12 articles of Cleo" in shown.words()


def test_without_rounds_a_project_to_read_only_offers_no_first_steps(
    qtbot: QtBot, desk: Desk, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow_no_writing(monkeypatch)
    shown = Shown(qtbot, desk, sample)
    assert "No rounds yet" in shown.words()
    assert not shown.room.empty.new_button.isEnabled()
    assert not shown.room.empty.merge_button.isEnabled()


# -- much of everything -----------------------------------------------------------------------------------------------


def test_forty_coders_and_a_hundred_rounds_are_walked_through_by_keyboard(show: Show) -> None:
    progress = some_progress(40, 400)
    shown = show(a_view(progress, others=100, coders=people(40)))
    assert "Coders · 40" in shown.words()
    assert "400 articles" in shown.words()
    shown.room.coders.setFocus()
    QTest.keyClick(shown.room.coders, Qt.Key.Key_End)
    assert "20 articles of Coder 40" in shown.words()
    assert shown.room.table.articles.rowCount() == 20
    assert shown.room.panel.rounds.rowCount() == 101
    assert shown.room.panel.rounds.row_of(RoundId("Round 99")) == 100
    assert shown.room.panel.rounds.row_of(RoundId("nowhere")) == -1


@pytest.mark.parametrize("letter", ["W", "長"])
def test_long_names_leave_the_room_on_the_smallest_screen(show: Show, letter: str) -> None:
    name = letter * 80
    coders = tuple(found._replace(coder=Coder(id=found.coder.id, name=name)) for found in FULL.coders)
    progress = replace(in_state(FULL, name=name), coders=coders)
    shown = show(a_view(progress, coders=[found.coder for found in coders]))
    shown.room.coders.setCurrentIndex(shown.room.coders.coders.index(0))
    assert shown.room.minimumSizeHint().width() <= 1220
    assert shown.room.width() == 1220
    assert shown.room.header.width() < 1220


@pytest.mark.parametrize("view", [a_view(None), a_view(EMPTY), a_view(FULL)], ids=["no rounds", "empty", "given out"])
def test_everything_that_can_be_reached_by_tab_has_a_name(show: Show, view: RoomView) -> None:
    room = show(view).room
    reached = [
        one
        for one in room.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    nameless = [
        one for one in reached if not (one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()))
    ]
    assert nameless == []
    assert reached


# -- what is shown ----------------------------------------------------------------------------------------------------


def test_a_coder_who_may_not_see_the_others_is_called_you(show: Show) -> None:
    own = replace(FULL, coders=FULL.coders[:1], meetings={}, is_own_only=True)
    shown = show(a_view(own))
    assert "You" in shown.words().splitlines()
    shown.room.coders.setCurrentIndex(shown.room.coders.coders.index(0))
    assert "articles of" not in shown.words()


def test_a_round_nothing_is_given_out_in_says_how_to_go_on(show: Show) -> None:
    words = show(a_view(EMPTY)).words()
    assert "Nothing is given out in this round yet." in words
    assert "“Plan assignments…” (P)" in words
    assert "Add the people who code first (A)" in words


@pytest.mark.parametrize(
    ("phrase", "coder", "expected"),
    [
        ("", "", 6),
        ("article", "", 6),
        ("ARTICLE 3", "", 1),
        ("  article 3  ", "", 1),
        ("nothing like it", "", 0),
        ("", "c1", 4),
        ("article 0", "c1", 1),
        ("article 1", "c1", 0),
        ("", "somebody gone", 0),
        ("%", "", 0),
    ],
)
def test_the_table_is_narrowed_by_title_and_coder(phrase: str, coder: str, expected: int) -> None:
    model = ArticleTableModel()
    model.show(FULL)
    model.narrow(phrase.strip(), coder)
    assert model.rowCount() == expected
    model.show(None)
    assert model.rowCount() == 0
    model.show(FULL)
    assert model.rowCount() == expected, "what it is narrowed to stays"


def test_searching_counts_what_is_left(show: Show) -> None:
    shown = show(a_view(FULL))
    search = next(one for one in shown.room.findChildren(QLineEdit) if one.isVisible())
    QTest.keyClicks(search, "Article 3")
    assert "1 article" in shown.words().splitlines()
    QTest.keyClicks(search, "x")
    assert "0 articles" in shown.words().splitlines()


@pytest.mark.parametrize("argument", [None, 5, "", "nowhere", ("Pilot",)])
def test_asked_for_what_is_no_round_the_room_shows_the_newest(
    qtbot: QtBot, desk: Desk, sample: Path, folders: Folders, argument: object
) -> None:
    prepare(sample, folders, pilot)
    shown = Shown(qtbot, desk, sample)
    shown.room.open_with(argument)
    shown.changed(lambda: shown.room.enter(shown.facts, ThemeName.LIGHT))
    assert shown.progress.round.name == "Pilot"


def test_leaving_takes_the_notice_away(show: Show) -> None:
    shown = show(a_view(FULL))
    shown.room.toast.say("Pilot is released.")
    shown.room.packets._toast.say("Settled.")
    assert "Pilot is released." in shown.words()
    assert "Settled." in shown.words()
    shown.room.leave()
    assert "Pilot is released." not in shown.words()
    assert "Settled." not in shown.words()


def test_before_the_answer_came_nothing_can_be_done(show: Show) -> None:
    shown = show(a_view(FULL))
    shown.room.view = None
    assert shown.room.available() == frozenset()
    for action_id in ("rounds_new", "rounds_plan", "rounds_hand", "rounds_move", "rounds_release", "rounds_rename"):
        shown.room.slots[action_id]()
    assert not [one for one in shown.room.findChildren(QDialog) if one.isVisible()]


def test_another_round_lets_go_of_search_and_coder(show: Show) -> None:
    shown = show(a_view(FULL, others=1))
    search = next(one for one in shown.room.findChildren(QLineEdit) if one.isVisible())
    search.setText("Article 3")
    shown.room.coders.setCurrentIndex(shown.room.coders.coders.index(0))
    shown.room.panel.list.setCurrentIndex(shown.room.panel.rounds.index(1))
    assert search.text() == ""
    assert shown.room.coders.chosen() == ""
    assert shown.room.table.articles.rowCount(QModelIndex()) == 6


def test_the_room_begins_in_the_list_of_rounds(show: Show) -> None:
    shown = show(a_view(FULL))
    shown.room.take_keyboard()
    assert QApplication.focusWidget() is shown.room.panel.list


def test_a_round_of_a_codebook_that_is_gone_is_shown_all_the_same(show: Show) -> None:
    gone: Round = a_round().model_copy(update={"codebook_id": CodebookId("gone")})
    assert "Codebook unknown" in show(a_view(replace(FULL, round=gone))).words()
