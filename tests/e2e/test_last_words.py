"""The window goes although its project cannot be backed up; the person is told, and the app ends with that."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from annotator.bootstrap import open_workspace
from annotator.services.folders import Folders
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.scenes import CODER, remember, sample_project
from tests.small_disk import a_small_disk


def test_a_window_that_closes_without_a_backup_says_so_and_the_app_ends(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sample.annotator"
    told: list[str] = []
    remember()
    sample_project(path)

    def read() -> None:
        boxes = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()]
        if not boxes:
            QTimer.singleShot(10, read)
            return
        told.extend(f"{box.text()} {box.informativeText()}" for box in boxes)
        boxes[0].accept()

    def script(hands: Hands) -> None:
        hands.wait_for_article()
        hands.add_report()
        a_small_disk(monkeypatch, 2, under=Folders.of_person().state)
        QTimer.singleShot(10, read)

    assert play([str(path)], script) == 0
    (words,) = told
    assert words.startswith("The backup ")
    assert words.endswith("is full. The project itself is unchanged. Free some space and try again.")
    monkeypatch.undo()
    with open_workspace(path, folders=Folders.of_person(), coder_name=CODER) as again:
        assert again.backups.make_if_changed() is not None
