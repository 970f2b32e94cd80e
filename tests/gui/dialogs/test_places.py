"""Where the dialogs for files and folders start, and what comes of their answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.dialogs import places
from annotator.gui.dialogs.places import ask_file, ask_files, ask_folder, ask_new_file, start_folder

Asked = Callable[[str, object], list[str]]


@pytest.fixture
def parent(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QWidget:
    """A widget to ask from; no folder was chosen before."""
    monkeypatch.setattr(places, "_chosen", [])
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Let a question of Qt's be answered; what comes back is filled with the places it starts at."""

    def answer(question: str, given: object) -> list[str]:
        starts: list[str] = []

        def answered(_parent: QWidget, _words: str, start: str, *_kinds: str) -> object:
            starts.append(start)
            return given

        monkeypatch.setattr(QFileDialog, question, answered)
        return starts

    return answer


def test_the_first_question_starts_at_home(parent: QWidget, asked: Asked) -> None:
    starts = asked("getOpenFileName", ("", ""))
    assert ask_file(parent, "Open", "All (*)") is None
    assert starts == [str(Path.home())]


def test_each_question_starts_where_the_last_file_lay(parent: QWidget, asked: Asked, tmp_path: Path) -> None:
    asked("getOpenFileName", (str(tmp_path / "a.txt"), ""))
    assert ask_file(parent, "Open", "All (*)") == tmp_path / "a.txt"
    files = asked("getOpenFileNames", ([], ""))
    assert ask_files(parent, "Open", "All (*)") == []
    folders = asked("getExistingDirectory", "")
    assert ask_folder(parent, "Where") is None
    new = asked("getSaveFileName", ("", ""))
    assert ask_new_file(parent, "Save", "b.txt", "All (*)") is None
    assert (files, folders, new) == ([str(tmp_path)], [str(tmp_path)], [str(tmp_path / "b.txt")])


@pytest.mark.parametrize("question", ["getSaveFileName", "getOpenFileNames", "getExistingDirectory"])
def test_every_answer_is_remembered(parent: QWidget, asked: Asked, tmp_path: Path, question: str) -> None:
    (tmp_path / "in").mkdir()
    file, folder = tmp_path / "in" / "a.txt", tmp_path / "in"
    given: dict[str, tuple[object, Callable[[], object], object]] = {
        "getSaveFileName": ((str(file), ""), lambda: ask_new_file(parent, "Save", "n", ""), file),
        "getOpenFileNames": (
            ([str(file), "/else/b"], ""),
            lambda: ask_files(parent, "Open", ""),
            [file, Path("/else/b")],
        ),
        "getExistingDirectory": (str(folder), lambda: ask_folder(parent, "Where"), folder),
    }
    answer, ask, expected = given[question]
    asked(question, answer)
    assert ask() == expected
    assert start_folder() == folder


def test_a_question_left_without_an_answer_forgets_nothing(parent: QWidget, asked: Asked, tmp_path: Path) -> None:
    asked("getExistingDirectory", str(tmp_path))
    ask_folder(parent, "Where")
    asked("getExistingDirectory", "")
    assert ask_folder(parent, "Where") is None
    assert start_folder() == tmp_path


def test_a_folder_that_is_gone_is_not_started_in(parent: QWidget, asked: Asked, tmp_path: Path) -> None:
    asked("getExistingDirectory", str(tmp_path / "gone"))
    ask_folder(parent, "Where")
    assert start_folder() == Path.home()


def test_what_is_typed_already_says_where_to_start(parent: QWidget, asked: Asked, tmp_path: Path) -> None:
    starts = asked("getExistingDirectory", "")
    ask_folder(parent, "Where", tmp_path)
    assert starts == [str(tmp_path)]
