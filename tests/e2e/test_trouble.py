"""Trouble while coding: a full disk, a file moved, deleted or replaced; the change is kept and told about."""

from __future__ import annotations

import shutil
import sqlite3
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from annotator.services.coding import Worksheet
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.messages import boxes, choose, find, label, press_button, project_path, read_box, rescued_lines
from tests.e2e.scenes import RETELLING, remember, sample_project, stored_coding


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
