"""A project that cannot be backed up when it goes: it is closed, and the person is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from annotator.bootstrap import create_sample, open_workspace
from annotator.domain.errors import AnnotatorError, StorageFullError
from annotator.gui.desk import Desk
from annotator.gui.dialogs.message import shown_alone
from annotator.gui.reopening import reopen
from annotator.services.folders import Folders
from tests.gui.conftest import CODER
from tests.gui.test_desk import SET_RELEVANCE, open_first
from tests.small_disk import a_small_disk


@pytest.fixture
def worked(qtbot: QtBot, open_desk: Desk) -> Desk:
    """A desk with a project in which something was done."""
    open_first(qtbot, open_desk)
    with qtbot.waitSignal(open_desk.written):
        open_desk.perform(SET_RELEVANCE)
    return open_desk


@pytest.fixture
def full(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk on which backups are kept is full."""
    a_small_disk(monkeypatch, 2, under=folders.state)


def test_closing_gives_back_why_there_is_no_backup(
    worked: Desk, full: None, sample: Path, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = worked.close()
    assert isinstance(told, StorageFullError)
    assert told.message.startswith("The backup ")
    monkeypatch.undo()
    with open_workspace(sample, folders=folders, coder_name=CODER) as again:
        assert again.backups.make_if_changed() is not None


def test_closing_gives_back_nothing_where_all_is_well(worked: Desk) -> None:
    assert worked.close() is None
    assert worked.close() is None


def test_another_project_opens_and_then_it_is_said_that_the_one_before_has_no_backup(
    qtbot: QtBot, worked: Desk, full: None, tmp_path: Path
) -> None:
    said: list[str] = []
    other = tmp_path / "other.annotator"
    create_sample(other, folders=Folders(tmp_path / "a", tmp_path / "b", tmp_path / "c"), coder_name=CODER).close()
    worked.project_opened.connect(lambda facts: said.append(f"opened {facts.path.name}"))
    worked.failed.connect(lambda error: said.append(error.message))
    with qtbot.waitSignal(worked.failed):
        worked.open_project(other, CODER)
    assert said[0] == "opened other.annotator"
    assert [one.startswith("The backup ") for one in said[1:]] == [True]


def test_a_project_that_is_closed_for_a_while_is_opened_again_and_that_is_said(
    qtbot: QtBot, worked: Desk, full: None, sample: Path
) -> None:
    errors: list[AnnotatorError] = []
    done: list[str] = []
    worked.failed.connect(errors.append)
    with qtbot.waitSignal(worked.failed):
        reopen(worked, sample, CODER, lambda _: "done", on_success=done.append)
    assert [type(error) for error in errors] == [StorageFullError]
    assert done == ["done"]
    assert worked.has_project


def test_what_is_said_last_needs_no_window(qtbot: QtBot) -> None:
    error = StorageFullError(
        "The backup p cannot grow: the disk is full.", kept="All is well.", remedy="Make <b>room</b>."
    )
    box = shown_alone(error)
    qtbot.addWidget(box)
    assert (box.isVisible(), box.parent()) == (True, None)
    assert (box.text(), box.informativeText()) == (error.message, "All is well. Make <b>room</b>.")
    assert [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()] == [box]
    assert box.close()
