"""Bad input at both front doors: a plain message that names the file, nothing changed, and the work goes on."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QTableView,
    QWidget,
)

from annotator.__main__ import main
from annotator.bootstrap import SAMPLE_NAME, default_codebook_path
from annotator.gui.dialogs.import_dialog import ImportDialog
from annotator.gui.rescue import rescue_file
from annotator.services.coding import Worksheet
from annotator.services.folders import Folders
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.scenes import CODER, RETELLING, empty_project, remember, sample_project, stored_coding

ROOT = Path(__file__).resolve().parents[2]
PAGE = 4096


# -- files that are no project, or one no longer ----------------------------------------------------------------------


def _missing(path: Path) -> None:
    """There is no file."""


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _photo(path: Path) -> None:
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 40)


def _other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE bookmark (url TEXT)")


def _newer(path: Path) -> None:
    empty_project(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA user_version = 99")


def _cut_short(path: Path) -> None:
    sample_project(path)
    os.truncate(path, 50)


def _half(path: Path) -> None:
    sample_project(path)
    os.truncate(path, path.stat().st_size // 2 // PAGE * PAGE)


def _scribbled(path: Path) -> None:
    """The list of tables is overwritten, the header is whole."""
    sample_project(path)
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xaa" * (PAGE - 100))


def _without_a_table(path: Path) -> None:
    sample_project(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("DROP TABLE note")


def _folder(path: Path) -> None:
    path.mkdir()


UNUSABLE = [
    (_missing, "There is no file {path}."),
    (_empty, "{path} is empty. The file was not changed."),
    (_photo, "{path} is not a project file. The file was not changed."),
    (_other_database, "{path} is a database of another program, not a project. The file was not changed."),
    (_newer, "{path} was written by a newer version of this program"),
    (_cut_short, "{path} is damaged: it was cut short. The file was not changed."),
    (_half, "{path} is damaged."),
    (_scribbled, "{path} is damaged."),
    (_without_a_table, "{path} has tables that were altered by another program"),
    (_folder, "{path} is a folder, not a project file."),
]
each_unusable = pytest.mark.parametrize(
    ("make", "words"), UNUSABLE, ids=[make.__name__.strip("_") for make, _ in UNUSABLE]
)


def contents(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the project of a test lies, or should."""
    return tmp_path / "work.annotator"


@each_unusable
def test_the_command_line_refuses_it_in_a_sentence(
    path: Path, make: Callable[[Path], object], words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    make(path)
    before = contents(path)
    capfd.readouterr()
    for arguments in (["check", str(path)], ["import", str(path), str(ROOT / "seeds")], ["export", str(path), "out"]):
        assert main(arguments) == 1
        out, err = capfd.readouterr()
        assert out == ""
        assert err.startswith(words.format(path=path))
        assert "Traceback" not in err
    assert contents(path) == before
    assert not path.with_name(path.name + ".lock").exists()


@each_unusable
def test_the_window_says_so_and_stays_usable(
    play: Play, path: Path, make: Callable[[Path], object], words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    remember()
    make(path)
    before = contents(path)

    def script(hands: Hands) -> None:
        assert read_box(hands).startswith(words.format(path=path))
        assert contents(path) == before
        choose(hands, "Open sample project")
        hands.wait_for_article()
        assert SAMPLE_NAME in hands.window.windowTitle()
        hands.open_article(RETELLING)
        hands.add_report()

    assert play([str(path)], script) == 0
    assert contents(path) == before
    assert "Traceback" not in capfd.readouterr().err


def test_a_project_that_cannot_be_opened_leaves_the_present_one_open(
    play: Play, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember()
    sample_project(path)
    _photo(tmp_path / "photo.annotator")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "photo.annotator"), ""))

    def script(hands: Hands) -> None:
        hands.wait_for_article()
        choose(hands, "Open project…")
        assert "photo.annotator is not a project file" in read_box(hands)
        hands.open_article(RETELLING)
        hands.add_report()

    assert play([str(path)], script) == 0
    assert len(stored_coding(path).reports()) == 1


def test_pages_damaged_behind_the_head_are_told_when_they_are_reached(
    play: Play, path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    remember()
    sample_project(path)
    with path.open("r+b") as file:
        file.seek(2 * PAGE)
        file.write(b"\xaa" * (path.stat().st_size - 2 * PAGE))
    before = path.read_bytes()

    def script(hands: Hands) -> None:
        assert re.match(rf"{re.escape(str(path))} is damaged", read_box(hands))
        while boxes():
            read_box(hands)
        choose(hands, "Open sample project")
        hands.wait_for_article()

    assert play([str(path)], script) == 0
    assert main(["check", str(path)]) == 1
    assert "Traceback" not in capfd.readouterr().err
    assert path.read_bytes() == before


# -- two windows, no right to write -----------------------------------------------------------------------------------


@contextmanager
def held_elsewhere(path: Path) -> Iterator[int]:
    """Have another process hold the project open; gives its number."""
    code = (
        "import sys; from pathlib import Path; from annotator.bootstrap import open_workspace;"
        "from annotator.services.folders import Folders;"
        "opened = open_workspace(Path(sys.argv[1]), folders=Folders.of_person());"
        "print('open', flush=True); sys.stdin.read(); opened.close()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        yield holder.pid
    finally:
        holder.communicate("")


def test_a_project_open_in_another_window_is_refused_and_can_still_be_read(
    path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sample_project(path)
    with held_elsewhere(path) as process:
        capfd.readouterr()
        assert main(["import", str(path), str(ROOT / "seeds")]) == 1
        refusal = capfd.readouterr().err
        assert refusal.startswith(f"{path} is already open")
        assert f"(process {process}). Nothing was changed. Close it there first" in refusal
        assert main(["check", str(path)]) == 0
        assert main(["export", str(path), str(tmp_path / "out")]) == 0
    assert main(["import", str(path), str(ROOT / "seeds")]) == 0


def test_the_window_says_who_holds_a_project_and_opens_it_when_they_are_done(
    play: Play, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember()
    sample_project(path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))

    def script(hands: Hands) -> None:
        assert f"(process {process}). Nothing was changed." in read_box(hands)
        choose(hands, "Open sample project")
        hands.wait_for_article()
        holding.__exit__(None, None, None)
        choose(hands, "Open project…")
        hands.wait(lambda: project_path(hands) == path, "it is open")
        hands.wait_for_article()

    holding = held_elsewhere(path)
    process = holding.__enter__()
    assert play([str(path)], script) == 0


def test_a_project_that_may_not_be_written_is_shown_and_not_changed(
    play: Play, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember()
    sample_project(path)
    before = path.read_bytes()
    may = os.access
    # The system's answer is played, because tests may run as a user who may write everywhere.
    monkeypatch.setattr(os, "access", lambda place, mode: may(place, mode) and (mode != os.W_OK or place != path))

    def script(hands: Hands) -> None:
        hands.wait_for_article()
        assert label(hands, "Coder") == f"{CODER} · read only"
        words = hands.find("the")
        hands.mark(words, with_mouse=False)
        QTest.keyClick(hands.view, Qt.Key.Key_K)
        assert f"{path} can be read but not changed. Nothing was changed." in read_box(hands)
        assert hands.coding.is_empty
        for text in ("Import articles…", "Add codebook version…", "Add incident", "Undo last import"):
            assert not action(hands, text).isEnabled(), text

    assert play([str(path)], script) == 0
    assert path.read_bytes() == before


# -- trouble while coding ---------------------------------------------------------------------------------------------


def test_on_a_full_disk_the_change_is_kept_and_stored_when_there_is_room(play: Play, path: Path) -> None:
    remember()
    sample_project(path)

    def script(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        stored = fill_the_disk(hands)
        told = read_box(hands)
        assert told.startswith(f"{path} cannot grow: the disk is full. Everything saved before is in the file")
        assert label(hands, "Saved state") == "Not saved"
        assert len(hands.coding.reports()) == stored
        (rescued,) = rescued_lines()
        assert (rescued["verb"], rescued["article"]) == ("add_report", hands.worksheet.article.id)
        allow_pages(hands, 1_000_000)
        hands.after_change(lambda: press_button(hands, "Try to save the last change again"))
        assert label(hands, "Saved state").startswith("Saved ")
        assert len(hands.coding.reports()) == stored + 1
        assert not find(hands, QPushButton, "Try to save the last change again")

    assert play([str(path)], script) == 0
    coding = stored_coding(path)
    assert len({report.position for report in coding.reports()}) == len(coding.reports())


def fill_the_disk(hands: Hands) -> int:
    """Allow the file no further page and add incidents until one does not fit; returns how many did."""
    allow_pages(hands, int(driver_of(hands).execute("PRAGMA page_count").fetchone()[0]))
    while True:
        stored, before = len(hands.coding.reports()), hands.worksheet
        hands.press("Ctrl+T")
        hands.wait(partial(_is_answered, hands, before), "there was an answer")
        if boxes():
            return stored


def _is_answered(hands: Hands, before: Worksheet) -> bool:
    return hands.worksheet is not before or bool(boxes())


def allow_pages(hands: Hands, pages: int) -> None:
    driver_of(hands).execute(f"PRAGMA max_page_count = {pages}")


def project_path(hands: Hands) -> Path | None:
    workspace = hands.window.desk._workspace
    return None if workspace is None else workspace.project.path


def driver_of(hands: Hands) -> sqlite3.Connection:
    """The store's own connection; nothing is on its way when this is asked."""
    workspace = hands.window.desk._workspace
    assert workspace is not None
    driver: sqlite3.Connection = workspace.coding._project._driver
    return driver


def test_a_file_moved_away_while_open_takes_no_change_until_it_is_back(play: Play, path: Path) -> None:
    remember()
    sample_project(path)
    elsewhere = path.with_name("moved.annotator")

    def script(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        path.rename(elsewhere)
        before = elsewhere.read_bytes()
        hands.press("Ctrl+T")
        assert f"{path} was moved, deleted or replaced while it was open." in read_box(hands)
        assert label(hands, "Saved state") == "Not saved"
        assert elsewhere.read_bytes() == before
        assert not path.exists()
        assert [line["verb"] for line in rescued_lines()] == ["add_report"]
        elsewhere.rename(path)
        hands.after_change(lambda: press_button(hands, "Try to save the last change again"))
        assert label(hands, "Saved state").startswith("Saved ")

    assert play([str(path)], script) == 0
    assert len(stored_coding(path).reports()) == 1


def test_a_deleted_file_is_not_made_again_and_the_change_is_rescued(play: Play, path: Path) -> None:
    remember()
    sample_project(path)

    def script(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        path.unlink()
        words = hands.find("dozens of soldiers dead")
        hands.mark(words, with_mouse=False)
        QTest.keyClick(hands.view, Qt.Key.Key_K)
        assert f"{path} was moved, deleted or replaced" in read_box(hands)
        assert label(hands, "Saved state") == "Not saved"
        (line,) = rescued_lines()
        assert (line["verb"], line["arguments"]["span"]) == ("attach_evidence", list(words))
        choose(hands, "Open sample project")
        assert project_path(hands) == path
        hands.answer("Go on without them")
        hands.wait(lambda: project_path(hands) not in (None, path), "the sample is open")
        hands.wait_for_article()

    assert play([str(path)], script) == 0
    assert not path.exists()


def test_a_file_put_in_the_projects_place_is_not_written_to(play: Play, path: Path, tmp_path: Path) -> None:
    remember()
    sample_project(path)
    older = tmp_path / "older.annotator"
    shutil.copyfile(path, older)
    before = older.read_bytes()

    def script(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        hands.add_report()
        older.replace(path)
        hands.press("Ctrl+T")
        assert f"{path} was moved, deleted or replaced" in read_box(hands)
        assert label(hands, "Saved state") == "Not saved"
        assert len(rescued_lines()) == 1

    assert play([str(path)], script) == 0
    assert path.read_bytes() == before


# -- articles and codebooks -------------------------------------------------------------------------------------------


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


# -- looking ----------------------------------------------------------------------------------------------------------


def boxes() -> list[QMessageBox]:
    """The messages on the screen."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()]


def read_box(hands: Hands) -> str:
    """Wait for a message, read it as plain text and close it with its button."""
    hands.wait(lambda: bool(boxes()), "a message is shown")
    box = boxes()[0]
    assert box.textFormat() == Qt.TextFormat.PlainText
    told = " ".join(part for part in (box.text(), box.informativeText()) if part)
    QTest.mouseClick(box.button(QMessageBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    hands.wait(lambda: box not in boxes(), "the message is closed")
    hands.window.activateWindow()
    hands.wait(
        lambda: bool(boxes()) or QApplication.activeWindow() is hands.window, "the window has the keyboard again"
    )
    return told


def dialog(hands: Hands, other_than: QDialog | None = None) -> ImportDialog:
    """Wait for an import preview."""

    def shown() -> list[ImportDialog]:
        found = (one for one in hands.window.findChildren(ImportDialog) if one.isVisible())
        return [one for one in found if one is not other_than]

    hands.wait(lambda: bool(shown()), "the preview is shown")
    return shown()[0]


def rows_of(preview: ImportDialog) -> dict[str, str]:
    """What a preview says of each file."""
    table = preview.findChild(QTableView)
    assert table is not None
    model = table.model()
    return {str(model.index(row, 2).data()): str(model.index(row, 3).data()) for row in range(model.rowCount())}


def find(hands: Hands, kind: type[QWidget], name: str) -> QWidget | None:
    """A visible widget by its accessible name."""
    found = (one for one in hands.window.findChildren(kind) if one.accessibleName() == name and one.isVisible())
    return next(found, None)


def label(hands: Hands, name: str) -> str:
    """What a label of the status line says."""
    found = find(hands, QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def press_button(hands: Hands, name: str) -> None:
    button = find(hands, QPushButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def action(hands: Hands, text: str) -> QAction:
    """An entry of the menus."""
    menus = (entry.menu() for entry in hands.window.menuBar().actions())
    entries = [entry for menu in menus if isinstance(menu, QMenu) for entry in menu.actions()]
    return next(entry for entry in entries if entry.text().replace("&", "") == text)


def choose(hands: Hands, text: str) -> None:
    """Choose an entry of the menus that can be chosen."""
    entry = action(hands, text)
    assert entry.isEnabled()
    entry.trigger()


def rescued_lines() -> list[dict[str, Any]]:
    """The changes in the rescue file."""
    file = rescue_file(Folders.of_person().state)
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
