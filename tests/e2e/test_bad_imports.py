"""Articles, codebooks and settings that cannot be used: a plain message, nothing changed, and the work goes on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QPushButton, QTableView

from annotator.bootstrap import default_codebook_path
from annotator.gui.dialogs.import_dialog import ImportDialog
from annotator.services.folders import Folders
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.messages import action, choose, read_box
from tests.e2e.scenes import RETELLING, empty_project, remember, sample_project, stored_coding


def test_the_preview_tells_what_is_refused_and_another_encoding_makes_another_preview(
    play: Play, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember()
    empty_project(path)
    good, latin, binary = tmp_path / "good.txt", tmp_path / "latin.txt", tmp_path / "binary.txt"
    good.write_text("A good article.", encoding="utf-8")
    latin.write_bytes("Une attaque près de Ménaka.".encode("windows-1252"))
    binary.write_bytes(b"news\0news")
    names = [str(file) for file in (good, latin, binary, tmp_path / "<b>bold.txt")]
    (tmp_path / "<b>bold.txt").write_bytes(b"")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))

    def script(hands: Hands) -> None:
        hands.wait(lambda: action(hands, "Import articles…").isEnabled(), "the project is open")
        choose(hands, "Import articles…")
        preview = dialog(hands)
        rows = rows_of(preview)
        assert rows["good.txt"] == "New"
        assert "too few to guess the encoding" in rows["latin.txt"]
        assert "NUL character at position 4" in rows["binary.txt"]
        assert rows["<b>bold.txt"] == "Refused: The file is empty."
        encodings = preview.findChild(QComboBox)
        assert encodings is not None
        encodings.setFocus()
        QTest.keyClick(encodings, Qt.Key.Key_Down)
        assert encodings.currentText() == "windows-1252"
        again = dialog(hands, other_than=preview)
        assert rows_of(again)["latin.txt"] == "New"
        assert "NUL" in rows_of(again)["binary.txt"]
        button = next(one for one in again.findChildren(QPushButton) if one.text() == "Import 2 articles")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        hands.wait(lambda: hands.window.coding.queue_model.rowCount() == 2, "both are in the queue")
        hands.wait_for_article()
        hands.open_article("Une attaque près de Ménaka.")

    assert play([str(path)], script) == 0


def test_a_preview_with_nothing_to_import_cannot_be_accepted(
    play: Play, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember()
    empty_project(path)
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "photo.jpg").write_bytes(b"\xff\xd8")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "news"))

    def script(hands: Hands) -> None:
        hands.wait(lambda: action(hands, "Import articles…").isEnabled(), "the project is open")
        choose(hands, "Import a folder of articles…")
        preview = dialog(hands)
        assert rows_of(preview) == {"photo.jpg": "Refused: It is not a text file by its ending."}
        button = next(one for one in preview.findChildren(QPushButton) if one.text() == "Nothing to import")
        assert not button.isEnabled()
        QTest.keyClick(preview, Qt.Key.Key_Escape)
        hands.wait(lambda: not preview.isVisible(), "the preview is closed")

    assert play([str(path)], script) == 0


def test_a_folder_that_vanished_before_it_was_read_is_told(
    play: Play, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember()
    empty_project(path)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "gone"))

    def script(hands: Hands) -> None:
        hands.wait(lambda: action(hands, "Import articles…").isEnabled(), "the project is open")
        choose(hands, "Import a folder of articles…")
        assert read_box(hands) == f"There is no file or folder {tmp_path / 'gone'}. Check the name."

    assert play([str(path)], script) == 0


CODEBOOKS = [
    (None, "cannot be read"),
    (b"\x89PNG\r\n\x1a\n\xff\xfe", "cannot be read|is not UTF-8"),
    (b"", "own.yaml"),
    (b"id: [unclosed\n", "own.yaml, line"),
    (default_codebook_path().read_bytes() + b"\n# a remark\n", "already has version 1"),
]


@pytest.mark.parametrize(
    ("content", "words"), CODEBOOKS, ids=["missing", "binary", "empty", "broken", "same version, other contents"]
)
def test_a_codebook_that_cannot_be_used_is_told_and_changes_nothing(
    play: Play, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, words: str
) -> None:
    remember()
    sample_project(path)
    if content is not None:
        (tmp_path / "own.yaml").write_bytes(content)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "own.yaml"), ""))

    def script(hands: Hands) -> None:
        hands.wait_for_article()
        choose(hands, "Add codebook version…")
        told = read_box(hands)
        assert "own.yaml" in told
        assert re.search(words, told)
        hands.open_article(RETELLING)
        hands.add_report()

    assert play([str(path)], script) == 0
    assert len(stored_coding(path).reports()) == 1


def test_damaged_settings_do_not_keep_the_window_from_opening(play: Play, path: Path) -> None:
    remember()
    sample_project(path)
    settings = Folders.of_person().settings / "settings.json"
    settings.write_bytes(b"\xff{")

    assert play([str(path)], lambda hands: hands.wait_for_article()) == 0
    assert settings.with_suffix(".damaged").read_bytes() == b"\xff{"
    assert Folders.of_person().settings_file().read().recent_projects[0] == str(path)


def dialog(hands: Hands, other_than: QDialog | None = None) -> ImportDialog:
    """Wait for an import preview."""

    def shown() -> list[ImportDialog]:
        found = (one for one in hands.window.findChildren(ImportDialog) if one.isVisible())
        return [one for one in found if one is not other_than]

    hands.wait(lambda: bool(shown()) and not hands.is_busy(), "the preview is shown")
    return shown()[0]


def rows_of(preview: ImportDialog) -> dict[str, str]:
    """What a preview says of each file."""
    table = preview.findChild(QTableView)
    assert table is not None
    model = table.model()
    return {str(model.index(row, 2).data()): str(model.index(row, 3).data()) for row in range(model.rowCount())}
