"""The list that cases, disagreements, rulings and patterns share."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from annotator.gui.review.lines import ROW_HEIGHT, LineList, LinesModel, ListLine, Mark
from annotator.gui.theme import ThemeName, tokens

LINES = [ListLine("a", "First", "one", "3", Mark.OPEN), ListLine("b", "Second", mark=Mark.DONE), ListLine("c", "Third")]


@pytest.fixture
def listed(qtbot: QtBot) -> LineList:
    shown = LineList("Cases")
    qtbot.addWidget(shown)
    shown.resize(240, 300)
    with qtbot.waitExposed(shown):
        shown.show()
    shown.show_lines(LINES, "a")
    shown.setFocus()
    return shown


def test_the_model_keeps_the_rules_of_models() -> None:
    model = LinesModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_lines(LINES)
    model.show_lines([*LINES[:2], ListLine("c", "Third, changed")])
    model.show_lines([])
    assert model.rowCount() == 0


def test_only_the_entries_that_changed_are_painted_again(qtbot: QtBot) -> None:
    model = LinesModel()
    model.show_lines(LINES)
    touched: list[int] = []
    model.dataChanged.connect(lambda first, _: touched.append(first.row()))
    with qtbot.assertNotEmitted(model.modelReset):
        model.show_lines([LINES[0], ListLine("b", "Second", "ruled"), LINES[2]])
    assert touched == [1]


def test_a_screen_reader_hears_title_detail_count_and_state() -> None:
    model = LinesModel()
    model.show_lines(LINES)
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "First, one, 3, open"
    assert model.index(1).data(Qt.ItemDataRole.AccessibleTextRole) == "Second, ruled"
    assert model.line_at(9) is None
    assert model.row_of("nothing") is None


def test_walking_announces_and_showing_does_not(qtbot: QtBot, listed: LineList) -> None:
    heard: list[str] = []
    listed.chosen.connect(heard.append)
    QTest.keyClick(listed, Qt.Key.Key_Down)
    assert heard == ["b"]
    listed.mark("c")
    listed.show_lines(LINES, "a")
    assert heard == ["b"]
    assert listed.current_key() == "a"


def test_letters_are_left_to_the_room(listed: LineList) -> None:
    QTest.keyClick(listed, Qt.Key.Key_S)
    QTest.keyClick(listed, Qt.Key.Key_T)
    assert listed.current_key() == "a"


def test_enter_confirms_the_entry(qtbot: QtBot, listed: LineList) -> None:
    with qtbot.waitSignal(listed.confirmed) as heard:
        QTest.keyClick(listed, Qt.Key.Key_Return)
    assert heard.args == ["a"]


def test_an_entry_that_is_not_there_leaves_none_current(listed: LineList) -> None:
    listed.mark("nothing")
    assert listed.current_key() == ""


@pytest.mark.parametrize("theme", ThemeName)
def test_every_mark_is_a_shape_of_its_own_not_a_colour_alone(listed: LineList, theme: ThemeName) -> None:
    marks = [mark for mark in Mark if mark is not Mark.NONE]
    listed.set_theme(theme)
    listed.show_lines([ListLine(mark.value, "", mark=mark) for mark in marks])
    listed.setStyleSheet(f"background: {tokens(theme).surface}")
    image = listed.viewport().grab().toImage()
    shapes = set()
    for row in range(len(marks)):
        ground = image.pixelColor(5, row * ROW_HEIGHT + 3)
        area = [(x, y) for y in range(row * ROW_HEIGHT + 8, row * ROW_HEIGHT + 24) for x in range(10, 28)]
        shapes.add(tuple(abs(image.pixelColor(x, y).lightness() - ground.lightness()) > 40 for x, y in area))
    assert len(shapes) == len(marks)


def test_long_words_are_cut_and_told_in_full_by_the_tip(listed: LineList) -> None:
    listed.show_lines([ListLine("a", "word " * 200, "detail " * 100, "1,234")])
    assert listed.lines.index(0).data(Qt.ItemDataRole.ToolTipRole).count("word") == 200
    assert not listed.horizontalScrollBar().isVisible()
    assert listed.visualRect(listed.lines.index(0)).height() == ROW_HEIGHT
