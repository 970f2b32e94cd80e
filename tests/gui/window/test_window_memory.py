"""What the window remembers between two starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QMainWindow, QSplitter
from pytestqt.qtbot import QtBot

from annotator.gui.window_memory import WindowMemory
from annotator.services.folders import Folders
from annotator.services.settings import Settings


def a_window(qtbot: QtBot) -> tuple[QMainWindow, QSplitter]:
    window = QMainWindow()
    panels = QSplitter(window)
    for _ in range(3):
        panels.addWidget(QLabel(window))
    window.setCentralWidget(panels)
    qtbot.addWidget(window)
    window.resize(600, 400)
    window.show()
    return window, panels


def test_the_layout_comes_back_as_it_was_left(qtbot: QtBot, folders: Folders) -> None:
    window, panels = a_window(qtbot)
    window.resize(520, 360)
    panels.setSizes([300, 120, 80])
    left = panels.sizes()
    WindowMemory(folders).write(window, panels, is_queue_shown=False)
    other, others = a_window(qtbot)
    memory = WindowMemory(folders)
    memory.restore_layout(other, others)
    assert other.size() == window.size()
    assert others.sizes() == left
    assert not memory.is_queue_shown


def test_the_first_start_keeps_the_window_s_own_layout(qtbot: QtBot, folders: Folders) -> None:
    window, panels = a_window(qtbot)
    sizes = panels.sizes()
    memory = WindowMemory(folders)
    memory.restore_layout(window, panels)
    assert (window.width(), panels.sizes()) == (600, sizes)
    assert memory.is_queue_shown
    assert memory.settings == Settings()


@pytest.mark.parametrize("content", ["", "[General]\ngeometry=nonsense\npanels=@Invalid()\n", "\x00\x01"])
def test_a_damaged_layout_is_as_none(qtbot: QtBot, folders: Folders, content: str) -> None:
    folders.settings.mkdir(parents=True)
    (folders.settings / "window.ini").write_text(content, encoding="utf-8")
    window, panels = a_window(qtbot)
    sizes = panels.sizes()
    WindowMemory(folders).restore_layout(window, panels)
    assert (window.width(), panels.sizes()) == (600, sizes)


def test_settings_are_written_with_the_layout(qtbot: QtBot, folders: Folders, tmp_path: Path) -> None:
    window, panels = a_window(qtbot)
    memory = WindowMemory(folders)
    memory.remember(theme="dark", text_size=20)
    memory.settings = memory.settings.with_project(tmp_path / "a.annotator")
    memory.write(window, panels, is_queue_shown=True)
    again = WindowMemory(folders).settings
    assert (again.theme, again.text_size) == ("dark", 20)
    assert again.recent_projects == (str(tmp_path / "a.annotator"),)


def test_a_settings_folder_that_cannot_be_made_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    window, panels = a_window(qtbot)
    memory = WindowMemory(Folders(tmp_path / "file" / "settings", tmp_path, tmp_path))
    with pytest.raises(OSError, match="file"):
        memory.write(window, panels, is_queue_shown=True)
