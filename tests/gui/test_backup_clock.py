"""When the window asks for a copy of the project: soon after opening, then regularly, never without a project."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.gui import backup_clock
from annotator.gui.backup_clock import BackupClock
from annotator.gui.desk import Desk
from annotator.services.backups import BackupService
from tests.gui.conftest import CODER


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Write down every time a copy is asked for, and whether the project could be copied."""
    heard: list[bool] = []

    def make_if_changed(service: BackupService) -> Path | None:
        heard.append(not service._project.is_read_only)
        return None

    monkeypatch.setattr(BackupService, "make_if_changed", make_if_changed)
    return heard


def open_project(qtbot: QtBot, desk: Desk, path: Path) -> None:
    with qtbot.waitSignal(desk.project_opened):
        desk.open_project(path, CODER)


def test_a_copy_is_asked_for_soon_after_a_project_was_opened(
    qtbot: QtBot, desk: Desk, sample: Path, asked: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_clock, "_SOON_MS", 1)
    clock = BackupClock(desk)
    open_project(qtbot, desk, sample)
    qtbot.waitUntil(lambda: asked == [True])
    assert not clock._soon.isActive(), "that was the one early copy"
    assert clock._regularly.isActive()


def test_copies_are_asked_for_again_and_again(
    qtbot: QtBot, desk: Desk, sample: Path, asked: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_clock, "_EVERY_MS", 2)
    BackupClock(desk)
    open_project(qtbot, desk, sample)
    qtbot.waitUntil(lambda: len(asked) >= 3)


def test_without_a_project_the_clock_stands_still(qtbot: QtBot, desk: Desk, asked: list[bool], tmp_path: Path) -> None:
    clock = BackupClock(desk)
    with qtbot.waitSignal(desk.failed):
        desk.open_project(tmp_path / "gone.annotator", CODER)
    assert not clock._soon.isActive()
    assert not clock._regularly.isActive()
    clock._ask()
    assert asked == []


def test_the_clock_is_far_from_disturbing_anybody(desk: Desk) -> None:
    clock = BackupClock(desk)
    assert clock._soon.isSingleShot()
    assert clock._soon.interval() >= 10_000
    assert clock._regularly.interval() >= 10 * 60_000
