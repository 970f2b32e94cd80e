"""The Project menu: what is asked, what is done, and what a person is told, also when it goes wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMessageBox
from pytestqt.qtbot import QtBot

from annotator.bootstrap import default_codebook_path
from annotator.domain.errors import AnnotatorError, CodebookError, CodingError, ProjectError
from annotator.domain.queue import ArticleChoice
from annotator.gui.backup_commands import BackupCommands
from annotator.gui.closing import UnsavedGuard
from annotator.gui.desk import Desk
from annotator.gui.dialogs.import_dialog import ImportDialog
from annotator.gui.project_commands import ProjectCommands
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from annotator.services.projects import Finding, ProjectService
from tests.gui.conftest import CODER


class Menu:
    """The commands on a window and a desk, what failed, and the answers file dialogs give."""

    def __init__(self, qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.qtbot, self.desk, self._patch = qtbot, desk, monkeypatch
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.window.show()
        guard = UnsavedGuard(self.window, desk)
        self.commands = ProjectCommands(self.window, desk, guard, lambda: CODER)
        self.backups = BackupCommands(self.window, desk, guard, lambda: CODER)
        self.errors: list[AnnotatorError] = []
        self.opened: list[Any] = []
        desk.failed.connect(self.errors.append)
        desk.project_opened.connect(self.opened.append)

    def choosing(self, name: str, answer: object) -> None:
        """Have a file dialog answer this, without being shown."""
        self._patch.setattr(QFileDialog, name, lambda *_: answer)

    def told(self) -> QMessageBox:
        """Return the one message that is open."""
        self.qtbot.waitUntil(lambda: bool(self.window.findChildren(QMessageBox)))
        (box,) = self.window.findChildren(QMessageBox)
        return box

    def failed(self) -> AnnotatorError:
        """Wait for an error and return it."""
        self.qtbot.waitUntil(lambda: bool(self.errors))
        return self.errors[-1]

    def asked(self, work: Any) -> Any:
        """Return what work with the services gives, after all that was asked before."""
        answers: list[Any] = []
        self.desk.ask(lambda workspace, _: work(workspace), on_success=answers.append)
        self.qtbot.waitUntil(lambda: bool(answers))
        return answers[0]

    def article_count(self) -> int:
        """Return how many articles the project has."""
        return len(self.asked(lambda one: one.rounds.articles(ArticleChoice())))

    def plan(self) -> ImportDialog:
        """Return the dialog that shows what an import would do."""
        self.qtbot.waitUntil(lambda: bool(self.window.findChildren(ImportDialog)))
        return self.window.findChildren(ImportDialog)[-1]


@pytest.fixture
def menu(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Menu:
    return Menu(qtbot, desk, monkeypatch)


@pytest.fixture
def opened(menu: Menu, sample: Path) -> Menu:
    menu.desk.open_project(sample, CODER)
    menu.qtbot.waitUntil(lambda: bool(menu.opened))
    return menu


@pytest.mark.parametrize(
    ("typed", "made"), [("a", "a.annotator"), ("a.annotator", "a.annotator"), ("v1.2", "v1.2.annotator")]
)
def test_a_new_project_gets_its_ending(menu: Menu, tmp_path: Path, typed: str, made: str) -> None:
    menu.choosing("getSaveFileName", (str(tmp_path / typed), ""))
    menu.commands.new_project()
    menu.qtbot.waitUntil(lambda: bool(menu.opened))
    assert menu.opened[0].path == tmp_path / made
    assert menu.opened[0].coder.name == CODER


def test_a_project_is_never_made_over_something_that_is_there(menu: Menu, tmp_path: Path) -> None:
    (tmp_path / "a.annotator").write_text("mine")
    menu.choosing("getSaveFileName", (str(tmp_path / "a"), ""))
    menu.commands.new_project()
    assert isinstance(menu.failed(), ProjectError)
    assert (tmp_path / "a.annotator").read_text() == "mine"
    assert menu.opened == []


def test_a_dialog_that_is_left_does_nothing(menu: Menu) -> None:
    for name in ("getSaveFileName", "getOpenFileName"):
        menu.choosing(name, ("", ""))
    menu.choosing("getOpenFileNames", ([], ""))
    menu.choosing("getExistingDirectory", "")
    commands = menu.commands
    for ask in (commands.new_project, commands.open_project, commands.import_files, commands.import_folder):
        ask()
    commands.add_codebook()
    assert (menu.opened, menu.errors) == ([], [])
    assert not menu.desk.has_project


def test_what_is_no_project_is_told_and_the_present_one_stays(opened: Menu, tmp_path: Path) -> None:
    (tmp_path / "letter.annotator").write_text("Dear all, " * 60)
    opened.choosing("getOpenFileName", (str(tmp_path / "letter.annotator"), ""))
    opened.commands.open_project()
    assert "is not a project file" in opened.failed().message
    assert opened.article_count() == 12


def test_an_import_is_shown_first_and_done_when_agreed(opened: Menu, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("# New\n\nNobody was hurt.", encoding="utf-8")
    opened.choosing("getOpenFileNames", ([str(tmp_path / "new.txt")], ""))
    opened.commands.import_files()
    dialog = opened.plan()
    assert opened.article_count() == 12, "nothing is imported by being shown"
    with opened.qtbot.waitSignal(opened.desk.articles_changed):
        dialog.accept()
    assert opened.article_count() == 13
    with opened.qtbot.waitSignal(opened.desk.articles_changed):
        opened.commands.undo_import()
    assert opened.article_count() == 12


def test_an_import_that_is_left_imports_nothing(opened: Menu, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "new.txt").write_text("Nobody was hurt.", encoding="utf-8")
    opened.choosing("getExistingDirectory", str(tmp_path / "news"))
    opened.commands.import_folder()
    QTest.keyClick(opened.plan(), Qt.Key.Key_Escape)
    assert opened.article_count() == 12


def test_another_encoding_makes_another_plan(opened: Menu, tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes("Une attaque près de Ménaka".encode("latin-1"))
    opened.commands.import_paths([tmp_path / "latin.txt"])
    first = opened.plan()
    first.encoding_chosen.emit("windows-1252")
    opened.qtbot.waitUntil(lambda: opened.plan() is not first)
    with opened.qtbot.waitSignal(opened.desk.articles_changed):
        opened.plan().accept()
    assert opened.article_count() == 13


def test_an_import_that_has_been_coded_is_not_taken_back(opened: Menu) -> None:
    opened.asked(lambda one: one.coding.add_report(_key(one, one.rounds.articles(ArticleChoice())[0])))
    opened.commands.undo_import()
    assert isinstance(opened.failed(), CodingError)
    assert opened.article_count() == 12


def _key(workspace: Any, article_id: Any) -> Any:
    return CodingKey(article_id, workspace.coder.id)


def test_a_codebook_that_is_there_already_is_said_to_be(opened: Menu) -> None:
    opened.choosing("getOpenFileName", (str(default_codebook_path()), ""))
    opened.commands.add_codebook()
    assert opened.told().text() == "The project has this codebook already."


@pytest.mark.parametrize("content", [b"", b"not: a codebook", b"\xff\xfe", b"a: [", b"- 1\n- 2\n"])
def test_a_codebook_that_cannot_be_used_is_told_and_not_taken(opened: Menu, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "book.yaml").write_bytes(content)
    opened.choosing("getOpenFileName", (str(tmp_path / "book.yaml"), ""))
    before = opened.asked(lambda one: len(one.codebooks.versions()))
    opened.commands.add_codebook()
    assert isinstance(opened.failed(), CodebookError)
    assert "book.yaml" in opened.errors[-1].message
    assert opened.asked(lambda one: len(one.codebooks.versions())) == before


def test_a_sound_project_is_said_to_be_sound(opened: Menu) -> None:
    opened.commands.check_project()
    assert opened.told().text() == "The project is sound."


def test_a_single_thing_that_is_wrong_is_told_in_the_singular(opened: Menu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProjectService, "check", lambda *_: (Finding("state", "One record is not right."),))
    opened.commands.check_project()
    assert opened.told().text() == "1 thing is wrong with this project."


def test_what_is_wrong_is_counted_and_the_first_twenty_are_told(opened: Menu, monkeypatch: pytest.MonkeyPatch) -> None:
    found = tuple(Finding("state", f"Record <b>{number}</b> is not right.") for number in range(30))
    monkeypatch.setattr(ProjectService, "check", lambda *_: found)
    opened.commands.check_project()
    box = opened.told()
    assert box.text() == "30 things are wrong with this project."
    told = box.informativeText().splitlines()
    assert told == [f"state: {one.detail}" for one in found[:20]]
    assert box.textFormat() is Qt.TextFormat.PlainText


def test_where_a_copy_lies_is_told(opened: Menu) -> None:
    opened.backups.back_up()
    box = opened.told()
    assert box.text() == "The project was backed up."
    assert Path(box.informativeText()).is_file()


def test_a_copy_that_cannot_be_made_is_told(opened: Menu, folders: Folders) -> None:
    copies = folders.state / "backups" / opened.opened[0].id
    if copies.exists():
        copies.rename(copies.with_name("moved away"))
    copies.parent.mkdir(parents=True, exist_ok=True)
    copies.write_text("in the way")
    opened.backups.back_up()
    assert isinstance(opened.failed(), ProjectError)
    assert opened.window.findChildren(QMessageBox) == []
