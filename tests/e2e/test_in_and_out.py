"""Articles into a project and datasets out of it, through the real ``main()``."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QWidget,
)

from annotator.gui.dialogs.import_dialog import ImportDialog
from annotator.gui.export.dialog import ExportDialog
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.scenes import (
    code_partly,
    empty_project,
    remember,
    sample_project,
)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample project with nothing coded."""
    remember()
    return sample_project(tmp_path / "sample.annotator")


def drop(window: QWidget, paths: list[Path]) -> bool:
    """Drag files over the window and let them go; tells whether the window wanted them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    arguments = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(400, 300), *arguments)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), *arguments))
    return enter.isAccepted()


def test_a_dropped_file_is_shown_before_it_is_imported(play: Play, sample: Path, tmp_path: Path) -> None:
    article = tmp_path / "new.txt"
    article.write_text("A new article about nothing much.\n", encoding="utf-8")

    def bring(hands: Hands) -> None:
        hands.wait_for_article()
        title = hands.title
        assert drop(hands.window, [article])
        assert isinstance(hands.dialog(), ImportDialog)
        hands.answer("Cancel")
        assert hands.window.coding.queue_model.rowCount() == 12
        assert drop(hands.window, [article])
        hands.answer("Import 1 article")
        hands.wait(lambda: hands.window.coding.queue_model.rowCount() == 13, "the article is in the queue")
        assert hands.title == title
        hands.trigger("undo_import")
        hands.wait(lambda: hands.window.coding.queue_model.rowCount() == 12, "the import was taken back")
        assert hands.title == title

    assert play([str(sample)], bring) == 0


def test_words_that_are_dropped_are_no_files(play: Play, sample: Path) -> None:
    def bring(hands: Hands) -> None:
        hands.wait_for_article()
        data = QMimeData()
        data.setText("just words")
        enter = QDragEnterEvent(
            QPoint(400, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(hands.window, enter)
        assert not enter.isAccepted()

    assert play([str(sample)], bring) == 0


def test_the_open_article_is_left_when_its_import_is_taken_back(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember()
    path = empty_project(tmp_path / "empty.annotator")
    article = tmp_path / "one.txt"
    article.write_text("# One\n\nOne article.\n", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(article)], ""))

    def bring(hands: Hands) -> None:
        hands.wait(lambda: hands.window.windowTitle().startswith("empty"), "the project is open")
        hands.trigger("import_files")
        hands.answer("Import 1 article")
        hands.wait_for_article()
        hands.trigger("undo_import")
        hands.wait(lambda: hands.window.coding.gestures.worksheet is None, "the article is left")
        assert not hands.window.actions_by_id["no_incident"].isEnabled()
        hands.wait(lambda: hands.window.coding.queue_model.rowCount() == 0, "the queue is empty")

    assert play([str(path)], bring) == 0


def test_a_dataset_is_exported_and_its_place_told(play: Play, tmp_path: Path) -> None:
    remember()
    path = sample_project(tmp_path / "sample.annotator", code_partly)

    def export(hands: Hands) -> None:
        hands.wait_for_article()
        hands.trigger("export")
        shown = hands.dialog()
        assert isinstance(shown, ExportDialog)
        hands.named(QLineEdit, "Folder to write").setText(str(tmp_path / "dataset"))
        hands.answer("Export")
        hands.wait(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox), "the result is told")
        box = hands.dialog()
        assert isinstance(box, QMessageBox)
        assert str(tmp_path / "dataset") in box.text()
        hands.answer("OK")

    assert play([str(path)], export) == 0
    assert (tmp_path / "dataset" / "manifest.json").is_file()


@pytest.mark.parametrize(
    "action, words", [("check_project", "The project is sound."), ("back_up", "The project was backed up.")]
)
def test_the_project_is_cared_for_from_the_menu(play: Play, sample: Path, action: str, words: str) -> None:
    def care(hands: Hands) -> None:
        hands.wait_for_article()
        hands.trigger(action)
        hands.wait(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox), "the result is told")
        box = hands.dialog()
        assert isinstance(box, QMessageBox)
        assert box.text() == words
        hands.answer("OK")

    assert play([str(sample)], care) == 0
