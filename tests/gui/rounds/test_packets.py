"""Packets in the window: made, merged after a dry run, taken back, settled; by keyboard, and dropped on the room."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.errors import ProjectError
from annotator.gui.desk import Desk
from annotator.gui.jobs import Job
from annotator.gui.rounds import packets_commands
from annotator.gui.rounds.packets_commands import PacketCommands
from annotator.gui.rounds.packets_make_dialog import MakePacketsDialog
from annotator.gui.rounds.packets_merge_dialog import MergePacketsDialog, MergePlanModel, RefusedFile, summary_of
from annotator.gui.rounds.packets_settle_dialog import CopiesModel, SettleDialog, words_about
from annotator.gui.rounds.undo_toast import UndoToast
from annotator.gui.waiting import wait_until
from tests.gui.rounds.making import some_copies
from tests.services.packet_making import ADA, BEN, LEA, Lab, folders_in

_Widget = TypeVar("_Widget", bound=QWidget)


class Window:
    """A window with packets' commands on an open project."""

    def __init__(self, qtbot: QtBot, desk: Desk, lab: Lab) -> None:
        self.lab, self.desk = lab, desk
        self.failed: list[object] = []
        self.changed: list[str] = []
        desk.failed.connect(self.failed.append)
        desk.rounds_changed.connect(lambda: self.changed.append("rounds"))
        self.widget = QWidget()
        qtbot.addWidget(self.widget)
        self.widget.resize(1280, 720)
        with qtbot.waitActive(self.widget):
            self.widget.show()
            self.widget.activateWindow()
        self.commands = PacketCommands(self.widget, desk)
        with qtbot.waitSignal(desk.project_opened):
            desk.open_project(lab.path, LEA)

    def dialog(self, kind: type[_Widget]) -> _Widget:
        """Wait for a dialog and return it."""
        assert wait_until(lambda: any(one.isVisible() for one in self.widget.findChildren(kind)))
        return next(one for one in self.widget.findChildren(kind) if one.isVisible())

    def gone(self, kind: type[QWidget]) -> None:
        """Wait until no dialog of the kind is left."""
        assert wait_until(lambda: not any(one.isVisible() for one in self.widget.findChildren(kind)))

    def asked(self, work: Callable[[Workspace], object]) -> object:
        """Return what the project answers."""
        answers: list[object] = []
        self.desk.ask(lambda workspace, _: work(workspace), on_success=answers.append)
        assert wait_until(lambda: bool(answers))
        return answers[0]

    def killed(self, number: int = 0) -> object:
        """Return the number Ada's coding has in the project."""
        return self.asked(lambda workspace: [self.lab.counted(workspace, number)])

    def merge(self, *paths: Path) -> QMessageBox:
        """Merge by keyboard and return the notice."""
        self.commands.merge(paths)
        QTest.keyClick(self.dialog(MergePacketsDialog), Qt.Key.Key_Return)
        return self.dialog(QMessageBox)


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, lab: Lab) -> Window:
    return Window(qtbot, desk, lab)


def words_in(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def button(box: QMessageBox, words: str) -> QWidget:
    return next(one for one in box.buttons() if one.text().replace("&", "") == words)


@pytest.fixture
def apart(lab: Lab) -> tuple[Path, Path]:
    """Two copies of a packet that went on apart: 3, and later 4."""
    path = lab.packet()
    lab.work(path, 2)
    other = Path(shutil.copy(path, lab.folder / "other.annotator"))
    lab.work(path, 3)
    lab.work(other, 4)
    return path, other


# -- making -----------------------------------------------------------------------------------------------------------


def test_packets_are_made_for_the_ticked_coders(window: Window) -> None:
    window.commands.make(window.lab.round)
    dialog = window.dialog(MakePacketsDialog)
    assert dialog.go_button.text() == "Make 2 packets"
    assert dialog.folder() == window.lab.folder
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    box = window.dialog(QMessageBox)
    assert box.text() == f"2 packets made in {window.lab.folder}."
    assert box.informativeText().splitlines() == [
        f"project Pilot {name}.annotator  (3 articles, 0 coded)" for name in (ADA, BEN)
    ]
    assert (window.lab.folder / f"project Pilot {ADA}.annotator").is_file()


def test_nobody_ticked_or_no_folder_cannot_go_on(window: Window) -> None:
    window.commands.make(window.lab.round)
    dialog = window.dialog(MakePacketsDialog)
    (folder,) = dialog.findChildren(QLineEdit)
    folder.setText(str(window.lab.folder / "nowhere"))
    assert not dialog.go_button.isEnabled()
    assert "There is no such folder." in words_in(dialog)
    folder.setText(str(window.lab.folder))
    assert dialog.go_button.isEnabled()
    names = next(one for one in dialog.findChildren(QWidget) if one.accessibleName() == "Who codes")
    for _ in (ADA, BEN):
        QTest.keyClick(names, Qt.Key.Key_Space)
        QTest.keyClick(names, Qt.Key.Key_Down)
    assert "Choose at least one coder." in words_in(dialog)
    assert not dialog.go_button.isEnabled()
    dialog.reject()


def test_a_round_without_articles_says_so(window: Window) -> None:
    made = window.asked(lambda workspace: workspace.rounds.make("Second", by=workspace.coder.id))
    window.commands.make(made)  # type: ignore[arg-type]
    assert window.dialog(QMessageBox).text() == "Nobody has articles in Second yet."


# -- merging ----------------------------------------------------------------------------------------------------------


def test_a_packet_is_merged_after_a_dry_run_and_taken_back(window: Window) -> None:
    path = window.lab.packet()
    window.lab.work(path, 2)
    window.commands.merge([path])
    dialog = window.dialog(MergePacketsDialog)
    assert "1 new, 0 already here, 0 conflicting, 0 refused." in words_in(dialog)
    assert "A new coding: 1 change." in words_in(dialog), "the chosen row is shown in full"
    assert dialog.go_button.text() == "Merge 1 coding"
    assert dialog.go_button.hasFocus()
    assert window.killed() == [None], "a dry run stores nothing"
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    box = window.dialog(QMessageBox)
    assert box.text() == "1 coding merged from 1 packet."
    assert window.killed() == [2]
    assert window.changed == ["rounds"]
    QTest.mouseClick(button(box, "Undo"), Qt.MouseButton.LeftButton)
    assert wait_until(lambda: len(window.changed) == 2)
    assert window.killed() == [None]
    assert window.failed == []


def test_cancelling_merges_nothing(window: Window, lab: Lab) -> None:
    path = window.lab.packet()
    lab.work(path, 2)
    window.commands.merge([path])
    QTest.keyClick(window.dialog(MergePacketsDialog), Qt.Key.Key_Escape)
    window.gone(MergePacketsDialog)
    assert window.killed() == [None]


def test_files_are_chosen_when_none_are_given(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = window.lab
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    window.commands.merge()
    assert not window.widget.findChildren(MergePacketsDialog)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(lab.folder / "nowhere.annotator")], ""))
    window.commands.merge()
    dialog = window.dialog(MergePacketsDialog)
    assert "1 file cannot be used." in words_in(dialog)
    assert "There is no file" in words_in(dialog)
    assert (dialog.go_button.text(), dialog.go_button.isEnabled()) == ("Nothing to merge", False)
    assert isinstance(dialog.focusWidget(), QTableView)
    dialog.reject()


def test_bad_files_are_listed_first_and_the_good_are_merged(window: Window, apart: tuple[Path, Path]) -> None:
    bad = window.lab.folder / "bad.annotator"
    bad.write_bytes(b"")
    window.commands.merge([apart[0], bad])
    dialog = window.dialog(MergePacketsDialog)
    model = dialog.findChildren(QTableView)[0].model()
    rows = [[model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())]
    assert rows == [["bad.annotator", "", "The whole file", "Refused"], ["ada.annotator", ADA, "Article 0", "New"]]
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    window.dialog(QMessageBox)
    assert window.killed() == [3]


def test_the_dry_run_of_copies_that_went_apart_shows_the_conflict(window: Window, apart: tuple[Path, Path]) -> None:
    window.commands.merge(apart)
    dialog = window.dialog(MergePacketsDialog)
    model = dialog.findChildren(QTableView)[0].model()
    outcomes = [model.index(row, 3).data() for row in range(model.rowCount())]
    assert sorted(outcomes) == ["Conflicting", "New"]
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert "1 coding went on in two copies" in window.dialog(QMessageBox).informativeText()


def test_reading_packets_says_how_far_it_is_and_can_be_stopped(
    window: Window, apart: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    followed: list[tuple[Job, int]] = []
    steps: list[int] = []

    def follow(job: Job, _words: str, _parent: QWidget, *, total: int) -> None:
        followed.append((job, total))
        job.progressed.connect(steps.append)

    monkeypatch.setattr(packets_commands, "follow", follow)
    is_followed = threading.Event()
    window.desk.ask(lambda *_: is_followed.wait(60), on_success=lambda _: None)
    window.commands.merge(apart)
    is_followed.set()
    window.dialog(MergePacketsDialog).reject()
    window.gone(MergePacketsDialog)
    assert followed[0][1] == 200
    assert steps == sorted(steps)
    assert {0, 100, 200} <= set(steps)
    monkeypatch.setattr(packets_commands, "follow", lambda job, *_, **__: job.cancel())
    cancelled = threading.Event()
    window.desk.ask(lambda *_: cancelled.wait(60), on_success=lambda _: None)
    window.commands.merge(apart)
    cancelled.set()
    assert window.killed() == [None]
    assert not any(one.isVisible() for one in window.widget.findChildren(MergePacketsDialog))


def test_packets_are_dropped_on_the_window(window: Window, apart: tuple[Path, Path]) -> None:
    def sent(kind: type[QDropEvent], *names: Path) -> bool:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(name)) for name in names])
        event = kind(
            QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        event.ignore()
        QApplication.sendEvent(window.widget, event)
        return event.isAccepted()

    assert not sent(QDragEnterEvent, Path("article.txt"))
    assert sent(QDragEnterEvent, apart[0])
    assert sent(QDropEvent, apart[0])
    assert "1 new" in words_in(window.dialog(MergePacketsDialog))


# -- settling ---------------------------------------------------------------------------------------------------------


def test_copies_that_went_apart_are_settled_by_key(window: Window, apart: tuple[Path, Path]) -> None:
    box = window.merge(*apart)
    assert box.text() == "2 codings merged from 2 packets."
    assert "1 coding went on in two copies" in box.informativeText()
    assert window.killed() == [4]
    QTest.mouseClick(button(box, "Settle…"), Qt.MouseButton.LeftButton)
    dialog = window.dialog(SettleDialog)
    words = words_in(dialog)
    assert f"{ADA} · Article 0" in words
    assert "Copy 1: came with other.annotator, last changed" in words
    assert "Copy 2: came with ada.annotator" in words
    model = dialog.findChildren(QTableView)[0].model()
    assert model.headerData(0, Qt.Orientation.Vertical) == "Incident 1 · Killed (total)"
    assert [model.index(0, column).data() for column in range(2)] == ["– / 4 / – · exact", "– / 3 / – · exact"]
    assert model.index(0, 1).data(Qt.ItemDataRole.FontRole).bold()
    assert model.index(1, 1).data(Qt.ItemDataRole.FontRole) is None
    QTest.keyClick(dialog, Qt.Key.Key_2)
    window.gone(SettleDialog)
    assert wait_until(lambda: len(window.changed) == 2)
    assert window.killed() == [3]
    window.gone(QMessageBox)
    window.commands.settle()
    assert window.dialog(QMessageBox).text() == "No coding waits to be settled."


def test_settling_is_taken_back_where_it_is_said(window: Window, apart: tuple[Path, Path]) -> None:
    window.merge(*apart).close()
    window.commands.settle()
    QTest.keyClick(window.dialog(SettleDialog), Qt.Key.Key_2)
    toast = window.dialog(UndoToast)
    assert "the copy you chose is the coding now" in words_in(toast)
    assert window.killed() == [3]
    QTest.mouseClick(toast.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert wait_until(lambda: len(window.changed) == 3)
    assert window.killed() == [4]
    assert window.failed == []


def test_later_leaves_it_as_it_is(window: Window, apart: tuple[Path, Path]) -> None:
    window.merge(*apart).close()
    window.commands.settle()
    QTest.keyClick(window.dialog(SettleDialog), Qt.Key.Key_Escape)
    window.gone(SettleDialog)
    assert window.killed() == [4]
    assert len(window.asked(lambda workspace: workspace.merging.unsettled())) == 1  # type: ignore[arg-type]


def test_leaving_the_room_takes_the_toast_with_it(window: Window, apart: tuple[Path, Path]) -> None:
    window.merge(*apart).close()
    window.commands.settle()
    QTest.keyClick(window.dialog(SettleDialog), Qt.Key.Key_2)
    toast = window.dialog(UndoToast)
    window.commands.leave()
    assert not toast.isVisible()


@pytest.mark.parametrize(("key", "number"), [("1", 1), ("9", 9), ("A", 10), ("C", 12), ("Z", 35)], ids=str)
def test_each_of_many_copies_has_a_key(qtbot: QtBot, key: str, number: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = SettleDialog(some_copies(40), 1, window)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    with qtbot.waitSignal(dialog.chosen) as heard:
        QTest.keyClick(dialog, Qt.Key(ord(key)))
    assert heard.args == [f"event {number - 1}"]


def test_copies_beyond_the_last_key_are_chosen_with_tab_and_enter(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = SettleDialog(some_copies(40), 1, window)
    dialog.show()
    last = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Copy 40 holds")
    assert last.toolTip() == ""
    last.setFocus()
    with qtbot.waitSignal(dialog.chosen) as heard:
        QTest.keyClick(last, Qt.Key.Key_Space)
    assert heard.args == ["event 39"]


def test_a_held_key_or_a_second_click_settles_one_question_only(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = SettleDialog(some_copies(2), 3, window)
    shortcuts = dialog.findChildren(QShortcut)
    assert [one.key().toString() for one in shortcuts] == ["1", "2"]
    assert not any(one.autoRepeat() for one in shortcuts)
    button = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Copy 2 holds")
    here = QPointF(button.rect().center())
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    chosen: list[str] = []
    dialog.chosen.connect(chosen.append)
    for kind in (QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease):
        QApplication.sendEvent(button, QMouseEvent(kind, here, button.mapToGlobal(here), left, left, none))
    assert chosen == [], "the first click was another dialog's"


def test_the_buttons_of_many_copies_stay_within_the_dialog_and_tell_their_letters(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = SettleDialog(some_copies(12), 1, window)
    dialog.show()
    found = {one.text(): one for one in dialog.findChildren(QPushButton)}
    assert {"Copy 9 holds", "Copy 10 holds  A", "Copy 12 holds  C"} <= found.keys()
    qtbot.waitUntil(lambda: all(one.visibleRegion().boundingRect() == one.rect() for one in found.values()))


def test_what_is_compared_stays_in_sight_while_copies_are_scrolled_to(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = SettleDialog(some_copies(40), 1, window)
    dialog.show()
    table = dialog.findChildren(QTableView)[0]
    table.scrollTo(table.model().index(0, 39))
    names = table.verticalHeader()
    assert table.visualRect(table.model().index(0, 0)).right() < 0, "the first copy is out of sight"
    assert names.isVisible()
    assert (names.mapTo(table, QPoint()).x(), names.sectionViewportPosition(0)) == (table.frameWidth(), 0)


# -- models -----------------------------------------------------------------------------------------------------------


def test_the_models_are_models(qtmodeltester: object, lab: Lab, apart: tuple[Path, Path]) -> None:
    with open_workspace(lab.path, folders=folders_in(lab.folder), coder_name=LEA) as project:
        plan = lab.merge(project, *apart)
        compared = project.merging.compared(project.merging.unsettled()[0].id)
    refused = RefusedFile(Path("x.annotator"), ProjectError("x.annotator is empty."))
    for model in (MergePlanModel([plan], [refused]), CopiesModel(compared)):
        qtmodeltester.check(model)  # type: ignore[attr-defined]
        assert model.headerData(1, Qt.Orientation.Horizontal) in {"Coder", "Copy 2"}
        assert model.headerData(9, Qt.Orientation.Horizontal) is None
    assert summary_of([plan], [refused]) == ("0 new, 0 already here, 1 conflicting, 0 refused. 1 file cannot be used.")
    assert "2 changes in all; shown now." in words_about(compared.copies[0])
    assert words_about(compared.copies[1]).endswith("2 changes in all.")
