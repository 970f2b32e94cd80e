"""Going while changes are not stored: asked about, tried again, listed; nothing is lost without a person's word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QMainWindow, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from annotator.gui.closing import UnsavedGuard
from annotator.gui.desk import Desk
from annotator.gui.dialogs.unsaved_dialog import UnsavedDialog
from annotator.gui.rescue import rescue_file
from annotator.services.coding import CodingService
from annotator.services.folders import Folders
from tests.gui.conftest import CODER
from tests.gui.test_desk import SET_RELEVANCE, open_first
from tests.gui.test_desk_kept_changes import fail_to, relevance_in, set_relevance


class Window(QMainWindow):
    """A window that closes only when the guard lets it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.guard = UnsavedGuard(self, desk)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.guard.may_close())


@pytest.fixture
def window(qtbot: QtBot, open_desk: Desk) -> Iterator[Window]:
    window = Window(open_desk)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.guard._is_given_up = True


@pytest.fixture
def moved(qtbot: QtBot, open_desk: Desk, sample: Path) -> Path:
    """Two changes wait, and the project's file is at another place."""
    open_first(qtbot, open_desk)
    elsewhere = sample.rename(sample.with_name("moved"))
    fail_to(qtbot, open_desk, "codable_incident")
    fail_to(qtbot, open_desk, "background_or_aggregate_only")
    return elsewhere


def asked(window: Window) -> UnsavedDialog:
    (dialog,) = (one for one in window.findChildren(UnsavedDialog) if one.isVisible())
    return dialog


def words(dialog: UnsavedDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if not label.isHidden())


def press(dialog: UnsavedDialog, text: str) -> None:
    button = next(one for one in dialog.findChildren(QPushButton) if one.text().replace("&", "") == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_window_without_kept_changes_closes_without_a_question(window: Window) -> None:
    assert window.close()
    assert window.findChildren(UnsavedDialog) == []


def test_a_window_with_kept_changes_asks_and_says_where_they_are_listed(
    window: Window, moved: Path, folders: Folders
) -> None:
    assert not window.close()
    said = words(asked(window))
    assert "2 changes are not in the project file." in said
    assert str(rescue_file(folders.state)) in said
    assert window.isVisible()


def test_escape_stays_and_keeps_everything(qtbot: QtBot, window: Window, moved: Path, open_desk: Desk) -> None:
    window.close()
    QTest.keyClick(asked(window), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.guard.is_asking)
    assert window.isVisible()
    assert open_desk.kept_count == 2
    assert not window.close(), "it asks again"


@pytest.mark.parametrize(("way", "closes"), [(Qt.Key.Key_Tab, True), (Qt.Key.Key_Backtab, False)])
def test_every_answer_is_reached_by_tab(qtbot: QtBot, window: Window, moved: Path, way: Qt.Key, closes: bool) -> None:
    window.close()
    with qtbot.waitActive(asked(window)):
        asked(window).activateWindow()
    QTest.keyClick(asked(window).focusWidget(), way)
    QTest.keyClick(asked(window).focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.guard.is_asking)
    assert window.isVisible() is not closes


def test_every_answer_has_a_letter_of_its_own(window: Window, moved: Path) -> None:
    window.close()
    letters = [button.shortcut().toString() for button in asked(window).findChildren(QPushButton)]
    assert sorted(letters) == ["Alt+C", "Alt+S", "Alt+T", "Alt+Y"]


def test_return_tries_again_and_closes_once_everything_is_stored_in_order(
    qtbot: QtBot, window: Window, moved: Path, sample: Path, open_desk: Desk, folders: Folders
) -> None:
    window.close()
    moved.rename(sample)
    QTest.keyClick(asked(window), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.isVisible())
    article = open_desk._key
    assert article is not None
    open_desk.close()
    assert relevance_in(sample, folders, article.article_id) == "background_or_aggregate_only"
    assert not rescue_file(folders.state).exists(), "what is stored is listed no longer"


def test_trying_in_vain_says_why_and_asks_on(
    qtbot: QtBot, window: Window, moved: Path, sample: Path, open_desk: Desk
) -> None:
    window.close()
    dialog = asked(window)
    press(dialog, "Try again")
    qtbot.waitUntil(lambda: "was moved, deleted or replaced" in words(dialog))
    assert "2 changes are not in the project file." in words(dialog)
    assert open_desk.kept_count == 2
    moved.rename(sample)
    press(dialog, "Try again")
    qtbot.waitUntil(lambda: not window.isVisible())


def test_a_change_that_fits_no_more_when_it_is_repeated_is_told_before_the_window_closes(
    qtbot: QtBot, window: Window, sample: Path, open_desk: Desk, folders: Folders
) -> None:
    open_first(qtbot, open_desk)
    with qtbot.waitSignal(open_desk.changed):
        open_desk.perform(SET_RELEVANCE)
    elsewhere = sample.rename(sample.with_name("moved"))
    with qtbot.waitSignal(open_desk.change_kept):
        open_desk.perform(partial(CodingService.add_report))
    elsewhere.rename(sample)
    with qtbot.waitSignal(open_desk.changed):
        open_desk.perform(partial(CodingService.code_no_incident))
    with qtbot.waitSignal(open_desk.failed):
        open_desk.perform(partial(CodingService.add_report))
    window.close()
    dialog = asked(window)
    press(dialog, "Try again")
    qtbot.waitUntil(lambda: "Nothing waits to be stored any more." in words(dialog))
    assert window.isVisible()
    assert len(rescue_file(folders.state).read_text(encoding="utf-8").splitlines()) == 1, "its list stays"
    press(dialog, "Close anyway")
    assert not window.isVisible()


def test_a_change_that_fails_as_the_window_closes_is_asked_about_too(
    window: Window, qtbot: QtBot, open_desk: Desk, sample: Path
) -> None:
    open_first(qtbot, open_desk)
    sample.rename(sample.with_name("moved"))
    open_desk.perform(SET_RELEVANCE)
    assert open_desk.kept_count == 0, "the window has not heard of it yet"
    assert not window.close()
    qtbot.waitUntil(lambda: "was moved, deleted or replaced" in words(asked(window)))
    assert open_desk.kept_count == 1


def test_closing_anyway_leaves_the_list_where_it_is(
    window: Window, moved: Path, open_desk: Desk, folders: Folders
) -> None:
    window.close()
    press(asked(window), "Close anyway")
    open_desk.close()
    assert not window.isVisible()
    assert len(rescue_file(folders.state).read_text(encoding="utf-8").splitlines()) == 2


def test_the_list_is_saved_where_a_person_wants_it(
    window: Window, moved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.close()
    chosen = tmp_path / "mine.jsonl"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    press(asked(window), "Save the list…")
    lines = [json.loads(line) for line in chosen.read_text(encoding="utf-8").splitlines()]
    assert [line["arguments"]["content"]["category"] for line in lines] == [
        "codable_incident",
        "background_or_aggregate_only",
    ]
    assert f"The list was saved as {chosen}." in words(asked(window))


def test_a_list_that_cannot_be_saved_is_told_and_the_question_stays(
    window: Window, moved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.close()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path), ""))
    press(asked(window), "Save the list…")
    (box,) = window.findChildren(QMessageBox)
    assert box.text() == f"{tmp_path} cannot be written: Is a directory."
    box.accept()
    assert asked(window).isVisible()


def test_changes_that_could_not_even_be_listed_are_said_to_be_in_the_window_only(
    qtbot: QtBot, window: Window, open_desk: Desk, sample: Path, folders: Folders
) -> None:
    open_first(qtbot, open_desk)
    rescue_file(folders.state).mkdir(parents=True)
    rescue_file(folders.state).rename(folders.state / "list")
    folders.state.rename(folders.state.with_name("was state"))
    folders.state.write_text("in the way", encoding="utf-8")
    sample.rename(sample.with_name("moved"))
    fail_to(qtbot, open_desk, "codable_incident")
    window.close()
    assert "1 change is not in the project file." in words(asked(window))
    assert "They could not be listed in a file either." in words(asked(window))


def test_another_project_is_opened_only_when_a_person_goes_on_without_the_changes(
    qtbot: QtBot, window: Window, moved: Path, open_desk: Desk, folders: Folders
) -> None:
    went: list[str] = []
    window.guard.before(lambda: went.append("first"))
    assert went == []
    QTest.keyClick(asked(window), Qt.Key.Key_Escape)
    window.guard.before(lambda: went.append("second"))
    press(asked(window), "Go on without them")
    assert went == ["second"]
    with qtbot.waitSignal(open_desk.project_opened):
        open_desk.open_sample(CODER)
    window.guard.before(lambda: went.append("third"))
    assert went == ["second", "third"], "nothing waits in the other project"
    open_first(qtbot, open_desk)
    with qtbot.waitSignal(open_desk.written):
        open_desk.perform(SET_RELEVANCE)
    assert len(rescue_file(folders.state).read_text(encoding="utf-8").splitlines()) == 2


def test_a_list_with_lines_of_others_is_never_removed(
    qtbot: QtBot, window: Window, moved: Path, sample: Path, open_desk: Desk, folders: Folders
) -> None:
    file = rescue_file(folders.state)
    file.write_text("{}\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    moved.rename(sample)
    with qtbot.waitSignals([open_desk.written, open_desk.written]):
        open_desk.try_again()
    assert len(file.read_text(encoding="utf-8").splitlines()) == 3


def test_a_change_refused_for_itself_asks_nothing(qtbot: QtBot, window: Window, open_desk: Desk) -> None:
    open_first(qtbot, open_desk)
    with qtbot.waitSignal(open_desk.failed):
        open_desk.perform(set_relevance("no such category"))
    assert window.close()
