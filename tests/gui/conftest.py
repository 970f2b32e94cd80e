"""A desk with folders of its own, and projects to open on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.bootstrap import create_sample
from annotator.gui.desk import Desk
from annotator.services.folders import Folders

CODER = "Coder A"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Settings, state and data folders of the test's own."""
    return Folders(tmp_path / "settings", tmp_path / "state", tmp_path / "data")


@pytest.fixture
def sample(tmp_path: Path, folders: Folders) -> Path:
    """A sample project, closed."""
    path = tmp_path / "sample.annotator"
    create_sample(path, folders=folders, coder_name=CODER).close()
    return path


@pytest.fixture
def desk(qtbot: QtBot, folders: Folders) -> Iterator[Desk]:
    """A desk without a project."""
    desk = Desk(folders)
    yield desk
    desk.close()


@pytest.fixture
def open_desk(qtbot: QtBot, desk: Desk, sample: Path) -> Desk:
    """A desk with the sample project open."""
    with qtbot.waitSignal(desk.project_opened):
        desk.open_project(sample, CODER)
    return desk
