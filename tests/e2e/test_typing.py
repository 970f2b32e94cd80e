"""Typing in the form: nothing typed is lost without a word, and undo means the coding's where nothing was typed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from annotator.domain.values import Count, Qualifier
from annotator.gui.availability import is_complete
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.scenes import RETELLING, remember, sample_project


def labels(hands: Hands) -> str:
    return "\n".join(label.text() for label in hands.form.findChildren(QLabel) if label.isVisible())


def attach_killed(hands: Hands) -> None:
    hands.wait_for_article()
    hands.open_article(RETELLING)
    hands.attach("killed_total", hands.find("dozens of soldiers dead"), with_mouse=True)


def play_on_sample(play: Play, tmp_path: Path, script: object) -> None:
    remember()
    path = tmp_path / "sample.annotator"
    sample_project(path)
    assert play([str(path)], script) == 0  # type: ignore[arg-type]


def test_undo_right_after_attaching_takes_the_evidence_back(play: Play, tmp_path: Path) -> None:
    def script(hands: Hands) -> None:
        attach_killed(hands)
        hands.after_change(lambda: hands.press("Ctrl+Z"))
        assert hands.coding.is_empty

    play_on_sample(play, tmp_path, script)


def test_undo_while_typing_takes_back_the_typing_only(play: Play, tmp_path: Path) -> None:
    def script(hands: Hands) -> None:
        attach_killed(hands)
        line = QApplication.focusWidget()
        assert line is not None
        QTest.keyClicks(line, "at least 5")
        before = hands.worksheet
        QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert hands.worksheet is before
        assert line.property("text") != "at least 5"

    play_on_sample(play, tmp_path, script)


def test_words_that_are_no_number_are_refused_with_a_sentence(play: Play, tmp_path: Path) -> None:
    def script(hands: Hands) -> None:
        attach_killed(hands)
        line = QApplication.focusWidget()
        assert line is not None
        QTest.keyClicks(line, "a great many")
        QTest.keyClick(line, Qt.Key.Key_Return)
        assert "“a great many” is not a number this line can read" in labels(hands)
        assert line.property("text") == "a great many"

    play_on_sample(play, tmp_path, script)


def test_a_vague_word_is_a_count_without_a_number(play: Play, tmp_path: Path) -> None:
    def script(hands: Hands) -> None:
        attach_killed(hands)
        line = QApplication.focusWidget()
        assert line is not None
        QTest.keyClicks(line, "several")
        hands.after_change(lambda: QTest.keyClick(line, Qt.Key.Key_Return))
        value = next(value for value in hands.coding.values() if value.field == "killed_total")
        assert value.content == Count(qualifier=Qualifier.SEVERAL)

    play_on_sample(play, tmp_path, script)


def test_coding_goes_on_after_no_incident_was_taken_back(play: Play, tmp_path: Path) -> None:
    def script(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        hands.view.setFocus()
        hands.after_change(lambda: QTest.keyClick(hands.view, Qt.Key.Key_0))
        assert is_complete(hands.worksheet)
        hands.after_change(lambda: hands.press("Ctrl+Z"))
        hands.attach("killed_total", hands.find("dozens of soldiers dead"), with_mouse=False)
        assert not is_complete(hands.worksheet)

    play_on_sample(play, tmp_path, script)
