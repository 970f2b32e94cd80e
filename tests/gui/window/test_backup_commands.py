"""Backups in the Project menu: listed, explained, gone back to, refused; nothing is lost on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QMainWindow, QMessageBox, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from annotator.bootstrap import create_workspace, open_workspace
from annotator.domain.errors import AnnotatorError, ProjectBusyError
from annotator.gui.backup_commands import BackupCommands
from annotator.gui.closing import UnsavedGuard
from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.dialogs.backups_dialog import BackupsDialog, BackupsModel
from annotator.gui.dialogs.unsaved_dialog import UnsavedDialog
from annotator.services.coding import CodingService
from annotator.services.folders import Folders
from annotator.services.restoring import BackupLine
from tests.gui.conftest import CODER
from tests.gui.test_desk import open_first
from tests.gui.test_desk_kept_changes import fail_to


class Commands:
    """The commands on a window, with a desk where one deed was done since the last backup."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.window.show()
        self.commands = BackupCommands(self.window, desk, UnsavedGuard(self.window, desk), lambda: CODER)
        self.opened: list[ProjectFacts] = []
        self.errors: list[AnnotatorError] = []
        desk.project_opened.connect(self.opened.append)
        desk.failed.connect(self.errors.append)

    def asked(self, work: Callable[[Any], Any]) -> Any:
        answers: list[Any] = []
        self.desk.ask(lambda workspace, _: work(workspace), on_success=answers.append)
        self.qtbot.waitUntil(lambda: bool(answers))
        return answers[0]

    def changes(self) -> int:
        found: int = self.asked(lambda workspace: workspace.project.head)
        return found

    def dialog(self) -> BackupsDialog:
        """Open the list and wait until it is said what the newest backup would do."""
        self.commands.restore_backup()
        return self.shown()

    def shown(self) -> BackupsDialog:
        self.qtbot.waitUntil(lambda: any(one.isVisible() for one in self.window.findChildren(BackupsDialog)))
        dialog = next(one for one in self.window.findChildren(BackupsDialog) if one.isVisible())
        self.qtbot.waitUntil(lambda: bool(words(dialog)))
        return dialog

    def told(self) -> QMessageBox:
        self.qtbot.waitUntil(lambda: bool(self.window.findChildren(QMessageBox)))
        (box,) = self.window.findChildren(QMessageBox)
        return box


def test_numbers_stand_at_the_right_with_their_headings_and_words_at_the_left() -> None:
    line = BackupLine(Path("p.backup"), dt.datetime(2026, 11, 3, tzinfo=dt.UTC), 2_500_000, 12_345, "add incident")
    model = BackupsModel([line])
    role, across = Qt.ItemDataRole.TextAlignmentRole, Qt.Orientation.Horizontal
    for column, side in enumerate("LRRL"):
        wanted = Qt.AlignmentFlag.AlignRight if side == "R" else Qt.AlignmentFlag.AlignLeft
        assert model.data(model.index(0, column), role) & wanted
        assert model.headerData(column, across, role) & wanted
    assert [model.data(model.index(0, column)) for column in (1, 2)] == ["12,345", "2.5 MB"]


def words(dialog: BackupsDialog) -> str:
    return dialog.findChildren(QLabel)[0].text()


def table(dialog: BackupsDialog) -> QTableView:
    (found,) = dialog.findChildren(QTableView)
    return found


def press(dialog: BackupsDialog, text: str) -> None:
    button = next(one for one in dialog.findChildren(QPushButton) if one.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def go_to_older(qtbot: QtBot, dialog: BackupsDialog) -> None:
    """Walk down to the backup that has less, as with the arrow key."""
    QTest.keyClick(table(dialog), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "later change" in words(dialog))


@pytest.fixture
def worked(qtbot: QtBot, open_desk: Desk) -> Commands:
    """A project with a newest backup of what it is, and one without its last change."""
    commands = Commands(qtbot, open_desk)
    open_first(qtbot, open_desk)
    with qtbot.waitSignal(open_desk.changed):
        open_desk.perform(partial(CodingService.add_report))
    commands.asked(lambda workspace: workspace.backups.make())
    return commands


def test_a_backup_says_what_it_would_do_before_it_is_done(qtbot: QtBot, worked: Commands) -> None:
    dialog = worked.dialog()
    assert "It has every change of the present file." in words(dialog)
    go_to_older(qtbot, dialog)
    assert "1 later change of the present file is not in it." in words(dialog)
    assert "is kept beside it" in words(dialog)


def test_a_backup_is_listed_with_time_changes_size_and_last_deed(worked: Commands) -> None:
    model = table(worked.dialog()).model()
    cells = [model.index(0, column).data() for column in range(model.columnCount())]
    newest = worked.asked(lambda workspace: workspace.backups.all())[0]
    assert cells == [
        f"{newest.at.astimezone():%Y-%m-%d %H:%M:%S}",
        f"{newest.changes:,}",
        f"{newest.size / 1e6:,.1f} MB",
        "add incident",
    ]


def test_enter_goes_back_to_the_chosen_backup_and_opens_it(
    qtbot: QtBot, worked: Commands, sample: Path, folders: Folders
) -> None:
    had = worked.changes()
    dialog = worked.dialog()
    go_to_older(qtbot, dialog)
    QTest.keyClick(table(dialog), Qt.Key.Key_Return)
    box = worked.told()
    assert box.text() == f"The project is as it was with {had - 1:,} changes."
    (kept,) = sample.parent.glob("sample.before-restore-*.annotator")
    assert str(kept) in box.informativeText()
    assert worked.changes() == had - 1
    assert worked.opened[-1].path == sample
    with open_workspace(kept, folders=folders, read_only=True, coder_name=CODER) as left:
        assert left.project.head == had


def test_escape_changes_nothing(qtbot: QtBot, worked: Commands, sample: Path) -> None:
    had = worked.changes()
    dialog = worked.dialog()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert worked.changes() == had
    assert worked.opened == []


def test_a_damaged_backup_is_refused_and_the_project_stays_open(qtbot: QtBot, worked: Commands) -> None:
    had = worked.changes()
    older = worked.asked(lambda workspace: workspace.backups.all())[1].path
    dialog = worked.dialog()
    go_to_older(qtbot, dialog)
    content = bytearray(older.read_bytes())
    content[4096 * 3 : 4096 * 5] = b"\xa5" * 8192
    older.write_bytes(content)
    press(dialog, "Restore")
    qtbot.waitUntil(lambda: bool(worked.errors))
    assert "damaged" in worked.errors[0].message
    assert worked.changes() == had


def test_a_backup_that_cannot_be_read_says_so_and_cannot_be_restored(qtbot: QtBot, worked: Commands) -> None:
    worked.asked(lambda workspace: workspace.backups.all())[0].path.write_bytes(b"")
    dialog = worked.dialog()
    assert "is empty." in words(dialog)
    assert not next(one for one in dialog.findChildren(QPushButton) if one.text() == "Restore").isEnabled()
    go_to_older(qtbot, dialog)
    assert next(one for one in dialog.findChildren(QPushButton) if one.text() == "Restore").isEnabled()


def test_a_file_that_cannot_be_replaced_is_opened_again(
    qtbot: QtBot, worked: Commands, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    had = worked.changes()
    dialog = worked.dialog()
    go_to_older(qtbot, dialog)
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target == sample:
            raise OSError(5, "Input/output error")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    press(dialog, "Restore")
    qtbot.waitUntil(lambda: bool(worked.errors))
    assert "cannot be replaced" in worked.errors[0].message
    assert worked.opened[-1].path == sample
    assert worked.changes() == had


def test_changes_that_are_not_stored_are_asked_about_first(qtbot: QtBot, worked: Commands, sample: Path) -> None:
    elsewhere = sample.rename(sample.with_name("moved"))
    fail_to(qtbot, worked.desk, "codable_incident")
    elsewhere.rename(sample)
    dialog = worked.dialog()
    press(dialog, "Restore")
    qtbot.waitUntil(lambda: bool(worked.window.findChildren(UnsavedDialog)))
    (question,) = worked.window.findChildren(UnsavedDialog)
    question.reject()
    assert worked.opened == []
    assert worked.desk.kept_count == 1


def test_another_project_that_is_damaged_is_restored_and_opened(
    qtbot: QtBot, worked: Commands, tmp_path: Path, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.annotator"
    create_workspace(other, folders=folders, coder_name=CODER).close()
    other.write_bytes(b"ruined")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    press(worked.dialog(), "Another project…")
    dialog = worked.shown()
    assert "Which changes of the present file it lacks cannot be told." in words(dialog)
    press(dialog, "Restore")
    qtbot.waitUntil(lambda: bool(worked.opened))
    assert worked.opened[0].path == other
    assert worked.changes() == 2


def test_another_project_that_is_open_elsewhere_leaves_the_present_one_open(
    qtbot: QtBot, worked: Commands, tmp_path: Path, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    had, other = worked.changes(), tmp_path / "other.annotator"
    with create_workspace(other, folders=folders, coder_name=CODER):
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
        press(worked.dialog(), "Another project…")
        qtbot.waitUntil(lambda: bool(worked.errors))
    assert isinstance(worked.errors[0], ProjectBusyError)
    assert worked.changes() == had


def test_without_an_open_project_one_is_asked_for(
    qtbot: QtBot, desk: Desk, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = Commands(qtbot, desk)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    commands.commands.restore_backup()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "no.annotator"), ""))
    commands.commands.restore_backup()
    qtbot.waitUntil(lambda: bool(commands.errors))
    assert "none was seen at this place" in commands.errors[0].message
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(sample), ""))
    commands.commands.restore_backup()
    press(commands.shown(), "Restore")
    qtbot.waitUntil(lambda: bool(commands.opened))
    assert desk.has_project


def test_a_project_without_backups_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QMainWindow()
    qtbot.addWidget(parent)
    dialog = BackupsDialog(tmp_path / "<b>p", (), parent)
    dialog.choose_newest()
    assert words(dialog) == "There is no backup of this project yet."
    assert [label.textFormat() for label in dialog.findChildren(QLabel)] == [Qt.TextFormat.PlainText] * 2
