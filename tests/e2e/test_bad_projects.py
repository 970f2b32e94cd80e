"""Files that are no project, projects open elsewhere or not to be written: a plain message, nothing changed."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from annotator.__main__ import main
from annotator.bootstrap import SAMPLE_NAME
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.messages import action, boxes, choose, label, project_path, read_box
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
